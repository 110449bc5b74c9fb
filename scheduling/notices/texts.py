"""What people are told of their visit by text message and on a locked screen.

Others read both: a neutral name of the office, the day, the time, the place and a link, and
not why somebody comes. A text message is paid by the part, so these are short.
"""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Push, Sms
from portal.notifications.rules.sms import LONGEST_PARTS, normalise, parts
from portal.web import words
from scheduling.models import AccessCode, Appointment
from scheduling.models.together import whole
from scheduling.notices.entries import on_one_line
from scheduling.notices.secrets import access_code_of, code_of, page_of, short_page_of
from scheduling.rules.intervals import Interval


def office_name(office: Office) -> str:
    """Return a name of the office that does not tell a bystander what people go there for."""
    return office.message_name or _("The office")


def when(appointment: Appointment) -> str:
    """Return the time in words; of several people, from when to when they are received."""
    if appointment.people > 1:
        return _span(whole(appointment), appointment.office.zone)
    return _moment(appointment.interval.start, appointment.office.zone, get_language())


def how_many(appointment: Appointment) -> str:
    people = appointment.people
    return ngettext("%(people)d person", "%(people)d people", people) % {"people": people}


def when_and_who(appointment: Appointment) -> str:
    """Return the time in words, and how many come if it is not one person alone."""
    return f"{when(appointment)}, {how_many(appointment)}" if appointment.people > 1 else when(appointment)


def now_for(appointment: Appointment) -> str:
    """Return for how many a visit is, after one of them was cancelled."""
    people = appointment.people
    return ngettext(
        "Your visit is now for %(people)d person", "Your visit is now for %(people)d people", people
    ) % {"people": people}


def how_soon(appointment: Appointment, *, at: datetime) -> str:
    """Return "Your visit is tomorrow" and the like, in the days of the office's calendar."""
    zone = appointment.office.zone
    days = (appointment.interval.start.astimezone(zone).date() - at.astimezone(zone).date()).days
    if days <= 0:
        return _("Your visit is today")
    if days == 1:
        return _("Your visit is tomorrow")
    return ngettext("Your visit is in %(days)d day", "Your visit is in %(days)d days", days) % {"days": days}


def code_sms(appointment: Appointment, _about: About) -> Sms:
    # Translators: a text message, as in "Voivodeship Office: 123456 is your code. …".
    text = _("%(office)s: %(code)s is your code. Enter it on the page where you are booking.")
    return Sms(text % {"office": office_name(appointment.office), "code": code_of(appointment)})


def access_code_sms(access: AccessCode, _about: About) -> Sms:
    visit = access.appointment
    if visit is None:
        raise LookupError("Nobody is written to about a visit that there is not.")
    text = _(
        "%(office)s: %(code)s is your code to open your visit. "
        "It works until %(time)s. Tell it to nobody, not even to the office."
    )
    if access.account_id:
        text = _(
            "%(office)s: %(code)s is the code to put your visit on somebody's list. "
            "It works until %(time)s. Tell it to nobody, not even to the office."
        )
    until = words.clock(access.works_until, visit.office.zone)
    return Sms(text % {"office": office_name(visit.office), "code": access_code_of(access), "time": until})


def booked_sms(appointment: Appointment, _about: About) -> Sms:
    return sms(appointment, _("your visit is booked"))


def granted_sms(appointment: Appointment, _about: About) -> Sms:
    return sms(appointment, _("your urgent request is granted and a visit booked"))


def moved_sms(appointment: Appointment, _about: About) -> Sms:
    return sms(appointment, _("your visit has a new time"))


def member_cancelled_sms(appointment: Appointment, _about: About) -> Sms:
    people = appointment.people
    what = ngettext(
        "your visit is now for %(people)d person", "your visit is now for %(people)d people", people
    )
    return _short(
        appointment, what % {"people": people}, when=when(appointment), link=short_page_of(appointment)
    )


def reminder_sms(appointment: Appointment, _about: About) -> Sms:
    return sms(appointment, _("we remind you of your visit"))


def cancelled_sms(appointment: Appointment, _about: About) -> Sms:
    return _short(
        appointment, _("your visit is cancelled"), when=when(appointment), link=short_page_of(appointment)
    )


def cancelled_by_office_sms(appointment: Appointment, _about: About) -> Sms:
    text = _("we had to cancel this visit, so please choose another time")
    return _short(appointment, text, when=when(appointment), link=short_page_of(appointment))


def booked_push(appointment: Appointment, _about: About) -> Push:
    return push(appointment, _("Your visit is booked"))


def moved_push(appointment: Appointment, _about: About) -> Push:
    return push(appointment, _("Your visit has a new time"))


def member_cancelled_push(appointment: Appointment, _about: About) -> Push:
    return push(appointment, now_for(appointment))


def reminder_push(appointment: Appointment, about: About) -> Push:
    return push(appointment, how_soon(appointment, at=about.at))


def cancelled_push(appointment: Appointment, _about: About) -> Push:
    return push(appointment, _("Your visit is cancelled"), place=False)


def cancelled_by_office_push(appointment: Appointment, _about: About) -> Push:
    title, until = _("The office had to cancel your visit"), whole(appointment).end
    return Push(title, _capital(when(appointment)), page_of(appointment), until)


def sms(appointment: Appointment, what: str) -> Sms:
    """Say when and where; where the place would cost a part too many, it stands behind the link."""
    link, moment = short_page_of(appointment), when_and_who(appointment)
    place = on_one_line(appointment.office.address)
    text = _short(appointment, what, when=f"{moment}, {place}", link=link)
    if parts(normalise(text.text)).count <= LONGEST_PARTS:
        return text
    return _short(appointment, what, when=moment, link=link)


def _short(appointment: Appointment, what: str, *, when: str, link: str) -> Sms:
    office = office_name(appointment.office)
    # Translators: a text message, as in "Voivodeship Office: your visit is booked. Tuesday 8 December …".
    text = _("%(office)s: %(what)s. %(when)s. %(link)s")
    return Sms(text % {"office": office, "what": what, "when": _capital(when), "link": link})


def push(appointment: Appointment, what: str, *, place: bool = True) -> Push:
    lines = [_capital(when_and_who(appointment))]
    if place:
        lines.append(f"{office_name(appointment.office)}, {on_one_line(appointment.office.address)}")
    return Push(what, "\n".join(lines), page_of(appointment), whole(appointment).end)


@lru_cache(maxsize=1024)
def _moment(start: datetime, zone: ZoneInfo, _language: str | None) -> str:
    """Return a time in words, which are worked out once for the many visits that begin then."""
    return words.moment(start, zone)


def _span(span: Interval, zone: ZoneInfo) -> str:
    day = words.day(span.start.astimezone(zone).date())
    return f"{day}, {words.clock(span.start, zone)}–{words.clock(span.end, zone)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
