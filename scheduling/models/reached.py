"""Whom none of our messages has reached, as far as we know."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from portal.notifications.choices import State
from portal.notifications.models import Notice
from scheduling.choices import AppointmentState
from scheduling.models.appointments import Appointment

LABEL = Appointment._meta.label_lower


def not_reached(at: datetime) -> Q:
    """Select coming visits of which a message failed, or may have, and nothing has gone since.

    What went at the same time by another way counts: the person knows.
    """
    went = Notice.objects.filter(
        subject_label=LABEL,
        subject_pk=OuterRef("subject_pk"),
        state=State.SENT,
        due_at__gte=OuterRef("due_at"),
    )
    lost = Notice.objects.filter(
        ~Exists(went),
        subject_label=LABEL,
        # The keys become text, and not the text numbers: others' subjects may have any key.
        subject_pk=Cast(OuterRef("pk"), CharField()),
        state__in=(State.FAILED, State.UNCERTAIN),
    )
    return Q(Exists(lost), state=AppointmentState.BOOKED, period__startswith__gt=at)
