"""The staff's pages about hours and visits: one module for each kind of thing."""

from scheduling.admin import (
    appointments,
    desk,
    hours,
    in_vain,
    kiosks,
    matters,
    offices,
    queue,
    reference,
    reminders,
    rota,
    urgent,
)

__all__ = [
    "appointments",
    "desk",
    "hours",
    "in_vain",
    "kiosks",
    "matters",
    "offices",
    "queue",
    "reference",
    "reminders",
    "rota",
    "urgent",
]
