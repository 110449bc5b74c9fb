"""The steps of a case, and who has to do the next thing, in words for the person whose case it is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import Reason, Turn
from applications.rules.progress import Milestone, Place

MILESTONES: Mapping[Milestone, Promise] = {
    Milestone.RECEIVED: pgettext_lazy("step of a case", "Received"),
    Milestone.COMPLETENESS: pgettext_lazy("step of a case", "Check for completeness"),
    Milestone.EXAMINATION: pgettext_lazy("step of a case", "Examination"),
    Milestone.DECISION: pgettext_lazy("step of a case", "Decision"),
    Milestone.CARD: pgettext_lazy("step of a case", "Card"),
    Milestone.FINISHED: pgettext_lazy("step of a case", "End"),
}
PLACES: Mapping[Place, Promise] = {
    Place.PAST: pgettext_lazy("step of a case", "done"),
    Place.HERE: pgettext_lazy("step of a case", "now"),
    Place.AHEAD: pgettext_lazy("step of a case", "ahead"),
}
TURNS: Mapping[Turn, Promise] = {
    Turn.PARTY: _("It is your turn"),
    Turn.OFFICE: _("It is the office's turn"),
    Turn.AUTHORITY: _("It is another authority's turn"),
    Turn.NOBODY: _("Nobody has to do anything"),
}
AT_REST: Mapping[Reason, Promise] = {
    Reason.DELIVERY: pgettext_lazy("letter", "On its way"),
    Reason.SUSPENDED: pgettext_lazy("case", "Stands still"),
}
"""What is said instead of a turn that is nobody's."""
