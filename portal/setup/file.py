"""A file of answers: TOML, one line a question, under the same names."""

import tomllib
from datetime import time
from pathlib import Path

from portal.setup.questions import QUESTIONS


class FileError(Exception):
    """The file cannot be read; the text says why."""


def typed_in(path: Path) -> dict[str, str]:
    """Return what the file says, as one would have typed it.

    :raises FileError: if it is missing, no TOML, or has a name that no question has.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path} cannot be read ({error.strerror}).") from error
    except ValueError as error:  # no UTF-8, no TOML, or a number of more digits than can be read
        raise FileError(f"{path} is no TOML: {error}.") from error
    known = [question.key for question in QUESTIONS]
    if unknown := [key for key in content if key not in known]:
        raise FileError(f"Nobody asks for {', '.join(unknown)}. Known are: {', '.join(known)}.")
    return {key: _typed(key, value) for key, value in content.items()}


def _typed(key: str, value: object) -> str:
    match value:
        case bool():
            raise FileError(f"{key}: write text, a number or a list.")
        case str():
            return value
        case int():
            return str(value)
        case time():
            return value.isoformat().removesuffix(":00")
        case list():
            return _listed(key, value)
    raise FileError(f"{key}: write text, a number or a list.")


def _listed(key: str, values: list[object]) -> str:
    """Return what stands in a list: one that is empty is no wish for the default, nor for nothing."""
    parts = [_typed(key, part) for part in values]
    if not any(part.strip() for part in parts):
        raise FileError(f"{key}: this list is empty. For the default leave the line out.")
    return ", ".join(parts)
