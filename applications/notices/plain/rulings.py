"""A decision that the person has in hand: what it says, and by when they can appeal."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import AppealOutcome, Outcome, Stage
from applications.rules.state import State
from applications.rules.waiting import last_to_appeal
from scheduling.templatetags.visit_times import plain_day

OUTCOMES: Mapping[str, Promise] = {
    Outcome.POSITIVE: gettext_lazy("You get what you applied for (decyzja pozytywna)."),
    Outcome.REFUSAL: gettext_lazy("The office refuses what you applied for (decyzja odmowna)."),
    Outcome.DISCONTINUED: gettext_lazy(
        "The office ends the proceedings without deciding what you applied for (umorzenie postępowania)."
    ),
}
APPEALS: Mapping[str, Promise] = {
    AppealOutcome.UPHELD: gettext_lazy(
        "The second instance agrees with the decision (utrzymanie w mocy). It is final."
    ),
    AppealOutcome.CHANGED: gettext_lazy(
        "The second instance has changed the decision: you get what you applied for."
    ),
    AppealOutcome.QUASHED: gettext_lazy(
        "The second instance has quashed the decision (uchylenie). The office examines the case again."
    ),
}


def course(state: State, *, on: date) -> list[str]:
    """Return what became of a decision that was served, and what can still be done about it."""
    return [*_delivered(state), *_appeal(state, on)]


def _delivered(state: State) -> Iterator[str]:
    if state.decided_on:
        yield _("It was signed on %(day)s.") % {"day": plain_day(state.decided_on)}
    if state.served_on:
        yield _("It was delivered to you on %(day)s.") % {"day": plain_day(state.served_on)}


def _appeal(state: State, on: date) -> Iterator[str]:
    if state.appealed_on:
        yield _("You appealed on %(day)s.") % {"day": plain_day(state.appealed_on)}
        if state.appeal_outcome:
            yield str(APPEALS[state.appeal_outcome])
    elif state.base == Stage.SERVED:
        yield from _may_appeal(last_to_appeal(state), on)


def _may_appeal(until: date | None, on: date) -> Iterator[str]:
    if until is None:
        return
    if on > until:
        yield _("The last day to appeal was %(day)s.") % {"day": plain_day(until)}
        return
    yield _("You can appeal (odwołanie) until %(day)s.") % {"day": plain_day(until)}
    yield _(
        "Write that you do not agree, sign it, and hand it in at the office that decided or send it there "
        "by registered letter. The day on which you post it counts. An appeal costs nothing."
    )
