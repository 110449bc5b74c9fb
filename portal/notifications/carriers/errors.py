"""How a carrier says that a message did not go. The text is for staff and names no person."""


class DelayedError(Exception):
    """Not now: trying again later may help."""


class RefusedError(Exception):
    """Not ever: the other side has said no to this message or this address."""
