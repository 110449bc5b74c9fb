"""What an event may carry: ids, codes, counts and times, never anything about a person."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Return the data as JSON will give it back.

    :raises TypeError: for a value that is no id, code, count or time. A model in
        particular would be written as the name of a person.
    :raises ValueError: for an e-mail address.
    """
    return {key: _plain(value) for key, value in data.items()}


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return _text(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | UUID():
            return str(value)
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"An event carries ids, codes, counts and times, not a {type(value).__name__}.")


def _text(value: str) -> str:
    if "@" in value:
        raise ValueError("An event carries no e-mail address: name the account by its number.")
    return str(value)
