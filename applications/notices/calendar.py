"""The days of somebody's cases, as a calendar reads them: terms to keep, and visits.

A calendar is shared and read on lock screens. It says that there is a last day, and not of what, nor
of whose case; the page behind the link says it to whoever signs in.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.choices import Reason, Turn
from applications.models import Application, Summons
from applications.models.cases import ApplicationQuerySet
from applications.notices.links import link
from applications.rules.sight import CHECKED
from portal.accounts.models import User
from portal.web.calendar_feed import DAY, Entry
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.notices.entries import on_one_line
from scheduling.notices.secrets import uid_of
from scheduling.rules.codes import public_id
from scheduling.rules.identity import case_digest, normalise_case_number

KEPT = timedelta(days=30)  # so long after it, a day stays: whoever looks back finds it
MOST = 2_000
OF_CASE = (Reason.APPEAL_TERM, Reason.STATEMENT)  # other terms are those of a summons


def entries_of(user: User, *, on: date, at: datetime) -> list[Entry]:
    """Return the terms that run for the party and the visits, in the language that is active."""
    cases = Application.objects.of_party(user, on=on)
    found = list(_summonses(cases, on)) + list(_terms(cases, on)) + list(_visits(user, cases, at=at))
    return sorted(found, key=lambda entry: (entry.start.isoformat(), entry.uid))[:MOST]


def _summonses(cases: ApplicationQuerySet, on: date) -> Iterator[Entry]:
    rows = Summons.objects.filter(application__in=cases, closed_on=None, due_on__gte=on - KEPT)
    for row in rows.select_related("application").defer("application__state").order_by("due_on", "pk")[:MOST]:
        if row.due_on:
            yield _last_day(row.application, f"summons:{row.number}", row.due_on)


def _terms(cases: ApplicationQuerySet, on: date) -> Iterator[Entry]:
    rows = Application.objects.filter(pk__in=cases, turn=Turn.PARTY, reason__in=OF_CASE, until__gte=on - KEPT)
    for row in rows.defer("state").order_by("until", "pk")[:MOST]:
        if row.until:
            yield _last_day(row, row.reason, row.until)


def _last_day(case: Application, what: str, until: date) -> Entry:
    return Entry(
        uid=_uid(f"case:{case.pk}:{what}"),
        sequence=case.sequence,
        stamp=case.changed_at,
        start=until,
        end=until + DAY,
        summary=_("Last day to answer the office"),
        description=_("Sign in to see what it is about. This is information; what counts is the letter."),
        url=link("case_detail", case.pk),
    )


def _visits(user: User, cases: ApplicationQuerySet, *, at: datetime) -> Iterator[Entry]:
    """Yield the visits with the numbers of the cases, and those that the account has booked."""
    checked = ~Q(account=user) | Q(account_level__in=CHECKED)
    open_ = Application.objects.filter(checked, pk__in=cases, closed_on=None).exclude(case_number="")
    numbers = open_.values_list("case_number", flat=True)[:MOST]
    key = settings.IDENTITY_KEY.encode()
    digests = [case_digest(key, case_number=each) for each in numbers if normalise_case_number(each)]
    rows = Appointment.objects.filter(
        Q(case_digest__in=digests) | Q(account=user, lead=None),
        state=AppointmentState.BOOKED,
        period__endswith__gt=at - KEPT,
    )
    for row in rows.for_page().order_by("period__startswith", "pk")[:MOST]:
        yield _visit(row)


def _visit(row: Appointment) -> Entry:
    return Entry(
        uid=uid_of(row),
        sequence=row.sequence,
        stamp=row.booked_at or row.created_at,
        start=row.interval.start,
        end=row.interval.end,
        summary=_("Visit to the office"),
        location=on_one_line(row.office.address),
    )


def _uid(subject: str) -> str:
    return (
        f"{public_id(settings.IDENTITY_KEY.encode(), subject=subject)}@{urlsplit(settings.SITE_URL).hostname}"
    )
