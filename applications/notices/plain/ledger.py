"""The clock of a case in words: where it stands, and each step that leads to the last day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from applications.choices import Authority, ClockState, SummonsKind, Unit
from applications.notices.plain.terms import days_left
from applications.rules.clock import Clock
from applications.rules.entries import Entry, EntryKind
from scheduling.templatetags.visit_times import plain_day


@dataclass(frozen=True, slots=True)
class Line:
    """One step: from which day (to which, included), what, and on what legal basis."""

    on: date
    to: date | None
    text: str
    basis: str
    is_confirmed: bool


def lines(clock: Clock) -> list[Line]:
    """Return the ledger of a clock, in the order in which it is reckoned."""
    return [Line(entry.on, entry.to, _text(entry), entry.basis, entry.is_confirmed) for entry in clock.ledger]


def standing(clock: Clock, *, on: date) -> str:
    """Return where a clock stands on a day, in a sentence or two."""
    return STANDING[clock.state](clock, on)


def _text(entry: Entry) -> str:
    if entry.kind in PLAIN:
        return str(PLAIN[entry.kind])
    if entry.kind in OF_SUMMONS:
        return str(OF_SUMMONS[entry.kind]) % {"summons": SummonsKind(entry.about).label}
    if entry.kind in PAUSES:
        return _("%(pause)s; %(effect)s") % {"pause": PAUSES[entry.kind](entry), "effect": _effect(entry)}
    return COUNTED[entry.kind](entry)


PLAIN: Mapping[EntryKind, Promise] = {
    EntryKind.FILED: gettext_lazy("Application filed"),
    EntryKind.REMANDED: gettext_lazy("Sent back by the second instance: the term begins anew"),
    EntryKind.APPEARED: gettext_lazy("The foreigner came in person"),
    EntryKind.NO_TERM: gettext_lazy("No term for a decision is known for this procedure on this day"),
    EntryKind.STARTED: gettext_lazy("The term is counted from this day; the day itself does not count"),
    EntryKind.HELD: gettext_lazy(
        "Terms suspended by law (zawieszenie z mocy ustawy): the term does not begin before that ends"
    ),
    EntryKind.COMPLICATED: gettext_lazy(
        "Found to be particularly complicated (sprawa szczególnie skomplikowana): the longer term counts"
    ),
    EntryKind.UNCONFIRMED: gettext_lazy(
        "It may be that the law suspends terms on these days. They are counted here as if it did not"
    ),
    EntryKind.DUE: gettext_lazy("Last day for the decision, until midnight"),
}
OF_SUMMONS: Mapping[EntryKind, Promise] = {
    EntryKind.ANSWERED: gettext_lazy("Summons answered: %(summons)s"),
    EntryKind.EXPIRED: gettext_lazy("Last day to answer a summons: %(summons)s"),
    EntryKind.EXPECTED: gettext_lazy(
        "Last day to answer a summons: %(summons)s. If it is answered sooner, the term begins sooner"
    ),
    EntryKind.AWAITED: gettext_lazy("The term does not begin before a summons is answered: %(summons)s"),
}


def _waiting_for_party(entry: Entry) -> str:
    return _("Waiting for the party: %(summons)s") % {"summons": SummonsKind(entry.about).label}


def _waiting_for_opinion(entry: Entry) -> str:
    return _("Waiting for an opinion: %(authority)s") % {"authority": Authority(entry.about).label}


PAUSES: Mapping[EntryKind, Callable[[Entry], str]] = {
    EntryKind.SUSPENDED: lambda _entry: _("Proceedings suspended (zawieszenie postępowania)"),
    EntryKind.PARTY: _waiting_for_party,
    EntryKind.OPINION: _waiting_for_opinion,
    EntryKind.BY_LAW: lambda _entry: _("Terms suspended by law (zawieszenie z mocy ustawy)"),
}


def _effect(entry: Entry) -> str:
    """Say by how much a pause moves the end."""
    if entry.count is None:
        return _("the last day is not known before this ends")
    if entry.count == 0:
        return _("moves nothing: these days are counted already, or the term was over")
    moves = ngettext("moves the end by %(count)d day", "moves the end by %(count)d days", entry.count)
    return moves % {"count": entry.count}


TERMS = {
    Unit.DAY: ngettext_lazy(
        "A term of %(count)d day would end here", "A term of %(count)d days would end here", "count"
    ),
    Unit.WEEK: ngettext_lazy(
        "A term of %(count)d week would end here", "A term of %(count)d weeks would end here", "count"
    ),
    Unit.MONTH: ngettext_lazy(
        "A term of %(count)d month would end here", "A term of %(count)d months would end here", "count"
    ),
    Unit.YEAR: ngettext_lazy(
        "A term of %(count)d year would end here", "A term of %(count)d years would end here", "count"
    ),
}


def _rolled(entry: Entry) -> str:
    to = plain_day(entry.to or entry.on)
    return _("A Saturday or a day free from work: the end moves to %(day)s") % {"day": to}


def _overrun(entry: Entry) -> str:
    days = entry.count or 0
    missed = ngettext("The term is missed by %(count)d day", "The term is missed by %(count)d days", days)
    return missed % {"count": days}


def _ended(entry: Entry) -> str:
    if not entry.count:
        return _("The case was decided or closed: the term has ended")
    late = ngettext(
        "The case was decided or closed %(count)d day after the term",
        "The case was decided or closed %(count)d days after the term",
        entry.count,
    )
    return late % {"count": entry.count}


COUNTED: Mapping[EntryKind, Callable[[Entry], str]] = {
    EntryKind.TERM: lambda entry: TERMS[entry.unit] % {"count": entry.count},
    EntryKind.ROLLED: _rolled,
    EntryKind.OVERRUN: _overrun,
    EntryKind.ENDED: _ended,
}


def _not_started(clock: Clock, _on: date) -> str:
    if any(entry.kind == EntryKind.NO_TERM for entry in clock.ledger):
        return _("No term for a decision is known.")
    if clock.start_on is None:
        return _("The term has not begun: the application is not complete.")
    return _("The term has not begun. It begins on %(day)s at the latest.") % {
        "day": plain_day(clock.start_on)
    }


def _running(clock: Clock, on: date) -> str:
    if clock.due_on is None:
        return _("The term is running. Its last day is not known yet.")
    return _("The term is running until %(day)s: %(left)s.") % _end(clock.due_on, on)


def _paused(clock: Clock, on: date) -> str:
    if clock.due_on is None:
        return _("The term is paused. Its last day is not known yet.")
    return _("The term is paused. As things stand, it ends on %(day)s.") % _end(clock.due_on, on)


def _suspended_by_law(clock: Clock, on: date) -> str:
    if clock.due_on is None:
        return _("The term is suspended by law. Its last day is not known yet.")
    return _("The term is suspended by law. As things stand, it ends on %(day)s.") % _end(clock.due_on, on)


def _missed(clock: Clock, on: date) -> str:
    return _("The term is missed. Its last day was %(day)s: %(left)s.") % _end(clock.due_on or on, on)


def _stopped(clock: Clock, _on: date) -> str:
    if clock.was_due_on is None:
        return _("The term has ended: the case is decided or closed.")
    return _("The term has ended: the case is decided or closed. Its last day was %(day)s.") % {
        "day": plain_day(clock.was_due_on)
    }


def _end(due_on: date, on: date) -> dict[str, str]:
    return {"day": plain_day(due_on), "left": days_left(due_on, on=on)}


STANDING: Mapping[ClockState, Callable[[Clock, date], str]] = {
    ClockState.NOT_STARTED: _not_started,
    ClockState.RUNNING: _running,
    ClockState.PAUSED: _paused,
    ClockState.SUSPENDED_BY_LAW: _suspended_by_law,
    ClockState.OVERRUN: _missed,
    ClockState.STOPPED: _stopped,
}
