"""Whom none of our messages has reached, as far as we know, and whom none can reach."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from portal.notifications.choices import State
from portal.notifications.models import Notice, Subscription
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models.appointments import Appointment

LABEL = Appointment._meta.label_lower
# The keys become text, and not the text numbers: others' subjects may have any key.
PK = Cast(OuterRef("pk"), CharField())


def not_reached(at: datetime) -> Q:
    """Select visits still to come, booked or cancelled by the office, whose people do not know.

    Of those a message failed, or may have, and nothing has gone since; or there is no way to
    them. What went at the same time by another way counts: the person knows.
    """
    went = Notice.objects.filter(
        subject_label=LABEL,
        subject_pk=OuterRef("subject_pk"),
        state=State.SENT,
        due_at__gte=OuterRef("due_at"),
    )
    lost = Notice.objects.filter(
        ~Exists(went), subject_label=LABEL, subject_pk=PK, state__in=(State.FAILED, State.UNCERTAIN)
    )
    booked = Q(state=AppointmentState.BOOKED)
    called_off = Q(state=AppointmentState.CANCELLED, cancelled_by=CancelledBy.OFFICE)
    return (Q(Exists(lost)) | _beyond_reach()) & (booked | called_off) & Q(period__startswith__gt=at)


def beyond_reach(visits: Collection[Appointment]) -> list[Appointment]:
    """Return those of the visits of whose people we have no e-mail address, phone or device."""
    rows = Appointment.objects.filter(_beyond_reach(), pk__in=[visit.pk for visit in visits])
    pks = set(rows.values_list("pk", flat=True))
    return [visit for visit in visits if visit.pk in pks]


def _beyond_reach() -> Q:
    devices = Subscription.objects.filter(subject_label=LABEL, subject_pk=PK)
    return Q(~Exists(devices), lead=None, email="", phone="")
