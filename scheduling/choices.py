"""What the office's rows can be, by name."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class BookedBy(TextChoices):
    """Who may take a time for a service."""

    ANYONE = "anyone", _("anyone")
    CLERK = "clerk", _("clerks only")


class AppointmentState(TextChoices):
    """Where an appointment stands. `held` and `booked` take up time, the others do not."""

    HELD = "held", _("held")
    BOOKED = "booked", _("booked")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")
    LAPSED = "lapsed", _("past")


class CancelledBy(TextChoices):
    """Who took a booked visit off the calendar. The person's page tells them apart."""

    PERSON = "person", _("the person")
    OFFICE = "office", _("the office")


ACTIVE = (AppointmentState.HELD, AppointmentState.BOOKED)


class Weekday(IntegerChoices):
    """Days of the week as ISO 8601 counts them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")
