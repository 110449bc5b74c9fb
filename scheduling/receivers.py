"""What follows from signing out."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(user_logged_out)
def forget_visitor(request: HttpRequest | None, **_others: Any) -> None:  # noqa: ANN401  a signal sends what it likes
    """Leave no time that was chosen to whoever uses the browser next; `views.holder.kept` reads this."""
    if request is not None:
        request.visitor = None  # type: ignore[attr-defined]  # where `views.holder` keeps it
