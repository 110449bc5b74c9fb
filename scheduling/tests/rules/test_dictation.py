"""References as they are said over the telephone."""

import pytest

from portal.accounts.choices import Language
from scheduling.rules.codes import ALPHABET
from scheduling.rules.dictation import WORDS, dictated, groups, is_complete


def test_every_language_of_messages_has_a_word_for_each_sign() -> None:
    assert {language: is_complete(language) for language in Language.values} == dict.fromkeys(WORDS, True)


@pytest.mark.parametrize("language", WORDS)
def test_all_that_a_reference_may_have_is_said(language: str) -> None:
    ((*spoken,),) = dictated(ALPHABET, language=language)

    assert [sign for sign, _word in spoken] == list(ALPHABET)


def test_a_polish_and_an_english_word_begin_with_their_letter() -> None:
    for language in ("pl", "en"):
        ((*spoken,),) = dictated("ABCDEFGHJKMNPRSTWZ", language=language)

        assert [word[0] for _sign, word in spoken] == list("ABCDEFGHJKMNPRSTWZ")


def test_a_reference_is_said_in_two_groups() -> None:
    assert groups("7F3K-9M2Q") == ["7 F 3 K", "9 M 2 Q"]
    assert dictated("7F3K-9M2Q", language="en") == [
        [("7", "seven"), ("F", "Foxtrot"), ("3", "three"), ("K", "Kilo")],
        [("9", "nine"), ("M", "Mike"), ("2", "two"), ("Q", "Quebec")],
    ]
    assert dictated("7F3K-9M2Q", language="pl")[1][3] == ("Q", "ku jak Quebec")
    assert dictated("7F3K-9M2Q", language="ru")[0][1] == ("F", "эф – Фёдор")


def test_what_no_reference_has_is_not_said() -> None:
    with pytest.raises(KeyError):
        dictated("OIL", language="en")
