"""What a mandate opens, in words for whoever gave it and whoever has it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.forms.fields import GIVE, NOTICES, SCOPE
from applications.models import Mandate

SEES = _("see the case")


def opened(row: Mandate) -> list[Promise]:
    words = dict(SCOPE)
    asked = ((row.may_see, SEES), (row.may_give, words[GIVE]), (row.gets_notices, words[NOTICES]))
    return [text for is_so, text in asked if is_so]
