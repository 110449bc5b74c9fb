"""What cases tell the apps above them, which they do not know."""

from django.dispatch import Signal

# Sent in the transaction of an event. With `application`, `event` (CaseEvent), `was` (the stage
# before, or "" for a new case), `days` (local days whose figures changed) and `at` (UTC).
case_changed = Signal()
