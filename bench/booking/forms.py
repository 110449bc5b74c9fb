"""The forms of the pages, with all that stands hidden in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from random import Random
from string import ascii_letters, digits, hexdigits

INPUT = re.compile(r'<input type="hidden" ([^>]*)>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TIME = re.compile(r'name="start" value="([^"]+)"')
HEXADECIMAL = re.compile(r"[0-9a-f-]+")  # a number or a UUID; anything else is of letters of both sizes
TOKEN, HOLD, KEY = "csrfmiddlewaretoken", "hold", "key"

_chance = Random()  # noqa: S311  whom to be, not what to keep secret


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form goes, and what stands hidden in it."""

    action: str
    hidden: Mapping[str, str]

    def as_for(self, *, hold: str) -> dict[str, str]:
        """Return the hidden fields as another visitor would be given them."""
        fields = dict(self.hidden)
        if HOLD in fields:
            fields[HOLD] = hold
        if KEY in fields:
            fields[KEY] = _another(fields[KEY])
        return fields


def form_to(action: str, page: str) -> Form:
    """Return the first form of a page that goes to an address.

    :raises ValueError: if there is none.
    """
    found = re.search(rf'<form [^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    if found is None:
        raise ValueError(f"no form goes to {action}")
    inside = [_attributes(text) for text in INPUT.findall(found[1])]
    name = _attributes(found[0].partition(">")[0]).get("id")
    outside = [_attributes(text) for text in INPUT.findall(page)] if name else []
    fields = [*inside, *(each for each in outside if each.get("form") == name and name)]
    return Form(action, {each["name"]: unescape(each.get("value", "")) for each in fields})


def times_on(page: str) -> list[str]:
    """Return the times that a page offers, as its buttons send them."""
    return TIME.findall(page)


def _another(key: str) -> str:
    """Return a key of the same shape."""
    alphabet = hexdigits[:16] if HEXADECIMAL.fullmatch(key) else ascii_letters + digits
    return "".join(_chance.choice(alphabet) if letter in alphabet else letter for letter in key)


def _attributes(text: str) -> dict[str, str]:
    return dict(ATTRIBUTE.findall(text))
