"""Show an address to staff without giving it away."""

TOLD_DIGITS = 3


def masked(address: str) -> str:
    """Return `a•••@example.test` for an e-mail address, `+48•••123` for a number, nothing for nothing."""
    local, at, domain = address.rpartition("@")
    if at:
        return f"{local[:1]}•••{at}{domain}"
    if address.startswith("+"):
        return f"{address[:TOLD_DIGITS]}•••{address[-TOLD_DIGITS:]}"
    return "•••" * bool(address)
