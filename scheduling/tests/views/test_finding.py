"""Somebody has lost the mail with the link. What strangers learn on the same pages: nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking
from scheduling.models import AccessCode, Appointment
from scheduling.tests import factories as make
from scheduling.tests.views.walk import Page, book, fields, hidden, text, the_only, title

pytestmark = pytest.mark.usefixtures("office")

FIND, CODE, AGAIN = "/en/visits/find/", "/en/visits/find/code/", "/en/visits/find/code/mail/"
OKSANA = "oksana@example.test"
NO_CONTACT = (
    "Enter an e-mail address, like name@example.com, or a mobile phone number in digits, like +48 600 000 000"
)
LANDLINE = (
    "This is a landline, which cannot get text messages. "
    "Enter a mobile phone number, with + and the country code if it is not Polish"
)
SAME_WORDS = "If a visit with this reference was booked with this address, we have sent a code to it."
BEGIN = "We do not know which visit you mean"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
STEPS = ["ask", "read", *["guess"] * 6, "read", "again", "read"]
MISSES = ["another address", "no such reference"]


@pytest.fixture
def visit(client: Client) -> Appointment:
    booked = book(client)
    Notice.objects.all().delete()
    return booked


def find(by: Client, reference: str, contact: str = OKSANA, **more: str) -> Page:
    return by.post(FIND, {"reference": reference, "contact": contact, **more})


def miss(by: Client, visit: Appointment, how: str) -> Page:
    return find(by, visit.reference, "x" + OKSANA) if how == MISSES[0] else find(by, "0000-0000")


def enter(by: Client, code: str) -> Page:
    return by.post(CODE, {"code": code})


def code() -> str:
    return notices.access_code_of(AccessCode.objects.latest("pk"))


def wrong() -> str:
    return f"{(int(code()) + 1) % 10**6:06}"


def test_reference_address_and_code_lead_to_the_page_of_the_visit(
    visit: Appointment, stranger: Client
) -> None:
    asked = find(stranger, visit.reference)
    page = stranger.get(CODE)
    let_in = enter(stranger, code())

    assert asked["Location"] == CODE
    assert SAME_WORDS in text(page)
    assert f"Reference {visit.reference}" in text(page)
    assert "A code works for 20 minutes, and only in this browser." in text(page)
    assert let_in["Location"] == f"/en/visits/booked/{notices.token_of(visit)}/"
    assert Notice.objects.get().recipient == OKSANA


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"])
def test_a_reference_is_read_however_it_is_typed(visit: Appointment, stranger: Client, digits: str) -> None:
    typed = visit.reference.lower().replace("-", " ").translate(str.maketrans("0123456789", digits))

    assert find(stranger, f" {typed} ", f" {OKSANA.upper()} ").status_code == 302
    assert AccessCode.objects.get().appointment == visit


@pytest.mark.parametrize("how", MISSES)
def test_a_hit_and_a_miss_look_the_same(visit: Appointment, how: str) -> None:
    hitter, misser = Client(), Client()

    for step in STEPS:
        answers = [act(step, hitter, visit, ""), act(step, misser, visit, how)]

        assert seen(answers[0]) == seen(answers[1])
    assert Notice.objects.count() == 2


def act(step: str, by: Client, visit: Appointment, how: str) -> Page:
    if step == "ask":
        return miss(by, visit, how) if how else find(by, visit.reference)
    if step == "guess":
        return enter(by, "000000")
    return by.get(CODE) if step == "read" else by.post(AGAIN)


def seen(page: Page) -> tuple[int, dict[str, str], str]:
    """Return all that a browser gets, but for what was typed and what is random."""
    html = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", page.content.decode())
    for typed in re.findall(r'translate="no">(?:<bdi>)?([^<]*)', html):
        html = html.replace(typed, "")
    names = {name: value for name, value in page.items() if name not in {"X-Request-ID", "Content-Length"}}
    return page.status_code, names, html


def test_five_wrong_codes_are_the_last(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)

    pages = [enter(stranger, wrong()) for _ in range(5)]

    said = [page.context["form"].errors["code"][0] for page in pages]
    assert [page.status_code for page in pages] == [422] * 5
    assert said[0].endswith("You can try 4 more times.")
    assert said[3].endswith("You can try 1 more time.")
    assert said[4].endswith("Ask for a new code below.")
    assert enter(stranger, code()).status_code == 422
    assert "too many wrong codes were tried" in text(stranger.get(CODE))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "1²3456", "x" * 5000, "12345\0"])
def test_what_is_no_code_costs_no_try(visit: Appointment, stranger: Client, typed: str) -> None:
    find(stranger, visit.reference)

    assert enter(stranger, typed).status_code == 422
    assert AccessCode.objects.get().tries == 0


def test_a_code_that_is_too_old_says_so(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)
    with time_machine.travel(make.AT + timedelta(minutes=20) - SECOND, tick=False):
        before = stranger.get(CODE)
    with time_machine.travel(make.AT + timedelta(minutes=20), tick=False):
        page, refused = stranger.get(CODE), enter(stranger, code())

    assert "too old" not in text(before)
    assert "The code is too old. Ask for a new one below." in text(page)
    assert refused.status_code == 422
    assert "This code is too old." in text(refused)


def test_a_new_code_can_be_asked_for_and_is_the_only_one(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)
    old = code()

    answer = stranger.post(AGAIN, {"key": hidden(stranger.get(CODE), "key")})

    assert answer["Location"] == CODE
    assert "If there is such a visit, we have sent a new code." in text(stranger.get(CODE))
    assert old != code()
    assert enter(stranger, old).status_code == 422
    assert enter(stranger, code()).status_code == 302


def test_a_form_sent_twice_sends_one_mail(visit: Appointment, stranger: Client) -> None:
    key = hidden(stranger.get(FIND), "key")

    for _ in range(2):
        find(stranger, visit.reference, key=key)

    assert len(key) == 43
    assert Notice.objects.count() == 1


def test_a_first_form_whose_answer_was_lost_is_known_again(visit: Appointment, stranger: Client) -> None:
    """The browser never got the cookie of the first answer."""
    key = hidden(stranger.get(FIND), "key")
    for browser in (Client(), stranger):
        find(browser, visit.reference, key=key)

    assert Notice.objects.count() == 1
    assert enter(stranger, code()).status_code == 302


def test_a_second_press_on_the_code_leads_to_the_same_page(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)

    pages = [enter(stranger, code()) for _ in range(2)]

    assert pages[0]["Location"] == pages[1]["Location"]


@pytest.mark.parametrize(
    ("reference", "contact", "field", "message"),
    [
        ("", OKSANA, "reference", "Enter the reference of the visit"),
        ("7F3K", OKSANA, "reference", "The reference has 8 letters and digits, for example 7F3K‑9M2Q"),
        ("7F3K-9M2Ł", OKSANA, "reference", "The reference has 8 letters and digits, for example 7F3K‑9M2Q"),
        ("7" * 5000, OKSANA, "reference", "The reference has 8 letters and digits, for example 7F3K‑9M2Q"),
        ("7F3K-9M2Q\0", OKSANA, "reference", "Null characters are not allowed."),
        ("7F3K-9M2Q", "", "contact", "Enter the e-mail address or the mobile phone number"),
        ("7F3K-9M2Q", "oksana", "contact", NO_CONTACT),
        (
            "7F3K-9M2Q",
            "oksana@",
            "contact",
            "Enter an e-mail address in the right form, like name@example.com",
        ),
        (
            "7F3K-9M2Q",
            "600 000 00",
            "contact",
            "The mobile phone number is too short. Check that it has all its digits",
        ),
        ("7F3K-9M2Q", "12 345 67 89", "contact", LANDLINE),
        ("7F3K-9M2Q", "a@b.c" + "d" * 5000, "contact", None),
        ("7F3K-9M2Q", "o\0@example.test", "contact", None),
        ("7F3K-9M2Q", "o\x1f@example.test", "contact", None),
    ],
)
def test_bad_input_is_told_and_kept(
    client: Client, reference: str, contact: str, field: str, message: str | None
) -> None:
    page = find(client, reference, contact)

    errors = page.context["form"].errors
    assert page.status_code == 422
    assert list(errors) == [field]
    assert message in {None, errors[field][0]}
    assert fields(page) == {"reference": reference, "contact": contact}
    assert title(page).startswith("Error:")
    assert not AccessCode.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "\0" * 43, "é" * 43, "k" * 5000])
def test_a_form_with_a_strange_key_is_a_form(visit: Appointment, stranger: Client, key: str) -> None:
    assert find(stranger, visit.reference, key=key).status_code == 302
    assert enter(stranger, code()).status_code == 302


@pytest.mark.parametrize("path", [CODE, AGAIN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_without_having_asked_is_led_to_the_start(client: Client, path: str, method: str) -> None:
    page = getattr(client, method)(path, {"code": "123456"}, follow=True)

    assert page.redirect_chain[-1] == (FIND, 302)
    assert BEGIN in text(page)


def test_an_empty_code_without_having_asked_leads_to_the_start(client: Client) -> None:
    assert BEGIN in text(client.post(CODE, {"code": ""}, follow=True))


def test_what_was_typed_is_there_for_an_hour_and_no_longer(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)
    with time_machine.travel(make.AT + HOUR - SECOND, tick=False):
        before = stranger.get(FIND)
    with time_machine.travel(make.AT + HOUR, tick=False):
        after, led = stranger.get(FIND), stranger.get(CODE)

    assert fields(before) == {"reference": visit.reference, "contact": OKSANA}
    assert fields(after) == {"reference": None, "contact": None}
    assert led["Location"] == FIND
    assert "asked" not in stranger.session


def test_who_was_let_in_leaves_nothing_typed_behind(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)
    enter(stranger, code())

    assert "asked" not in stranger.session
    assert stranger.get(CODE)["Location"] == FIND


def test_the_sixth_code_of_a_day_is_refused_with_the_time(visit: Appointment) -> None:
    for _ in range(5):
        find(Client(), visit.reference)
    last = Client()

    page = find(last, visit.reference)

    assert page.status_code == 429
    assert "You can ask for another from Wednesday 2 December 2026 at 10:00." in text(page)
    assert fields(page)["contact"] == OKSANA
    assert find(last, "0000-0000").status_code == 302


def test_the_sixth_code_asked_for_again_is_refused(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)
    for _ in range(4):
        stranger.post(AGAIN)

    page = stranger.post(AGAIN)

    assert page.status_code == 429
    assert fields(page) == {"reference": visit.reference, "contact": OKSANA}


def test_looking_again_and_again_is_limited_for_what_is_there_and_what_is_not(visit: Appointment) -> None:
    for reference in (visit.reference, "0000-0000"):
        pages = [find(Client(), reference) for _ in range(6)]
        AccessCode.objects.all().delete()

        assert [page.status_code for page in pages] == [302] * 5 + [429]
        page = find(Client(), reference)
        assert page.status_code == 429
        assert text(page).startswith("Please wait before you try again")


def test_a_cancelled_visit_is_found(visit: Appointment, stranger: Client) -> None:
    stranger.post(f"/en/visits/booked/{notices.token_of(visit)}/cancellation/")
    find(stranger, visit.reference)

    page = stranger.get(enter(stranger, code())["Location"])

    assert text(page).startswith("Your visit is cancelled")
    assert the_only().pk == visit.pk


def test_the_code_of_a_hold_opens_no_visit(visit: Appointment, stranger: Client) -> None:
    find(stranger, visit.reference)

    assert enter(stranger, notices.code_of(visit)).status_code == 422
    assert booking.MOST_TRIES - AccessCode.objects.get().tries == 4


@pytest.mark.parametrize("path", ["/en/", "/en/visits/", "/en/visits/details/"])
def test_the_way_stands_where_somebody_would_look(client: Client, path: str) -> None:
    assert f'href="{FIND}"' in client.get(path).content.decode()


@pytest.mark.parametrize("path", [FIND, CODE])
def test_no_page_is_kept_in_a_cache(visit: Appointment, stranger: Client, path: str) -> None:
    find(stranger, visit.reference)

    assert "no-store" in stranger.get(path)["Cache-Control"]
