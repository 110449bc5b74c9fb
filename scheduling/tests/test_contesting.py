"""Whoever has a visit is told that somebody tried to book in their name. Whoever tried learns nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.notifications.choices import Channel
from portal.notifications.models import Notice, Subscription
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Mail, Sms
from scheduling import notices
from scheduling.actions import booking, cancelling, holding
from scheduling.actions.booking import Details, HasOneAlreadyError, Person
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.rules.parties import Party
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OLENA, PHONE = "olena@example.test", "+380501234567"
ANNA = Person("Anna", "Kowal", date(2015, 4, 1), "UA")
DETAILS = Details("Olena", "Kowal", date(1990, 3, 27), "UA", email=OLENA, language="ru")
CONTESTED = "appointment_contested"
Book = Callable[..., Appointment]


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=4)


@pytest.fixture
def hold(office: Office, service: Service) -> Book:
    """Return what holds a time and says who comes."""

    def take(
        details: Details = DETAILS, *, clock: str = "09:00", holder: str = "hers", at: datetime = make.AT
    ) -> Appointment:
        held = holding.hold(
            office=office,
            service=service,
            start=make.local(office, make.MONDAY, clock),
            holder=holder,
            language=details.language,
            party=Party(1 + len(details.others)),
            by=VISITOR,
            at=at,
        )
        return booking.describe(appointment=held, details=details, holder=holder, by=VISITOR, at=at)

    return take


@pytest.fixture
def book(hold: Book) -> Book:
    """Return what books with a code, as a visitor does."""

    def take(details: Details = DETAILS, *, at: datetime = make.AT, **more: str) -> Appointment:
        held = hold(details, at=at, **more)
        given: dict[str, Any] = {"appointment": held, "holder": held.holder, "by": VISITOR, "at": at}
        booking.send_code(**given)
        return booking.confirm(code=notices.code_of(held), **given)

    return take


@pytest.fixture
def contest(book: Book) -> Callable[..., None]:
    """Return what tries to book, from elsewhere, for a person who may have a visit."""

    def attempt(details: Details = DETAILS, **more: datetime) -> None:
        other = replace(details, email="stranger@example.test", phone="", language="en")
        with pytest.raises(HasOneAlreadyError):
            book(other, clock="11:00", holder="theirs", **more)

    return attempt


Contest = Callable[..., None]


def told() -> list[tuple[str, str, str, str]]:
    """Return of which visit who was told, how, and in which language."""
    rows = Notice.objects.filter(kind=CONTESTED).order_by("pk")
    return list(rows.values_list("subject_pk", "channel", "recipient", "language"))


def test_whoever_has_the_visit_is_told_in_their_own_language_by_all_their_ways(
    book: Book, contest: Contest
) -> None:
    visit = book(replace(DETAILS, phone=PHONE))

    contest()

    pk = str(visit.pk)
    assert told() == [(pk, "email", OLENA, "ru"), (pk, "sms", PHONE, "ru")]


def test_the_try_is_written_down_about_the_visit_that_there_is(book: Book, contest: Contest) -> None:
    visit = book()

    contest()

    event = Event.objects.get(action="appointment.contested")
    assert (event.subject_pk, event.at, event.data) == (str(visit.pk), make.AT, {})


def test_what_was_held_by_the_other_stays_held(book: Book, contest: Contest) -> None:
    book()

    contest()

    assert Appointment.objects.get(holder="theirs").state == AppointmentState.HELD


def test_a_device_is_told_too(book: Book, contest: Contest) -> None:
    visit = book()
    device = Subscription.objects.create(
        subject_label="scheduling.appointment",
        subject_pk=str(visit.pk),
        endpoint="https://push.example.org/1",
        language="pl",
        agreed_at=make.AT,
    )

    contest()

    assert told()[1:] == [(str(visit.pk), "push", str(device.pk), "pl")]


def test_once_a_day_is_enough_however_often_it_is_tried(book: Book, contest: Contest) -> None:
    book()

    # Midnight in Kraków is 23:00 in UTC.
    for at in (make.AT, make.AT + 14 * 60 * MINUTE - MINUTE, make.AT + 14 * 60 * MINUTE, make.AT + DAY):
        contest(at=at)

    assert len(told()) == 2
    assert Event.objects.filter(action="appointment.contested").count() == 4


def test_somebody_signed_in_is_refused_and_told_of_as_well(hold: Book, book: Book) -> None:
    visit = book()
    account = accounts.user("stranger@example.test")
    held = hold(replace(DETAILS, email=account.email), clock="11:00", holder="theirs")

    with pytest.raises(HasOneAlreadyError):
        booking.confirm_signed_in(appointment=held, holder="theirs", account=account, by=VISITOR, at=make.AT)

    assert [pk for pk, *_rest in told()] == [str(visit.pk)]


def test_a_case_that_has_a_visit_is_told_of_though_another_person_tried(book: Book, contest: Contest) -> None:
    visit = book(replace(DETAILS, case_number="SC-II.6151.1.2026"))

    contest(replace(DETAILS, given_names="Ivan", case_number="SC-II.6151.1.2026"))

    assert [pk for pk, *_rest in told()] == [str(visit.pk)]


def test_of_several_people_the_one_who_booked_is_told_once(book: Book, contest: Contest) -> None:
    visit = book(replace(DETAILS, others=(ANNA,)))

    contest(replace(DETAILS, others=(ANNA,)))
    member = Details("Anna", "Kowal", ANNA.birth_date, "UA", email="", language="en")
    contest(member, at=make.AT + DAY)

    assert [pk for pk, *_rest in told()] == [str(visit.pk)] * 2


def test_of_a_family_each_booking_in_the_way_is_told(book: Book, contest: Contest) -> None:
    hers = book()
    his = book(replace(DETAILS, given_names="Ivan", email="ivan@example.test"), clock="10:00", holder="his")
    ivan = Person("Ivan", "Kowal", DETAILS.birth_date, "UA")

    contest(replace(DETAILS, others=(ivan,)))

    assert [(pk, to) for pk, _way, to, _language in told()] == [
        (str(hers.pk), OLENA),
        (str(his.pk), "ivan@example.test"),
    ]


def test_nobody_else_is_told(book: Book, contest: Contest) -> None:
    """Of another person, of a visit that is cancelled, or where nothing was refused."""
    book(replace(DETAILS, given_names="Maria"), clock="10:00", holder="maria")
    visit = book()
    cancelling.cancel(appointment=visit, by=VISITOR, at=make.AT)
    book(clock="12:00", holder="hers again")

    contest()

    (row,) = told()
    assert row[0] == str(Appointment.objects.get(holder="hers again").pk)


def test_of_visits_of_another_kind_nobody_is_told(book: Book, contest: Contest, office: Office) -> None:
    visit = book()
    other = make.service("CARD")
    make.appointment(
        make.counter(office, other),
        other,
        make.local(office, make.MONDAY, "09:00"),
        identity_digest=visit.identity_digest,
        email="other@example.test",
    )

    contest()

    assert [pk for pk, *_rest in told()] == [str(visit.pk)]


def test_a_refusal_asks_the_database_the_same_whether_anybody_can_be_told(
    book: Book, contest: Contest
) -> None:
    """Else its time would tell whether the visit has a contact, as one booked by a clerk may not."""
    visit = book()
    contest()
    asked = []
    for email in (OLENA, ""):
        Appointment.objects.filter(pk=visit.pk).update(email=email)
        Notice.objects.filter(kind=CONTESTED).delete()
        with CaptureQueriesContext(connection) as queries:
            contest()
        asked.append([shape for shape in map(shape_of, queries) if not shape.startswith("ROLLBACK TO")])

    assert asked[0] == asked[1]
    assert sum("notifications_add" in shape for shape in asked[1]) >= 1
    assert told() == []


def shape_of(query: dict[str, str]) -> str:
    """Return a statement without what it was asked about."""
    return re.sub(r"'[^']*'|\b\d+\b|NULL|\"s\d+_x\d+\"", "?", query["sql"])


def written(visit: Appointment, channel: Channel, *, at: datetime = make.AT) -> object:
    about = About(str(visit.pk), 1, "", channel, at)
    return kinds.named(CONTESTED).written(visit, about)


def test_the_message_leads_to_the_visit_and_says_what_to_do(book: Book) -> None:
    visit = book()

    mail, sms = written(visit, Channel.EMAIL), written(visit, Channel.SMS)

    assert isinstance(mail, Mail)
    assert isinstance(sms, Sms)
    said = repr(mail.blocks)
    assert notices.token_of(visit) in said
    assert "If it was not you: you need not do anything. Please tell the clerk when you come." in said
    assert visit.reference in said
    assert sms.text.startswith("The office: somebody tried to book a visit in your name.")
    assert notices.short_name_of(visit) in sms.text
    assert "Kowal" not in said + sms.text


def test_it_is_told_while_the_visit_is_to_come_and_not_afterwards(book: Book) -> None:
    visit = book()
    kind, end = kinds.named(CONTESTED), visit.interval.end

    def is_true(at: datetime) -> bool:
        return kind.still_true(visit, About(str(visit.pk), 1, "", Channel.EMAIL, at))

    assert is_true(end - MINUTE)
    assert not is_true(end)
    visit.state = AppointmentState.CANCELLED
    assert not is_true(make.AT)


def test_it_wakes_nobody(book: Book) -> None:
    visit = book()
    not_before = kinds.named(CONTESTED).not_before
    assert not_before is not None
    two_at_night = datetime.fromisoformat("2026-12-02T01:00:00+00:00")

    assert not_before(visit, make.AT) == make.AT
    assert not_before(visit, two_at_night).astimezone(visit.office.zone).strftime("%d %H") == "02 08"


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_it_is_said_without_any_name_in_each_language(book: Book, language: str) -> None:
    visit = book()

    with translation.override(language):
        said = [repr(written(visit, channel)) for channel in Channel]

    assert [name for name in ("Olena", "Kowal", str(visit.service.name)) if name in "".join(said)] == []
