"""What a clerk fills in at the desk. Nothing is asked of the database for it: the page has it."""

from scheduling.admin.queue.forms.endings import EndingsForm
from scheduling.admin.queue.forms.goals import TransferForm
from scheduling.admin.queue.forms.notes import NoteForm, TextForm
from scheduling.admin.queue.forms.reasons import OvertakingForm, PriorityForm
from scheduling.admin.queue.forms.walk_ins import WalkInForm

__all__ = [
    "EndingsForm",
    "NoteForm",
    "OvertakingForm",
    "PriorityForm",
    "TextForm",
    "TransferForm",
    "WalkInForm",
]
