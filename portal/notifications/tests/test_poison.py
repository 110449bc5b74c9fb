"""A message that breaks our own code is given up like any other, and keeps nobody waiting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from portal.accounts.tests.factories import office
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.patience import MAX_ATTEMPTS
from portal.notifications.tests.factories import NOON, notice
from portal.notifications.tests.sample import KIND, OPENS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]


def breaks(*_: object) -> Any:  # noqa: ANN401  it returns nothing
    raise ValueError("A mistake of ours.")


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Notice]:
    """Return what writes a message that has one try left, of a kind with a mistake in the part named."""

    def write(part: str) -> Notice:
        kind: Any = replace(OPENS, name="poison", **{part: breaks})  # type: ignore[arg-type]  # one function in place of another
        monkeypatch.setitem(kinds._kinds, "poison", kind)  # noqa: SLF001  there is no way to unregister one
        subject = office()
        subject.email, subject.phone = "anna@example.test", "+48600000001"
        subject.save()
        written = notice(subject, kind="poison", due_at=NOON - timedelta(minutes=1))
        Notice.objects.filter(pk=written.pk).update(attempts=MAX_ATTEMPTS - 1)
        return written

    return write


@pytest.mark.parametrize("part", ["find", "still_true", "mail"])
def test_a_message_that_breaks_our_code_is_given_up_and_the_others_go(
    poison: Callable[[str], Notice], part: str
) -> None:
    broken, good = poison(part), notice()

    deliver(at=NOON, limit=10)

    states = dict(Notice.objects.exclude(channel="sms").values_list("pk", "state"))
    assert states == {broken.pk: State.FAILED, good.pk: State.SENT}
    assert [message.to for message in mail.outbox] == [["anna@example.test"]]


def test_where_ways_cannot_be_read_a_refusal_is_written_down_all_the_same(
    poison: Callable[[str], Notice],
) -> None:
    broken = poison("ways")
    Notice.objects.filter(pk=broken.pk).update(attempts=MAX_ATTEMPTS)  # each sender was stopped before

    deliver(at=NOON, limit=10)

    assert list(Notice.objects.values_list("state", "kind")) == [(State.FAILED, "poison")]
    assert KIND in kinds.names()
