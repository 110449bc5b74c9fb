"""Telling whoever has a visit that somebody tried to book another one in their name.

The person refused learns nothing of the visit that there is. Whoever has it learns of the try.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About, Kind, Way
from portal.notifications.rules.letters import Button, Facts, Heading, Mail, Paragraph, Push, Sms
from portal.notifications.rules.reminders import awake
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.notices.secrets import page_of, short_page_of
from scheduling.notices.subjects import example, found
from scheduling.notices.texts import office_name, when
from scheduling.notices.told import ways_to

CONTESTED = "appointment_contested"
NOBODY = Way(Channel.EMAIL, "nobody@example.test")  # the message to them is never kept


def appointment_contested(visit: Appointment, *, at: datetime) -> None:
    """Tell whoever can be reached about a visit, once a day by the office's calendar.

    If nobody can be, the same is written and taken back: how long a refusal takes must not tell.
    """
    day = at.astimezone(visit.office.zone).date().toordinal()
    ways = ways_to(visit)
    orders = [Order(CONTESTED, day, way, way.language or visit.language, at) for way in ways or [NOBODY]]
    with transaction.atomic():
        enqueue_all(orders, subject=visit)
        transaction.set_rollback(not ways)


def contested_mail(visit: Appointment, _about: About) -> Mail:
    title = _("Somebody tried to book a visit in your name")
    return Mail(
        title,
        preview=_("Your visit has not changed."),
        blocks=(
            Heading(title),
            Paragraph(
                _(
                    "Somebody has tried to book another visit of the same kind for a person, or a case, "
                    "of this booking. We refused it. Your visit has not changed:"
                )
            ),
            Facts(((_("When"), when(visit)), (_("Reference"), visit.reference))),
            Paragraph(_("If it was you: you have a visit already. You can move or cancel it on its page.")),
            Button(_("Open the page of my visit"), page_of(visit)),
            Paragraph(_("If it was not you: you need not do anything. Please tell the clerk when you come.")),
        ),
    )


def contested_sms(visit: Appointment, _about: About) -> Sms:
    # Translators: a text message, as in "Voivodeship Office: somebody tried …".
    text = _("%(office)s: somebody tried to book a visit in your name. Yours has not changed: %(link)s")
    return Sms(text % {"office": office_name(visit.office), "link": short_page_of(visit)})


def contested_push(visit: Appointment, _about: About) -> Push:
    title = _("Somebody tried to book a visit in your name")
    return Push(title, _("Your visit has not changed."), page_of(visit), visit.interval.end)


def _is_there(visit: Appointment, about: About) -> bool:
    return visit.state == AppointmentState.BOOKED and visit.interval.end > about.at


def _by_day(visit: Appointment, at: datetime) -> datetime:
    """Return when it is day at the office: nobody need be woken for what they need not do anything about."""
    return awake(at, zone=visit.office.zone)


KINDS: tuple[Kind[Any], ...] = (
    Kind(
        CONTESTED,
        title=gettext_lazy("Somebody tried to book in your name"),
        find=found,
        still_true=_is_there,
        example=example,
        ways=ways_to,
        mail=contested_mail,
        sms=contested_sms,
        push=contested_push,
        not_before=_by_day,
        may_repeat=False,
    ),
)
