"""Notifications as a push service and a browser get them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.accounts.tests.factories import office
from portal.notifications.actions.delivery import deliver
from portal.notifications.actions.outbox import message_id
from portal.notifications.carriers import push, vapid
from portal.notifications.carriers.errors import LineDownError, RefusedError, UnreachableError
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.carriers.push import Pusher
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice, Outage, Subscription
from portal.notifications.rules.letters import Push, Sms
from portal.notifications.tests import factories as make
from portal.notifications.tests.push_service import Browser, PushService, private_key

pytestmark = pytest.mark.django_db

KEY = message_id("a reminder")
TAG = KEY[1:33]
BROWSER = Browser()
HELLO = Push("Your visit is tomorrow", "Ul. Żółta 6\nзавтра", "https://example.org/en/visits/booked/x/")


@pytest.fixture(autouse=True)
def _our_key(settings: Settings) -> None:
    settings.VAPID_PRIVATE_KEY = private_key(42)
    settings.VAPID_CONTACT = "mailto:portal@example.test"
    settings.PUSH_SERVICES = ["127.0.0.1"]
    Pusher.closed_until.clear()  # a port may have been another test's


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(make.NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as server:
        yield server


def device(endpoint: str, **fields: Any) -> Subscription:  # noqa: ANN401  any field of the model
    defaults = {
        "subject_label": "accounts.office",
        "subject_pk": "1",
        "p256dh": BROWSER.p256dh,
        "auth": BROWSER.auth,
        "language": "en",
        "agreed_at": make.NOON,
    }
    return Subscription.objects.create(endpoint=endpoint, **defaults | fields)


def send(to: Subscription | str, content: Push = HELLO) -> None:
    with Pusher() as pusher:
        pusher.send(Parcel(content, str(to.pk) if isinstance(to, Subscription) else to, "ru", KEY))


def headers(service: PushService) -> Mapping[str, str]:
    (request,) = service.taken
    return {name.lower(): value for name, value in request.headers.items()}


def test_the_browser_reads_exactly_this(service: PushService) -> None:
    send(device(service.endpoint()))

    (request,) = service.taken
    assert request.path == "/send/anna"
    assert BROWSER.read(request.body) == {
        "title": "Your visit is tomorrow",
        "body": "Ul. Żółta 6\nзавтра",
        "url": "https://example.org/en/visits/booked/x/",
        "lang": "ru",
        "tag": TAG,
    }


def test_the_push_service_reads_none_of_it_and_knows_who_sends(service: PushService) -> None:
    send(device(service.endpoint()))

    (request,) = service.taken
    assert b"visit" not in request.body
    assert request.claims == {
        "aud": service.origin,
        "exp": request.claims["exp"],
        "sub": "mailto:portal@example.test",
        "k": vapid.public_key(),
    }


def test_it_is_urgent_kept_for_a_day_and_replaces_itself(service: PushService) -> None:
    send(device(service.endpoint()))

    said = {name: headers(service)[name] for name in ("ttl", "urgency", "topic", "content-encoding")}
    assert said == {"ttl": "86400", "urgency": "high", "topic": TAG, "content-encoding": "aes128gcm"}


@pytest.mark.parametrize(
    ("ends_in", "kept"),
    [
        (timedelta(hours=2, milliseconds=900), "7200"),
        (timedelta(days=3), "86400"),
        (timedelta(hours=-1), "0"),
    ],
)
def test_it_is_not_kept_for_longer_than_it_is_true(
    service: PushService, ends_in: timedelta, kept: str
) -> None:
    until = timezone.now() + ends_in

    send(device(service.endpoint()), Push(HELLO.title, HELLO.text, HELLO.url, until))

    assert headers(service)["ttl"] == kept


def test_letters_of_any_script_take_little_room(service: PushService) -> None:
    send(device(service.endpoint()))

    (request,) = service.taken
    assert "Ul. Żółta 6".encode() in BROWSER.clear(request.body)


def test_no_proxy_of_this_machine_is_asked(service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    send(device(service.endpoint()))

    assert service.asked == 1


def test_connections_are_kept_for_the_next_message(service: PushService) -> None:
    one, other = device(service.endpoint("one")), device(service.endpoint("other"))

    with Pusher() as pusher:
        for to in (one, other):
            pusher.send(Parcel(HELLO, str(to.pk), "en", KEY))

    assert [request.path for request in service.taken] == ["/send/one", "/send/other"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(service: PushService, status: int) -> None:
    gone, other = device(service.endpoint()), device(service.endpoint("other"))
    service.status = status

    with pytest.raises(RefusedError, match=f"answered {status}. The device does not take"):
        send(gone)

    assert list(Subscription.objects.all()) == [other]


def test_a_device_that_was_renewed_meanwhile_stays(service: PushService) -> None:
    gone = device(service.endpoint())
    stale = Subscription.objects.get(pk=gone.pk)
    Subscription.objects.update(p256dh="renewed")

    push._forget(stale)  # noqa: SLF001  in between there is only the network

    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("status", [400, 402, 405, 413, 422])
def test_a_message_that_is_refused_is_refused_for_good(service: PushService, status: int) -> None:
    to = device(service.endpoint())
    service.status = status

    with pytest.raises(RefusedError, match=rf"^{service.origin} answered {status}\.$"):
        send(to)

    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("status", [304, 307, 401, 403, 408, 409, 425, 429, 500, 502, 503, 504])
def test_trouble_of_one_service_is_no_trouble_of_the_others(service: PushService, status: int) -> None:
    to = device(service.endpoint())
    service.status = status

    with pytest.raises(LineDownError, match=f"{status}"):
        send(to)

    with PushService() as other:
        send(device(other.endpoint()))
        assert len(other.taken) == 1
    assert Subscription.objects.count() == 2


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_service_may_take_it_in_several_words(service: PushService, status: int) -> None:
    service.status = status

    send(device(service.endpoint()))

    assert service.asked == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_service_that_is_down_is_left_alone_for_a_while(
    service: PushService, status: int, clock: time_machine.Traveller
) -> None:
    to = device(service.endpoint())
    service.status = status
    with pytest.raises(LineDownError):
        send(to)
    service.status = 201

    clock.shift(9.9)
    with pytest.raises(LineDownError, match="left alone"):
        send(to)
    assert service.asked == 1
    clock.shift(0.2)
    send(to)

    assert service.asked == 2


@pytest.mark.parametrize("status", [401, 403, 408, 500])
def test_what_may_concern_one_device_is_asked_again_for_the_next(service: PushService, status: int) -> None:
    to = device(service.endpoint())
    service.status = status
    for _ in range(2):
        with pytest.raises(LineDownError, match=f"{status}"):
            send(to)

    assert service.asked == 2


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("120", 120),
        ("1", 10),
        ("999999", 3600),
        ("9" * 400, 3600),
        ("in a date", 180),
        ("in a date without a zone", 180),
        ("-5", 10),
        ("soon", 10),
        ("٣", 10),
        ("", 10),
    ],
)
def test_a_service_is_left_alone_for_as_long_as_it_asks(retry_after: str, seconds: int) -> None:
    then = make.NOON.astimezone(timezone.get_default_timezone()) + timedelta(minutes=3)
    dates = {
        "in a date": format_datetime(then),
        "in a date without a zone": format_datetime(then.astimezone(make.NOON.tzinfo)).replace(
            "+0000", "-0000"
        ),
    }

    rest = push._rest(dates.get(retry_after, retry_after))  # noqa: SLF001  a header that no server of ours can send

    assert round(rest.total_seconds()) == seconds


def test_the_header_is_the_one_that_is_read(service: PushService, clock: time_machine.Traveller) -> None:
    to = device(service.endpoint())
    service.status, service.extra = 429, {"Retry-After": "60"}
    with pytest.raises(LineDownError):
        send(to)
    service.status = 201

    clock.shift(59)
    with pytest.raises(LineDownError, match="left alone"):
        send(to)
    clock.shift(2)
    send(to)

    assert service.asked == 2


def test_nobody_is_followed_to_where_nobody_has_looked(service: PushService) -> None:
    with PushService() as elsewhere:
        service.status, service.extra = 307, {"Location": elsewhere.endpoint()}
        with pytest.raises(LineDownError):
            send(device(service.endpoint()))

        assert (service.asked, elsewhere.asked) == (1, 0)


def test_a_service_that_nobody_reaches_is_down() -> None:
    with PushService() as service:
        to = device(service.endpoint())

    with pytest.raises(LineDownError, match="ConnectionError"):
        send(to)


def test_a_service_that_says_nothing_is_down(service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "TIMEOUT", 0.2)
    service.wait = 1.0

    with pytest.raises(LineDownError, match="ReadTimeout"):
        send(device(service.endpoint()))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1@example.org/",
        "http://localhost:1/send/anna",  # not listed
        "https://fcm.googleapis.com/fcm/send/x",  # not any more
    ],
)
def test_an_address_is_looked_at_again_before_it_is_called(endpoint: str) -> None:
    with pytest.raises(RefusedError, match="PUSH_SERVICES"):
        send(device(endpoint))


@pytest.mark.parametrize("pk", ["0", "123456789", str(10**30)])
def test_a_device_that_nobody_knows_is_refused(pk: str) -> None:
    with pytest.raises(RefusedError, match="not known any more"):
        send(pk)


@pytest.mark.parametrize(
    "keys",
    [{"p256dh": "BAAA"}, {"p256dh": "B" + "A" * 86}, {"p256dh": ""}, {"auth": ""}],
    ids=["short", "off the curve", "none", "no secret"],
)
def test_keys_to_which_nothing_can_be_encrypted_are_refused(
    service: PushService, keys: dict[str, str]
) -> None:
    with pytest.raises(RefusedError, match=r"This is no (public key|secret) of a device"):
        send(device(service.endpoint(), **keys))

    assert service.asked == 0


@pytest.mark.parametrize(
    "key",
    ["", "  ", "short", private_key(0), "/" * 43, "A" * 60],
    ids=["none", "space", "short", "zero", "beyond the curve", "long"],
)
def test_without_a_key_nothing_goes_to_anybody(service: PushService, settings: Settings, key: str) -> None:
    settings.VAPID_PRIVATE_KEY = key

    with pytest.raises(UnreachableError, match="VAPID_PRIVATE_KEY"):
        send(device(service.endpoint()))

    assert (service.asked, vapid.public_key()) == (0, "")


def test_without_somebody_to_write_to_nothing_goes_to_anybody(
    service: PushService, settings: Settings
) -> None:
    settings.VAPID_CONTACT = "portal"

    with pytest.raises(UnreachableError, match="sub"):
        send(device(service.endpoint()))


def test_a_key_with_a_space_after_it_is_the_key(settings: Settings) -> None:
    plain = vapid.public_key()
    settings.VAPID_PRIVATE_KEY += "\n"

    assert (len(plain), plain[0], vapid.public_key()) == (87, "B", plain)


def test_only_a_notification_goes_to_a_device() -> None:
    with Pusher() as pusher, pytest.raises(TypeError, match="Only a notification"):
        pusher.send(Parcel(Sms("Hello"), "1", "en", KEY))


@pytest.mark.usefixtures("sample_kind")
def test_one_service_that_is_down_closes_the_way_for_nobody_else(service: PushService) -> None:
    place = office()
    with PushService() as dead:
        down = [device(dead.endpoint(str(n)), subject_pk=str(place.pk)) for n in range(4)]
    well = device(service.endpoint(), subject_pk=str(place.pk))
    for number, to in enumerate([*down, well]):
        make.notice(place, version=number, recipient=str(to.pk), channel=Channel.PUSH)

    deliver(at=make.NOON, limit=10, channel=Channel.PUSH)

    assert service.asked == 1
    assert Outage.objects.count() == 0
    states = Notice.objects.order_by("version").values_list("state", flat=True)
    assert list(states) == [*([State.QUEUED] * 4), State.SENT]
