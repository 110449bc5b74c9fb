"""What a text for an applicant is made of."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTHING = _("You do not have to do anything now.")


class Text(NamedTuple):
    """A title, what it means, and what to do. Without a `todo` there is nothing to do."""

    title: str | Promise
    meaning: str | Promise
    todo: str | Promise = NOTHING
