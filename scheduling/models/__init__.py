from scheduling.models.access import AccessCode
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Closure, Duty, ReleaseRule, ShiftPattern
from scheduling.models.reminders import ReminderRule
from scheduling.models.services import Counter, Service

__all__ = [
    "AccessCode",
    "Appointment",
    "BlockedWindow",
    "Closure",
    "Counter",
    "Duty",
    "ReleaseRule",
    "ReminderRule",
    "Service",
    "ShiftPattern",
]
