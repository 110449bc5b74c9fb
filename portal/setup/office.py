"""An office from answers: hours, counters, services, people and their first duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from portal.accounts.choices import Language, Role
from portal.accounts.models import Membership, Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM
from portal.setup import catalogue
from portal.setup.questions import DAYS, LANGUAGES, Answers
from scheduling.actions.rota import plan_rota
from scheduling.models import BlockedWindow, Counter, ReleaseRule, Service, ShiftPattern

NOTICE_MINUTES = 120
SHIFT = {"pl": "Zmiana", "en": "Shift", "ru": "Смена"}


class OfficeKnownError(Exception):
    """There is an office of that short name already."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it."""

    office: Office
    administrator: User
    duties: int
    taken_back: tuple[str, ...]
    """Addresses whose accounts anybody could have made: nobody had shown that they are theirs."""


@transaction.atomic
def set_up(answers: Answers, *, password: str, at: datetime) -> Made:
    """Make the office, ready to be booked where clerks were named; all of it or nothing.

    Without a password the administrator signs in with a code by e-mail.

    :raises OfficeKnownError: if there is one of that short name; it stays as it is.
    :raises DutyConflictError: if one of the clerks is on duty elsewhere at such a time.
    """
    _one_after_the_other()
    if Office.objects.filter(slug=answers.slug).exists():
        raise OfficeKnownError(answers.slug)
    is_first = not User.objects.filter(is_superuser=True).exists()
    office = _office(answers)
    today = at.astimezone(office.zone).date()
    shifts = _hours(office, answers, valid_from=today)
    services = catalogue.services(answers.services, valid_from=today)
    counters = _counters(office, list(services.values()), number=answers.counters)
    taken_back = _take_back({answers.administrator, *answers.clerks})
    chief = _person(answers.administrator, password=password, is_superuser=is_first, at=at)
    _works_at(office, chief, Role.ADMINISTRATOR)
    clerks = [_person(email, at=at) for email in answers.clerks]
    for clerk in clerks:
        _works_at(office, clerk, Role.CLERK)
    last = today + timedelta(days=DAYS * answers.weeks)
    duties = _duties(clerks, shifts, counters, first=today, last=last, at=at)
    record(
        "office.set_up",
        subject=office,
        by=SYSTEM,
        at=at,
        office=office,
        administrator=chief.pk,
        counters=len(counters),
        services=len(services),
        clerks=len(clerks),
        duties=duties,
    )
    return Made(office=office, administrator=chief, duties=duties, taken_back=taken_back)


def _one_after_the_other() -> None:
    """Let whoever sets up the same office at this moment find it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('setup.office', 0))")


def _office(answers: Answers) -> Office:
    return Office.objects.create(
        slug=answers.slug,
        phone=answers.phone,
        email=answers.email,
        time_zone=answers.time_zone,
        **catalogue.worded(
            name={"pl": answers.name_pl, "en": answers.name_en, "ru": answers.name_ru},
            address=dict.fromkeys(LANGUAGES, answers.address),
        ),
    )


def _hours(office: Office, answers: Answers, *, valid_from: date) -> list[ShiftPattern]:
    week = {"office": office, "weekdays": list(answers.working_days), "valid_from": valid_from}
    if answers.break_hours:
        reasons = {
            "pl": answers.break_reason_pl,
            "en": answers.break_reason_en,
            "ru": answers.break_reason_ru,
        }
        BlockedWindow.objects.create(
            **week,
            starts=answers.break_hours.starts,
            ends=answers.break_hours.ends,
            **catalogue.worded(reason=reasons),
        )
    ReleaseRule.objects.create(
        office=office,
        days_ahead=answers.days_ahead,
        opens_at=answers.opens_at,
        notice_minutes=NOTICE_MINUTES,
    )
    return [
        ShiftPattern.objects.create(
            **week,
            starts=span.starts,
            ends=span.ends,
            **catalogue.worded(name={code: f"{word} {number}" for code, word in SHIFT.items()}),
        )
        for number, span in enumerate(answers.shifts, start=1)
    ]


def _counters(office: Office, services: list[Service], *, number: int) -> list[Counter]:
    """Make counters at each of which everything is served; the office narrows that later."""
    made = Counter.objects.bulk_create(
        [Counter(office=office, code=f"{index:02}") for index in range(1, number + 1)]
    )
    for counter in made:
        counter.services.set(services)
    return made


def _duties(  # noqa: PLR0913  people, times, places and a span of days
    clerks: list[User],
    shifts: list[ShiftPattern],
    counters: list[Counter],
    *,
    first: date,
    last: date,
    at: datetime,
) -> int:
    """Give each clerk a counter in one shift, the first shift first; return how many duties that made."""
    seats = product(shifts, counters)
    return sum(
        len(plan_rota(pattern=shift, clerk=clerk, counter=counter, first=first, last=last, by=SYSTEM, at=at))
        for clerk, (shift, counter) in zip(clerks, seats, strict=False)
    )


def _take_back(emails: Iterable[str]) -> tuple[str, ...]:
    """Shut whoever made them out of accounts whose address was never shown to be theirs; return which.

    Anybody can sign up with a colleague's address and wait until it may do something.
    """
    shown = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
    people = User.objects.filter(~Exists(shown), email__in=emails).order_by("email")
    for person in people:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        for session in UserSession.objects.filter(user=person):
            session.end()
        Authenticator.objects.filter(user=person).delete()
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    return tuple(person.email for person in people)


def _person(email: str, *, at: datetime, password: str = "", is_superuser: bool = False) -> User:
    """Return the colleague of that address. Whoever has shown that it is theirs keeps their password."""
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, password or None, language=Language.POLISH, joined_at=at)
        # With a password they are let in before any mail was tried; else the first code proves it.
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=bool(password))
    person.is_staff = True
    person.is_superuser = person.is_superuser or is_superuser
    person.save(update_fields=["is_staff", "is_superuser"])
    return person


def _works_at(office: Office, person: User, role: Role) -> None:
    Membership.objects.create(user=person, office=office, group=Group.objects.get(name=role))
