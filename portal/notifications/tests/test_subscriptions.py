"""Devices whose owners agree, and what is dropped when they do not any more."""

from collections.abc import Mapping

import pytest

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.notifications.actions import subscriptions
from portal.notifications.actions.subscriptions import MOST_DEVICES, TooManyDevicesError
from portal.notifications.choices import Channel
from portal.notifications.models import Notice, Subscription
from portal.notifications.rules.push import Device
from portal.notifications.tests import factories as make
from portal.notifications.tests.push_service import Browser

pytestmark = pytest.mark.django_db

BROWSER = Browser()


@pytest.fixture
def place() -> Office:
    return office()


def device(name: str = "anna", auth: str = BROWSER.auth) -> Device:
    return Device(f"https://fcm.googleapis.com/fcm/send/{name}", BROWSER.p256dh, auth)


def agree(place: Office, asked: Device | None = None, language: str = "en") -> Subscription:
    return subscriptions.subscribe(
        asked or device(), subject=place, language=language, by=VISITOR, at=make.NOON, office=place
    )


def disagree(place: Office, endpoint: str) -> bool:
    return subscriptions.unsubscribe(endpoint, subject=place, by=VISITOR, at=make.NOON, office=place)


def audited() -> list[tuple[str, str, Mapping[str, object]]]:
    return list(Event.objects.order_by("pk").values_list("action", "subject_pk", "data"))


def test_who_agrees_is_written_down(place: Office) -> None:
    made = agree(place)

    kept = Subscription.objects.values().get()
    assert kept == {
        "id": made.pk,
        "subject_label": "accounts.office",
        "subject_pk": str(place.pk),
        "endpoint": device().endpoint,
        "p256dh": BROWSER.p256dh,
        "auth": BROWSER.auth,
        "language": "en",
        "agreed_at": make.NOON,
    }
    assert audited() == [("device.subscribed", str(place.pk), {"device": made.pk})]
    assert Event.objects.get().office == place


def test_a_device_agrees_once_and_its_newest_keys_hold(place: Office) -> None:
    first = agree(place)

    again = agree(place, device(auth="A" * 22), language="ru")

    assert (again.pk, again.auth, again.language, again.agreed_at) == (first.pk, "A" * 22, "ru", make.NOON)
    assert len(audited()) == 1


def test_of_one_subject_only_some_devices_are_told(place: Office) -> None:
    for number in range(MOST_DEVICES):
        agree(place, device(str(number)))

    with pytest.raises(TooManyDevicesError):
        agree(place, device("onemore"))

    assert agree(place, device("0")).pk  # it is one of them
    assert agree(office(), device("onemore")).pk  # another subject has its own
    assert MOST_DEVICES == 5


def test_who_takes_it_back_is_forgotten(place: Office) -> None:
    gone, other = agree(place), agree(place, device("other"))
    elsewhere = agree(office())

    assert disagree(place, device().endpoint) is True

    assert set(Subscription.objects.all()) == {other, elsewhere}
    assert audited()[-1] == ("device.unsubscribed", str(place.pk), {"device": gone.pk})


def test_what_nobody_agreed_to_is_not_taken_back(place: Office) -> None:
    agree(place)

    assert disagree(place, device("other").endpoint) is False
    assert disagree(office(), device().endpoint) is False

    assert (Subscription.objects.count(), len(audited())) == (1, 1)


@pytest.mark.usefixtures("sample_kind")
def test_what_was_still_to_be_sent_to_the_device_is_dropped_and_nothing_else(place: Office) -> None:
    gone, other = str(agree(place).pk), str(agree(place, device("other")).pk)
    make.notice(place, recipient=gone, channel=Channel.PUSH)
    make.notice(place, recipient=other, channel=Channel.PUSH)
    make.notice(place, recipient=gone, channel=Channel.SMS)
    make.notice(office(), recipient=gone, channel=Channel.PUSH)
    sent = make.notice(place, recipient=gone, channel=Channel.PUSH, version=2)
    Notice.objects.filter(pk=sent.pk).update(state="sent", sent_at=make.NOON, next_try_at=None)

    disagree(place, device().endpoint)

    states = Notice.objects.order_by("pk").values_list("state", "reason")
    dropped = ("dropped", "Notifications on this device were turned off.")
    assert list(states) == [dropped, ("queued", ""), ("queued", ""), ("queued", ""), ("sent", "")]


def test_the_devices_of_a_subject_are_named_by_their_addresses(place: Office) -> None:
    agree(place, device("one"))
    agree(place, device("other"))
    agree(office(), device("elsewhere"))

    assert subscriptions.endpoints_of(place) == [device("one").endpoint, device("other").endpoint]


def test_a_device_is_told_of_something_as_long_as_one_subject_is_left(place: Office) -> None:
    agree(place)
    agree(other := office())

    disagree(place, device().endpoint)
    assert subscriptions.is_told_of_anything(device().endpoint) is True
    disagree(other, device().endpoint)

    assert subscriptions.is_told_of_anything(device().endpoint) is False
