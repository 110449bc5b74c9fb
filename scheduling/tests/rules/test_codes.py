import re
from base64 import urlsafe_b64decode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.codes import (
    confirmation_code,
    normalise_reference,
    public_id,
    reference,
    same_code,
    secret_token,
    token_digest,
)
from scheduling.rules.keyed import keyed
from scheduling.tests.rules.examples import bounded

KEY = b"a key for tests that is long enough"


@pytest.mark.parametrize(
    ("random", "written"),
    [
        pytest.param(bytes(5), "0000-0000", id="nothing"),
        pytest.param(b"\xff" * 5, "ZZZZ-ZZZZ", id="everything"),
        pytest.param(b"\x00\x44\x32\x14\xc7", "0123-4567", id="the-lower-figures"),
        pytest.param(b"\x42\x54\xb6\x35\xcf", "89AB-CDEF", id="the-upper-figures"),
        pytest.param(b"\x84\x65\x3a\x56\xd7", "GHJK-MNPQ", id="letters"),
        pytest.param(b"\xc6\x75\xbe\x77\xdf", "RSTV-WXYZ", id="the-last-letters"),
    ],
)
def test_a_reference_is_forty_bits_in_base_32(random: bytes, written: str) -> None:
    assert reference(random) == written


@pytest.mark.parametrize("size", [4, 6])
def test_a_reference_takes_five_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="five random bytes"):
        reference(bytes(size))


@bounded
@given(random=st.binary(min_size=5, max_size=5))
def test_a_reference_can_be_read_back(random: bytes) -> None:
    written = reference(random)

    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", written)
    assert normalise_reference(written) == written
    assert normalise_reference(written.lower().replace("-", "")) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        pytest.param("7f3k-9m2q", "7F3K-9M2Q", id="lower-case"),
        pytest.param("7F3K9M2Q", "7F3K-9M2Q", id="no-dash"),
        pytest.param(" 7F3K – 9M2Q\n", "7F3K-9M2Q", id="spaces-and-another-dash"),
        pytest.param("7-F-3-K-9-M-2-Q", "7F3K-9M2Q", id="dashes-everywhere"),
        pytest.param("ooOO-IiLl", "0000-1111", id="letters-that-look-like-figures"),
        pytest.param("авез-кмно", "ABE3-KMH0", id="a-russian-keyboard"),
        pytest.param("рст7-Х000", "PCT7-X000", id="a-russian-keyboard-too"),
    ],
)
def test_a_reference_is_read_as_it_was_meant(typed: str, written: str) -> None:
    assert normalise_reference(typed) == written


@pytest.mark.parametrize("typed", ["", "7F3K-9M2", "7F3K-9M2QQ", "7F3K-9M2U", "7F3K-9M2Ł", "7F3K_9M2Q"])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert normalise_reference(typed) is None


def test_a_code_is_cut_from_the_hmac_as_in_rfc_4226() -> None:
    codes = [confirmation_code(KEY, subject="appointment 1", version=version) for version in range(4)]

    assert codes == ["110853", "037306", "878875", "634422"]


def test_a_code_is_six_digits_and_another_for_each_appointment_and_version() -> None:
    codes = [confirmation_code(KEY, subject=str(number), version=1) for number in range(300)]

    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
    assert any(code.startswith("0") for code in codes)
    assert len(set(codes)) > 295
    assert confirmation_code(KEY, subject="1", version=1) != confirmation_code(KEY, subject="1", version=2)
    assert confirmation_code(KEY, subject="1", version=1) != confirmation_code(
        KEY + b"!", subject="1", version=1
    )


def test_a_token_is_long_and_fits_into_a_link() -> None:
    token = secret_token(KEY, subject="appointment 1", version=1)

    assert re.fullmatch("[A-Za-z0-9_-]{43}", token)
    assert token == secret_token(KEY, subject="appointment 1", version=1)


def test_a_token_is_for_one_subject_one_version_and_one_key() -> None:
    tokens = {
        secret_token(KEY, subject="1", version=1),
        secret_token(KEY, subject="1", version=2),
        secret_token(KEY, subject="2", version=1),
        secret_token(KEY, subject="11", version=1),
        secret_token(KEY, subject="1", version=11),
        secret_token(KEY + b"!", subject="1", version=1),
    }

    assert len(tokens) == 6


@pytest.mark.parametrize("derive", [confirmation_code, secret_token])
def test_a_short_key_is_refused(derive: object) -> None:
    assert callable(derive)

    with pytest.raises(ValueError, match="at least 16 bytes"):
        derive(b"short", subject="1", version=1)


def test_a_token_is_found_by_its_digest() -> None:
    assert token_digest("abc") == sha256(b"abc").hexdigest()
    assert token_digest("ł") == sha256("ł".encode()).hexdigest()


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        pytest.param("012345", True, id="exactly"),
        pytest.param(" 012 345\n", True, id="spaces"),
        pytest.param("012\u00a0345", True, id="no-break-space"),
        pytest.param("012346", False, id="another-digit"),
        pytest.param("12345", False, id="a-digit-missing"),
        pytest.param("0123456", False, id="a-digit-too-many"),
        pytest.param("", False, id="nothing"),
        pytest.param("ł", False, id="not-ascii"),
    ],
)
def test_a_code_is_compared_spaces_aside(typed: str, *, same: bool) -> None:
    assert same_code(typed, "012345") is same


def test_a_public_id_names_one_subject_for_good_and_opens_nothing() -> None:
    named = public_id(KEY, subject="appointment:1")

    assert re.fullmatch(r"[0-9a-f]{40}", named)
    assert public_id(KEY, subject="appointment:1") == named
    assert public_id(KEY, subject="appointment:2") != named
    assert bytes.fromhex(named) not in urlsafe_b64decode(
        secret_token(KEY, subject="appointment:1", version=1) + "="
    )


def test_a_public_id_is_keyed_for_its_own_purpose() -> None:
    digest = keyed(KEY, purpose="public id", fields=("appointment:1",))

    assert public_id(KEY, subject="appointment:1") == digest[:20].hex()
