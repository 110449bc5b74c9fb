"""The steps of a case, and who has to do the next thing, in words for the person whose case it is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import Turn
from applications.rules.progress import Milestone, Place

MILESTONES: Mapping[Milestone, Promise] = {
    Milestone.RECEIVED: pgettext_lazy("step of a case", "Received"),
    Milestone.COMPLETENESS: pgettext_lazy("step of a case", "Checked for completeness"),
    Milestone.EXAMINATION: pgettext_lazy("step of a case", "Examined"),
    Milestone.DECISION: pgettext_lazy("step of a case", "Decided"),
    Milestone.CARD: pgettext_lazy("step of a case", "Card collected"),
    Milestone.FINISHED: pgettext_lazy("step of a case", "Finished"),
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
    Turn.NOBODY: _("It is nobody's turn now"),
}
