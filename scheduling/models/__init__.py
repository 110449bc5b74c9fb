from scheduling.models.access import AccessCode
from scheduling.models.appointments import Appointment
from scheduling.models.desk import Outcome, StaffAct
from scheduling.models.hours import BlockedWindow, Closure, Duty, ReleaseRule, ShiftPattern
from scheduling.models.matters import Matter, Question
from scheduling.models.reminders import ReminderRule
from scheduling.models.requests import UrgentRequest
from scheduling.models.services import Counter, Service

__all__ = [
    "AccessCode",
    "Appointment",
    "BlockedWindow",
    "Closure",
    "Counter",
    "Duty",
    "Matter",
    "Outcome",
    "Question",
    "ReleaseRule",
    "ReminderRule",
    "Service",
    "ShiftPattern",
    "StaffAct",
    "UrgentRequest",
]
