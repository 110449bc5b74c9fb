"""Somebody without e-mail books, and finds the visit again, by text message alone."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Sms
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import AccessCode, Appointment
from scheduling.tests import factories as make
from scheduling.tests.told import told
from scheduling.tests.views.walk import ask_for_code, choose, describe, enter, fields, text, the_only

pytestmark = pytest.mark.usefixtures("office")

CODE, CHECK, FIND, FOUND = (
    "/en/visits/code/",
    "/en/visits/check/",
    "/en/visits/find/",
    "/en/visits/find/code/",
)
PHONE, SPACED = "+380501234567", "+380 50 123 4567"
OTHER = "+380501234568"


def reach_code(client: Client, *, phone: str = PHONE, email: str = "") -> Appointment:
    choose(client)
    describe(client, email=email, phone=phone)
    ask_for_code(client)
    return the_only()


def book(client: Client) -> Appointment:
    enter(client, notices.code_of(reach_code(client)))
    return the_only()


def message() -> str:
    """Return the newest text message, as it goes."""
    notice = Notice.objects.filter(channel=Channel.SMS).latest("pk")
    kind = kinds.named(notice.kind)
    about = About(notice.subject_pk, notice.version, "", Channel.SMS, make.AT)
    written = kind.written(kind.find([notice.subject_pk])[notice.subject_pk], about)
    assert isinstance(written, Sms)
    return written.text


def sent() -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(occasion="").order_by("pk")
    return list(rows.values_list("kind", "channel", "recipient"))


def test_without_an_address_the_code_goes_to_the_phone_and_books(client: Client) -> None:
    choose(client)
    describe(client, email="", phone=PHONE)
    check = client.get(CHECK)
    ask_for_code(client)
    page = client.get(CODE)
    code = notices.code_of(the_only())
    said = message()
    enter(client, code)

    assert f"We send a code by text message to {SPACED} , and with it you book the visit." in text(check)
    assert f"We have sent a code by text message to {SPACED} ." in text(page)
    assert "Look at your phone" in text(page)
    assert said == f"The office: {code} is your code. Enter it on the page where you are booking."
    assert the_only().state == AppointmentState.BOOKED
    assert sent() == [("appointment_code", "sms", PHONE), ("appointment_booked", "sms", PHONE)]
    assert not Notice.objects.exclude(channel=Channel.SMS).exists()


def test_with_an_address_as_well_the_code_goes_there_alone(client: Client) -> None:
    """The control: a text costs more than a mail, and shows on a locked screen."""
    reach_code(client, email="oksana@example.test")

    assert sent() == [("appointment_code", "email", "oksana@example.test")]
    assert "Can you not open your e-mail? Take the address out" in text(client.get(CODE))


@pytest.mark.parametrize(
    ("email", "phone"),
    [("", OTHER), ("oksana@example.test", PHONE), ("oksana@example.test", "")],
    ids=["another-phone", "an-address-as-well", "an-address-instead"],
)
def test_a_code_that_went_to_a_phone_is_worth_nothing_elsewhere(
    client: Client, email: str, phone: str
) -> None:
    code = notices.code_of(reach_code(client))

    describe(client, email=email, phone=phone)

    assert enter(client, code).status_code == 422
    assert the_only().state == AppointmentState.HELD
    ask_for_code(client)
    assert sent()[-1] == ("appointment_code", "email" if email else "sms", email or phone)
    assert enter(client, notices.code_of(the_only())).status_code == 302


def test_a_code_that_went_to_an_address_is_worth_nothing_for_the_phone(client: Client) -> None:
    code = notices.code_of(reach_code(client, email="oksana@example.test"))

    describe(client, email="", phone=PHONE)

    assert enter(client, code).status_code == 422
    assert "it was sent somewhere else" in text(client.get(CODE))


def test_a_phone_added_to_an_address_leaves_its_code_good(client: Client) -> None:
    code = notices.code_of(reach_code(client, email="oksana@example.test", phone=""))

    describe(client, phone=PHONE)

    assert enter(client, code).status_code == 302


def test_a_text_that_did_not_arrive_is_told_with_every_way_on(client: Client) -> None:
    held = reach_code(client)
    before = text(client.get(CODE))
    Notice.objects.update(state=State.FAILED, next_try_at=None, reason="unknown number")

    page = client.get(CODE)
    html = page.content.decode()
    ask_for_code(client, hold=held.reference)

    assert "did not arrive" not in before
    assert "The text message with the code did not arrive" in text(page)
    assert "No text message yet?" in text(page)
    assert 'href="/en/visits/details/#id_phone"' in html
    assert 'href="/en/visits/details/#id_email"' in html
    assert "did not arrive" not in text(client.get(CODE))  # the new one may still
    assert fields(client.get("/en/visits/details/"))["given_names"] == "Оксана"


def test_an_e_mail_that_came_back_is_told_too(client: Client) -> None:
    reach_code(client, email="oksana@example.test")
    Notice.objects.update(state=State.FAILED, next_try_at=None, reason="550 5.1.1 no such user")

    assert "The e-mail with the code did not arrive" in text(client.get(CODE))


def test_the_fourth_text_within_an_hour_waits_and_mail_is_offered(client: Client) -> None:
    reach_code(client)
    ask_for_code(client)
    ask_for_code(client)

    refused = ask_for_code(client)
    describe(client, email="oksana@example.test", phone="")
    by_mail = ask_for_code(client)

    page = text(refused)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "Many codes were asked for by text message." in page
    assert "By e-mail you can go on now: give an e-mail address" in page
    assert "the newest one still works" in page
    assert Notice.objects.filter(channel=Channel.SMS).count() == 3
    assert by_mail["Location"] == CODE


def test_pages_of_a_visit_speak_of_no_e_mail_to_somebody_without_one(client: Client) -> None:
    visit = book(client)
    token = notices.token_of(visit)
    told(visit, state=State.FAILED, channel=Channel.SMS, to=PHONE, version=7)

    for page in (f"/en/visits/booked/{token}/", f"/en/visits/booked/{token}/cancellation/"):
        assert "e-mail" not in text(client.get(page)).lower()


def test_a_visit_without_an_address_is_moved_and_cancelled_without_mail(client: Client) -> None:
    visit = book(client)
    page = f"/en/visits/booked/{notices.token_of(visit)}/"

    client.post(f"{page}move/", {"start": "2026-12-07T09:00:00Z", "seen": "2026-12-07T08:00:00Z"})
    client.post(f"{page}cancellation/")

    assert the_only().state == AppointmentState.CANCELLED
    assert {channel for _kind, channel, _to in sent()} == {"sms"}
    assert sent()[-1] == ("appointment_cancelled", "sms", PHONE)


def find(by: Client, reference: str, contact: str, **more: str) -> str:
    return by.post(FIND, {"reference": reference, "contact": contact, **more}).headers.get("Location", "")


def access_code() -> str:
    return notices.access_code_of(AccessCode.objects.latest("pk"))


@pytest.mark.parametrize("typed", [PHONE, "00380 50 123-45-67", "+٣٨٠٥٠١٢٣٤٥٦٧"])
def test_reference_phone_and_code_lead_to_the_page_of_the_visit(
    client: Client, stranger: Client, typed: str
) -> None:
    visit = book(client)

    asked = find(stranger, visit.reference, typed)
    page = stranger.get(FOUND)
    said = message()
    let_in = stranger.post(FOUND, {"code": access_code()})

    assert asked == FOUND
    assert "If a visit with this reference was booked with this number, we have sent a code" in text(page)
    assert f"Mobile phone number {SPACED}" in text(page)
    assert said == (
        f"The office: {access_code()} is your code to open your visit. "
        "It works until 10:20. Tell it to nobody, not even to the office."
    )
    assert sent()[-1] == ("appointment_access_code", "sms", PHONE)
    assert let_in["Location"] == f"/en/visits/booked/{notices.token_of(visit)}/"


def test_either_contact_finds_the_visit_and_gets_the_code(client: Client, stranger: Client) -> None:
    held = reach_code(client, email="oksana@example.test")
    enter(client, notices.code_of(held))

    find(stranger, held.reference, "oksana@example.test")
    by_mail = sent()[-1]
    find(stranger, held.reference, PHONE)

    assert by_mail == ("appointment_access_code", "email", "oksana@example.test")
    assert sent()[-1] == ("appointment_access_code", "sms", PHONE)


def test_a_phone_that_is_not_the_visit_s_finds_nothing_and_looks_the_same(
    client: Client, stranger: Client
) -> None:
    visit = book(client)
    before = len(sent())

    asked = find(stranger, visit.reference, OTHER)
    page = stranger.get(FOUND)
    refused = stranger.post(FOUND, {"code": access_code()})

    assert asked == FOUND
    assert "we have sent a code to it by text message" in text(page)
    assert len(sent()) == before
    assert refused.status_code == 422


def test_nobody_finds_a_visit_by_the_contact_that_it_does_not_have(client: Client, stranger: Client) -> None:
    visit = book(client)
    Appointment.objects.update(phone="")

    for nothing in ("", " ", "@"):
        assert find(stranger, visit.reference, nothing) == ""
    assert not AccessCode.objects.exists()


def test_asked_again_the_code_goes_the_same_way(client: Client, stranger: Client) -> None:
    visit = book(client)
    find(stranger, visit.reference, PHONE)

    stranger.post("/en/visits/find/code/mail/")

    assert [row for row in sent() if row[0] == "appointment_access_code"] == [
        ("appointment_access_code", "sms", PHONE)
    ] * 2


def test_a_code_by_text_lives_as_long_as_one_by_mail(client: Client, stranger: Client) -> None:
    visit = book(client)
    find(stranger, visit.reference, PHONE)

    access = AccessCode.objects.get()

    assert (access.channel, access.works_until) == (Channel.SMS, make.AT + timedelta(minutes=20))


def test_where_no_text_can_be_sent_visits_are_found_by_e_mail_alone(
    client: Client, stranger: Client, settings: Settings
) -> None:
    visit = book(client)
    settings.SMS_GATEWAY_URL = ""

    page = stranger.get(FIND)
    asked = find(stranger, visit.reference, PHONE)

    assert "E-mail address of the booking" in text(page)
    assert "phone" not in text(page).lower()
    assert asked == ""
    assert not AccessCode.objects.exists()


def test_what_is_needed_at_the_counter_stands_on_the_page_and_in_no_message(client: Client) -> None:
    choose(client)
    describe(client, email="oksana@example.test", phone=PHONE, arrangements="step_free")
    ask_for_code(client)
    enter(client, notices.code_of(the_only()))
    visit = the_only()

    page = text(client.get(f"/en/visits/booked/{notices.token_of(visit)}/"))

    said = ""
    for notice in Notice.objects.all():
        kind, channel = kinds.named(notice.kind), Channel(notice.channel)
        about = About(notice.subject_pk, notice.version, notice.occasion, channel, make.AT)
        said += repr(kind.written(kind.find([notice.subject_pk])[notice.subject_pk], about))
    assert "What you need at the counter A counter without steps, for a wheelchair or a pram" in page
    assert visit.reference in said
    assert [word for word in ("without steps", "wheelchair", "step_free") if word in said] == []


def test_the_reference_is_where_the_page_says_it_is_in_a_text_message(
    client: Client, stranger: Client
) -> None:
    booked = book(client)
    reference = message().partition("/v/")[2][:8]

    page = text(stranger.get(FIND))
    stranger.post(FIND, {"reference": reference, "contact": PHONE})

    assert "In our text message about the visit, it is the first 8 characters after /v/ in the link." in page
    assert AccessCode.objects.get().appointment == booked
