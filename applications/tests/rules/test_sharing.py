import pytest

from applications.choices import Stage
from applications.rules.sharing import is_pending, normalise_share_code, share_code, share_digest

KEY = b"k" * 32


def test_a_code_follows_from_case_and_form_and_key() -> None:
    code = share_code(KEY, case=1, form="a")

    assert code == share_code(KEY, case=1, form="a")
    others = [share_code(KEY, case=2, form="a"), share_code(KEY, case=1, form="b")]
    others.append(share_code(b"l" * 32, case=1, form="a"))
    assert len({code, *others}) == 4


def test_a_code_has_eighty_bits() -> None:
    codes = [share_code(KEY, case=each, form="a").replace("-", "") for each in range(1_000)]

    # Every place takes every letter: none is fixed, and none is left out.
    assert {len(set(place)) for place in zip(*codes, strict=True)} == {32}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7F3K-9M2Q-4XAB-CDEF", "7F3K-9M2Q-4XAB-CDEF"),
        (" 7f3k9m2q4xabcdef ", "7F3K-9M2Q-4XAB-CDEF"),
        ("7F3K–9M2Q–4XAB–CDEF", "7F3K-9M2Q-4XAB-CDEF"),
        ("OF3K-9M2Q-4XAB-CDEI", "0F3K-9M2Q-4XAB-CDE1"),
        ("АF3K-9M2Q-4XAB-CDEF", "AF3K-9M2Q-4XAB-CDEF"),
        ("7F3K-9M2Q-4XAB-CDE", None),
        ("7F3K-9M2Q-4XAB-CDEFG", None),
        ("7F3K-9M2Q-4XAB-CDEU", None),
        ("7F3K-9M2Q-4XAB-CDEF" + " " * 41, "7F3K-9M2Q-4XAB-CDEF"),
        ("7F3K-9M2Q-4XAB-CDEF" + " " * 42, None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    assert normalise_share_code(typed) == read


def test_the_digest_is_of_the_code_and_the_key() -> None:
    digest = share_digest(KEY, code="7F3K-9M2Q-4XAB-CDEF")

    assert len(digest) == 64
    assert digest != share_digest(KEY, code="7F3K-9M2Q-4XAB-CDEE")
    assert digest != share_digest(b"l" * 32, code="7F3K-9M2Q-4XAB-CDEF")


def test_a_case_is_pending_until_its_decision_is_final() -> None:
    assert {stage for stage in Stage if is_pending(stage)} == {
        Stage.SUBMITTED,
        Stage.REGISTERED,
        Stage.FEE_CALL,
        Stage.FORMAL_CALL,
        Stage.APPEARANCE,
        Stage.CONFIRMED,
        Stage.OPINIONS,
        Stage.EVIDENCE_CALL,
        Stage.EXAMINATION,
        Stage.FINAL_STATEMENT,
        Stage.SUSPENDED,
        Stage.DECIDED,
        Stage.SERVED,
        Stage.APPEAL,
    }
