"""From which day the party may complain that the authority does not act (ponaglenie, art. 37 § 1 KPA)."""

from datetime import date

from applications.rules.deadlines import plus
from applications.rules.law import Law
from applications.rules.overrun import overrun
from applications.rules.state import State


def complaint_from(state: State, law: Law, *, regime_on: date, on: date) -> date | None:
    """Return the first day of it, once the term is missed; None if the law knows no complaint here.

    The authority that told the party of a new day (art. 36 § 1) has until then.
    """
    missed = overrun(state, law, regime_on=regime_on, on=on)
    if missed is None or not missed.names_complaint:
        return None
    named = [notice.until for notice in state.notices[-1:]]
    return plus(max([missed.due_on, *named]), 1)
