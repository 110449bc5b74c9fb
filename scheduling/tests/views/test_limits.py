import re
from datetime import timedelta
from html import unescape
from ipaddress import ip_network

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.accounts.models import Office, User
from portal.web.limits import Limit, TooOftenError
from portal.web.tests import counted
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import (
    TEN,
    Page,
    ask_for_code,
    book,
    choose,
    describe,
    enter,
    reach_code,
    text,
    the_only,
)
from scheduling.views import limits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NETWORK = "192.0.2.1"
PHONE = "+48600000000"
CASE = "SC-II.6151.12345.2020"


def every_limit() -> list[Limit]:
    return [limit for each in limits.ACTS for several in each.limits.values() for limit in several]


def asked(network: str = NETWORK) -> HttpRequest:
    return RequestFactory().post("/", REMOTE_ADDR=network)


def visit(*, email: str = "oksana@example.test", person: str = "somebody", phone: str = "") -> Appointment:
    return Appointment(email=email, identity_digest=person, phone=phone)


def by_text(phone: str = PHONE, *, person: str = "somebody") -> Appointment:
    """Return a visit of somebody who has no e-mail address."""
    return visit(email="", person=person, phone=phone)


def of_block(number: int) -> str:
    return f"+48600000{number:03}"


def of_blocks(number: int) -> str:
    return f"+48600{number:03}000"


def refuse(request: HttpRequest, appointment: Appointment) -> None:
    limits.ask_booking(request, appointment)
    limits.count_refusal(request, appointment)


def book_another(request: HttpRequest, appointment: Appointment) -> None:
    limits.ask_booking(request, appointment)
    limits.count_booking(request, appointment)


def move(request: HttpRequest, booked: Appointment) -> None:
    limits.spend_move(request, booked)
    limits.count_move(booked)


def act(name: str, number: int) -> None:
    """Do what a limit counts once more, with everything else different each time."""
    somebody, address = f"person-{number}", f"person-{number}@example.test"
    elsewhere = asked(f"198.51.100.{number % 250}")
    acts = {
        "hold.network": lambda: limits.spend_hold(asked()),
        "code.contact": lambda: limits.spend_code(elsewhere, visit(person=somebody)),
        "code.person": lambda: limits.spend_code(elsewhere, visit(email=address)),
        "code.network": lambda: limits.spend_code(asked(), visit(email=address, person=somebody)),
        "textcode.phone": lambda: limits.spend_code(elsewhere, by_text(person=somebody)),
        "textcode.block": lambda: limits.spend_code(elsewhere, by_text(of_block(number), person=somebody)),
        "textcode.network": lambda: limits.spend_code(asked(), by_text(of_blocks(number), person=somebody)),
        "refused.contact": lambda: refuse(elsewhere, visit(person=somebody)),
        "refused.network": lambda: refuse(asked(), visit(email=address, person=somebody)),
        "guess.contact": lambda: limits.spend_guess(elsewhere, visit(person=somebody)),
        "guess.network": lambda: limits.spend_guess(asked(), visit(email=address, person=somebody)),
        "book.person": lambda: book_another(elsewhere, visit(email=address)),
        "book.phone": lambda: book_another(elsewhere, visit(email=address, person=somebody, phone=PHONE)),
        "move.person": lambda: move(elsewhere, visit(email=address)),
        "move.network": lambda: limits.spend_move(asked(), visit(email=address, person=somebody)),
        "tell.visit": lambda: limits.spend_tell(elsewhere, Appointment(pk=1)),
        "tell.network": lambda: limits.spend_tell(asked(), Appointment(pk=number)),
        "find.visit": lambda: limits.spend_find(
            elsewhere, reference="7F3K-9M2Q", contact="oksana@example.test"
        ),
        "find.phone": lambda: limits.spend_find(elsewhere, reference=somebody, contact=PHONE),
        "find.network": lambda: limits.spend_find(asked(), reference=somebody, contact=address),
        "look.case": lambda: limits.spend_look(elsewhere, number=CASE),
        "look.network": lambda: limits.spend_look(asked(), number=f"SC-II.6151.{number + 1}.2020"),
    }
    acts[name]()


@pytest.mark.parametrize(
    ("name", "times", "per"),
    [
        ("hold.network", 30, 10 * MINUTE),
        ("hold.network.day", 300, DAY),
        ("code.contact", 6, HOUR),
        ("code.contact.day", 15, DAY),
        ("code.person", 6, HOUR),
        ("code.person.day", 15, DAY),
        ("code.network", 60, HOUR),
        ("textcode.phone", 3, HOUR),
        ("textcode.phone.day", 6, DAY),
        ("textcode.block", 10, HOUR),
        ("textcode.network", 20, HOUR),
        ("guess.contact", 30, DAY),
        ("guess.network", 100, HOUR),
        ("refused.contact", 3, HOUR),
        ("refused.contact.day", 6, DAY),
        ("refused.network", 10, HOUR),
        ("book.person", 6, DAY),
        ("book.phone", 4, DAY),
        ("move.person", 6, DAY),
        ("move.network", 60, HOUR),
        ("tell.visit", 10, DAY),
        ("tell.network", 60, HOUR),
        ("find.visit", 6, HOUR),
        ("find.phone", 6, HOUR),
        ("find.phone.day", 10, DAY),
        ("find.network", 20, HOUR),
        ("look.case", 1000, HOUR),
        ("look.case.day", 5000, DAY),
        ("look.network", 60, HOUR),
        ("look.network.day", 300, DAY),
    ],
)
def test_so_often_and_not_once_more(name: str, times: int, per: timedelta) -> None:
    step = per / (2 * times)
    with time_machine.travel(make.AT, tick=False) as clock:
        for number in range(times):
            act(name.removesuffix(".day"), number)
            clock.shift(step)
        with pytest.raises(TooOftenError) as refusal:
            act(name.removesuffix(".day"), times)

    assert (refusal.value.limit.name, refusal.value.retry_at) == (name, make.AT + per)


def test_codes_by_text_are_fewer_than_codes_by_mail_and_counted_with_them() -> None:
    """The control: with an address as well nothing is texted, and nothing of the phone is counted."""
    for number in range(6):
        limits.spend_code(asked(), visit(email=f"{number}@example.test", person=f"{number}", phone=PHONE))
    for _ in range(3):
        limits.spend_code(asked(), by_text())

    with pytest.raises(TooOftenError) as refusal:
        limits.spend_code(asked("198.51.100.1"), by_text(person="another"))
    assert refusal.value.limit.name == "textcode.phone"


def test_people_without_an_address_are_not_counted_together() -> None:
    for number in range(12):
        limits.spend_code(asked(), by_text(of_blocks(number), person=f"{number}"))
        limits.spend_guess(asked(), by_text(of_blocks(number), person=f"{number}"))


def test_whoever_was_refused_often_gets_no_more_codes_and_tries_none() -> None:
    for number in range(3):
        refuse(asked(), visit(person=f"{number}"))

    for act_again in (limits.spend_code, limits.spend_guess, limits.ask_booking):
        with pytest.raises(TooOftenError) as refusal:
            act_again(asked("198.51.100.1"), visit(person="another"))
        assert refusal.value.limit.name == "refused.contact"


def test_a_race_for_a_new_time_that_was_lost_costs_the_person_nothing() -> None:
    booked = visit()
    for _ in range(20):
        limits.spend_move(asked(), booked)

    move(asked(), booked)


def test_a_case_is_one_however_its_number_is_typed() -> None:
    for number in (CASE, CASE.lower(), f" {CASE} ".replace("-", " – "), CASE.replace("5.2020", "52020")):
        limits.spend_look(asked(), number=number)

    assert [key for key in counted.every_key() if "look.case:" in key][1:] == []


def test_every_limit_has_a_name_of_its_own_and_a_test() -> None:
    names = [limit.name for limit in every_limit()]

    assert len(names) == len(set(names)) == 30


@pytest.mark.parametrize(
    "email",
    [
        "OKSANA@example.test",
        " oksana@Example.TEST ",
        "oksana+1@example.test",
        "ok.sana@example.test",
        '"oks\\ana"@example.test',
        "oksana@\N{FULLWIDTH LATIN SMALL LETTER E}xample.test",
        "oksana@\N{CIRCLED LATIN SMALL LETTER E}xam\N{SOFT HYPHEN}ple.test",
    ],
)
def test_an_address_written_in_another_way_is_the_same(email: str) -> None:
    for _ in range(6):
        limits.spend_code(asked(), visit(person=""))

    with pytest.raises(TooOftenError):
        limits.spend_code(asked("198.51.100.1"), visit(email=email, person=""))


@pytest.mark.parametrize("email", ["oksan@example.test", "oksana@example.com", "example.test"])
def test_another_mailbox_is_counted_apart(email: str) -> None:
    for _ in range(6):
        limits.spend_code(asked(), visit(person=""))

    limits.spend_code(asked("198.51.100.1"), visit(email=email, person=""))


@pytest.mark.parametrize("reference", ["7f3k9m2q", "7F3K 9M2Q", "7F3K–9M2Q"])
def test_a_reference_written_in_another_way_is_the_same(reference: str) -> None:
    for _ in range(6):
        limits.spend_find(asked(), reference="7F3K-9M2Q", contact="oksana@example.test")

    with pytest.raises(TooOftenError):
        limits.spend_find(asked("198.51.100.1"), reference=reference, contact="Oksana@example.test")


def test_one_reference_with_many_addresses_is_many_pairs() -> None:
    for number in range(7):
        limits.spend_find(
            asked(f"198.51.100.{number}"), reference="7F3K-9M2Q", contact=f"{number}@example.test"
        )


def test_persons_and_contacts_are_counted_on_the_machine_itself_too() -> None:
    for _ in range(6):
        limits.spend_code(asked("127.0.0.1"), visit())

    with pytest.raises(TooOftenError):
        limits.spend_code(asked("127.0.0.1"), visit())


def use_up_holds(network: str = NETWORK, *, times: int = 30) -> None:
    for _ in range(times):
        limits.spend_hold(asked(network))


def hidden(response: Page) -> dict[str, str]:
    """Return what the button "Try again" sends."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())
    return {name: unescape(value) for name, value in fields if name in {"start", "code", "hold", "version"}}


@pytest.mark.usefixtures("office")
def test_the_thirtieth_time_is_held_and_the_next_waits() -> None:
    use_up_holds(times=29)
    visitor = Client(REMOTE_ADDR=NETWORK)

    last, refused = choose(visitor), choose(visitor, TEN)

    page = text(refused)
    assert last.status_code == 302
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert page.startswith(
        "Please wait before you try again Many times were chosen over your internet connection."
    )
    assert "You can try again at 10:10." in page
    assert "everybody who uses the same internet connection is counted together" in page
    assert b'href="/en/visits/krakow/CARD/times/2026-12-07/"' in refused.content
    assert the_only().interval.start.isoformat() == "2026-12-07T08:00:00+00:00"


@pytest.mark.usefixtures("office")
def test_trying_again_sends_every_box_that_was_ticked() -> None:
    use_up_holds()
    ticked = {"start": TEN, "case": ["1", "2"]}

    page = Client(REMOTE_ADDR=NETWORK).post("/en/visits/krakow/CARD/holds/", ticked).content.decode()

    assert re.findall(r'<input type="hidden" name="case" value="(\w+)">', page) == ["1", "2"]


@pytest.mark.usefixtures("office")
def test_trying_again_when_the_page_said_sends_what_was_chosen() -> None:
    use_up_holds()
    visitor = Client(REMOTE_ADDR=NETWORK)
    fields = hidden(choose(visitor, TEN))

    with time_machine.travel(make.AT + 10 * MINUTE - SECOND, tick=False):
        early = visitor.post("/en/visits/krakow/CARD/holds/", fields)
    with time_machine.travel(make.AT + 10 * MINUTE, tick=False):
        then = visitor.post("/en/visits/krakow/CARD/holds/", fields)

    assert fields == {"start": TEN}
    assert (early.status_code, early["Retry-After"]) == (429, "1")
    assert then["Location"] == "/en/visits/details/"


@pytest.mark.usefixtures("office")
def test_the_time_on_the_page_is_never_too_early() -> None:
    with time_machine.travel(make.AT + timedelta(seconds=20, milliseconds=500), tick=False):
        use_up_holds()
    with time_machine.travel(make.AT + 30 * SECOND, tick=False):
        response = choose(Client(REMOTE_ADDR=NETWORK))

    assert "You can try again at 10:11." in text(response)
    assert response["Retry-After"] == "591"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("used", "mine", "status"),
    [
        pytest.param(NETWORK, "192.0.2.2", 302, id="a-neighbour"),
        pytest.param("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 429, id="the-same-line"),
        pytest.param("2001:db8:1:2::1", "2001:db8:1:3::1", 302, id="the-next-line"),
    ],
)
def test_networks_are_counted_apart(used: str, mine: str, status: int) -> None:
    use_up_holds(used)

    assert choose(Client(REMOTE_ADDR=mine)).status_code == status


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("proxies", "forwarded"), [(0, "203.0.113.{}"), (1, f"203.0.113.{{}}, {NETWORK}")])
def test_a_forged_address_does_not_help(settings: Settings, proxies: int, forwarded: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    pages = [
        choose(Client(REMOTE_ADDR=NETWORK, headers={"X-Forwarded-For": forwarded.format(number)}))
        for number in range(31)
    ]

    assert [page.status_code for page in pages[29:]] == [409, 429]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("networks", "status"), [("192.0.2.0/28", 302), ("198.51.100.0/24", 429)])
def test_a_kiosk_of_the_office_is_not_counted(settings: Settings, networks: str, status: int) -> None:
    settings.UNLIMITED_NETWORKS = (ip_network(networks),)
    use_up_holds()

    assert choose(Client(REMOTE_ADDR=NETWORK)).status_code == status


@pytest.mark.usefixtures("office")
def test_the_seventh_code_waits_and_the_newest_one_still_books(client: Client) -> None:
    for _ in range(5):
        limits.spend_code(asked(), visit(person=""))
    held = reach_code(client)

    refused = ask_for_code(client)
    booked = enter(client, notices.code_of(held))

    page = text(refused)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "Many codes were asked for." in page
    assert "You can try again at 11:00." in page
    assert "We are keeping this time for you until 10:20 ." in page
    assert "We stop keeping this time before you can try again." in page
    assert "the newest one still works: enter the code" in page
    assert "internet connection" not in page
    assert booked["Location"] == f"/en/visits/booked/{notices.token_of(held)}/"


@pytest.mark.usefixtures("office")
def test_before_the_first_code_the_way_back_leads_to_the_answers(client: Client) -> None:
    for _ in range(6):
        limits.spend_code(asked(), visit(person=""))
    choose(client)
    describe(client)

    response = ask_for_code(client)

    assert '<a href="/en/visits/check/" class="govuk-back-link">' in response.content.decode()
    assert "the newest one still works" not in text(response)
    assert the_only().code_version == 0


@pytest.mark.usefixtures("office")
def test_another_day_is_named(client: Client) -> None:
    with time_machine.travel(make.AT - 3 * HOUR, tick=False) as clock:
        for _ in range(15):
            limits.spend_code(asked(), visit(person=""))
            clock.shift(11 * MINUTE)

    choose(client)
    describe(client)

    assert "You can try again on Wednesday 2 December 2026 at 07:00." in text(ask_for_code(client))


@pytest.mark.usefixtures("office")
def test_a_second_press_is_not_counted(client: Client) -> None:
    reach_code(client)
    ask_for_code(client)
    for _ in range(8):
        client.post("/en/visits/code/mail/", {"version": "1"})

    assert ask_for_code(client).status_code == 302


@pytest.mark.usefixtures("office")
def test_the_thirty_first_guess_waits_and_is_kept(client: Client) -> None:
    for _ in range(30):
        limits.spend_guess(asked(), visit(person=""))
    held = reach_code(client)

    refused = enter(client, notices.code_of(held), hold=held.reference)

    assert (refused.status_code, refused["Retry-After"]) == (429, "86400")
    assert "Many codes were tried." in text(refused)
    assert hidden(refused)["code"] == notices.code_of(held)
    assert (the_only().state, the_only().code_tries) == (AppointmentState.HELD, 0)


@pytest.mark.usefixtures("office")
def test_a_wrong_code_is_no_booking_and_a_right_one_is(client: Client) -> None:
    held = reach_code(client)
    for _ in range(5):
        limits.count_booking(asked(), held)
    wrong = f"{(int(notices.code_of(held)) + 1) % 10**6:06}"

    guess, booked = enter(client, wrong), enter(client, notices.code_of(held))

    assert (guess.status_code, booked.status_code) == (422, 302)
    with pytest.raises(TooOftenError):
        limits.ask_booking(asked(), the_only())


@pytest.mark.usefixtures("office")
def test_who_has_booked_too_often_is_told_before_a_code_is_sent(client: Client) -> None:
    choose(client)
    describe(client)
    for _ in range(6):
        limits.count_booking(asked(), the_only())

    response = ask_for_code(client)

    assert response.status_code == 429
    assert "Many visits were booked for this person within a day." in text(response)
    assert "text messages" not in text(response)
    assert the_only().code_version == 0


def use_up_phone() -> None:
    for number in range(4):
        limits.count_booking(asked(), visit(person=f"person-{number}", phone=PHONE))


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("typed", ["600 000 000", "0048 600-000-000", "+٤٨٦٠٠٠٠٠٠٠٠"])
def test_a_phone_of_many_visits_gets_no_more_that_day_however_it_is_written(
    client: Client, typed: str
) -> None:
    use_up_phone()
    choose(client)
    describe(client, phone=typed)

    refused = ask_for_code(client)

    page = text(refused)
    assert (refused.status_code, refused["Retry-After"]) == (429, "86400")
    assert "Many visits were booked with this mobile phone number within a day." in page
    assert "Without text messages you can go on now" in page
    assert b'href="/en/visits/details/#id_phone"' in refused.content
    assert the_only().code_version == 0


@pytest.mark.usefixtures("office")
def test_without_the_phone_the_visit_is_booked_all_the_same(client: Client) -> None:
    use_up_phone()
    choose(client)
    describe(client, phone=PHONE)
    ask_for_code(client)

    describe(client, phone="")
    ask_for_code(client)
    enter(client, notices.code_of(the_only()))

    assert the_only().state == AppointmentState.BOOKED


@pytest.mark.usefixtures("office")
def test_a_code_on_its_way_books_nothing_for_a_phone_of_many_visits(client: Client) -> None:
    choose(client)
    describe(client, phone=PHONE)
    ask_for_code(client)
    use_up_phone()

    refused = enter(client, notices.code_of(the_only()))

    assert refused.status_code == 429
    assert "mobile phone number" in text(refused)
    assert the_only().state == AppointmentState.HELD


def test_visits_with_other_phones_or_none_are_not_counted_together() -> None:
    use_up_phone()

    for phone in ("+48600000001", "", "", "", "", ""):
        limits.ask_booking(asked(), visit(person="another", phone=phone))
        limits.count_booking(asked(), visit(person="another", phone=phone))


def test_a_person_is_counted_though_the_phone_has_no_room() -> None:
    """Of two that booked at one moment, the later one finds the phone used up."""
    use_up_phone()
    for _ in range(6):
        limits.count_booking(asked(), visit(phone=PHONE))

    with pytest.raises(TooOftenError) as refusal:
        limits.ask_booking(asked(), visit(phone=""))
    assert refusal.value.limit.name == "book.person"


@pytest.mark.usefixtures("office")
def test_without_valkey_booking_goes_on(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert book(client).state == AppointmentState.BOOKED


@pytest.mark.usefixtures("office")
def test_what_is_counted_names_nobody() -> None:
    booked = book(Client(REMOTE_ADDR=NETWORK))
    booked.phone = PHONE
    limits.count_booking(asked(), booked)
    move(asked(), booked)
    limits.spend_tell(asked(), booked)
    limits.spend_find(asked(), reference=booked.reference, contact=booked.email)
    limits.spend_find(asked(), reference=booked.reference, contact=PHONE)
    limits.spend_code(asked(), by_text())
    limits.count_refusal(asked(), booked)
    limits.spend_look(asked(), number=CASE)

    keys = counted.every_key()
    said = " ".join(keys) + str([counted.valkey().lrange(key, 0, -1) for key in keys])
    secrets = (NETWORK, PHONE[3:], "oksana", "example", booked.identity_digest, booked.reference, CASE)
    assert {key.split(":")[1] for key in keys} == {limit.name for limit in every_limit()}
    assert [secret for secret in secrets if secret in said] == []


@pytest.mark.usefixtures("office")
def test_who_is_signed_in_may_not_book_more_often_either(client: Client) -> None:
    account = User.objects.create_user("oksana@example.test")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    client.force_login(account)
    choose(client)
    describe(client)
    held = the_only()
    for _ in range(5):
        limits.count_booking(asked(), held)

    booked = client.post("/en/visits/confirmation/")

    assert booked.status_code == 302
    assert the_only().state == AppointmentState.BOOKED
    with pytest.raises(TooOftenError):
        limits.ask_booking(asked(), held)


@pytest.mark.usefixtures("office")
def test_who_is_signed_in_waits_with_the_answers_in_sight(client: Client) -> None:
    account = User.objects.create_user("oksana@example.test")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    client.force_login(account)
    choose(client)
    describe(client)
    for _ in range(6):
        limits.count_booking(asked(), the_only())

    response = client.post("/en/visits/confirmation/")

    assert (response.status_code, response["Retry-After"]) == (429, "86400")
    assert '<a href="/en/visits/check/" class="govuk-back-link">' in response.content.decode()
    assert the_only().state == AppointmentState.HELD


@pytest.mark.usefixtures("office")
def test_a_short_wait_ends_before_the_time_that_is_kept(client: Client) -> None:
    with time_machine.travel(make.AT - 40 * MINUTE, tick=False):
        for _ in range(6):
            limits.spend_code(asked(), visit(person=""))
    choose(client)
    describe(client)

    page = text(ask_for_code(client))

    assert "You can try again at 10:20." in page
    assert "We stop keeping this time" not in page


def test_each_of_several_people_is_counted(office: Office) -> None:
    """Whoever brings a family cannot book and cancel for one of them by turns."""
    place, start = office.counter_set.get(), make.local(office, make.MONDAY, "12:00")
    lead = make.appointment(place, Service.objects.get(code="CARD"), start, people=2)
    child = make.appointment(place, lead.service, start + HOUR, lead=lead, number=2, people=2)

    for _ in range(6):
        limits.count_booking(asked(), lead)

    limits.ask_booking(asked(), visit(person="somebody else"))
    with pytest.raises(TooOftenError):
        limits.ask_booking(asked(), visit(person=child.identity_digest))
