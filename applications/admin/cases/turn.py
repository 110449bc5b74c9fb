"""Whose turn it is, why, and until when: worked out for today, whatever day the case was last touched."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst

from applications.admin.cases.place import Case
from applications.admin.words.terms import days_left, label_of
from applications.choices import Party, Turn
from applications.rules.waiting import Waiting, waiting
from portal.web import words


@dataclass(frozen=True, slots=True)
class Wait:
    """One reason in words. `left` says how far away the last day is, where there is one."""

    reason: str
    until: str = ""
    left: str = ""
    is_over: bool = False
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """Who has to do the next thing, and what that is."""

    turn: str
    is_ours: bool
    party: str
    main: Wait
    others: list[Wait]
    since: str


NEAR = 3  # days


def now_of(case: Case) -> Now:
    first, *others = waiting(case.state, on=case.on)
    party = label_of(Party(case.application.procedure.party).label)
    is_party = first.turn == Turn.PARTY
    since = case.state.since
    return Now(
        turn=capfirst(party.plain if is_party else str(first.turn.label)),
        is_ours=first.turn == Turn.OFFICE,
        party=party.term if is_party else "",
        main=_wait(first, on=case.on),
        others=[_wait(each, on=case.on) for each in others],
        since=words.day(since) if since else "",
    )


def _wait(each: Waiting, *, on: date) -> Wait:
    reason = capfirst(str(each.reason.label))
    if each.until is None:
        return Wait(reason)
    left = (each.until - on).days
    return Wait(
        reason,
        until=words.day(each.until),
        left=days_left(each.until, on=on),
        is_over=left < 0,
        is_near=0 <= left <= NEAR,
    )
