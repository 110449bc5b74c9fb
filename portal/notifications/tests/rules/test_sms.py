import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.notifications.rules.sms import (
    BASIC,
    EXTENSION,
    LONGEST_PARTS,
    ROOM,
    Encoding,
    Parts,
    normalise,
    parts,
)

GSM7, UCS2 = Encoding.GSM7, Encoding.UCS2

bounded = settings(max_examples=300, deadline=None, database=None)

gsm_texts = st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=700)
texts = st.text(st.sampled_from("ab€[\n  \t–’…„żЖ👋"), max_size=400) | gsm_texts

# 3GPP TS 23.038, table 6.2.1, read down its columns: from b7 b6 b5 = 000 to 111.
COLUMNS = (
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
)
ESCAPE = "\x1b"
EXTENDED = "\f^{}\\[~]|€"  # section 6.2.1.1


def test_the_alphabet_is_the_standard_s_table_without_the_escape() -> None:
    assert [len(column) for column in COLUMNS] == [16] * 8
    assert set("".join(COLUMNS)) - {ESCAPE} == BASIC
    assert set(EXTENDED) == EXTENSION


@pytest.mark.parametrize("character", "".join(COLUMNS).replace(ESCAPE, ""))
def test_a_character_of_the_alphabet_takes_one_septet(character: str) -> None:
    assert parts(character) == Parts(GSM7, units=1, count=1)


@pytest.mark.parametrize("character", EXTENDED)
def test_a_character_of_the_extension_takes_two_septets(character: str) -> None:
    assert parts(character) == Parts(GSM7, units=2, count=1)


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("`", id="the-grave-accent-many-tables-have"),
        pytest.param("ç", id="the-small-letter-of-one-that-is-there"),
        pytest.param(ESCAPE, id="the-escape-itself"),
        pytest.param("\t", id="a-tab"),
        pytest.param("\u00a0", id="a-space-that-does-not-break"),
        pytest.param("ó", id="polish"),
        pytest.param("Ż", id="polish-capital"),
        pytest.param("Ж", id="cyrillic"),
        pytest.param("А", id="a-cyrillic-letter-that-looks-latin"),
        pytest.param("\u2126", id="the-sign-that-looks-like-an-omega"),
        pytest.param("–", id="a-dash"),
        pytest.param("\ud800", id="half-a-pair"),
        pytest.param("\uffff", id="the-last-that-takes-one"),
    ],
)
def test_any_other_character_takes_a_code_unit(character: str) -> None:
    assert parts(character) == Parts(UCS2, units=1, count=1)


@pytest.mark.parametrize("character", ["\U00010000", "👋", "\U0010ffff"])
def test_a_character_beyond_the_basic_plane_takes_two_code_units(character: str) -> None:
    assert parts(character) == Parts(UCS2, units=2, count=1)


@pytest.mark.parametrize("bracket", ["[", "€"])
def test_in_ucs2_a_character_of_the_extension_is_like_any_other(bracket: str) -> None:
    assert parts(bracket + "ż") == Parts(UCS2, units=2, count=1)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        pytest.param("", GSM7, 0, 1, id="nothing-is-one"),
        pytest.param("a" * 160, GSM7, 160, 1, id="a-full-one"),
        pytest.param("a" * 161, GSM7, 161, 2, id="one-too-many"),
        pytest.param("a" * 306, GSM7, 306, 2, id="two-full"),
        pytest.param("a" * 307, GSM7, 307, 3, id="two-full-and-one"),
        pytest.param("a" * 459, GSM7, 459, 3, id="three-full"),
        pytest.param("a" * 460, GSM7, 460, 4, id="three-full-and-one"),
        pytest.param("ż" * 70, UCS2, 70, 1, id="ucs2-a-full-one"),
        pytest.param("ż" * 71, UCS2, 71, 2, id="ucs2-one-too-many"),
        pytest.param("ż" * 134, UCS2, 134, 2, id="ucs2-two-full"),
        pytest.param("ż" * 135, UCS2, 135, 3, id="ucs2-two-full-and-one"),
        pytest.param("ż" * 201, UCS2, 201, 3, id="ucs2-three-full"),
        pytest.param("ż" * 202, UCS2, 202, 4, id="ucs2-three-full-and-one"),
        pytest.param("a" * 70 + "ż", UCS2, 71, 2, id="one-letter-makes-all-of-it-ucs2"),
    ],
)
def test_parts_are_filled_to_their_last_unit(text: str, encoding: Encoding, units: int, count: int) -> None:
    assert parts(text) == Parts(encoding, units, count)


@pytest.mark.parametrize(
    ("text", "units", "count"),
    [
        pytest.param("a" * 158 + "€", 160, 1, id="at-the-end-of-a-lone-one"),
        pytest.param("a" * 159 + "€", 161, 2, id="over-the-end-of-a-lone-one"),
        pytest.param("a" * 151 + "€" + "a" * 153, 306, 2, id="up-to-the-boundary"),
        pytest.param("a" * 152 + "€" + "a" * 151, 305, 2, id="over-the-boundary-with-room"),
        pytest.param("a" * 152 + "€" + "a" * 152, 306, 3, id="over-the-boundary-without"),
        pytest.param("a" * 153 + "€" + "a" * 151, 306, 2, id="after-the-boundary"),
        pytest.param("€" * 80, 160, 1, id="nothing-else-in-a-lone-one"),
        pytest.param("€" * 152, 304, 2, id="nothing-else-in-two"),
        pytest.param("€" * 153, 306, 3, id="nothing-else-in-three"),
    ],
)
def test_an_escape_is_not_torn_from_what_it_escapes(text: str, units: int, count: int) -> None:
    assert parts(text) == Parts(GSM7, units, count)


@pytest.mark.parametrize(
    ("text", "units", "count"),
    [
        pytest.param("ż" * 68 + "👋", 70, 1, id="at-the-end-of-a-lone-one"),
        pytest.param("ż" * 69 + "👋", 71, 2, id="over-the-end-of-a-lone-one"),
        pytest.param("ż" * 65 + "👋" + "ż" * 67, 134, 2, id="up-to-the-boundary"),
        pytest.param("ż" * 66 + "👋" + "ż" * 65, 133, 2, id="over-the-boundary-with-room"),
        pytest.param("ż" * 66 + "👋" + "ż" * 66, 134, 3, id="over-the-boundary-without"),
        pytest.param("ż" * 67 + "👋" + "ż" * 65, 134, 2, id="after-the-boundary"),
        pytest.param("👋" * 35, 70, 1, id="nothing-else-in-a-lone-one"),
        pytest.param("👋" * 66, 132, 2, id="nothing-else-in-two"),
        pytest.param("👋" * 67, 134, 3, id="nothing-else-in-three"),
    ],
)
def test_a_pair_of_surrogates_is_not_torn(text: str, units: int, count: int) -> None:
    assert parts(text) == Parts(UCS2, units, count)


@bounded
@given(text=texts)
def test_units_are_those_the_codec_writes(text: str) -> None:
    counted = parts(text)

    if counted.encoding is UCS2:
        assert counted.units == len(text.encode("utf-16-be")) // 2
    else:
        assert counted.units == len(text) + sum(text.count(character) for character in EXTENDED)


@bounded
@given(text=texts)
def test_there_are_as_many_parts_as_are_needed_and_no_more(text: str) -> None:
    counted = parts(text)
    alone, among_several = ROOM[counted.encoding]

    if counted.count == 1:
        assert counted.units <= alone
    else:
        assert counted.units > alone
        assert counted.units <= counted.count * among_several
        assert counted.units > (counted.count - 1) * (among_several - 1)


@bounded
@given(text=texts, more=texts)
def test_a_longer_text_does_not_take_fewer_parts(text: str, more: str) -> None:
    assert parts(text).count <= parts(text + more).count


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        pytest.param("a  b", "a b", id="two-spaces"),
        pytest.param("a \t\u00a0\u202f\u2009 b", "a b", id="spaces-of-all-kinds"),
        pytest.param("9\u00a0h", "9 h", id="one-that-does-not-break"),
        pytest.param("środa  –\u00a09:00 ", "środa – 9:00", id="also-where-the-dash-stays"),
        pytest.param("a\nb", "a\nb", id="a-newline"),
        pytest.param("a\n\nb", "a\n\nb", id="a-blank-line"),
        pytest.param("a \n \t b", "a\nb", id="spaces-around-a-newline"),
        pytest.param("a\r\nb\rc\u2028d\fe", "a\nb\nc\nd\ne", id="line-ends-of-all-kinds"),
        pytest.param(" \n a b \n ", "a b", id="around-it-all"),
        pytest.param(" \n ", "", id="nothing-else"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_white_space_that_says_nothing_goes(text: str, tidy: str) -> None:
    assert normalise(text) == tidy


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("–", "-"),
        ("—", "-"),
        ("‑", "-"),
        ("‐", "-"),
        ("‒", "-"),
        ("―", "-"),
        ("−", "-"),
        ("’", "'"),
        ("‘", "'"),
        ("‚", "'"),
        ("“", '"'),
        ("”", '"'),
        ("„", '"'),
        ("«", '"'),
        ("»", '"'),
        ("…", "..."),
        ("„Don’t wait – 8–9 July…”", '"Don\'t wait - 8-9 July..."'),
    ],
)
def test_typographic_punctuation_becomes_plain(text: str, plain: str) -> None:
    assert normalise(text) == plain
    assert parts(normalise(text)).encoding is GSM7


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Wizyta: środa – „Kraków”…", id="polish"),
        pytest.param("Визит: среда — «Краков»…", id="russian"),
        pytest.param("п’ять", id="ukrainian"),
        pytest.param("pʼyat", id="an-apostrophe-that-is-a-letter"),
        pytest.param("– 👋", id="emoji"),
        pytest.param("ÄÖÜ äöü ß é Ω €", id="letters-of-the-alphabet"),
        pytest.param("Zażółć gęślą jaźń", id="all-of-polish"),
    ],
)
def test_what_cannot_be_made_cheaper_stays_as_it_is_written(text: str) -> None:
    assert normalise(text) == text


@bounded
@given(text=texts)
def test_what_is_normal_stays_normal(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@bounded
@given(text=texts)
def test_what_is_normal_costs_no_more(text: str) -> None:
    without_ellipses = text.replace("…", "")  # the one sign that grows: seventy would be two parts, not one

    assert parts(normalise(without_ellipses)).count <= parts(without_ellipses).count


@bounded
@given(text=texts)
def test_letters_are_never_changed(text: str) -> None:
    assert [c for c in normalise(text) if c.isalnum()] == [c for c in text if c.isalnum()]


def test_a_message_of_ours_takes_three_parts_at_most() -> None:
    assert LONGEST_PARTS == 3
