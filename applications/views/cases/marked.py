"""The days of which somebody is reminded in a case, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import KeptKind, Party, ReminderKind
from applications.notices.occasions import AFTERWARDS
from applications.rules.reminding import Facts, Marked, keeps_stay, last_of, marked, told_on
from portal.web import words

Rules = Mapping[ReminderKind, frozenset[int]]
OWN = frozenset(KeptKind.values)

LAST_TO_ACT: dict[str, Promise] = {
    KeptKind.JOB_LOST: gettext_lazy(
        "Tell the voivode by %(day)s (15 working days, art. 121 of the Foreigners Act)."
    ),
    KeptKind.PURPOSE: gettext_lazy(
        "Tell the voivode by %(day)s (15 working days, art. 113 of the Foreigners Act)."
    ),
    KeptKind.CARD_DATA: gettext_lazy(
        "Apply for a new card by %(day)s (14 days, art. 230 of the Foreigners Act)."
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A day, and on which days we write of it; `last` says what is to be done by another."""

    label: str
    day: str
    told: tuple[str, ...]
    last: str = ""
    kind: str = ""


def rows_of(facts: Facts, rules: Rules, *, on: date) -> list[Row]:
    """Return the days that follow from the case, the nearest first."""
    days = [day for day in marked(facts) if day.kind.value not in OWN]
    ahead = [day for day in days if day.kind in AFTERWARDS or day.on >= on]
    return [
        Row(str(capfirst(day.kind.label)), words.day(day.on), _told(day, rules, on))
        for day in sorted(ahead, key=lambda each: each.on)
    ]


def kept_of(facts: Facts, rules: Rules, *, on: date) -> list[Row]:
    """Return the days that the person keeps, with what is to be done by when."""
    kept = sorted(facts.kept, key=lambda each: each[1])
    return [_kept(KeptKind(kind), day, rules, on) for kind, day in kept]


def _kept(kind: KeptKind, day: date, rules: Rules, on: date) -> Row:
    last = last_of(kind, day)
    sentence = LAST_TO_ACT.get(kind)
    told = _told(Marked(ReminderKind(kind.value), last, kind.value), rules, on) if last else ()
    said = str(sentence) % {"day": words.day(last)} if sentence and last else ""
    return Row(str(capfirst(kind.label)), words.day(day), told, said, kind.value)


def _told(day: Marked, rules: Rules, on: date) -> tuple[str, ...]:
    found = (told_on(day, days) for days in rules[day.kind])
    return tuple(words.day(each) for each in sorted(set(filter(None, found))) if each > on)


def kept_stay(facts: Facts) -> str:
    """Return the last day of legal stay as it was, where this case has taken its place; or nothing."""
    # A decision that was not served yet changes nothing that is shown.
    has_permit = facts.state.is_positive and facts.state.served_on
    if facts.stay_until is None or facts.party != Party.FOREIGNER or has_permit or not keeps_stay(facts):
        return ""
    return words.day(facts.stay_until)


def ways_in_words(ways: Iterator[str]) -> str:
    """Return one or two addresses in a sentence's words."""
    found = list(ways)
    return _("%(one)s and %(other)s") % {"one": found[0], "other": found[1]} if found[1:] else "".join(found)
