"""What scheduling tells the apps above it, which it does not know."""

from django.dispatch import Signal

# Sent in the transaction in which the visit of one person ended, or its outcome was corrected.
# With `appointment` (None for somebody without a booking), `ticket` (None if the outcome was
# written down without the queue), `office`, `service`, `kind` and `vain_reason` of the outcome,
# `case_number` ("" if none was named), `by` (Actor) and `at` (UTC).
visit_ended = Signal()
