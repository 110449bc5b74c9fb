"""How long to wait before a message that did not go is tried again, and when to stop."""

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=2)
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
