"""How far away a day is, and legal terms apart from plain words."""

from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Label(NamedTuple):
    """Plain words, and the term of the law that stands in brackets behind them, if one does."""

    plain: str
    term: str = ""


def label_of(text: str | Promise) -> Label:
    """Take "Card ready (karta gotowa)" apart, so that a page can set the term small."""
    words = str(text)
    plain, bracket, rest = words.partition(" (")
    return Label(plain, rest.removesuffix(")")) if bracket and rest.endswith(")") else Label(words)


def days_left(last: date, *, on: date) -> str:
    """Return how long a term still runs on a day, or since when it is over."""
    days = (last - on).days
    if days == 0:
        return _("today is the last day")
    if days > 0:
        return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    return ngettext("over for %(count)d day", "over for %(count)d days", -days) % {"count": -days}
