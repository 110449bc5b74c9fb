"""Deciding urgent requests: one decision, one visit, one message; and forgetting who asked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Button, Facts, Mail, Sms
from scheduling.actions import deciding, urgent
from scheduling.actions.booking import Details, HasOneAlreadyError
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState, RequestState, StaffActKind, StaffReason
from scheduling.models import Appointment, Service, StaffAct, UrgentRequest
from scheduling.rules.urgent import NotUrgent
from scheduling.tasks import forget_urgent_requests
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

Decide = Callable[[UrgentRequest, User], UrgentRequest]

DAY = timedelta(days=1)
FRIDAY = date(2026, 12, 4)
OKSANA = Details(
    given_names="Оксана",
    family_name="Żółć",
    birth_date=date(1990, 3, 27),
    citizenship="UA",
    email="oksana@example.test",
    phone="+48600000123",
    language="ru",
    case_number="SC-II.6151.12345.2025",
)


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    """Return an office that the public can book on Monday the 7th alone, and that works on Friday the 4th."""
    made = make.working_office(service, on=[FRIDAY, make.MONDAY])
    made.releaserule_set.update(notice_minutes=5 * 24 * 60)
    return made


@pytest.fixture
def supervisor() -> User:
    return accounts.user(is_staff=True, name="Supervisor Nowak")


def ask(office: Office, service: Service, *, key: str = "", wish: urgent.Wish | None = None) -> UrgentRequest:
    return urgent.make(
        office=office,
        service=service,
        wish=wish or urgent.Wish(OKSANA, FRIDAY, "A summons"),
        first_free_on=make.MONDAY,
        key=key,
        by=VISITOR,
        at=make.AT,
    )


@pytest.fixture
def asked(office: Office, service: Service) -> UrgentRequest:
    return ask(office, service)


def grant(asked: UrgentRequest, clerk: User, *, start: datetime | None = None) -> UrgentRequest:
    start = start or make.local(asked.office, FRIDAY, "09:00")
    return deciding.grant(request=asked, start=start, clerk=clerk, by=Actor.user(clerk.pk), at=make.AT)


def refuse(asked: UrgentRequest, clerk: User, *, answer: str = "Пришлите почтой.") -> UrgentRequest:
    return deciding.refuse(request=asked, answer=answer, clerk=clerk, by=Actor.user(clerk.pk), at=make.AT)


def written(notice: Notice) -> Any:  # noqa: ANN401  a mail or a text
    kind = kinds.named(notice.kind)
    subject = kind.find([notice.subject_pk])[notice.subject_pk]
    about = About(notice.subject_pk, notice.version, "", Channel(notice.channel), make.AT)
    with translation.override(notice.language):
        assert kind.still_true(subject, about)
        return kind.written(subject, about)


def test_no_request_is_written_down_that_is_not_urgent(office: Office, service: Service) -> None:
    wish = urgent.Wish(OKSANA, make.MONDAY, "A summons")

    with pytest.raises(urgent.NotUrgentError) as refused:
        ask(office, service, wish=wish)

    assert refused.value.reasons == {NotUrgent.IN_TIME}
    assert UrgentRequest.objects.count() == 0


def test_today_is_the_office_s_and_not_that_of_utc(office: Office, service: Service) -> None:
    midnight = datetime(2026, 12, 4, 23, 30, tzinfo=UTC)  # 00:30 of the 5th in Kraków
    wish = urgent.Wish(OKSANA, FRIDAY, "A summons")

    with pytest.raises(urgent.NotUrgentError) as refused:
        urgent.make(
            office=office, service=service, wish=wish, first_free_on=None, key="", by=VISITOR, at=midnight
        )

    assert refused.value.reasons == {NotUrgent.OVER}


def test_of_one_person_one_waits_for_a_service(office: Office, service: Service) -> None:
    first = ask(office, service)

    with pytest.raises(urgent.AskedBeforeError):
        ask(office, service)
    with pytest.raises(urgent.AskedBeforeError):
        ask(make.working_office(service), service)

    assert ask(office, make.service("OTHER")).reference != first.reference


def test_one_form_makes_one_request_and_another_person_on_it_another(
    office: Office, service: Service
) -> None:
    first = ask(office, service, key="form")
    other = Details(**{**_fields(OKSANA), "given_names": "Olena"})

    assert ask(office, service, key="form") == first
    assert ask(office, service, key="form", wish=urgent.Wish(other, FRIDAY, "?")) != first
    assert UrgentRequest.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [{"email": "right@example.test"}, {"phone": "+48600000999"}, {"email": ""}],
    ids=["e-mail", "phone", "phone-alone"],
)
def test_whoever_asks_in_another_s_name_does_not_stand_in_their_way(
    office: Office, service: Service, changes: dict[str, str]
) -> None:
    stranger_s = ask(office, service, key="form")
    own = urgent.Wish(Details(**_fields(OKSANA) | changes), FRIDAY, "A summons")

    made = ask(office, service, key="form", wish=own)

    assert made != stranger_s
    assert (made.email, made.phone) == (own.details.email, own.details.phone)
    assert made.identity_digest == stranger_s.identity_digest
    with pytest.raises(urgent.AskedBeforeError):
        ask(office, service, key="another form", wish=own)


def test_an_address_in_capitals_is_the_same_contact(office: Office, service: Service) -> None:
    ask(office, service)
    details = Details(**_fields(OKSANA) | {"email": OKSANA.email.upper()})

    with pytest.raises(urgent.AskedBeforeError):
        ask(office, service, wish=urgent.Wish(details, FRIDAY, "A summons"))


@pytest.mark.parametrize(
    ("changes", "term_on", "why"),
    [
        ({}, FRIDAY - DAY, "A summons"),
        ({}, FRIDAY, "A summons of 24 November"),
        ({"case_number": "SC-II.6151.99999.2025"}, FRIDAY, "A summons"),
    ],
    ids=["term", "why", "case"],
)
def test_a_form_that_was_corrected_is_not_thrown_away_in_silence(
    office: Office, service: Service, changes: dict[str, str], term_on: date, why: str
) -> None:
    ask(office, service, key="form")
    corrected = urgent.Wish(Details(**_fields(OKSANA) | changes), term_on, why)

    with pytest.raises(urgent.AskedBeforeError):
        ask(office, service, key="form", wish=corrected)


def test_what_separates_fields_may_stand_in_a_text(office: Office, service: Service) -> None:
    wish = urgent.Wish(OKSANA, FRIDAY, "A \x1f summons")

    assert ask(office, service, key="form", wish=wish) == ask(office, service, key="form", wish=wish)


def test_a_form_sent_again_after_the_decision_leads_to_what_was_decided(
    office: Office, service: Service, supervisor: User
) -> None:
    refused = refuse(ask(office, service, key="form"), supervisor)

    assert ask(office, service, key="form") == refused
    assert ask(office, service, key="another form") != refused


def _fields(details: Details) -> dict[str, Any]:
    return {name: getattr(details, name) for name in urgent.TOLD}


def test_a_granted_request_is_a_visit_out_of_turn(asked: UrgentRequest, supervisor: User) -> None:
    granted = grant(asked, supervisor)

    visit = Appointment.objects.get()
    assert (granted.state, granted.appointment, granted.decided_by, granted.decided_at) == (
        RequestState.GRANTED,
        visit,
        supervisor,
        make.AT,
    )
    assert (visit.state, visit.interval.start) == (
        AppointmentState.BOOKED,
        make.local(asked.office, FRIDAY, "09:00"),
    )
    assert {name: getattr(visit, name) for name in urgent.TOLD} == _fields(OKSANA)
    assert visit.identity_digest == asked.identity_digest
    act = StaffAct.objects.get()
    assert (act.kind, act.reason, act.note, act.is_out_of_turn, act.by) == (
        StaffActKind.BOOKED,
        StaffReason.URGENT,
        asked.reference,
        True,
        supervisor,
    )
    event = Event.objects.get(action="urgentrequest.granted")
    assert (event.subject_pk, event.user, event.data) == (str(asked.pk), supervisor, {"visit": visit.pk})


def test_one_message_tells_of_the_decision_and_of_the_visit(asked: UrgentRequest, supervisor: User) -> None:
    make.reminder(1)

    grant(asked, supervisor)

    told = Notice.objects.exclude(kind__in=["appointment_reminder", "urgent_received"]).order_by("channel")
    assert [(n.kind, n.channel, n.recipient, n.language, n.due_at) for n in told] == [
        ("urgent_granted", Channel.EMAIL, OKSANA.email, "ru", make.AT),
        ("urgent_granted", Channel.SMS, OKSANA.phone, "ru", make.AT),
    ]
    assert Notice.objects.filter(kind="appointment_reminder").count() == 2
    mail, sms = (written(notice) for notice in told)
    assert isinstance(mail, Mail)
    assert [file.is_calendar for file in mail.files] == [True]
    assert isinstance(sms, Sms)


def test_a_message_about_a_visit_that_was_moved_since_is_not_sent(
    asked: UrgentRequest, supervisor: User
) -> None:
    visit = grant(asked, supervisor).appointment
    assert visit
    kind = kinds.named("urgent_granted")

    def is_true(version: int, at: datetime = make.AT) -> bool:
        about = About(str(visit.pk), version, "", Channel.EMAIL, at)
        return kind.still_true(Appointment.objects.get(pk=visit.pk), about)

    assert is_true(visit.sequence)
    assert not is_true(visit.sequence + 1)
    assert not is_true(visit.sequence, at=visit.interval.end)
    Appointment.objects.update(state=AppointmentState.LAPSED)
    assert not is_true(visit.sequence)


def test_a_refused_request_is_answered_where_the_person_can_be_reached(
    asked: UrgentRequest, supervisor: User
) -> None:
    refused = refuse(asked, supervisor, answer="Пришлите почтой.\n\nСрок сохранится.")

    assert (refused.state, refused.decided_by, refused.decided_at) == (
        RequestState.REFUSED,
        supervisor,
        make.AT,
    )
    told = Notice.objects.exclude(kind="urgent_received").order_by("channel")
    assert [(n.kind, n.channel, n.recipient, n.language) for n in told] == [
        ("urgent_refused", Channel.EMAIL, OKSANA.email, "ru"),
        ("urgent_refused", Channel.SMS, OKSANA.phone, "ru"),
    ]
    mail, sms = (written(notice) for notice in told)
    assert [block.text for block in mail.blocks if "очт" in getattr(block, "text", "")][0:1] == [
        "Пришлите почтой."
    ]
    assert f"/ru/visits/urgent/{asked.pk}/" in sms.text
    assert "Пришлите" not in sms.text
    assert Appointment.objects.count() == StaffAct.objects.count() == 0
    event = Event.objects.get(action="urgentrequest.refused")
    assert (event.subject_pk, event.user, event.data) == (str(asked.pk), supervisor, {})


def test_whoever_asks_gets_a_receipt_once(office: Office, service: Service, supervisor: User) -> None:
    asked, again = (ask(office, service, key="form") for _ in range(2))

    told = Notice.objects.order_by("channel")
    assert asked == again
    assert [(n.kind, n.channel, n.recipient, n.language, n.due_at) for n in told] == [
        ("urgent_received", Channel.EMAIL, OKSANA.email, "ru", make.AT),
        ("urgent_received", Channel.SMS, OKSANA.phone, "ru", make.AT),
    ]
    mail, sms = (written(notice) for notice in told)
    assert [block.rows[0][1] for block in mail.blocks if isinstance(block, Facts)] == [asked.reference]
    assert [block.url for block in mail.blocks if isinstance(block, Button)] == [sms.text.split()[-1]]
    assert f"/ru/visits/urgent/{asked.pk}/" in sms.text
    assert OKSANA.family_name not in repr(mail) + sms.text
    kind, about = kinds.named("urgent_received"), About(str(asked.pk), 1, "", Channel.EMAIL, make.AT)
    assert not kind.still_true(refuse(asked, supervisor), about)


def test_a_visit_that_is_granted_has_the_matter_of_the_request(
    office: Office, service: Service, supervisor: User
) -> None:
    matter = make.matter(service, "FIRST")
    asked = urgent.make(
        office=office,
        service=service,
        wish=urgent.Wish(OKSANA, FRIDAY, "A summons"),
        first_free_on=make.MONDAY,
        key="",
        matter=matter,
        by=VISITOR,
        at=make.AT,
    )

    visit = grant(asked, supervisor).appointment

    assert visit
    assert visit.matter == matter


def test_an_answer_that_was_forgotten_is_not_sent(asked: UrgentRequest, supervisor: User) -> None:
    refused = refuse(asked, supervisor)
    kind, about = kinds.named("urgent_refused"), About(str(asked.pk), 1, "", Channel.EMAIL, make.AT)

    assert kind.still_true(refused, about)
    UrgentRequest.objects.all().forget()
    assert not kind.still_true(UrgentRequest.objects.get(), about)


@pytest.mark.parametrize("decide", [grant, refuse])
@pytest.mark.parametrize("before", [grant, refuse])
def test_what_is_decided_stays_decided(
    asked: UrgentRequest, supervisor: User, before: Decide, decide: Decide
) -> None:
    before(asked, supervisor)
    was = UrgentRequest.objects.values().get()

    with pytest.raises(deciding.DecidedError) as refused:
        decide(asked, accounts.user(is_staff=True))

    assert refused.value.request.decided_by == supervisor
    assert UrgentRequest.objects.values().get() == was
    assert Event.objects.filter(action__in=["urgentrequest.granted", "urgentrequest.refused"]).count() == 1


def test_a_time_that_is_gone_leaves_the_request_waiting(asked: UrgentRequest, supervisor: User) -> None:
    start = make.local(asked.office, FRIDAY, "09:00")
    make.appointment(asked.office.counter_set.get(), asked.service, start)

    with pytest.raises(TimeTakenError):
        grant(asked, supervisor)

    assert UrgentRequest.objects.get().is_waiting
    assert {notice.kind for notice in Notice.objects.all()} == {"urgent_received"}
    assert StaffAct.objects.count() == 0


def test_whoever_has_a_visit_meanwhile_gets_no_second_one(asked: UrgentRequest, supervisor: User) -> None:
    make.appointment(
        asked.office.counter_set.get(),
        asked.service,
        make.local(asked.office, make.MONDAY, "09:00"),
        identity_digest=asked.identity_digest,
    )

    with pytest.raises(HasOneAlreadyError):
        grant(asked, supervisor)

    assert UrgentRequest.objects.get().is_waiting
    assert Appointment.objects.count() == 1


KEPT = timedelta(days=90)


@pytest.mark.parametrize(("since", "is_forgotten"), [(KEPT - timedelta(seconds=1), False), (KEPT, True)])
@pytest.mark.parametrize("decide", [grant, refuse])
def test_who_asked_is_forgotten_90_days_after_the_decision(
    asked: UrgentRequest, supervisor: User, decide: Decide, since: timedelta, *, is_forgotten: bool
) -> None:
    decide(asked, supervisor)

    assert urgent.forget_past(at=make.AT + since) == int(is_forgotten)

    now = UrgentRequest.objects.get()
    assert now.is_forgotten == is_forgotten
    assert (now.state, now.decided_by, now.term_on, now.made_at) == (
        UrgentRequest.objects.values_list("state", flat=True).get(),
        supervisor,
        FRIDAY,
        make.AT,
    )
    told = [now.person, now.citizenship, now.email, now.phone, now.case_number, now.why, now.answer]
    assert (set(told) == {""}) == is_forgotten
    assert urgent.forget_past(at=make.AT + since) == 0


def test_what_was_decided_late_is_kept_for_90_days_all_the_same(
    asked: UrgentRequest, supervisor: User
) -> None:
    refuse(asked, supervisor)
    UrgentRequest.objects.update(term_on=date(2020, 1, 1))

    assert urgent.forget_past(at=make.AT + DAY) == 0


@pytest.mark.parametrize(("days", "is_forgotten"), [(90, False), (91, True)])
def test_what_nobody_decided_is_forgotten_90_days_after_the_term(
    asked: UrgentRequest, office: Office, supervisor: User, days: int, *, is_forgotten: bool
) -> None:
    end_of_day = make.local(office, FRIDAY, "12:00") + timedelta(days=days)

    assert urgent.forget_past(at=end_of_day) == int(is_forgotten)

    assert UrgentRequest.objects.get().is_waiting != is_forgotten
    assert UrgentRequest.objects.waiting().count() == int(not is_forgotten)
    if is_forgotten:
        with pytest.raises(deciding.DecidedError):
            refuse(asked, supervisor)


def test_several_that_nobody_decided_can_be_forgotten_for_one_service(
    office: Office, service: Service
) -> None:
    other = Details(**{**_fields(OKSANA), "given_names": "Olena"})
    ask(office, service)
    ask(office, service, wish=urgent.Wish(other, FRIDAY, "?"))

    assert urgent.forget_past(at=make.AT + 200 * DAY) == 2


@pytest.mark.usefixtures("asked")
def test_the_clock_forgets() -> None:
    UrgentRequest.objects.update(term_on=date(2020, 1, 1))

    forget_urgent_requests()

    assert UrgentRequest.objects.get().is_forgotten


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "", "phone": ""},
        {"why": ""},
        {"identity_digest": ""},
        {"birth_date": None},
        {"state": RequestState.REFUSED, "answer": "No"},
        {"state": RequestState.GRANTED},
    ],
    ids="-".join,
)
@pytest.mark.usefixtures("asked")
def test_the_database_refuses_what_cannot_be(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UrgentRequest.objects.update(**fields)
