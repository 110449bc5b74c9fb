"""What somebody types, turned into values; a `ValueError` says what is wrong and how to write it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug

from portal.accounts.models import E164, RESERVED_SLUGS, valid_time_zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
FIVE = 5
LONGEST_SLUG = 50


@dataclass(frozen=True, slots=True)
class Hours:
    """From one local time to another, on the same day."""

    starts: time
    ends: time

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


def filled(typed: str) -> str:
    if not typed:
        raise ValueError("This cannot be left empty.")
    return typed


def text(typed: str, *, longest: int) -> str:
    if len(filled(typed)) > longest:
        raise ValueError(f"Write at most {longest} characters: these are {len(typed)}.")
    if not typed.isprintable():
        raise ValueError("This has characters that cannot be shown. Write it anew.")
    return typed


def slug(typed: str) -> str:
    try:
        validate_slug(typed)
    except ValidationError:
        raise ValueError("Use letters from a to z, digits and hyphens, as in nowy-sacz.") from None
    if typed.lower() in RESERVED_SLUGS:
        raise ValueError(f"Pages of the portal are named “{typed}”. Choose another one.")
    return text(typed.lower(), longest=LONGEST_SLUG)


def email(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        raise ValueError(f"“{typed}” is no e-mail address: write one like name@example.org.") from None
    return typed.lower()


def emails(typed: str) -> tuple[str, ...]:
    found = tuple(email(part) for part in _parts(typed))
    if twice := _first_repeated(found):
        raise ValueError(f"{twice} stands there twice.")
    return found


def phone(typed: str) -> str:
    number = re.sub(r"[ ()-]", "", typed)
    try:
        E164(number)
    except ValidationError:
        raise ValueError("Write the number with its country code, as in +48 600 000 000.") from None
    return number


def zone(typed: str) -> str:
    try:
        valid_time_zone(typed)
    except ValidationError:
        raise ValueError(f"“{typed}” is no time zone: write one like Europe/Warsaw.") from None
    return typed


def weekdays(typed: str) -> tuple[int, ...]:
    """Read `Mon-Fri` or `1, 2, 5` as ISO weekdays."""
    days: set[int] = set()
    for part in _parts(typed):
        first, _dash, last = (end.strip() for end in part.partition("-"))
        span = range(_weekday(first), _weekday(last or first) + 1)
        if not span:
            raise ValueError(f"“{part}” runs backwards: a week begins on Monday.")
        days |= set(span)
    if not days:
        raise ValueError("Name at least one day, as in Mon-Fri.")
    return tuple(sorted(days))


def hours(typed: str) -> Hours:
    first, _dash, last = typed.replace("–", "-").partition("-")
    span = Hours(clock(first.strip()), clock(last.strip()))
    if span.starts >= span.ends:
        raise ValueError(f"{span} ends before it begins: hours lie within one day.")
    return span


def shifts(typed: str) -> tuple[Hours, ...]:
    found = tuple(sorted((hours(part) for part in _parts(typed)), key=lambda span: span.starts))
    if not found:
        raise ValueError("Write at least one shift, as in 07:30-15:00.")
    for one, next_one in pairwise(found):
        if next_one.starts < one.ends:
            raise ValueError(f"The shifts {one} and {next_one} overlap.")
    return found


def clock(typed: str) -> time:
    found = CLOCK.fullmatch(typed)
    if found is None:
        raise ValueError(f"“{typed}” is no time of the day: write it like 07:30.")
    read = time(int(found[1]), int(found[2]))
    if read.minute % FIVE:
        raise ValueError(f"{typed} does not fall on five minutes, as 07:30 or 07:35 do.")
    return read


def whole(typed: str, *, lowest: int, highest: int) -> int:
    if not (typed.isascii() and typed.isdigit() and lowest <= int(typed) <= highest):
        raise ValueError(f"Write a whole number from {lowest} to {highest}.")
    return int(typed)


def some_of(typed: str, *, known: Sequence[str]) -> tuple[str, ...]:
    """Read a list of codes, or the word `all`."""
    wanted = {part.upper() for part in _parts(typed)}
    if unknown := sorted(wanted - {"ALL"} - set(known)):
        raise ValueError(f"{unknown[0]} is not in the catalogue: choose from {', '.join(known)}.")
    if not wanted:
        raise ValueError("Choose at least one.")
    return tuple(code for code in known if code in wanted or "ALL" in wanted)


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in typed.split(",") if part.strip()]


def _weekday(word: str) -> int:
    name = word.lower()[:3]
    if name in WEEKDAYS and word.isalpha():
        return WEEKDAYS.index(name) + 1
    if word in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(word)
    raise ValueError(f"“{word}” is no day of the week: write Mon, Tue, Wed, Thu, Fri, Sat or Sun.")


def _first_repeated(values: Sequence[str]) -> str | None:
    return next((value for number, value in enumerate(values) if value in values[:number]), None)
