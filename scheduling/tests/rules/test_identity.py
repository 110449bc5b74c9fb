import re
from datetime import date
from hashlib import sha256
from hmac import digest

import pytest

from scheduling.rules.identity import case_digest, normalise_case_number, person_digest

KEY = b"a key for tests that is long enough"
BORN = date(1990, 2, 3)


def person(
    given_names: str = "Jan Adam",
    family_name: str = "Kowalski",
    birth_date: date = BORN,
    citizenship: str = "UA",
    *,
    key: bytes = KEY,
) -> str:
    return person_digest(
        key,
        given_names=given_names,
        family_name=family_name,
        birth_date=birth_date,
        citizenship=citizenship,
    )


def test_a_person_is_a_keyed_digest_of_what_they_are_called() -> None:
    message = b"person\x1fjanadam\x1fkowalski\x1f1990-02-03\x1fua"

    assert person() == digest(KEY, message, sha256).hex()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("NOWAK", "nowak", id="case"),
        pytest.param("  Nowak ", "Nowak", id="spaces-around"),
        pytest.param("Nowak-Kowalska", "Nowak  Kowalska", id="hyphen"),
        pytest.param("Nowak–Kowalska", "Nowak-Kowalska", id="dash"),
        pytest.param("Nowak\u00a0Kowalska", "Nowak Kowalska", id="no-break-space"),
        pytest.param("No\u200bwak\u00ad", "Nowak", id="characters-nobody-sees"),
        pytest.param("O'Brien", "OBrien", id="apostrophe"),
        pytest.param("O’Brien", "O'Brien", id="typographic-apostrophe"),
        pytest.param("Oʼbrien", "O'Brien", id="letter-apostrophe"),
        pytest.param("O`Brien", "O´Brien", id="accents-for-apostrophes"),
        pytest.param("Łukasz", "Lukasz", id="polish-l"),
        pytest.param("Żółć", "zolc", id="polish-accents"),
        pytest.param("Zo\u0301łc\u0301", "Żółć", id="composed-or-not"),
        pytest.param("Strauß", "STRAUSS", id="sharp-s"),
        pytest.param("Đorđe Bjørn", "Dorde Bjorn", id="strokes"),
        pytest.param("Ħað Ŧ", "Had T", id="rarer-strokes"),
        pytest.param("Æthelþryth Œ", "Aethelthryth oe", id="ligatures"),
        pytest.param("Yıldız İnce", "Yildiz Ince", id="turkish-i"),
        pytest.param("Nguyễn", "Nguyen", id="two-accents-on-one-letter"),
        pytest.param("ＮＯＷＡＫ", "Nowak", id="full-width"),
        pytest.param("ΐ", "Ϊ\u0301", id="folded-to-composed"),
        pytest.param("Кіт", "КІТ", id="cyrillic"),
        pytest.param("राम", "राम ", id="devanagari"),
    ],
)
def test_a_name_is_the_same_however_it_is_typed(typed: str, meant: str) -> None:
    assert person(family_name=typed) == person(family_name=meant)
    assert person(given_names=typed) == person(given_names=meant)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(person("Adam Jan"), id="names-in-another-order"),
        pytest.param(person("Jan"), id="one-name-less"),
        pytest.param(person("Kowalski", "Jan Adam"), id="fields-swapped"),
        pytest.param(person("Jan", "Adam Kowalski"), id="a-name-in-the-other-field"),
        pytest.param(person(birth_date=date(1990, 3, 2)), id="another-birth-date"),
        pytest.param(person(citizenship="BY"), id="another-citizenship"),
        pytest.param(person(key=KEY + b"!"), id="another-key"),
        pytest.param(person(family_name="Kowalska"), id="another-name"),
        pytest.param(person(family_name="Kowalski2"), id="a-figure-counts"),
    ],
)
def test_another_person_is_another_digest(other: str) -> None:
    assert other != person()


def test_indian_vowel_signs_tell_names_apart() -> None:
    assert person("राम") != person("रीम")


def test_a_citizenship_is_the_same_in_either_case() -> None:
    assert person(citizenship="ua ") == person(citizenship="UA")


def test_one_name_is_enough_and_its_field_counts() -> None:
    assert person("", "Sukarno") != person("Sukarno", "")


@pytest.mark.parametrize("nothing", ["", " ", "-", "'’"])
def test_nobody_is_without_a_name(nothing: str) -> None:
    with pytest.raises(ValueError, match="has a name"):
        person(nothing, nothing)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        person(key=b"short")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("SC-II.6151.12345.2020", "SC-II.6151.12345.2020", id="as-written"),
        pytest.param("AB-I.123.1.2014", "AB-I.123.1.2014", id="short-class"),
        pytest.param("WSC-II-S.6151.97770.2026", "WSC-II-S.6151.97770.2026", id="three-symbols"),
        pytest.param("WSC-II-S-4A.6151.97770.2026", "WSC-II-S-4A.6151.97770.2026", id="four-symbols"),
        pytest.param("SC.6151.7.12345.1999", "SC.6151.7.12345.1999", id="subgroup"),
        pytest.param("ŁÓDŹ.6151.1.2020", "ŁÓDŹ.6151.1.2020", id="polish-letters"),
        pytest.param("sc-ii.6151.12345.2020", "SC-II.6151.12345.2020", id="lower-case"),
        pytest.param("łódź.6151.1.2020", "ŁÓDŹ.6151.1.2020", id="polish-lower-case"),
        pytest.param("  SC-II.6151.12345.2020\n", "SC-II.6151.12345.2020", id="spaces-around"),
        pytest.param("SC – II . 6151. 12345 .2020", "SC-II.6151.12345.2020", id="spaces-at-dots-and-dashes"),
        pytest.param("SC–II.6151.12345.2020", "SC-II.6151.12345.2020", id="en-dash"),
        pytest.param("SC—II.6151.12345.2020", "SC-II.6151.12345.2020", id="em-dash"),
        pytest.param("SC−II.6151.12345.2020", "SC-II.6151.12345.2020", id="minus"),
        pytest.param("SC‑II.6151.12345.2020", "SC-II.6151.12345.2020", id="no-break-hyphen"),
        pytest.param("SC-II 6151 12345 2020", "SC-II.6151.12345.2020", id="spaces-for-dots"),
        pytest.param("SC-II\u00a06151.12345\t 2020", "SC-II.6151.12345.2020", id="any-spaces"),
        pytest.param("SC 6151 77 12345 2020", "SC.6151.77.12345.2020", id="as-many-spaces-as-dots"),
        pytest.param(
            "ABC DEF GHI JKL 6151 77 12345 2020", "ABC-DEF-GHI-JKL.6151.77.12345.2020", id="eight-pieces"
        ),
        pytest.param("SC-Ⅱ.6151.12345.2020", "SC-II.6151.12345.2020", id="roman-figure"),
        pytest.param("SC6151.12345.2020", "SC.6151.12345.2020", id="no-dot-after-the-unit"),
        pytest.param("SC 6151.12345.2020", "SC.6151.12345.2020", id="a-space-after-the-unit"),
        pytest.param("SC-II.6151.123452020", "SC-II.6151.12345.2020", id="no-dot-before-the-year"),
        pytest.param("SC-II.6151.1234562020", "SC-II.6151.123456.2020", id="longest-sequence-and-year"),
        pytest.param("SC-II.6151.1232020", "SC-II.6151.123.2020", id="seven-figures-are-two-parts"),
        pytest.param("SC-II.6151.123456.2020", "SC-II.6151.123456.2020", id="longest-sequence"),
    ],
)
def test_a_case_number_is_read_as_the_office_writes_it(typed: str, number: str) -> None:
    assert normalise_case_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="only-spaces"),
        pytest.param("SC-II.6151.12345", id="no-year"),
        pytest.param("SC-II.6151.2020", id="no-sequence"),
        pytest.param("SC-II.6151.122020", id="six-figures-may-be-a-sequence"),
        pytest.param("SC-II.6151.12345672020", id="more-than-a-sequence-and-a-year"),
        pytest.param("SC-II.6151.1234567.2020", id="sequence-too-long"),
        pytest.param("SC-II.61.12345.2020", id="class-too-short"),
        pytest.param("SC-II.61511.12345.2020", id="class-too-long"),
        pytest.param("SC-II.6151.1.2.3.2020", id="too-many-parts"),
        pytest.param("SC-II.6151.12345.2120", id="another-century"),
        pytest.param("SC-II.6151.12345.1820", id="an-older-century"),
        pytest.param("SC-II.6151.12345.20201", id="year-too-long"),
        pytest.param("SCDEFG.6151.12345.2020", id="unit-too-long"),
        pytest.param("SC-ABCDEF.6151.12345.2020", id="second-symbol-too-long"),
        pytest.param("SC-A-B-C-D.6151.12345.2020", id="too-many-symbols"),
        pytest.param("S1.6151.12345.2020", id="a-figure-in-the-unit"),
        pytest.param("6151.12345.2020", id="no-unit"),
        pytest.param("SC_II.6151.12345.2020", id="underscore"),
        pytest.param("SC-II.6151.12345.2020.", id="a-dot-too-many"),
        pytest.param("SC-II..6151.12345.2020", id="a-dot-twice"),
        pytest.param("SC--II.6151.12345.2020", id="a-dash-twice"),
        pytest.param("SC-II6151.12345.2020", id="a-symbol-may-have-figures"),
        pytest.param("SC-II.6151.12 345.2020", id="a-space-for-a-dot-or-for-nothing"),
        pytest.param("SC-I 6151 123 45 2020", id="two-readings"),
        pytest.param("SC 6151 7 12345 2020", id="a-subgroup-or-a-longer-sequence"),
        pytest.param("SC II.6151.12345.2020", id="a-space-for-a-dash-or-for-nothing"),
        pytest.param("SC-II.٦١٥١.12345.2020", id="arabic-figures"),
        pytest.param("SC-II.6151.12345.2020; DROP", id="something-after-it"),
        pytest.param("ABC DEF GHIJ KL M 6151 77 12345 2020", id="nine-pieces"),
        pytest.param("1 " * 30, id="so-many-spaces-that-trying-all-would-take-for-ever"),
        pytest.param("SC-II.6151.12345.2020" + " " * 60 + "1", id="far-too-long"),
    ],
)
def test_what_is_not_surely_a_case_number_is_none(typed: str) -> None:
    assert normalise_case_number(typed) is None


@pytest.mark.parametrize(("spaces", "number"), [(39, "SC-II.6151.12345.2020"), (40, None)])
def test_sixty_characters_are_read_and_no_more(spaces: int, number: str | None) -> None:
    assert normalise_case_number(" " * spaces + "SC-II.6151.12345.2020") == number


def test_a_case_is_a_keyed_digest_of_its_number() -> None:
    expected = digest(KEY, b"case\x1fSC-II.6151.12345.2020", sha256).hex()

    assert case_digest(KEY, case_number="SC-II.6151.12345.2020") == expected
    assert case_digest(KEY, case_number="sc–ii 6151 12345 2020") == expected
    assert re.fullmatch("[0-9a-f]{64}", expected)


def test_a_case_digest_needs_a_case_number() -> None:
    with pytest.raises(ValueError, match="not a case number"):
        case_digest(KEY, case_number="6151")
