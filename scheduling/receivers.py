"""What follows from signing in and out."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(user_logged_out)
def forget_visitor(request: HttpRequest | None, **_others: Any) -> None:  # noqa: ANN401  a signal sends what it likes
    """Leave no time that was chosen to whoever uses the browser next; `views.holder.kept` reads this."""
    if request is not None:
        request.visitor = None  # type: ignore[attr-defined]  # where `views.holder` keeps it


@receiver(user_logged_in)
def stay_signed_in(request: HttpRequest | None, **_others: Any) -> None:  # noqa: ANN401  a signal sends what it likes
    """Take back the early end of a stranger's session (`views.holder.end_with`): it is somebody's now."""
    if request is not None:
        request.session.set_expiry(None)
