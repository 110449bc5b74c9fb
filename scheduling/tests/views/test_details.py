import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from portal.accounts.models import Office
from portal.audit.rules.actors import VISITOR
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, holding
from scheduling.forms import alphabetical, citizenship_name, citizenships
from scheduling.forms.fields import WRONG_PHONE
from scheduling.models import Appointment, Service
from scheduling.rules.phones import Fault
from scheduling.templatetags.contacts import PREPARED
from scheduling.tests import factories as make
from scheduling.tests.views.walk import (
    TEN,
    Page,
    ask_for_code,
    choose,
    describe,
    enter,
    fields,
    text,
    the_only,
    title,
)

pytestmark = pytest.mark.usefixtures("office")

CHECK = "/en/visits/check/"


def test_good_details_lead_to_a_last_look_with_a_way_to_change_each(client: Client) -> None:
    choose(client)

    response = describe(client)

    page = client.get(CHECK)
    assert response["Location"] == CHECK
    assert (
        "Given names Оксана Change – Given names Family name Żółć-O’Neill Change – Family name "
        "Date of birth 27 March 1990 Change – Date of birth Citizenship Ukraine" in text(page)
    )
    assert "Visit Service CARD When Monday 7 December 2026 at 09:00 Where Office krakow" in text(page)
    assert b'href="/en/visits/details/#id_birth_date"' in page.content


def test_going_back_shows_what_was_typed(client: Client) -> None:
    choose(client)
    describe(client)

    typed = fields(client.get("/en/visits/details/"))

    assert typed == {
        "given_names": "Оксана",
        "family_name": "Żółć-O’Neill",
        "birth_date": date(1990, 3, 27),
        "citizenship": "UA",
        "email": "oksana@example.test",
        "phone": None,
        "arrangements": None,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"given_names": "", "family_name": ""}, "Enter your given names or your family name"),
        ({"given_names": " - ", "family_name": ""}, "Write the name with letters"),
        ({"family_name": "12345"}, "Write the name with letters"),
        ({"family_name": "x" * 101}, "Write at most 100 letters of the name"),
        ({"email": f"{'x' * 250}@example.test"}, "Enter an e-mail address in the right form"),
        ({"family_name": "ˮ", "given_names": ""}, "Write the name with letters"),
        ({"family_name": "Ko\x07wal"}, "Write the name with letters"),
        ({"birth_date_day": "30", "birth_date_month": "2"}, "Date of birth must be a real date"),
        ({"birth_date_year": "2027"}, "Date of birth must be in the past"),
        ({"birth_date_year": ""}, "Date of birth must include a year"),
        ({"citizenship": ""}, "Choose your citizenship"),
        ({"citizenship": "ZZ"}, "Choose your citizenship from the list"),
        ({"email": ""}, "Enter an e-mail address or a mobile phone number"),
        ({"email": " ", "phone": " "}, "Enter an e-mail address or a mobile phone number"),
        ({"email": "oksana@"}, "Enter an e-mail address in the right form"),
        ({"given_names": "x" * 101}, "at most 100 letters of the name"),
        (
            {"email": f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.{'c' * 8}.test"},
            "Enter an e-mail address in the right form",
        ),
        ({"given_names": "Оксана\0"}, "Write the name with letters"),
    ],
)
def test_bad_details_come_back_with_what_was_typed(
    client: Client, changes: dict[str, str], message: str
) -> None:
    choose(client)

    response = describe(client, **changes)

    form = response.context["form"]
    assert response.status_code == 422
    assert title(response).strip().startswith("Error: Your details")
    assert [error for error in form.error_list if message in error.message]
    assert [form.data[name] for name in changes] == list(changes.values())
    assert the_only().email == ""


@pytest.mark.parametrize(
    ("given", "family"),
    [("", "Suharto"), ("Оксана", ""), ("", "李"), ("ณัฐ", "वर्मा"), ("Ján  Pavol", "d'Ávila-Ó Briain")],
)
def test_any_name_of_a_passport_is_good(client: Client, given: str, family: str) -> None:
    choose(client)

    describe(client, given_names=given, family_name=family)

    held = the_only()
    assert held.family_name == family
    assert held.given_names == " ".join(given.split())


def test_somebody_without_citizenship_can_book(client: Client) -> None:
    choose(client)
    describe(client, citizenship="XX")

    assert "Citizenship No citizenship (stateless), or not known" in text(client.get(CHECK))


def test_a_service_about_a_case_asks_for_its_number(client: Client) -> None:
    Service.objects.update(needs_case_number=True)
    choose(client)

    missing = describe(client)
    wrong = describe(client, case_number="SC-II 12 345/20")
    long = describe(client, case_number="ABCDE-ABCDE-ABCDE-ABCDE.1234.12345.12.2020")
    describe(client, case_number=" sc-ii.6151.12345.2020 ")

    assert missing.status_code == wrong.status_code == 422
    assert "Enter the number of your case" in text(missing)
    assert "Enter the whole case number as it stands in the letter, for example SC" in text(wrong)
    assert "Enter the whole case number as it stands in the letter, for example SC" in text(long)
    assert b'value="SC-II 12 345/20"' in wrong.content
    assert the_only().case_number == "SC-II.6151.12345.2020"
    assert "Case number SC-II.6151.12345.2020 Change" in text(client.get(CHECK))


def test_a_service_without_a_case_does_not_ask_for_one(client: Client) -> None:
    choose(client)

    assert "case_number" not in fields(client.get("/en/visits/details/"))


def test_nobody_looks_at_answers_they_have_not_given(client: Client) -> None:
    choose(client)

    assert client.get(CHECK)["Location"] == "/en/visits/details/"


def test_the_mails_come_in_the_language_of_the_page(client: Client) -> None:
    choose(client)
    client.post("/ru/visits/details/", {**fields_of_a_person(), "hold": the_only().reference})

    assert the_only().language == "ru"


def fields_of_a_person() -> dict[str, str]:
    return {
        "given_names": "Anna",
        "birth_date_day": "1",
        "birth_date_month": "1",
        "birth_date_year": "2000",
        "citizenship": "BY",
        "email": "anna@example.test",
    }


def test_a_child_born_today_at_the_office_is_not_born_yet(client: Client, office: Office) -> None:
    choose(client)
    today = make.AT.astimezone(office.zone).date()

    born = {"birth_date_day": f"{today.day}", "birth_date_month": "12", "birth_date_year": f"{today.year}"}
    assert describe(client, **born).status_code == 422
    assert today == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("pl", ["Cypr", "Czad", "Czechy", "Ćma", "Dania", "Łotwa", "Malta", "Zambia", "Żuk"]),
        ("ru", ["Бельгия", "Египет", "Ёж", "Жук", "Эстония"]),
        ("en", ["Åland Islands", "Albania", "Chad", "Côte d’Ivoire", "Zambia"]),
    ],
)
def test_names_are_sorted_as_in_a_dictionary_of_the_language(language: str, names: list[str]) -> None:
    keys = [alphabetical(name, language=language) for name in names]

    assert keys == sorted(keys)
    assert len({*map(tuple, keys)}) == len(names)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_most_frequent_citizenships_come_first_and_again_in_their_place(language: str) -> None:
    with translation.override(language):
        first, every = citizenships()

    assert {code for code, _ in first} == {"UA", "BY", "GE", "IN", "RU", "TR", "VN"}
    assert {code for code, _ in first} <= {code for code, _ in every}
    assert {"XK", "XX", "PL"} <= {code for code, _ in every}
    assert not {"AQ", "BV"} & {code for code, _ in every}
    keys = [alphabetical(name, language=language) for _, name in every]
    assert keys == sorted(keys)
    assert len({name for _, name in every}) == len(every)


def test_no_russian_name_of_a_country_stands_in_the_genitive_or_is_broken_by_spaces() -> None:
    with translation.override("ru"):
        names = dict(citizenships()[1])
        told = {code: citizenship_name(code) for code in names}

    assert told == names
    assert [name for name in names.values() if re.match(r"\w{3,}(ой|ого)\b|\w+(ии|мы)\b", name)] == []
    assert [name for name in names.values() if " - " in name or "," in name.split("(")[0]] == [
        "Бонайре, Синт-Эстатиус и Саба"
    ]
    assert (names["LR"], names["MM"], names["SM"]) == ("Либерия", "Мьянма", "Сан-Марино")


def test_russian_names_stay_in_russian() -> None:
    with translation.override("en"):
        assert citizenship_name("LR") == dict(citizenships()[1])["LR"] == "Liberia"


def test_what_was_typed_outlives_a_hold_that_ends_in_that_very_moment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab gives the time back between the look at it and the writing."""
    choose(client)
    held, write = the_only(), booking.describe

    def just_too_late(**about: Any) -> Appointment:  # noqa: ANN401  whatever the view says
        holding.give_back(holder=held.holder, by=VISITOR, at=make.AT)
        return write(**about)

    monkeypatch.setattr(booking, "describe", just_too_late)
    response = describe(client)

    choose(client, TEN)
    assert response.status_code == 410
    assert fields(client.get("/en/visits/details/"))["given_names"] == "Оксана"


def answers(page: Page) -> dict[str, str]:
    return {row["label"]: row["value"] for row in page.context["cards"][0].rows}


def test_a_phone_is_asked_for_and_need_not_be_given(client: Client) -> None:
    choose(client)
    page = client.get("/en/visits/details/")

    describe(client)

    check = client.get(CHECK)
    (control,) = re.findall(r'<input [^>]*name="phone"[^>]*>', page.content.decode())
    assert {'type="tel"', 'autocomplete="tel"', 'inputmode="tel"'} <= set(control.split())
    assert (
        "Mobile phone number For the code if you give no e-mail address, and for text messages (SMS)"
        in text(page)
    )
    assert the_only().phone == ""
    assert answers(check)["Mobile phone number"] == "Not given"
    assert b'href="/en/visits/details/#id_phone"' in check.content


def test_whoever_gives_neither_is_asked_for_one_of_them_and_loses_nothing(client: Client) -> None:
    choose(client)

    refused = describe(client, email="", arrangements="step_free")

    (error,) = refused.context["form"].error_list
    page = client.get("/en/visits/details/")
    assert (error.control, error.message) == ("id_email", "Enter an e-mail address or a mobile phone number")
    assert "How can we reach you? Give an e-mail address, or a mobile phone number, or both." in text(page)
    assert fields(page)["given_names"] == "Оксана"
    assert fields(page)["arrangements"] == ["step_free"]


@pytest.mark.parametrize(
    ("email", "phone", "control"), [("oksana@", "", "id_email"), ("", "12 345 67 89", "id_phone")]
)
def test_whoever_mistypes_the_only_way_is_told_of_that_alone(
    client: Client, email: str, phone: str, control: str
) -> None:
    choose(client)

    refused = describe(client, email=email, phone=phone)

    assert [error.control for error in refused.context["form"].error_list] == [control]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("600 000 000", "+48600000000"),
        ("+49 1512 3456789", "+4915123456789"),
        ("00380 50 123 45 67", "+380501234567"),
        ("+91 98765 43210", "+919876543210"),
    ],
    ids=["Poland", "Germany", "Ukraine", "India"],
)
def test_a_phone_of_any_country_is_enough(client: Client, typed: str, kept: str) -> None:
    choose(client)

    response = describe(client, email="", phone=typed)

    assert response["Location"] == CHECK
    assert (the_only().email, the_only().phone) == ("", kept)
    assert answers(client.get(CHECK))["E-mail address"] == "Not given"
    assert fields(client.get("/en/visits/details/"))["email"] is None


def test_what_is_needed_at_the_counter_is_kept_and_shown(client: Client) -> None:
    choose(client)

    describe(client, arrangements="step_free")

    held = the_only()
    assert held.arrangements == ["step_free"]
    assert answers(client.get(CHECK))["What is needed"].splitlines() == [
        "A counter without steps, for a wheelchair or a pram",
        str(PREPARED),
    ]
    assert fields(client.get("/en/visits/details/"))["arrangements"] == ["step_free"]


def test_nobody_is_asked_why_they_need_it(client: Client) -> None:
    choose(client)

    page = client.get("/en/visits/details/").content.decode()

    assert "What do you need at the counter?" in page
    assert "We do not need to know why." in page
    assert re.findall(r'name="arrangements" value="(\w+)"', page) == [
        "companion",
        "interpreter",
        "sign_language",
        "step_free",
    ]


def test_where_nobody_may_interpret_the_page_says_so_and_does_not_offer_it(client: Client) -> None:
    Service.objects.update(admits_interpreter=False)
    choose(client)
    page = client.get("/en/visits/details/")

    refused = describe(client, arrangements="interpreter")

    assert "For this visit nobody can come to the counter to interpret for you." in text(page)
    assert b'value="interpreter"' not in page.content
    assert refused.status_code == 422
    assert [error.control for error in refused.context["form"].error_list] == ["id_arrangements_0"]
    assert the_only().arrangements == []


def test_a_phone_is_read_as_it_was_typed_and_shown_as_it_is_read(client: Client) -> None:
    choose(client)

    describe(client, phone=" (600) ٠٠٠-000 ")

    assert the_only().phone == "+48600000000"
    assert answers(client.get(CHECK))["Mobile phone number"] == "+48 600 000 000"
    assert fields(client.get("/en/visits/details/"))["phone"] == "+48 600 000 000"


def test_a_phone_can_be_taken_out_again(client: Client) -> None:
    choose(client)
    describe(client, phone="+380 50 123 45 67")

    describe(client, phone="")

    assert the_only().phone == ""
    assert fields(client.get("/en/visits/details/"))["phone"] is None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("no", "Enter the mobile phone number in digits, for example +48 600 000 000"),
        ("600000000 or 601000000", "Enter the mobile phone number in digits"),
        ("600000000\0", "Enter the mobile phone number in digits"),
        ("600 000 00", "The mobile phone number is too short. Check that it has all its digits"),
        ("050 123 45 67", "The mobile phone number is too long. If it is not Polish, begin with +"),
        ("+999 123 456 789", "No country has the code that the mobile phone number begins with."),
        ("100 000 000", "There is no such mobile phone number. Check its digits, and begin with +"),
        (
            "12 345 67 89",
            "This is a landline, which cannot get text messages. Enter a mobile phone number, with +",
        ),
        ("700 123 456", "We cannot send text messages to this kind of number."),
    ],
)
def test_a_phone_that_gets_no_texts_comes_back_with_the_reason(
    client: Client, typed: str, message: str
) -> None:
    choose(client)

    response = describe(client, phone=typed)

    (error,) = response.context["form"].error_list
    assert response.status_code == 422
    assert (error.control, error.message.startswith(message)) == ("id_phone", True)
    assert fields(response)["phone"] == typed
    assert fields(client.get("/en/visits/details/"))["phone"] == typed
    assert the_only().email == ""


def test_every_reason_has_words_of_its_own() -> None:
    assert set(WRONG_PHONE) == set(Fault)
    assert len({*map(str, WRONG_PHONE.values())}) == len(Fault)


def test_a_phone_outlives_the_hold_it_was_typed_for(client: Client) -> None:
    choose(client)
    describe(client, phone="600 000 000")
    with time_machine.travel(make.AT + timedelta(minutes=21), tick=False):
        over = describe(client, phone="601 000 000")
        choose(client, TEN)

        typed = fields(client.get("/en/visits/details/"))["phone"]

    assert (over.status_code, typed) == (410, "601 000 000")


def test_a_phone_outlives_a_time_that_somebody_else_was_quicker_to_take(
    client: Client, stranger: Client
) -> None:
    choose(stranger, TEN)
    choose(client)
    describe(client, phone="600 000 000")

    lost = choose(client, TEN)

    choose(client, "2026-12-07T10:00:00Z")
    assert lost.status_code == 409
    assert fields(client.get("/en/visits/details/"))["phone"] == "+48 600 000 000"


def test_a_phone_is_told_of_by_the_row_too_when_a_time_is_changed(client: Client) -> None:
    choose(client)
    describe(client, phone="600 000 000")

    choose(client, TEN)

    assert Appointment.objects.get(state="held").phone == "+48600000000"


def test_a_booking_writes_to_the_phone_and_one_without_a_phone_does_not(
    client: Client, stranger: Client
) -> None:
    choose(client)
    describe(client, phone="600 000 000")
    ask_for_code(client)
    enter(client, notices.code_of(the_only()))
    booked = the_only()
    other = book_for_somebody_else(stranger)

    texts = Notice.objects.filter(channel=Channel.SMS)
    assert (booked.state, booked.phone) == ("booked", "+48600000000")
    assert {(text.subject_pk, text.recipient) for text in texts} == {(str(booked.pk), "+48600000000")}
    assert [text.kind for text in texts if not text.occasion] == ["appointment_booked"]
    assert (other.state, other.phone) == ("booked", "")


def book_for_somebody_else(client: Client) -> Appointment:
    choose(client, TEN)
    describe(client, given_names="Anna", email="anna@example.test")
    ask_for_code(client)
    held = Appointment.objects.for_page().get(state="held")
    enter(client, notices.code_of(held))
    held.refresh_from_db()
    return held


def test_a_phone_changed_in_that_moment_is_not_written_to_unread(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab takes the number out between the look at the hold and its booking."""
    choose(client)
    describe(client, phone="600 000 000")
    ask_for_code(client)
    held, write = the_only(), booking.confirm

    def just_too_late(**about: Any) -> Appointment:  # noqa: ANN401  whatever the view says
        Appointment.objects.filter(pk=held.pk).update(phone="")
        return write(**about)

    monkeypatch.setattr(booking, "confirm", just_too_late)
    refused = enter(client, notices.code_of(held))
    monkeypatch.undo()
    enter(client, notices.code_of(held))

    assert refused.status_code == 422
    assert (the_only().state, the_only().phone) == ("booked", "")
    assert not Notice.objects.filter(channel=Channel.SMS).exists()


def test_nobody_is_asked_for_a_phone_that_nothing_could_be_sent_to(
    client: Client, settings: Settings
) -> None:
    settings.SMS_GATEWAY_URL = ""
    choose(client)

    page = client.get("/en/visits/details/")
    describe(client, phone="600 100 200")
    check = client.get("/en/visits/check/")

    neither = describe(client, email="", phone="600 100 200")

    assert 'name="phone"' not in page.content.decode()
    assert "Mobile phone" not in text(check)
    assert [error.message for error in neither.context["form"].error_list] == ["Enter your e-mail address"]
    assert the_only().phone == ""


@pytest.mark.parametrize(
    ("now", "is_said"),
    [
        pytest.param("2026-12-02T22:59:59+00:00", False, id="three-working-days-before"),
        pytest.param("2026-12-02T23:00:00+00:00", True, id="past-midnight-of-the-office"),
        pytest.param("2026-12-07T06:00:00+00:00", True, id="on-the-day"),
    ],
)
def test_a_sign_language_interpreter_asked_for_too_late_is_not_promised(
    client: Client, now: str, *, is_said: bool
) -> None:
    with time_machine.travel(now, tick=False):
        choose(client)
        describe(client, arrangements="sign_language")
        asked = client.get(CHECK)
        describe(client, arrangements="step_free")
        other = text(client.get(CHECK))

    late = "We need three working days to arrange a sign language interpreter (PJM)"
    assert (late in text(asked)) is is_said
    assert (
        'href="/en/visits/krakow/CARD/times/">Choose a later time</a>' in asked.content.decode()
    ) is is_said
    assert late not in other


def test_the_last_look_says_how_long_it_takes_and_what_for(client: Client) -> None:
    matter = make.matter(Service.objects.get())
    client.post(f"/en/visits/krakow/CARD/holds/?matter={matter.code}", {"start": TEN})
    describe(client)

    page = client.get(CHECK)

    rows = {row["label"]: (row["value"], row.get("change_url", "")) for row in page.context["visit"]}
    assert rows["Visit"] == ("Service CARD\nMatter CHANGE", "/en/visits/krakow/CARD/start/?matter=CHANGE")
    assert rows["How long it takes"] == (
        "It takes 30 minutes.",
        "/en/visits/krakow/CARD/start/?matter=CHANGE",
    )


def test_where_nothing_was_asked_before_the_calendar_nothing_is_changed_there(client: Client) -> None:
    Service.objects.update(most_people=1)
    choose(client)
    describe(client)

    changes = [row.get("change_url", "") for row in client.get(CHECK).context["visit"]]

    assert changes == ["", "", "", ""]
