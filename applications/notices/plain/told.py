"""What the person of a case reads of its entries: nothing of drafts, notes and names."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from applications.choices import EventKind as K
from applications.notices.plain.events import Names, sentence

HIDDEN = frozenset({K.NOTED, K.DRAFTED, K.DRAFT_DROPPED})
"""What is the office's own affair. A draft says nothing that holds."""


def told(kind: str, data: Mapping[str, Any], documents: Mapping[int, str]) -> str:
    """Return what happened, without a full stop; what a decision says is not among it."""
    if kind == K.DECIDED:
        return _("Decision signed: it is being delivered to you")
    if kind == K.ASSIGNED:
        return _assigned(data)
    return sentence(kind, data, Names(documents=documents))


def _assigned(data: Mapping[str, Any]) -> str:
    if data.get("clerk") is None:
        return _("The case is to be given to another clerk")
    return _("The case was given to a clerk")
