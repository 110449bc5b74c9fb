"""How a notice travels and how far it has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """In the order in which one stands in for another that failed."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    PUSH = "push", _("notification on a device")


class State(TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    UNCERTAIN = "uncertain", _("sent, perhaps")
    DROPPED = "dropped", _("no longer needed")


OPEN = (State.QUEUED, State.SENDING)
EXPLAINED = (State.FAILED, State.UNCERTAIN, State.DROPPED)
