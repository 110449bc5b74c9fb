"""What people are told about their visit by e-mail.

A lock screen is read by others: a message names the office, the day and the time, and
nothing about why somebody comes. That, and what to bring, stand behind the link.
"""

from django.utils.translation import gettext as _

from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Block, Button, Code, Facts, Heading, Mail, Paragraph
from portal.notifications.rules.masks import masked
from portal.web import words
from scheduling.models import AccessCode, Appointment
from scheduling.models.reasons import reason_against
from scheduling.notices.announcements import announced
from scheduling.notices.arrivals import checked_in_from
from scheduling.notices.entries import calendar_entry, on_one_line
from scheduling.notices.secrets import access_code_of, code_of, page_of
from scheduling.notices.texts import (
    how_many,
    how_soon,
    now_for,
    office_name,
    when,
    when_and_who,
)


def code_mail(appointment: Appointment, _about: About) -> Mail:
    return Mail(
        _("Your code to book the visit"),
        preview=_("Enter it on the page where you are booking."),
        blocks=(
            Heading(_("Your code to book the visit")),
            Paragraph(_("Enter this code on the page where you are booking:")),
            Code(code_of(appointment)),
            when_and_where(appointment),
            Paragraph(_("The time is not yours yet. Without the code it goes back to everybody.")),
            Paragraph(_("If you are not booking a visit, you can ignore this message. Nothing will happen.")),
        ),
    )


def access_code_mail(access: AccessCode, _about: About) -> Mail:
    appointment = access.appointment
    if appointment is None:
        raise LookupError("Nobody is written to about a visit that there is not.")
    if access.account:
        address = masked(access.account.email)
        asked = _("Somebody asked to put a visit booked with this address on the list of %(account)s.")
        asked %= {"account": address}
    else:
        asked = _("Somebody asked to open the page of a visit that was booked with this address.")
    until = words.clock(access.works_until, appointment.office.zone)
    return Mail(
        _("Your code to open your visit"),
        preview=_("Enter it on the page where you asked for it."),
        blocks=(
            Heading(_("Your code to open your visit")),
            Paragraph(asked),
            reference_of(appointment),
            Paragraph(_("If it was you, enter this code in the browser where you asked for it:")),
            Code(access_code_of(access)),
            Paragraph(
                _("It works until %(time)s. Tell it to nobody, not even to the office.") % {"time": until}
            ),
            Paragraph(
                _("If it was not you, ignore this message. Nobody has got in, and nothing has changed.")
            ),
        ),
    )


def booked_mail(appointment: Appointment, about: About) -> Mail:
    return Mail(
        _("Your visit to the office is booked"),
        preview=when_and_who(appointment),
        blocks=(
            Heading(_("Your visit to the office is booked")),
            when_and_where(appointment),
            reference_of(appointment),
            Paragraph(checked_in_from(appointment)),
            Paragraph(_("See what to bring, change the time or cancel on the page of your visit.")),
            Button(_("Open the page of my visit"), page_of(appointment)),
            Paragraph(_("Open the file with this message to put the visit into your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
            *announced(appointment, about),
        ),
        files=(calendar_entry(appointment),),
    )


def moved_mail(appointment: Appointment, about: About) -> Mail:
    return Mail(
        _("Your visit to the office has a new time"),
        preview=when_and_who(appointment),
        blocks=(
            Heading(_("Your visit to the office has a new time")),
            Paragraph(_("Please come at this time. The time you had before is no longer yours.")),
            when_and_where(appointment),
            reference_of(appointment),
            Paragraph(checked_in_from(appointment)),
            Paragraph(_("Your reference and the link to the page of your visit have not changed.")),
            Button(_("Open the page of my visit"), page_of(appointment)),
            Paragraph(_("Open the file with this message to change the visit in your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
            *announced(appointment, about),
        ),
        files=(calendar_entry(appointment),),
    )


def member_cancelled_mail(appointment: Appointment, about: About) -> Mail:
    title = now_for(appointment)
    return Mail(
        title,
        preview=when_and_who(appointment),
        blocks=(
            Heading(title),
            Paragraph(_("One person of your booking is cancelled. What remains:")),
            when_and_where(appointment),
            reference_of(appointment),
            Paragraph(_("Your reference and the link to the page of your visit have not changed.")),
            Button(_("Open the page of my visit"), page_of(appointment)),
            Paragraph(_("Open the file with this message to change the visit in your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
            *announced(appointment, about),
        ),
        files=(calendar_entry(appointment),),
    )


def cancelled_mail(appointment: Appointment, _about: About) -> Mail:
    return Mail(
        _("Your visit to the office is cancelled"),
        preview=_("You do not need to do anything."),
        blocks=(
            Heading(_("Your visit to the office is cancelled")),
            Paragraph(_("This visit is cancelled:")),
            when_and_where(appointment),
            reference_of(appointment),
            Button(_("Choose another time"), page_of(appointment)),
            _out_of_calendar(),
        ),
        files=(calendar_entry(appointment),),
    )


def cancelled_by_office_mail(appointment: Appointment, _about: About) -> Mail:
    return Mail(
        _("The office had to cancel your visit"),
        preview=_("Please choose another time."),
        blocks=(
            Heading(_("The office had to cancel your visit")),
            Paragraph(_("We are sorry. The office cannot receive you at this time:")),
            when_and_where(appointment),
            *_why(appointment),
            reference_of(appointment),
            Paragraph(_("Please choose another time. You do not need to give a reason.")),
            Button(_("Choose another time"), page_of(appointment)),
            _out_of_calendar(),
        ),
        files=(calendar_entry(appointment),),
    )


def reminder_mail(appointment: Appointment, about: About) -> Mail:
    soon = how_soon(appointment, at=about.at)
    return Mail(
        soon,
        preview=when_and_who(appointment),
        blocks=(
            Heading(soon),
            when_and_where(appointment),
            reference_of(appointment),
            Paragraph(checked_in_from(appointment)),
            Paragraph(_("See what to bring on the page of your visit.")),
            Button(_("Open the page of my visit"), page_of(appointment)),
            Paragraph(_("If you cannot come, cancel or change the time there. Then somebody else can come.")),
            *announced(appointment, about),
        ),
    )


def when_and_where(appointment: Appointment) -> Block:
    office = appointment.office
    people = ((_("How many come"), how_many(appointment)),) if appointment.people > 1 else ()
    return Facts(
        (
            (_("When"), when(appointment)),
            *people,
            (_("Where"), on_one_line(f"{office_name(office)}\n{office.address}")),
        )
    )


def reference_of(appointment: Appointment) -> Block:
    return Facts(((_("Reference"), appointment.reference),))


def _why(appointment: Appointment) -> tuple[Block, ...]:
    """Return the reason that the office gives to everybody for being closed then, if it is."""
    reason = reason_against(appointment)
    return (Paragraph(_("Reason: %(reason)s") % {"reason": reason}),) if reason else ()


def _out_of_calendar() -> Paragraph:
    return Paragraph(
        _(
            "If you put the visit into your calendar, the file with this message takes it out again. "
            "Not every calendar does that by itself: if yours does not, delete the entry there."
        )
    )
