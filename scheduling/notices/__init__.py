"""What people are told about their visits, and the secrets that only they are told."""

from scheduling.notices.announcements import draft_of, source_of
from scheduling.notices.contested import appointment_contested
from scheduling.notices.entries import event_of
from scheduling.notices.kinds import KINDS
from scheduling.notices.secrets import (
    access_code_of,
    code_of,
    page_of,
    short_name_of,
    stop_token_of,
    ticket_page_of,
    ticket_token_of,
    token_of,
    uid_of,
)
from scheduling.notices.told import (
    access_code_wanted,
    appointment_booked,
    appointment_cancelled,
    appointment_cancelled_by_office,
    appointment_member_cancelled,
    appointment_missed,
    appointment_moved,
    appointment_moved_by_office,
    appointment_rebooked,
    code_wanted,
    reminders_planned,
    reminders_resumed,
    reminders_stopped,
    ways_to,
)
from scheduling.notices.urgent import (
    request_page_of,
    request_token_of,
    urgent_granted,
    urgent_received,
    urgent_refused,
)

__all__ = [
    "KINDS",
    "access_code_of",
    "access_code_wanted",
    "appointment_booked",
    "appointment_cancelled",
    "appointment_cancelled_by_office",
    "appointment_contested",
    "appointment_member_cancelled",
    "appointment_missed",
    "appointment_moved",
    "appointment_moved_by_office",
    "appointment_rebooked",
    "code_of",
    "code_wanted",
    "draft_of",
    "event_of",
    "page_of",
    "reminders_planned",
    "reminders_resumed",
    "reminders_stopped",
    "request_page_of",
    "request_token_of",
    "short_name_of",
    "source_of",
    "stop_token_of",
    "ticket_page_of",
    "ticket_token_of",
    "token_of",
    "uid_of",
    "urgent_granted",
    "urgent_received",
    "urgent_refused",
    "ways_to",
]
