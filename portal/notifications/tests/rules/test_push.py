import pytest

from portal.notifications.rules.push import LONGEST_ENDPOINT, Device, digest, may_call, service_of, topic
from portal.notifications.tests.push_service import Browser, b64, unb64

SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "notify.windows.com",
)
BROWSER = Browser()
FCM = "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91b_H-x"


@pytest.mark.parametrize(
    "endpoint",
    [
        FCM,
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABf_x-y",
        "https://web.push.apple.com/QGuQyavXutnMH",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAB%2fk%3d",
        "https://notify.windows.com/",
    ],
)
def test_the_browsers_own_push_services_may_be_called(endpoint: str) -> None:
    assert may_call(endpoint, services=SERVICES)
    assert Device(endpoint, BROWSER.p256dh, BROWSER.auth).endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param("", id="nothing"),
        pytest.param("http://fcm.googleapis.com/x", id="not encrypted"),
        pytest.param("ftp://fcm.googleapis.com/x", id="another protocol"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("//fcm.googleapis.com/x", id="no protocol"),
        pytest.param("https://fcm.googleapis.com", id="no path"),
        pytest.param("https://fcm.googleapis.com:444/x", id="another port"),
        pytest.param("https://fcm.googleapis.com:443/x", id="a port that browsers leave out"),
        pytest.param("https://fcm.googleapis.com:/x", id="an empty port"),
        pytest.param("https://example.org/x", id="somebody else"),
        pytest.param("https://evilnotify.windows.com/x", id="a name that only ends alike"),
        pytest.param("https://fcm.googleapis.com.example.org/x", id="a name that only begins alike"),
        pytest.param("https://sub.fcm.googleapis.com.example.org/x", id="a name in the middle"),
        pytest.param("https://windows.com/x", id="a part of the name"),
        pytest.param("https://.notify.windows.com/x", id="an empty label"),
        pytest.param("https://a..notify.windows.com/x", id="an empty label in the middle"),
        pytest.param("https://-a.notify.windows.com/x", id="a label that begins with a hyphen"),
        pytest.param("https://fcm.googleapis.com./x", id="a dot at the end"),
        pytest.param("https://FCM.googleapis.com/x", id="capitals in the name"),
        pytest.param("HTTPS://fcm.googleapis.com/x", id="capitals in the protocol"),
        pytest.param("https://fcm.googleapis.com@example.org/x", id="a user"),
        pytest.param("https://example.org@fcm.googleapis.com/x", id="a user at the right place"),
        pytest.param("https://user:secret@fcm.googleapis.com/x", id="a user and a password"),
        pytest.param("https://example.org\\@fcm.googleapis.com/x", id="a backslash before the place"),
        pytest.param("https://fcm.googleapis.com\\.example.org/x", id="a backslash in the name"),
        pytest.param("https:\\\\fcm.googleapis.com/x", id="backslashes for slashes"),
        pytest.param("https://fcm.googleapis.com/x\\y", id="a backslash in the path"),
        pytest.param("https://fcm.googleapis.com#@example.org/x", id="a fragment"),
        pytest.param("https://fcm.googleapis.com/x#y", id="a fragment after the path"),
        pytest.param("https://fcm.googleapis.com?@example.org/x", id="a query for a path"),
        pytest.param("https://fcm%2egoogleapis.com/x", id="an escape in the name"),
        pytest.param("https://fcm.googleapis.com%00.example.org/x", id="an escaped NUL"),
        pytest.param("https://fcm.googleapis。com/x", id="an ideographic full stop"),
        pytest.param("https://fcm.googleapis.cоm/x", id="a Cyrillic letter"),
        pytest.param("https://ⓕcm.googleapis.com/x", id="a circled letter"),
        pytest.param("https://fcm.googleapis.com/ż", id="a letter in the path"),
        pytest.param("https://fcm.googleapis.com/x y", id="a space"),
        pytest.param(" https://fcm.googleapis.com/x", id="a space before"),
        pytest.param("https://fcm.googleapis.com/x\n", id="a line's end"),
        pytest.param("https://fcm.googleapis.com/x\r\nHost: example.org", id="another header"),
        pytest.param("https://fcm.googleapis.com/\tx", id="a tabulator"),
        pytest.param("https://fcm.googleapis.com\n/x", id="a line's end in the name"),
        pytest.param("https://169.254.169.254/latest/meta-data/", id="a cloud's own address"),
        pytest.param("http://169.254.169.254/latest/meta-data/", id="the same, not encrypted"),
        pytest.param("https://2852039166/", id="the same as one number"),
        pytest.param("https://0xa9fea9fe/", id="the same in hexadecimals"),
        pytest.param("https://[::ffff:169.254.169.254]/", id="the same as IPv6"),
        pytest.param("https://[::1]/", id="this machine as IPv6"),
        pytest.param("http://127.0.0.1:8000/x", id="this machine, which is not listed"),
        pytest.param("https://localhost/x", id="its name"),
    ],
)
def test_nobody_else_may_be_called(endpoint: str) -> None:
    assert not may_call(endpoint, services=SERVICES)


@pytest.mark.parametrize("service", ["127.0.0.1", "localhost"])
def test_this_machine_may_be_called_where_it_is_listed_at_any_port(service: str) -> None:
    assert may_call(f"http://{service}:8000/x", services=[service])
    assert may_call(f"https://{service}/x", services=[service])
    assert not may_call(f"http://evil.{service}:8000/x", services=[service])
    assert not may_call(f"https://evil.{service}/x", services=[service])
    assert not may_call("http://127.0.0.2:8000/x", services=[service])
    assert not may_call("http://0.0.0.0:8000/x", services=[service])
    assert not may_call(f"http://{service}:0/x", services=[service])


def test_a_list_is_read_as_people_write_it_and_an_empty_name_is_nobody() -> None:
    assert may_call("https://a.example.org/x", services=[" Example.ORG "])
    assert not may_call("https://a.example.org/x", services=["", " "])
    assert not may_call("https://a.example.org/x", services=[])


@pytest.mark.parametrize(
    ("endpoint", "service"),
    [
        (FCM, "https://fcm.googleapis.com"),
        ("http://127.0.0.1:8000/x/y", "http://127.0.0.1:8000"),
        ("https://notify.windows.com/w/?token=/", "https://notify.windows.com"),
    ],
)
def test_a_service_is_named_without_the_device(endpoint: str, service: str) -> None:
    assert service_of(endpoint) == service


def test_what_is_no_address_has_no_service() -> None:
    with pytest.raises(ValueError, match="no address"):
        service_of("https://fcm.googleapis.com")


def test_an_address_is_as_long_as_a_row_can_hold_at_most() -> None:
    longest = FCM.ljust(LONGEST_ENDPOINT, "x")

    assert Device(longest, BROWSER.p256dh, BROWSER.auth).endpoint == longest
    with pytest.raises(ValueError, match="no address"):
        Device(f"{longest}x", BROWSER.p256dh, BROWSER.auth)


def test_what_is_no_address_makes_no_device() -> None:
    with pytest.raises(ValueError, match="no address"):
        Device("https://user@fcm.googleapis.com/x", BROWSER.p256dh, BROWSER.auth)


OFF_THE_CURVE = b64(b"\x04" + (1).to_bytes(32, "big") + (1).to_bytes(32, "big"))
# x is P + 5, which is 5 to whoever does not look: the curve has a point there.
TOO_LARGE_A_NUMBER = b64(
    b"\x04"
    + (2**256 - 2**224 + 2**192 + 2**96 - 1 + 5).to_bytes(32, "big")
    + bytes.fromhex("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc")
)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="nothing"),
        pytest.param(BROWSER.p256dh[:-1], id="too short"),
        pytest.param(BROWSER.p256dh + "A", id="too long"),
        pytest.param(BROWSER.p256dh + "=", id="padded"),
        pytest.param(BROWSER.p256dh[:-1] + "+", id="ordinary base64"),
        pytest.param(BROWSER.p256dh + "\n", id="a line's end"),
        pytest.param("A" + BROWSER.p256dh[1:], id="not a whole point"),
        pytest.param(b64(b"\x05" + unb64(BROWSER.p256dh)[1:]), id="another kind of point"),
        pytest.param(OFF_THE_CURVE, id="off the curve"),
        pytest.param(TOO_LARGE_A_NUMBER, id="beyond the field"),
    ],
)
def test_a_public_key_is_a_point_of_the_curve(key: str) -> None:
    with pytest.raises(ValueError, match="no public key"):
        Device(FCM, key, BROWSER.auth)


@pytest.mark.parametrize("secret", ["", "A" * 21, "A" * 23, "A" * 22 + "==", "A" * 21 + "+", "A" * 22 + "\n"])
def test_a_secret_has_sixteen_bytes(secret: str) -> None:
    with pytest.raises(ValueError, match="no secret"):
        Device(FCM, BROWSER.p256dh, secret)


def test_a_digest_is_the_one_that_a_browser_computes() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("key", "same"),
    [
        (f"<{'0123456789abcdef' * 3}@example.test>", "0123456789abcdef" * 2),
        ("<a+b/c_d-e@example.test>", "abc_d-e"),
        ("", ""),
    ],
)
def test_a_topic_is_the_beginning_of_the_key_that_a_message_keeps(key: str, same: str) -> None:
    assert topic(key) == same
