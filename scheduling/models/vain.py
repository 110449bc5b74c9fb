"""How many visits of an office ended, and how many of them were in vain or missed."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, QuerySet

from portal.accounts.models import Office
from scheduling.choices import TAKES_PLACE, OutcomeKind
from scheduling.models.appointments import Appointment
from scheduling.models.desk import Outcome
from scheduling.models.services import Service
from scheduling.rules.intervals import Interval
from scheduling.rules.outcomes import Tally, tally


def tallies(office: Office, span: Interval, *, at: datetime) -> list[tuple[Service, Tally[str]]]:
    """Return, by service, what became of the visits that began in the span and ended by `at` (UTC)."""
    ended, missed = _ended(office, span, at=at), _missed(office, span)
    outcomes = _outcomes(office, span)
    services = Service.objects.filter(pk__in={*ended, *outcomes, *missed}).order_by("position", "code")
    return [
        (
            service,
            tally(ended.get(service.pk, 0), outcomes[service.pk], missed=missed.get(service.pk, 0)),
        )
        for service in services
    ]


def notes(office: Office, span: Interval, *, most: int) -> dict[int, list[str]]:
    """Return what clerks noted of the visits that began in the span, by service, the newest first.

    At most so many for the office together: whose visit it was and who wrote it stays behind.
    """
    rows = _within(office, span).exclude(note="").order_by("-at", "-pk")
    found: dict[int, list[str]] = defaultdict(list)
    for service, note in rows.values_list("appointment__service", "note")[:most]:
        found[service].append(note)
    return dict(found)


def _ended(office: Office, span: Interval, *, at: datetime) -> dict[int, int]:
    visits = Appointment.objects.filter(
        counter__office=office,
        state__in=TAKES_PLACE,
        period__startswith__gte=span.start,
        period__startswith__lt=span.end,
        period__endswith__lte=at,
    )
    return dict(visits.order_by().values_list("service").annotate(Count("pk")))


def _missed(office: Office, span: Interval) -> dict[int, int]:
    rows = _within(office, span).filter(kind=OutcomeKind.MISSED).order_by()
    return dict(rows.values_list("appointment__service").annotate(Count("pk")))


def _outcomes(office: Office, span: Interval) -> dict[int, list[tuple[str | None, int]]]:
    counted = (
        _within(office, span)
        .exclude(kind=OutcomeKind.MISSED)
        .order_by()
        .values_list("appointment__service", "vain_reason")
        .annotate(Count("pk"))
    )
    found: dict[int, list[tuple[str | None, int]]] = defaultdict(list)
    for service, reason, number in counted:
        found[service].append((reason or None, number))
    return found


def _within(office: Office, span: Interval) -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        appointment__counter__office=office,
        appointment__period__startswith__gte=span.start,
        appointment__period__startswith__lt=span.end,
    )
