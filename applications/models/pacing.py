"""Read what was reckoned last night about the cases of a kind at an office."""

from datetime import date

from applications.models.cases import Application
from applications.models.tracking import Pace
from applications.rules.pace import FRESH, UNKNOWN, Expected, ahead_of, is_over


def expected(case: Application, *, on: date) -> Expected:
    """Return what past cases say about this one on a local day: one query, none for a case that is over.

    Whether its own decision has been signed changes nothing here: its person learns that when it is served.
    """
    if is_over(case.stage):
        return UNKNOWN
    pace = Pace.objects.filter(office=case.office_id, procedure=case.procedure_id).first()
    if pace is None:
        return UNKNOWN
    ahead = ahead_of(case.filed_on, pace.waiting) if pace.on > on - FRESH else None
    return Expected(pace.half, pace.most, pace.decided, ahead, pace.weekly)
