import pytest

from portal.notifications.rules.reasons import without_persons

MAIL, PHONE = "anna.nowak@example.test", "+48600100200"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param("550 5.1.1 User unknown", "550 5.1.1 User unknown", id="nobody-named"),
        pytest.param("550 <anna.nowak@example.test>: no", "550 <a•••@example.test>: no", id="the-address"),
        pytest.param("550 ANNA.NOWAK@Example.Test", "550 A•••@Example.Test", id="in-capitals"),
        pytest.param("no box Anna.Nowak here", "no box a••• here", id="the-name-alone"),
        pytest.param("no box joanna.nowak", "no box joanna.nowak", id="only-whole-names"),
        pytest.param("no box annaxnowak", "no box annaxnowak", id="a-dot-is-a-dot"),
        pytest.param(
            "sent on to <ola@home.example.test>", "sent on to <o•••@home.example.test>", id="where-it-went-on"
        ),
        pytest.param(
            "anna=example.test@relay.example.org", "a•••@relay.example.org", id="wrapped-in-another"
        ),
        pytest.param("żaneta@example.test", "ż•••@example.test", id="any-letters"),
        pytest.param("call 123456789", "call •••", id="nine-digits"),
        pytest.param("id 12345678", "id 12345678", id="eight-digits"),
        pytest.param("192.0.2.225 on 2026-11-23", "192.0.2.225 on 2026-11-23", id="no-number-of-a-person"),
    ],
)
def test_no_address_can_be_read_in_a_reason(said: str, kept: str) -> None:
    assert without_persons(said, to=MAIL) == kept


@pytest.mark.parametrize(
    "written",
    [
        "+48600100200",
        "48600100200",
        "0048600100200",
        "600100200",
        "600 100 200",
        "+48 600-100-200",
        "(600) 100 200",
    ],
)
def test_a_number_is_hidden_however_it_is_written(written: str) -> None:
    said = without_persons(f"550 absent {written}, code 27", to=PHONE)

    assert said.replace("(", "") == "550 absent +48•••200, code 27"


@pytest.mark.parametrize("to", ["", "x@example.test", "+1"])
def test_what_is_too_short_to_tell_is_not_looked_for(to: str) -> None:
    assert without_persons("the 1 x is full", to=to) == "the 1 x is full"


def test_a_reason_is_one_line_of_what_can_be_printed() -> None:
    assert without_persons(" a\x00b\r\n\tc\ud800\u2028d \x1b[31m", to=MAIL) == "a b c d [31m"


@pytest.mark.parametrize(("length", "kept"), [(299, 299), (300, 300), (301, 300), (5_000, 300)])
def test_of_a_long_reason_the_beginning_is_kept(length: int, kept: int) -> None:
    assert without_persons("x" * length, to=MAIL) == "x" * kept


def test_an_address_is_hidden_before_a_reason_is_cut() -> None:
    assert without_persons("x" * 290 + " " + MAIL, to=MAIL).endswith("x a•••@exam")


def test_a_short_number_of_seven_digits_is_one() -> None:
    assert without_persons("call 4812345", to="+4812345") == "call +48•••345"
