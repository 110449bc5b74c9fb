"""What might go wrong with a visit that is not refused: said before it is booked."""

from datetime import datetime

from scheduling.choices import Arrangement
from scheduling.models import Appointment
from scheduling.models.together import together
from scheduling.rules.ages import lacks_company
from scheduling.rules.holidays import working_days
from scheduling.views.lookups import place_of
from scheduling.views.people import visit_day

INTERPRETER_DAYS = 3  # working days, as the accessibility statement says


def cautions(lead: Appointment, *, at: datetime) -> dict[str, bool]:
    """Return what `_cautions.html` shows."""
    return {
        "lacks_company": _lacks_company(lead),
        "lacks_notice": _lacks_notice(lead, at=at),
    }


def _lacks_company(lead: Appointment) -> bool:
    seats = [(row.interval.start, row.birth_date) for row in together(lead) if row.birth_date]
    return lacks_company(seats, on=visit_day(lead), is_accompanied=bool(lead.accompanied_by))


def _lacks_notice(lead: Appointment, *, at: datetime) -> bool:
    """Tell whether a sign language interpreter is asked for too late to be sure of one."""
    days = working_days(place_of(lead).today(at), visit_day(lead))
    return Arrangement.SIGN_LANGUAGE in lead.arrangements and days < INTERPRETER_DAYS
