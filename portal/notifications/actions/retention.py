"""What the outbox forgets, and when."""

from datetime import datetime

from portal.notifications.choices import OPEN
from portal.notifications.models import RECIPIENT_KEPT, SUBSCRIPTION_KEPT, Notice, Subscription

AT_ONCE = 1_000  # rows in one statement, so that no lock lasts


def forget_recipients(*, at: datetime) -> int:
    """Blank the addresses of what was settled long ago; return how many. That it was sent stays written."""
    before = at - RECIPIENT_KEPT
    done, forgotten = Notice.objects.exclude(recipient="").exclude(state__in=OPEN), 0
    while True:
        some = done.filter(due_at__lt=before).order_by("due_at").values("pk")[:AT_ONCE]
        now = Notice.objects.filter(pk__in=some).update(recipient="")
        forgotten += now
        if now < AT_ONCE:
            break
    Subscription.objects.filter(agreed_at__lt=at - SUBSCRIPTION_KEPT).delete()
    return forgotten
