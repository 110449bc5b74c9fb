"""What a sender writes down about each notice that it has claimed."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from django.db import models

from portal.notifications.actions.failures import fail
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules.patience import pause_after

REASON_LENGTH = 300
SETTLED_EVERY = 0.25  # seconds for which what has gone may wait to be written down

Clock = Callable[[], datetime]


@dataclass
class Ledger:
    """The course of one sender's notices. Nothing is written about those that another has taken over."""

    now: Clock
    gone: list[int] = field(default_factory=list)  # keys of what went and is not written down yet
    settled_at: float = field(default_factory=monotonic)

    def handing_over(self, notice: Notice) -> None:
        """Say that it may go from this moment on: whoever finds it so must not send it again."""
        _ours(notice).update(handed_at=self.now())

    def went(self, notice: Notice) -> None:
        self.gone.append(notice.pk)
        if monotonic() - self.settled_at > SETTLED_EVERY:
            self.write_down()

    def write_down(self) -> None:
        """Say what has gone. Whoever holds the claim by now: it has been sent, and the row must say so."""
        self.settled_at = monotonic()
        if self.gone:
            Notice.objects.open().filter(pk__in=self.gone).update(
                state=State.SENT, sent_at=self.now(), next_try_at=None, claimed_by=None, reason=""
            )
            self.gone = []

    def hand_back(self, notices: Iterable[Notice], *, reason: str = "", at: datetime | None = None) -> None:
        """Let others try later. That the way is closed is not the message's fault: no attempt is counted."""
        said = {"reason": reason[:REASON_LENGTH]} if reason else {}
        _ours(*notices).update(
            state=State.QUEUED,
            next_try_at=at or self.now(),
            claimed_by=None,
            handed_at=None,
            attempts=models.F("attempts") - 1,
            **said,
        )

    def put_off(self, notice: Notice, *, reason: str) -> None:
        """Let it be tried again after a pause, or give it up after many."""
        pause = pause_after(notice.attempts, luck=random.random())  # noqa: S311  spreads load, guards nothing
        if pause is None:
            self.fail(notice, reason=reason)
            return
        _ours(notice).update(
            state=State.QUEUED,
            next_try_at=self.now() + pause,
            claimed_by=None,
            handed_at=None,
            reason=reason[:REASON_LENGTH],
        )

    def fail(self, notice: Notice, *, reason: str) -> None:
        fail(notice, if_still=_ours(notice), reason=reason[:REASON_LENGTH], at=self.now())

    def end(self, notice: Notice, state: State, *, reason: str) -> None:
        _ours(notice).update(state=state, next_try_at=None, claimed_by=None, reason=reason[:REASON_LENGTH])


def _ours(*notices: Notice) -> models.QuerySet[Notice]:
    """Select those of one sender's notices that it still holds."""
    senders = {notice.claimed_by for notice in notices}
    return Notice.objects.filter(
        pk__in=[notice.pk for notice in notices], state=State.SENDING, claimed_by__in=senders
    )
