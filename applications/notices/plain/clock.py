"""The office's own time to decide, in words for who waits, and what they may do when it is over."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.choices import ClockState
from applications.rules.clock import Clock
from applications.rules.entries import EntryKind
from applications.rules.state import State
from scheduling.templatetags.visit_times import plain_day


def sentences(clock: Clock, *, on: date) -> list[str]:
    """Return where the time of the office stands; nothing once the case is decided or closed."""
    say = STANDING.get(clock.state)
    return list(say(clock, on)) if say else []


def afterwards(clock: Clock, state: State, *, on: date, complaint_from: date | None) -> Iterator[str]:
    """Name the new day that the office gave when it missed its own, and what can be done about it."""
    if clock.state != ClockState.OVERRUN:
        return
    if state.notices:
        yield _("The office has named a new day: %(day)s.") % {"day": plain_day(state.notices[-1].until)}
    if state.complained_on:
        yield _("Your complaint (ponaglenie) of %(day)s is being decided.") % {
            "day": plain_day(state.complained_on)
        }
    elif complaint_from and on < complaint_from:
        yield _(
            "If there is no decision by then, you may complain that the office does not act "
            "(ponaglenie, art. 37 KPA)."
        )
    elif complaint_from:
        yield _(
            "You may complain that the office does not act (ponaglenie, art. 37 KPA): write why, and "
            "hand it in at this office or send it there by post. The authority above the office decides."
        )


def _not_started(clock: Clock, _on: date) -> Iterator[str]:
    if any(entry.kind == EntryKind.NO_TERM for entry in clock.ledger):
        yield _("The portal knows no time within which cases of this kind have to be decided.")
    elif clock.start_on is None:
        yield _("The time that the office has to decide does not run yet.")
        yield _("It begins when the application is complete.")
    else:
        day = plain_day(clock.start_on)
        yield _("The time that the office has to decide does not run yet.")
        yield _("It begins on %(day)s at the latest.") % {"day": day}


def _running(clock: Clock, on: date) -> Iterator[str]:
    if clock.due_on is None:
        yield _("The time that the office has to decide is running.")
        yield _("Its last day is not known yet.")
        return
    yield _("The office has to decide by %(day)s.") % {"day": plain_day(clock.due_on)}
    left = (clock.due_on - on).days
    if left:
        said = ngettext("That is in %(count)d day.", "That is in %(count)d days.", left)
        yield said % {"count": left}
    else:
        yield _("That is today.")


def _paused(clock: Clock, _on: date) -> Iterator[str]:
    yield _("The time that the office has to decide stands still.")
    yield _("Days on which it waits for you or for another authority are not counted.")
    yield from _as_things_stand(clock)


def _by_law(clock: Clock, _on: date) -> Iterator[str]:
    yield _("A law has stopped the time that offices have to decide such cases (zawieszenie z mocy ustawy).")
    yield _("The office may decide all the same.")
    yield from _as_things_stand(clock)


def _as_things_stand(clock: Clock) -> Iterator[str]:
    if clock.due_on is None:
        yield _("Its last day is not known yet.")
    else:
        yield _("As things stand, its last day is %(day)s.") % {"day": plain_day(clock.due_on)}


def _missed(clock: Clock, on: date) -> Iterator[str]:
    due_on = clock.due_on or on
    yield _("The office should have decided by %(day)s.") % {"day": plain_day(due_on)}
    late = (on - due_on).days
    said = ngettext("It is %(count)d day late.", "It is %(count)d days late.", late)
    yield said % {"count": late}


STANDING: Mapping[ClockState, Callable[[Clock, date], Iterator[str]]] = {
    ClockState.NOT_STARTED: _not_started,
    ClockState.RUNNING: _running,
    ClockState.PAUSED: _paused,
    ClockState.SUSPENDED_BY_LAW: _by_law,
    ClockState.OVERRUN: _missed,
}
"""A clock that has stopped has no words of its own: the decision has."""
