"""What letters say of the day of a visit itself."""

from django.utils.translation import gettext as _

from portal.web import words
from scheduling.models import Appointment
from scheduling.models.arrivals import check_in_of


def checked_in_from(appointment: Appointment) -> str:
    """Return from when somebody checks in for their visit and where they wait, in a few sentences."""
    check_in = check_in_of(appointment)
    clock = words.clock(check_in.opens_at, appointment.office.zone)
    text = _("Check in when you come, at a kiosk or with a clerk. You can from %(time)s.") % {"time": clock}
    return " ".join([text, *check_in.where])
