"""What will follow from an act, worked out by the same rules that enter it. Nothing is written."""

from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.actions.applying import Known
from applications.admin.acts.base import ActForm
from applications.admin.cases.place import Case
from applications.admin.words.refusals import refused
from applications.choices import Stage
from applications.rules.clock import reckon
from applications.rules.events import Event, checked
from applications.rules.folding import fold
from applications.rules.requirements import against_law
from applications.rules.state import State
from applications.rules.transitions import Refusal, refusals
from applications.rules.waiting import waiting
from portal.web import words


def foreseen(form: ActForm) -> list[str]:
    """Return where the case will stand, what it waits for then, and its term; for a valid form.

    If it may not be entered, the reasons.
    """
    found = followed(form)
    if not isinstance(found, State):
        return refused(found)
    return [*_standing(form.case, found), *form.ahead()]


def followed(form: ActForm) -> State | list[Refusal]:
    """Return what would be known of the case afterwards, or why it may not happen."""
    case, now = form.case, known_of(form.case)
    regime_on = case.application.regime_on
    for step in form.steps:
        event = Event(
            step.kind, form.happened_on, checked(step.kind, step.carried(now)), case.user.pk, now.sequence + 1
        )
        reasons = refusals(now.state, event, parts=case.parts, today=case.on)
        reasons = reasons or against_law(now.state, event, now.law, regime_on=regime_on)
        if reasons:
            return reasons
        now = replace(now, state=fold(now.state, event), sequence=now.sequence + 1)
    return now.state


def known_of(case: Case) -> Known:
    """Return what the page has read of the case, as the actions know it."""
    row = case.application
    return Known(
        pk=row.pk,
        office=row.office_id,
        zone=case.zone,
        procedure=row.procedure_id,
        regime_on=row.regime_on,
        sequence=row.sequence,
        state=case.state,
        law=case.law,
    )


def _standing(case: Case, state: State) -> list[str]:
    lines = []
    if state.stage != case.state.stage:
        lines.append(_("The case will stand at: %(stage)s.") % {"stage": Stage(state.stage).label})
    first, *_others = waiting(state, on=case.on)
    texts = {"reason": capfirst(str(first.reason.label)), "turn": first.turn.label}
    if first.until:
        text = _("%(reason)s, until %(day)s. Whose turn it is: %(turn)s.")
        lines.append(text % {**texts, "day": words.day(first.until)})
    else:
        lines.append(_("%(reason)s. Whose turn it is: %(turn)s.") % texts)
    return [*lines, *_term(case, state)]


def _term(case: Case, state: State) -> list[str]:
    """Say to which day the office's own term moves, if it does."""
    regime_on = case.application.regime_on
    before, after = (
        reckon(each, case.law, regime_on=regime_on, on=case.on).due_on for each in (case.state, state)
    )
    if after is None or after == before:
        return []
    return [_("The term of the office will end on %(day)s.") % {"day": words.day(after)}]
