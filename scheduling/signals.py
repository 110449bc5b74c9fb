"""What scheduling tells the apps above it, which it does not know."""

from django.dispatch import Signal

# Sent in the transaction in which the visit of one person ended, or its outcome was corrected.
# With `appointment` (None for somebody without a booking), `ticket` (None if the outcome was
# written down without the queue), `office`, `service`, `kind` and `vain_reason` of the outcome,
# `case_number` ("" if none was named), `by` (Actor) and `at` (UTC).
visit_ended = Signal()

# Asked when somebody books for a case: do the number and the access code belong together? With
# `case_number` (as we write it), `code` (as typed), `by` (Actor) and `at` (UTC). A receiver answers True
# or False; without a receiver that says True nobody books. Whoever asks limits how often.
case_code_given = Signal()
