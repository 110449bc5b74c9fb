"""Who gets to a visit without its link, and what everybody else learns: nothing."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About
from scheduling import notices
from scheduling.actions import finding
from scheduling.actions.booking import WrongCodeError
from scheduling.choices import AppointmentState
from scheduling.models import AccessCode, Appointment
from scheduling.rules.codes import token_digest
from scheduling.tasks import forget_access_codes
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
LIFE = timedelta(minutes=20)
OLENA, PHONE = "olena@example.test", "+380501234567"
NO_SUCH = "0000-0000"


def booked(**fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    service = make.service()
    counter = make.counter(make.working_office(service), service)
    start = make.local(counter.office, make.MONDAY, "09:00")
    visit = make.appointment(counter, service, start, **{"email": OLENA, "language": "ru"} | fields)
    visit.token_digest = token_digest(notices.token_of(visit))
    visit.save()
    return visit


@pytest.fixture
def visit() -> Appointment:
    return booked()


@dataclass
class Browser:
    """Somebody who asks, and guesses."""

    name: str = "her browser"
    asked: int = 0

    def ask(
        self,
        reference: str,
        contact: str = OLENA,
        *,
        key: str = "",
        account: User | None = None,
        at: datetime = make.AT,
    ) -> AccessCode:
        self.asked += 1
        return finding.ask(
            reference=reference,
            contact=contact,
            finder=self.name,
            key=key or f"form {self.asked}",
            account=account,
            by=VISITOR,
            at=at,
        )

    def ask_again(self, *, account: User | None = None, at: datetime = make.AT) -> AccessCode:
        self.asked += 1
        key = f"form {self.asked}"
        return finding.ask_again(finder=self.name, key=key, account=account, by=VISITOR, at=at)

    def enter(self, code: str, *, at: datetime = make.AT) -> Appointment:
        return finding.enter(code=code, finder=self.name, by=VISITOR, at=at)

    def guess(self, access: AccessCode, *, at: datetime = make.AT) -> int:
        """Enter a wrong code, and return how many guesses are left."""
        with pytest.raises(WrongCodeError) as refused:
            self.enter(wrong(access), at=at)
        return refused.value.left

    def claim(self, visit: Appointment, account: User, *, contact: str = OLENA) -> Appointment | None:
        self.asked += 1
        return finding.claim(
            reference=visit.reference,
            contact=contact,
            finder=self.name,
            key=f"form {self.asked}",
            account=account,
            by=Actor.user(account.pk),
            at=make.AT,
        )

    def claim_with_code(self, code: str, account: User) -> Appointment:
        return finding.claim_with_code(
            code=code, finder=self.name, account=account, by=Actor.user(account.pk), at=make.AT
        )


@pytest.fixture
def browser() -> Browser:
    return Browser()


def wrong(access: AccessCode) -> str:
    return f"{(int(notices.access_code_of(access)) + 1) % 10**6:06}"


def actions() -> list[tuple[str, str]]:
    """Return what the audit has, and about which visit."""
    return [(event.action, event.subject_pk) for event in of_visits()]


def of_visits() -> QuerySet[Event]:
    return Event.objects.filter(action__startswith="appointment.").order_by("pk")


def test_the_code_goes_to_the_address_of_the_visit_in_the_language_of_the_page(
    visit: Appointment, browser: Browser
) -> None:
    """Whoever waits for it reads that page, whatever language the visit was booked in."""
    with translation.override("pl"):
        access = browser.ask(visit.reference, "OLENA@example.test")

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.language) == ("appointment_access_code", OLENA, "pl")
    assert (notice.subject_pk, notice.due_at) == (str(access.pk), make.AT)
    assert actions() == [("appointment.access_asked", str(visit.pk))]


def test_the_code_lets_in(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)

    assert browser.enter(notices.access_code_of(access)) == visit
    assert actions()[1:] == [("appointment.access_granted", str(visit.pk))]


def test_a_second_press_lets_in_again_even_at_the_last_try(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)
    for _ in range(4):
        browser.guess(access)

    assert browser.enter(notices.access_code_of(access)) == visit
    assert browser.enter(notices.access_code_of(access)) == visit


@pytest.mark.parametrize(
    ("reference", "contact"),
    [
        pytest.param(NO_SUCH, OLENA, id="no-such-reference"),
        pytest.param("", "other@example.test", id="another-address"),
        pytest.param("", "olena@example.test.example.org", id="a-longer-address"),
        pytest.param("", "%", id="a-pattern"),
    ],
)
def test_a_miss_sends_nothing_and_no_code_opens_it(
    visit: Appointment, browser: Browser, reference: str, contact: str
) -> None:
    access = browser.ask(reference or visit.reference, contact)

    assert not Notice.objects.exists()
    assert actions() == [("appointment.access_asked", "")]
    with pytest.raises(WrongCodeError) as refused:
        browser.enter(notices.access_code_of(access))
    assert refused.value.left == 4


@pytest.mark.parametrize("contact", [OLENA, PHONE])
def test_a_hit_and_a_miss_ask_the_database_the_same(
    visit: Appointment, browser: Browser, contact: str
) -> None:
    Appointment.objects.filter(pk=visit.pk).update(phone=PHONE)
    browser.ask(visit.reference, contact)  # what is cached is cached

    with CaptureQueriesContext(connection) as hit:
        access = browser.ask(visit.reference, contact)
    with CaptureQueriesContext(connection) as hit_guessed:
        left_of_hit = browser.guess(access)
    with CaptureQueriesContext(connection) as miss:
        access = browser.ask(NO_SUCH, contact)
    with CaptureQueriesContext(connection) as miss_guessed:
        left_of_miss = browser.guess(access)

    assert shapes(hit) == [shape for shape in shapes(miss) if not shape.startswith("ROLLBACK TO")]
    assert sum("notifications_add" in shape for shape in shapes(miss)) == 1
    assert shapes(hit_guessed) == shapes(miss_guessed)
    assert left_of_hit == left_of_miss


def shapes(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements without what they were asked about."""
    return [
        re.sub(r"'[^']*'|\b\d+\b|NULL|\"s\d+_x\d+\"", "?", query["sql"]) for query in queries.captured_queries
    ]


@pytest.mark.parametrize(
    "state", [AppointmentState.BOOKED, AppointmentState.CANCELLED, AppointmentState.LAPSED]
)
def test_what_has_a_page_is_found(browser: Browser, state: AppointmentState) -> None:
    visit = booked(state=state)

    assert browser.ask(visit.reference).appointment == visit


@pytest.mark.parametrize("state", [AppointmentState.HELD, AppointmentState.EXPIRED])
def test_what_is_not_booked_is_not_found(browser: Browser, state: AppointmentState) -> None:
    assert browser.ask(booked(state=state).reference).appointment is None


def test_a_visit_without_a_page_is_not_found(visit: Appointment, browser: Browser) -> None:
    Appointment.objects.update(token_digest="")

    assert browser.ask(visit.reference).appointment is None


def test_a_visit_is_found_for_thirty_days_after_it(visit: Appointment, browser: Browser) -> None:
    last = visit.period.upper + 30 * DAY

    assert browser.ask(visit.reference, at=last - SECOND).appointment == visit
    assert browser.ask(visit.reference, at=last).appointment is None


def test_a_code_works_for_twenty_minutes(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)
    code = notices.access_code_of(access)

    assert browser.enter(code, at=make.AT + LIFE - SECOND) == visit
    with pytest.raises(finding.CodeOverError):
        browser.enter(code, at=make.AT + LIFE)


@pytest.mark.parametrize("exists", [True, False])
def test_there_are_five_tries_whether_there_is_a_visit_or_not(
    visit: Appointment, browser: Browser, exists: bool
) -> None:
    access = browser.ask(visit.reference if exists else NO_SUCH)

    assert [browser.guess(access) for _ in range(7)] == [4, 3, 2, 1, 0, 0, 0]
    with pytest.raises(WrongCodeError):
        browser.enter(notices.access_code_of(access))


def test_with_the_counter_off_guessing_goes_on(visit: Appointment, browser: Browser) -> None:
    """The control: what the count of tries prevents."""
    access = browser.ask(visit.reference)
    for _ in range(20):
        browser.guess(access)
        AccessCode.objects.update(tries=0)

    assert browser.enter(notices.access_code_of(access)) == visit


def test_only_the_newest_code_works(visit: Appointment, browser: Browser) -> None:
    old = browser.ask(visit.reference)
    new = browser.ask_again()

    with pytest.raises(WrongCodeError):
        browser.enter(notices.access_code_of(old))
    assert browser.enter(notices.access_code_of(new)) == visit


def test_asking_for_something_else_makes_the_code_worthless(visit: Appointment, browser: Browser) -> None:
    old = browser.ask(visit.reference)
    browser.ask(NO_SUCH)

    with pytest.raises(WrongCodeError):
        browser.enter(notices.access_code_of(old))


def test_a_code_is_worth_nothing_in_another_browser(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)
    other = Browser("his browser")

    with pytest.raises(finding.NothingAskedError):
        other.enter(notices.access_code_of(access))
    other.ask(visit.reference)
    with pytest.raises(WrongCodeError):
        other.enter(notices.access_code_of(access))


def test_another_browser_does_not_disturb(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)
    Browser("his browser").ask(visit.reference)

    assert browser.enter(notices.access_code_of(access)) == visit


def test_the_code_of_a_hold_does_not_let_in_even_under_the_same_number(
    visit: Appointment, browser: Browser
) -> None:
    browser.ask(visit.reference)
    AccessCode.objects.update(id=visit.pk)
    visit.code_version = 1

    with pytest.raises(WrongCodeError):
        browser.enter(notices.code_of(visit))
    assert browser.enter(notices.access_code_of(AccessCode.objects.get())) == visit


def test_the_same_form_sent_twice_sends_one_mail(visit: Appointment, browser: Browser) -> None:
    first = browser.ask(visit.reference, key="one form")
    second = browser.ask(visit.reference, key="one form")

    assert first == second
    assert Notice.objects.count() == 1


def test_a_form_corrected_and_sent_again_is_another(visit: Appointment, browser: Browser) -> None:
    browser.ask(NO_SUCH, key="one form")

    assert browser.ask(visit.reference, key="one form").appointment == visit


def test_a_form_sent_to_look_and_to_claim_is_two(visit: Appointment, browser: Browser) -> None:
    ivan = accounts.user()
    to_look = browser.ask(visit.reference, key="one form")

    assert browser.ask(visit.reference, key="one form", account=ivan) != to_look


def test_an_old_form_sent_once_more_sends_another_mail(visit: Appointment, browser: Browser) -> None:
    first = browser.ask(visit.reference, key="one form")
    second = browser.ask(visit.reference, key="one form", at=make.AT + LIFE)

    assert first != second
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("exists", [True, False])
def test_five_codes_a_day_are_sent_whoever_asks(visit: Appointment, exists: bool) -> None:
    reference = visit.reference if exists else NO_SUCH
    for number in range(5):
        Browser(f"browser {number}").ask(reference, at=make.AT + number * MINUTE)

    with pytest.raises(finding.AskedTooOftenError) as refused:
        Browser("another").ask(reference, OLENA.upper(), at=make.AT + DAY - SECOND)

    assert refused.value.retry_at == make.AT + DAY
    assert Browser("another").ask(reference, at=make.AT + DAY)
    with pytest.raises(finding.AskedTooOftenError) as again:
        Browser("yet another").ask(reference, at=make.AT + DAY)
    assert again.value.retry_at == make.AT + MINUTE + DAY


def test_asking_again_counts_too(visit: Appointment, browser: Browser) -> None:
    browser.ask(visit.reference)
    for _ in range(4):
        browser.ask_again()

    with pytest.raises(finding.AskedTooOftenError):
        browser.ask_again()


def test_another_visit_counts_for_itself(visit: Appointment, browser: Browser) -> None:
    for _ in range(5):
        browser.ask(NO_SUCH)

    assert browser.ask(visit.reference).appointment == visit


def test_who_has_not_asked_cannot_ask_again(browser: Browser) -> None:
    with pytest.raises(finding.NothingAskedError):
        browser.ask_again()


def test_a_mail_that_comes_too_late_is_not_sent(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)

    assert still_true(access, at=make.AT + LIFE - SECOND)
    assert not still_true(access, at=make.AT + LIFE)


def test_a_mail_with_a_worthless_code_is_not_sent(visit: Appointment, browser: Browser) -> None:
    old = browser.ask(visit.reference)
    new = browser.ask_again()

    assert not still_true(old)
    assert still_true(new)
    for _ in range(5):
        browser.guess(new)
    assert not still_true(new)


def test_nothing_is_mailed_for_a_visit_that_is_not_there(browser: Browser) -> None:
    assert not still_true(browser.ask(NO_SUCH))


@pytest.mark.parametrize("contact", [OLENA, PHONE])
def test_five_codes_a_day_are_sent_by_each_way(browser: Browser, contact: str) -> None:
    visit = booked(phone=PHONE)
    for _ in range(5):
        browser.ask(visit.reference, contact)

    with pytest.raises(finding.AskedTooOftenError):
        browser.ask(visit.reference, contact)
    assert browser.ask(visit.reference, OLENA if contact == PHONE else PHONE)


def test_a_phone_that_nobody_has_proven_needs_a_code_to_claim(browser: Browser) -> None:
    visit, olena = booked(phone=PHONE), accounts.user(OLENA)

    assert browser.claim(visit, olena, contact=PHONE) is None
    assert Notice.objects.get().recipient == PHONE
    assert browser.claim_with_code(notices.access_code_of(AccessCode.objects.get()), olena) == visit


def still_true(access: AccessCode, *, at: datetime = make.AT) -> bool:
    kind = next(kind for kind in notices.KINDS if kind.name == "appointment_access_code")
    found = kind.find([str(access.pk)])[str(access.pk)]
    return kind.still_true(found, About(str(access.pk), 1, "", Channel.EMAIL, at))


def test_the_mail_has_the_code_and_tells_neither_when_nor_why(visit: Appointment, browser: Browser) -> None:
    access = browser.ask(visit.reference)

    mail = said(access)

    assert notices.access_code_of(access) in mail
    assert visit.reference in mail
    assert "Somebody asked to open the page of a visit" in mail
    assert "It works until 10:20." in mail
    assert "Nobody has got in" in mail
    for secret in ("December", "09:00", "Service", "Office", notices.token_of(visit)):
        assert secret not in mail


def test_the_mail_says_for_whose_list_a_visit_is_asked(visit: Appointment, browser: Browser) -> None:
    ivan = accounts.user("ivan@example.test")

    mail = said(browser.ask(visit.reference, account=ivan))

    assert "on the list of i•••@example.test." in mail
    assert "ivan@" not in mail


def said(access: AccessCode) -> str:
    kind = next(kind for kind in notices.KINDS if kind.name == "appointment_access_code")
    found = kind.find([str(access.pk)])[str(access.pk)]
    return repr(kind.written(found, About(str(access.pk), 1, "", Channel.EMAIL, make.AT)))


def test_an_account_that_proved_the_address_needs_no_code(visit: Appointment, browser: Browser) -> None:
    olena = accounts.user(OLENA)

    assert browser.claim(visit, olena) == visit
    assert list(Appointment.objects.of_account(olena)) == [visit]
    assert not Notice.objects.exists()
    assert actions() == [("appointment.claimed", str(visit.pk))]
    assert of_visits().get().data == {"is_taken_over": False}


def test_a_visit_is_claimed_once(visit: Appointment, browser: Browser) -> None:
    olena = accounts.user(OLENA)
    browser.claim(visit, olena)

    assert browser.claim(visit, olena) == visit
    assert len(actions()) == 1


def test_another_address_needs_a_code(visit: Appointment, browser: Browser) -> None:
    ivan = accounts.user()

    assert browser.claim(visit, ivan) is None
    assert not Appointment.objects.of_account(ivan).exists()
    code = notices.access_code_of(AccessCode.objects.get())
    assert browser.claim_with_code(code, ivan) == visit
    assert list(Appointment.objects.of_account(ivan)) == [visit]


def test_a_visit_on_another_list_moves_with_the_code_only(visit: Appointment, browser: Browser) -> None:
    ivan, olena = accounts.user(), accounts.user(OLENA)
    Appointment.objects.update(account=ivan)

    assert browser.claim(visit, olena) is None
    assert list(Appointment.objects.of_account(ivan)) == [visit]
    browser.claim_with_code(notices.access_code_of(AccessCode.objects.get()), olena)
    assert list(Appointment.objects.of_account(olena)) == [visit]
    assert Event.objects.get(action="appointment.claimed").data == {"is_taken_over": True}


def test_who_proved_the_address_is_told_that_there_is_no_such_visit(browser: Browser) -> None:
    olena, other = accounts.user(OLENA), booked(email="other@example.test")

    with pytest.raises(finding.NoSuchVisitError):
        browser.claim(other, olena)
    assert not AccessCode.objects.exists()


def test_an_address_that_only_looks_alike_claims_nothing(browser: Browser) -> None:
    visit = booked(email="olena@github.example")
    stranger = accounts.user("olena@gıthub.example")

    with pytest.raises(finding.NoSuchVisitError):
        browser.claim(visit, stranger, contact="olena@gıthub.example")
    assert browser.claim(visit, stranger, contact="olena@github.example") is None
    assert Notice.objects.get().recipient == "olena@github.example"


def test_a_code_to_look_does_not_claim_and_one_to_claim_does_not_open(
    visit: Appointment, browser: Browser
) -> None:
    ivan, other = accounts.user(), accounts.user()
    to_look = browser.ask(visit.reference)
    with pytest.raises(finding.NothingAskedError):
        browser.claim_with_code(notices.access_code_of(to_look), ivan)
    to_claim = browser.ask(visit.reference, account=ivan)

    for attempt in (browser.enter, lambda code: browser.claim_with_code(code, other)):
        with pytest.raises(finding.NothingAskedError):
            attempt(notices.access_code_of(to_claim))
    with pytest.raises(finding.NothingAskedError):
        browser.ask_again()
    assert not Appointment.objects.filter(account__isnull=False).exists()


def test_a_claim_has_five_tries_and_a_second_press(visit: Appointment, browser: Browser) -> None:
    ivan = accounts.user()
    access = browser.ask(visit.reference, account=ivan)
    for _ in range(4):
        with pytest.raises(WrongCodeError):
            browser.claim_with_code(wrong(access), ivan)

    for _ in range(2):
        assert browser.claim_with_code(notices.access_code_of(access), ivan) == visit
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            browser.claim_with_code(wrong(access), ivan)
    with pytest.raises(WrongCodeError):
        browser.claim_with_code(notices.access_code_of(access), ivan)


def test_what_neither_opens_nor_counts_is_forgotten(visit: Appointment, browser: Browser) -> None:
    browser.ask(visit.reference)
    with time_machine.travel(make.AT + DAY - SECOND, tick=False):
        forget_access_codes()
    kept = AccessCode.objects.count()
    with time_machine.travel(make.AT + DAY, tick=False):
        forget_access_codes()

    assert (kept, AccessCode.objects.count()) == (1, 0)
    assert Appointment.objects.count() == 1
