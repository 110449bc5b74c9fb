"""The cases in which somebody acts for others, in the order in which something is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import (
    Case,
    DateField,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from applications.choices import Turn
from applications.models.cases import Application, ApplicationQuerySet, Mandate
from applications.models.naming import named
from applications.models.records import Summons
from applications.rules.searching import Search
from portal.accounts.models import User
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.identity import case_digest, normalise_case_number


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clients somebody wants to see; what is empty does not matter."""

    search: Search | None = None
    needs_action: bool = False
    procedure: int | None = None
    organisation: int | None = None


def clients_of(user: User, wanted: Wanted, *, on: date) -> ApplicationQuerySet:
    """Return the cases that somebody sees by a mandate, or a member of their organisation does.

    `due` is the last day of what the party has to do next. Without one, those where something is to be
    done come first, and closed ones at the very end.
    """
    held = Mandate.objects.of(user).held(on).filter(may_see=True)
    if wanted.organisation:
        held = held.filter(organisation=wanted.organisation)
    rows: ApplicationQuerySet = Application.objects.filter(_chosen(wanted), pk__in=held.values("application"))
    to_do = Case(When(turn=Turn.PARTY, then=Value(0)), default=Value(1), output_field=IntegerField())
    closed_last = F("closed_on").desc(nulls_first=True)
    by_due = (F("due").asc(nulls_last=True), to_do, closed_last, "filed_on", "pk")
    return rows.annotate(due=_due()).select_related("office", "procedure").defer("state").order_by(*by_due)


def _due() -> Coalesce:
    """Return the last day to do what the party is asked for: the nearest summons, if it is not their turn."""
    theirs = Case(When(turn=Turn.PARTY, then=F("until")), output_field=DateField())
    calls = Summons.objects.filter(application=OuterRef("pk"), closed_on=None, due_on__isnull=False)
    nearest = calls.order_by().values("application").annotate(first=Min("due_on")).values("first")
    return Coalesce(theirs, Subquery(nearest))


def _chosen(wanted: Wanted) -> Q:
    chosen = Q(procedure=wanted.procedure) if wanted.procedure else Q()
    if wanted.needs_action:
        chosen &= Q(turn=Turn.PARTY, closed_on=None)
    return chosen & _found(wanted.search) if wanted.search else chosen


def _found(search: Search) -> Q:
    if search.case_number:
        return Q(case_number=search.case_number)
    if search.beginnings:
        return Q(named(search.beginnings))
    return Q(pk__in=[])


def mandates_for(user: User, cases: Iterable[Application], *, on: date) -> dict[int, Mandate]:
    """Return by which mandate each case is seen: of several, the one that lets them do most."""
    held = Mandate.objects.of(user).held(on).filter(may_see=True, application__in=list(cases))
    rows = held.select_related("organisation").order_by("may_give", "-began_on", "-pk")
    return {row.application_id: row for row in rows}  # the last one of a case stays


def next_visits(cases: Iterable[Application], *, at: datetime) -> dict[int, Appointment]:
    """Return the next visit that is booked with the number of each case."""
    digests = {_digest(case): case.pk for case in cases if normalise_case_number(case.case_number)}
    rows: QuerySet[Appointment] = Appointment.objects.filter(
        case_digest__in=digests, state=AppointmentState.BOOKED, period__endswith__gt=at
    )
    found = rows.select_related("service", "counter__office").order_by("-period__startswith", "-pk")
    return {digests[row.case_digest]: row for row in found}


def _digest(case: Application) -> str:
    number = normalise_case_number(case.case_number) or ""
    return case_digest(settings.IDENTITY_KEY.encode(), case_number=number)
