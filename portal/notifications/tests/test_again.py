"""A message that is sent once more: to the address of today, as long as it is true, once for a click."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.notifications.actions import failures
from portal.notifications.actions.again import (
    NoLongerTrueError,
    NoWayError,
    OnceOnlyError,
    likeness,
    same_as,
    send_again,
)
from portal.notifications.actions.outbox import HEAD_START
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Kind, Way
from portal.notifications.tests import sample
from portal.notifications.tests.factories import NOON, notice

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def place(db: None) -> Office:  # noqa: ARG001  it is written there
    return office(email="office@example.test", phone="+48600000000", is_open_to_public=True)


@pytest.fixture(autouse=True)
def _kind(sample_kind: str) -> None:
    assert sample_kind == sample.KIND


def a_kind(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    changed: Kind[Office] = replace(sample.OPENS, **changes)  # type: ignore[arg-type]  # fields of a kind
    monkeypatch.setattr(kinds, "_kinds", {changed.name: changed})


def sent(subject: Office, *, channel: Channel = Channel.EMAIL, occasion: str = "", to: str = "") -> Notice:
    went = notice(subject, channel=channel, occasion=occasion, recipient=to or "old@example.test")
    went.state, went.next_try_at, went.sent_at = State.SENT, None, NOON
    went.save()
    return went


def settled(subject: Office) -> None:
    Notice.objects.about(subject).update(state=State.SENT, next_try_at=None, sent_at=NOON)


def occasions(subject: Office) -> list[str]:
    return list(Notice.objects.about(subject).order_by("pk").values_list("occasion", flat=True))


def test_the_same_goes_again_at_once_to_the_address_of_today(place: Office) -> None:
    first = sent(place)

    again = send_again(first, subject=place, at=LATER)

    assert again is not None
    written = Notice.objects.get(pk=again.pk)
    assert (written.kind, written.version, written.channel, written.language) == (
        first.kind,
        first.version,
        "email",
        first.language,
    )
    assert (written.recipient, written.occasion) == ("office@example.test", "again-1")
    assert (written.state, written.due_at, written.next_try_at) == (State.QUEUED, LATER, LATER - HEAD_START)
    assert written.message_id != first.message_id
    assert Notice.objects.get(pk=first.pk).state == State.SENT


def test_a_reminder_keeps_before_the_slash_which_one_it_is(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[About] = []

    def ask(_office: Office, about: About) -> bool:
        asked.append(about)
        return True

    a_kind(monkeypatch, still_true=ask)
    first = sent(place, occasion="P2D")

    again = send_again(first, subject=place, at=LATER)
    assert again is not None
    settled(place)
    send_again(again, subject=place, at=LATER)

    assert occasions(place) == ["P2D", "P2D/again-1", "P2D/again-2"]
    assert asked[0] == About(str(place.pk), 1, "P2D/again-1", Channel.EMAIL, LATER)


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_nothing_is_added_to_what_is_on_its_way(place: Office, state: State) -> None:
    first = sent(place)
    send_again(first, subject=place, at=LATER)
    sender = 1 if state == State.SENDING else None
    Notice.objects.filter(occasion="again-1").update(state=state, claimed_by=sender)

    assert send_again(first, subject=place, at=LATER) is None
    assert occasions(place) == ["", "again-1"]


def test_a_page_that_has_not_seen_the_last_one_adds_none(place: Office) -> None:
    first = sent(place)
    send_again(first, subject=place, seen=1, at=LATER)
    settled(place)

    assert send_again(first, subject=place, seen=1, at=LATER) is None
    assert send_again(first, subject=place, seen=2, at=LATER) is not None


def test_another_follows_the_last_though_one_between_is_missing(place: Office) -> None:
    first = sent(place, channel=Channel.SMS)
    sent(place, channel=Channel.SMS, occasion="again-2")

    again = send_again(first, subject=place, at=LATER)

    assert again is not None
    assert again.occasion == "again-3"


def test_what_failed_can_go_again_and_then_by_another_way(place: Office) -> None:
    first = sent(place)
    again = send_again(first, subject=place, at=LATER)
    assert again is not None

    failures.fail(again, if_still=Notice.objects.filter(pk=again.pk), reason="550 no", at=LATER)

    instead = Notice.objects.get(instead_of=again)
    assert (instead.channel, instead.occasion, instead.recipient) == ("sms", "again-1", "+48600000000")
    settled(place)
    more = send_again(instead, subject=place, at=LATER)
    assert more is not None
    assert (more.channel, more.occasion) == ("sms", "again-2")


def test_a_code_is_not_sent_again(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sent(place)
    a_kind(monkeypatch, may_repeat=False)

    with pytest.raises(OnceOnlyError):
        send_again(first, subject=place, at=LATER)


def test_a_kind_that_no_app_knows_any_more_is_not_sent_again(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sent(place)
    monkeypatch.setattr(kinds, "_kinds", {})

    with pytest.raises(OnceOnlyError):
        send_again(first, subject=place, at=LATER)


def test_what_is_no_longer_true_is_not_sent_again(place: Office) -> None:
    first = sent(place)
    Office.objects.update(is_open_to_public=False)

    with pytest.raises(NoLongerTrueError):
        send_again(first, subject=place, at=LATER)


def test_of_what_is_gone_nothing_is_sent_again(place: Office) -> None:
    first = sent(place)
    subject = Office(pk=place.pk)
    place.delete()

    with pytest.raises(NoLongerTrueError):
        send_again(first, subject=subject, at=LATER)


def test_without_an_address_nothing_is_sent_again(place: Office) -> None:
    first = sent(place)
    Office.objects.update(email="")

    with pytest.raises(NoWayError):
        send_again(first, subject=place, at=LATER)


def test_without_words_for_it_nothing_is_sent_again(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sent(place)
    a_kind(monkeypatch, mail=None)

    with pytest.raises(NoWayError):
        send_again(first, subject=place, at=LATER)


def test_a_notification_goes_to_the_same_device_or_nowhere(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = (sent(place, channel=Channel.PUSH, to=device) for device in ("7", "8"))
    a_kind(monkeypatch, ways=lambda _office: [Way(Channel.PUSH, "8"), Way(Channel.EMAIL, "7")])

    with pytest.raises(NoWayError):
        send_again(first, subject=place, at=LATER)
    again = send_again(other, subject=place, at=LATER)

    assert again is not None
    assert (again.recipient, again.occasion) == ("8", "again-1")
    assert same_as(first) == [first]
    assert [each.pk for each in same_as(other)] == [other.pk, again.pk]


def test_messages_are_alike_that_say_the_same_by_the_same_way(place: Office) -> None:
    first = sent(place, occasion="P2D")
    alike = [sent(place, occasion="P2D/again-1", to="new@example.test")]
    sent(place, occasion="P7D")
    sent(place, occasion="P2D", channel=Channel.SMS, to="+48600000000")
    sent(office(), occasion="P2D")
    notice(place, version=2, occasion="P2D")

    assert same_as(first) == [first, *alike]
    assert likeness(first) == likeness(alike[0])


@pytest.fixture
def committed(transactional_db: None, place: Office) -> Office:  # noqa: ARG001  two sessions see it
    return place


def test_two_who_click_at_once_make_one(committed: Office) -> None:
    first, both = sent(committed), Barrier(2)

    def click() -> bool:
        try:
            with transaction.atomic():
                Notice.objects.about(committed).exists()
                both.wait(timeout=10)
                return send_again(first, subject=committed, at=LATER) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = sorted(future.result(timeout=30) for future in [pool.submit(click) for _ in range(2)])

    assert made == [False, True]
    assert occasions(committed) == ["", "again-1"]
