"""Checking in at the device in the hall: what it says to whom, and what it never says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM
from portal.web.limits import spend
from scheduling import notices
from scheduling.actions.queue import devices
from scheduling.choices import Rank, TicketState
from scheduling.models import Appointment, Kiosk, QueueRule, Service, Ticket
from scheduling.notices.secrets import short_page_of
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests.kiosk import (
    CHECK_IN,
    SHORTLY_BEFORE,
    START,
    kiosk_at,
    moment,
    read,
    scan,
    title,
    visit_at,
)
from scheduling.views.kiosk import device
from scheduling.views.kiosk.arriving import UNKNOWN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", START),
        ("post", CHECK_IN),
        ("get", "/en/kiosk/tickets/"),
        ("post", "/en/kiosk/tickets/"),
        ("get", f"/en/kiosk/tickets/{'x' * 43}/"),
    ],
)
def test_nobody_checks_in_or_takes_a_ticket_from_home(method: str, address: str, visit: Appointment) -> None:
    answer = getattr(Client(), method)(address, {"code": visit.reference})

    assert (answer.status_code, title(answer)) == (403, "This page works only at the office")
    assert Ticket.objects.count() == 0


def test_a_forged_cookie_makes_no_kiosk(kiosk: Kiosk) -> None:
    stranger = Client()
    stranger.cookies[device.cookie_name()] = f"secret of {kiosk.pk}:forged"

    assert stranger.get(START).status_code == 403


def test_a_device_that_is_switched_off_stops_at_once_and_says_so(hall: Client, kiosk: Kiosk) -> None:
    assert hall.get(START).status_code == 200

    devices.switch_off(kiosk=kiosk, by=SYSTEM, at=make.AT)
    answer = hall.get(START)

    assert answer.status_code == 403
    assert "This device is no kiosk any more" in read(answer)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_start_speaks_three_languages_and_offers_the_others(hall: Client, language: str) -> None:
    answer = hall.get(f"/{language}/kiosk/")

    others = {"pl", "en", "ru"} - {language}
    assert f'<html lang="{language}"' in answer.content.decode()
    assert all(f'href="/{other}/kiosk/" lang="{other}"' in answer.content.decode() for other in others)
    assert 'data-home="/pl/kiosk/"' in answer.content.decode()


def test_a_kiosk_keeps_no_page_and_leaves_no_session(hall: Client) -> None:
    answer = hall.get(START)

    assert "no-store" in answer["Cache-Control"]
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_it_is_noted_once_a_minute_that_a_device_is_used(hall: Client, kiosk: Kiosk) -> None:
    seen = []
    with time_machine.travel(make.AT, tick=False) as now:
        for seconds in (0, 59, 1):
            now.shift(seconds)
            renewed = device.cookie_name() in hall.get(START).cookies
            kiosk.refresh_from_db()
            assert kiosk.seen_at is not None
            seen.append((kiosk.seen_at - make.AT, renewed))

    minute = timedelta(minutes=1)
    assert seen == [(timedelta(), True), (timedelta(), False), (minute, True)]


def test_a_scan_gives_a_ticket_and_says_where_to_wait(hall: Client, visit: Appointment) -> None:
    QueueRule.objects.create(office=visit.office, waiting_note_en="In the hall on the left.")

    answer = scan(hall, visit.reference)

    (ticket,) = Ticket.objects.all()
    assert (title(answer), ticket.code, ticket.rank) == ("You are checked in", "R001", Rank.BOOKED)
    for text in ("R001", "In the hall on the left.", "Your booked time: 09:00", "09:00"):
        assert text in read(answer)
    assert answer.redirect_chain[0][0] == f"/en/kiosk/tickets/{notices.ticket_token_of(ticket)}/"


def test_nothing_that_a_kiosk_shows_says_who_somebody_is(hall: Client, visit: Appointment) -> None:
    for again in range(2):
        answer = scan(hall, visit.reference)
        shown = read(answer)
        assert [word for word in ("Oksana", "Shevchenko", visit.reference) if word in shown] == [], again


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda visit: visit.reference.lower().replace("-", ""), id="without-dash"),
        pytest.param(lambda visit: f"  {visit.reference}\n", id="with-spaces"),
        pytest.param(notices.page_of, id="page-of-the-visit"),
        pytest.param(short_page_of, id="short-page"),
    ],
)
def test_what_a_scanner_types_is_understood(
    hall: Client, visit: Appointment, write: Callable[[Appointment], str]
) -> None:
    visit.token_digest = token_digest(notices.token_of(visit))
    visit.save()

    assert title(scan(hall, write(visit))) == "You are checked in"


def test_whoever_has_chosen_no_language_is_answered_in_that_of_the_booking(
    hall: Client, office: Office, card: Service
) -> None:
    visit = visit_at(office, card, "09:00", language="ru")

    at_start, chosen = (
        scan(hall, visit.reference, address=f"/{code}/kiosk/check-in/") for code in ("pl", "en")
    )

    assert [answer.redirect_chain[0][0][:4] for answer in (at_start, chosen)] == ["/ru/", "/en/"]


def test_a_second_scan_shows_the_same_ticket_calmly(hall: Client, visit: Appointment, office: Office) -> None:
    scan(hall, visit.reference)
    with time_machine.travel(moment(office, "08:50"), tick=False):
        answer = scan(hall, visit.reference)

    assert (title(answer), Ticket.objects.count()) == ("You are checked in already", 1)


def test_the_code_on_a_ticket_shows_that_ticket(hall: Client, visit: Appointment) -> None:
    scan(hall, visit.reference)

    answer = scan(hall, notices.ticket_page_of(Ticket.objects.get()))

    assert (title(answer), "R001" in read(answer)) == ("You are checked in already", True)


def test_the_code_on_a_ticket_that_is_over_says_what_became_of_it(
    hall: Client, visit: Appointment, card: Service
) -> None:
    ticket = make.ticket(visit.office, card, due_at=visit.interval.start, state=TicketState.MISSED)
    token = notices.ticket_token_of(ticket)
    Ticket.objects.update(token_digest=token_digest(token))

    answer = scan(hall, notices.ticket_page_of(ticket))

    assert (answer.status_code, title(answer)) == (409, "You were called, and nobody came")


@pytest.mark.parametrize("change", [{"on": make.AT.date()}, {"office": "other"}])
def test_the_code_on_a_ticket_of_another_day_or_office_shows_nothing(
    hall: Client, visit: Appointment, card: Service, change: dict[str, Any]
) -> None:
    if "office" in change:
        change = {"office": make.working_office(card, slug="tarnow")}
    ticket = make.ticket(visit.office, card, due_at=visit.interval.start)
    Ticket.objects.update(token_digest=token_digest(notices.ticket_token_of(ticket)), **change)

    assert scan(hall, notices.ticket_page_of(ticket)).status_code == 422


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        pytest.param("", "Nothing was scanned or typed.", "", id="nothing"),
        pytest.param("https://example.org/menu", "This code is not one of our bookings.", "", id="foreign"),
        pytest.param("7F3K-9M2", "This code is not one of our bookings.", "", id="too-short"),
        pytest.param("7F3K-9M2Q", "We do not know this number.", "7F3K-9M2Q", id="unknown"),
        pytest.param("7F3K\0", "This code is not one of our bookings.", "", id="nul"),
    ],
)
def test_what_is_no_booking_is_said_and_a_number_stays_to_be_corrected(
    hall: Client, text: str, said: str, kept: str
) -> None:
    answer = scan(hall, text)

    assert (answer.status_code, said in read(answer)) == (422, True)
    assert f'name="code" type="text" value="{kept}"' in read(answer)


def test_after_twenty_unknown_numbers_a_device_pauses_and_says_until_when(
    hall: Client, visit: Appointment
) -> None:
    statuses = [scan(hall, f"7F3K-{number:04}").status_code for number in range(UNKNOWN.times + 1)]
    answer = scan(hall, visit.reference)

    assert statuses == [422] * 20 + [429]
    assert (answer.status_code, title(answer)) == (429, "This device takes a short break")
    assert "It works again from 08:55." in read(answer)


def test_foreign_codes_and_other_devices_do_not_bring_a_pause(
    hall: Client, office: Office, visit: Appointment
) -> None:
    other = kiosk_at(office)
    for _ in range(UNKNOWN.times):
        scan(hall, "https://example.org/menu")
        spend((UNKNOWN, str(other.pk)), at=moment(office, SHORTLY_BEFORE))

    assert title(scan(hall, visit.reference)) == "You are checked in"


def test_the_other_language_of_an_answer_is_had_without_the_number_in_an_address(
    hall: Client, office: Office, card: Service
) -> None:
    visit = visit_at(office, card, "16:00")

    page = scan(hall, visit.reference).content.decode()

    assert '<form method="post" action="/ru/kiosk/check-in/">' in page
    assert f'<input type="hidden" name="code" value="{visit.reference}">' in page


def test_after_the_start_nobody_gets_back_to_the_ticket_of_the_one_before(
    hall: Client, visit: Appointment
) -> None:
    page = scan(hall, visit.reference).redirect_chain[0][0]
    assert title(hall.get(page)) == "You are checked in"

    hall.get(START)
    answer = hall.get(page)

    assert (answer.status_code, answer["Location"]) == (302, "/pl/kiosk/")


def test_a_device_shows_no_ticket_but_the_one_that_it_gave(
    hall: Client, visit: Appointment, card: Service
) -> None:
    other = make.ticket(visit.office, card)
    scan(hall, visit.reference)

    answer = hall.get(f"/en/kiosk/tickets/{notices.ticket_token_of(other)}/")

    assert answer.status_code == 302


def test_without_a_script_the_browser_itself_leads_back(hall: Client, visit: Appointment) -> None:
    ticket = scan(hall, visit.reference)
    page = ticket.redirect_chain[0][0]

    assert 'content="20;url=/pl/kiosk/"' in ticket.content.decode()
    assert 'content="120;url=/pl/kiosk/"' in hall.get(f"{page}?stay=1").content.decode()


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OperationalError("canceling statement due to statement timeout"), id="slow"),
        pytest.param(RuntimeError("a mistake of ours"), id="broken"),
    ],
)
def test_what_fails_behind_it_is_no_page_of_errors_that_stays(
    hall: Client, visit: Appointment, error: Exception
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    with connection.execute_wrapper(fail):
        answers = [hall.get(START), hall.post(CHECK_IN, {"code": visit.reference})]

    assert [(answer.status_code, title(answer)) for answer in answers] == [(503, "Please wait a moment")] * 2
    assert all('content="15;url=/pl/kiosk/"' in answer.content.decode() for answer in answers)


def test_who_comes_to_the_address_of_check_in_without_sending_anything_begins_anew(hall: Client) -> None:
    answer = hall.get(CHECK_IN)

    assert (answer.status_code, answer["Location"]) == (302, START)


def test_a_method_that_no_page_uses_is_refused(hall: Client) -> None:
    assert hall.put(START).status_code == 405
