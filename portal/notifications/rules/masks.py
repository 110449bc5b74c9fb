"""Show an address to staff without giving it away."""


def masked(address: str) -> str:
    """Return `a•••@example.test` for `anna@example.test`, and nothing for nothing."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••{at}{domain}" if at else "•••" * bool(address)
