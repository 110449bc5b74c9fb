"""How far a barrier report has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BarrierState(TextChoices):
    OPEN = "open", _("waiting for us")
    TOLD_LATER = "told_later", _("told that it takes longer")
    FIXED = "fixed", _("fixed")
    REFUSED = "refused", _("refused")


CLOSED = (BarrierState.FIXED, BarrierState.REFUSED)
