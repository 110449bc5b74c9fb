"""How long to wait before a message that did not go is tried again, and when to stop."""

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=8)
LONGEST_PAUSE = timedelta(hours=2)
LONGEST_WAIT = timedelta(days=14)  # after it was due, while its way was out of order; then it has failed
PROBED_EVERY = timedelta(seconds=3)  # a way that is out of order; so soon it is found to work again
MOST_PAUSED = timedelta(minutes=1)  # however long the other side asks to be left alone
IN_A_ROW = 3  # messages that fail one after another where others went: the way, and not the message
MAX_ATTEMPTS = 24  # with these pauses about a day: a mail server may be down over night


def pause_after(attempts: int, *, luck: float) -> timedelta | None:
    """Return how long to wait after so many attempts, or None to give up.

    Each pause is twice the one before. `luck` in [0, 1) takes up to half of it away, so
    that messages which failed together do not all come back together.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    doublings = min(attempts - 1, 16)  # far beyond the longest pause, and small enough for a timedelta
    pause = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return pause * (1 - luck / 2)


def probe_after(wait: timedelta | None) -> timedelta:
    """Return when a way that is out of order is tried again, which may have asked for a wait."""
    return min(max(wait or PROBED_EVERY, PROBED_EVERY), MOST_PAUSED)
