import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from portal.notifications.rules.signatures import is_genuine, signed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STAMP = str(int(NOON.timestamp()))
SECRET = "between us"  # noqa: S105  of nothing but these tests
BODY = b'{"key": "k"}'
SIGNATURE = hmac.new(b"between us", STAMP.encode() + b"." + BODY, hashlib.sha256).hexdigest()


def genuine(
    body: bytes = BODY,
    *,
    secret: str = SECRET,
    timestamp: str = STAMP,
    signature: str = SIGNATURE,
    at: datetime = NOON,
) -> bool:
    return is_genuine(body, secret=secret, timestamp=timestamp, signature=signature, at=at)


def test_what_was_signed_with_the_secret_is_genuine() -> None:
    assert genuine()
    assert signed(BODY, secret=SECRET, timestamp=STAMP) == SIGNATURE


def test_hexadecimal_digits_may_be_large() -> None:
    assert genuine(signature=SIGNATURE.upper())


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"body": BODY + b" "}, id="another-body"),
        pytest.param({"secret": "between others"}, id="another-secret"),
        pytest.param({"timestamp": str(int(STAMP) + 1)}, id="another-time"),
        pytest.param({"signature": SIGNATURE[:-1]}, id="cut"),
        pytest.param({"signature": SIGNATURE[:-1] + "ż"}, id="not-ascii"),
        pytest.param({"signature": ""}, id="none"),
        pytest.param({"timestamp": "", "signature": signed(BODY, secret=SECRET, timestamp="")}, id="no-time"),
    ],
)
def test_anything_else_is_not(changed: dict[str, str]) -> None:
    assert not genuine(**changed)  # type: ignore[arg-type]  # each of its own type


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not genuine(secret="", signature=signed(BODY, secret="", timestamp=STAMP))


@pytest.mark.parametrize(
    ("off_by", "is_taken"),
    [
        pytest.param(timedelta(seconds=300), True, id="five-minutes-ago"),
        pytest.param(timedelta(seconds=300, milliseconds=1), False, id="just-longer-ago"),
        pytest.param(timedelta(seconds=-300), True, id="five-minutes-ahead"),
        pytest.param(timedelta(seconds=-300, milliseconds=-1), False, id="just-further-ahead"),
    ],
)
def test_a_signature_holds_for_five_minutes(off_by: timedelta, is_taken: bool) -> None:
    assert genuine(at=NOON + off_by) is is_taken


@pytest.mark.parametrize(
    "timestamp", ["noon", f" {STAMP}", f"{STAMP}\n", f"{STAMP}.0", "-1", "١٢", "9" * 13, "9" * 5_000]
)
def test_what_is_no_number_of_seconds_is_not_genuine(timestamp: str) -> None:
    assert not genuine(timestamp=timestamp, signature=signed(BODY, secret=SECRET, timestamp=timestamp))
