from scheduling.models.access import AccessCode
from scheduling.models.appointments import Appointment
from scheduling.models.desk import Outcome, StaffAct
from scheduling.models.hours import BlockedWindow, Closure, Duty, ReleaseRule, ShiftPattern
from scheduling.models.matters import Matter, Question
from scheduling.models.reminders import ReminderRule
from scheduling.models.requests import UrgentRequest
from scheduling.models.services import Counter, Service
from scheduling.models.tickets import Kiosk, QueueRule, Sitting, Ticket, TicketAct, TicketVisit

__all__ = [
    "AccessCode",
    "Appointment",
    "BlockedWindow",
    "Closure",
    "Counter",
    "Duty",
    "Kiosk",
    "Matter",
    "Outcome",
    "Question",
    "QueueRule",
    "ReleaseRule",
    "ReminderRule",
    "Service",
    "ShiftPattern",
    "Sitting",
    "StaffAct",
    "Ticket",
    "TicketAct",
    "TicketVisit",
    "UrgentRequest",
]
