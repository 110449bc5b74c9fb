"""Who sent a request, in the audit's words."""

from django.http import HttpRequest

from portal.audit.rules.actors import VISITOR, Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return the account that is signed in, or the visitor without one."""
    user = getattr(request, "user", None)  # absent where a request is refused before it is authenticated
    if user is None or not user.is_authenticated:
        return VISITOR
    return Actor.user(user.pk)
