"""What people are told when a visit did not go as it was booked: not seen, moved, not served.

None of it is held against anybody. A time that the office chose is booked already, so whoever
does nothing keeps it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Block, Button, Facts, Heading, Mail, Paragraph, Push, Sms
from portal.notifications.rules.reminders import awake
from portal.web import words
from scheduling.choices import OutcomeKind
from scheduling.models import Appointment, Outcome
from scheduling.notices import texts
from scheduling.notices.announcements import announced
from scheduling.notices.arrivals import checked_in_from
from scheduling.notices.entries import calendar_entry
from scheduling.notices.letters import reference_of, when_and_where
from scheduling.notices.secrets import page_of, short_page_of
from scheduling.notices.subjects import example, found, found_to_come, is_last_word
from scheduling.notices.texts import office_name, when
from scheduling.notices.told import MISSED, MOVED_BY_OFFICE, REBOOKED, was_of, ways_to

# Later than that, nobody remembers having waited.
WORTH_TELLING = timedelta(days=3)
MISSED_SHOWN = timedelta(days=1)  # on a device


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit, and whether the office still holds that somebody did not come to it."""

    visit: Appointment
    is_missed: bool


def found_seen(pks: Sequence[str]) -> Mapping[str, Seen]:
    """Read a batch of visits, and at once which of their people did not come."""
    visits = found(pks)
    theirs = Q(appointment__in=visits) | Q(appointment__lead__in=visits)
    missed = Outcome.objects.filter(theirs, kind=OutcomeKind.MISSED)
    leads = {lead or pk for pk, lead in missed.values_list("appointment", "appointment__lead")}
    return {pk: Seen(visit, visit.pk in leads) for pk, visit in visits.items()}


def missed_mail(seen: Seen, _about: About) -> Mail:
    visit = seen.visit
    return Mail(
        _("We did not see you at your visit"),
        preview=_("You can book another time."),
        blocks=(
            Heading(_("We did not see you at your visit")),
            Paragraph(_("Nobody came to the counter for this visit, and we have written that down.")),
            when_and_where(visit),
            reference_of(visit),
            Paragraph(_("A missed visit bars nothing: you can book another time now.")),
            Button(_("Book another visit"), page_of(visit)),
            Paragraph(
                _("If you are at the office, or were there, tell a clerk. They can put it right that day.")
            ),
        ),
    )


def moved_mail(visit: Appointment, about: About) -> Mail:
    title = _("The office had to move your visit")
    lead = _("We are sorry. The office cannot receive you at the time you had.")
    return _given_mail(title, lead, visit, about)


def rebooked_mail(visit: Appointment, about: About) -> Mail:
    title = _("A new time for your visit")
    lead = _(
        "We are sorry that we could not serve you though you had come. We found you a time before others."
    )
    return _given_mail(title, lead, visit, about)


def _given_mail(title: str, lead: str, visit: Appointment, about: About) -> Mail:
    """Say when somebody is expected now: they had no part in it, and need not answer."""
    return Mail(
        title,
        preview=when(visit),
        blocks=(
            Heading(title),
            Paragraph(lead),
            *_was(visit, about),
            Paragraph(_("We have booked this time for you:")),
            when_and_where(visit),
            reference_of(visit),
            Paragraph(_("If it suits you, you do not need to do anything: the visit is booked.")),
            Paragraph(_("If it does not, choose another time or cancel on the page of your visit.")),
            Button(_("Open the page of my visit"), page_of(visit)),
            Paragraph(checked_in_from(visit)),
            Paragraph(_("Open the file with this message to put the visit into your calendar.")),
            Paragraph(
                _("Keep this message to yourself: whoever has the link can change or cancel your visit.")
            ),
            *announced(visit, about),
        ),
        files=(calendar_entry(visit),),
    )


def _was(visit: Appointment, about: About) -> tuple[Block, ...]:
    was = was_of(about.occasion)
    return (Facts(((_("The time you had"), words.moment(was, visit.office.zone)),)),) if was else ()


def missed_sms(seen: Seen, _about: About) -> Sms:
    # Translators: a text message, as in "Voivodeship Office: we did not see you on Tuesday 8 December …".
    text = _("%(office)s: we did not see you on %(when)s. A missed visit bars nothing. Book again: %(link)s")
    return Sms(
        text
        % {
            "office": office_name(seen.visit.office),
            "when": when(seen.visit),
            "link": short_page_of(seen.visit),
        }
    )


def moved_sms(visit: Appointment, _about: About) -> Sms:
    return texts.sms(visit, _("we are sorry, we had to move your visit"))


def rebooked_sms(visit: Appointment, _about: About) -> Sms:
    return texts.sms(visit, _("we are sorry, we booked a new time for your visit"))


def missed_push(seen: Seen, about: About) -> Push:
    title, until = _("We did not see you at your visit"), about.at + MISSED_SHOWN
    return Push(title, _("You can book another time."), page_of(seen.visit), until)


def moved_push(visit: Appointment, _about: About) -> Push:
    return texts.push(visit, _("The office had to move your visit"))


def rebooked_push(visit: Appointment, _about: About) -> Push:
    return texts.push(visit, _("A new time for your visit"))


def _was_not_seen(seen: Seen, about: About) -> bool:
    return seen.is_missed and about.at < seen.visit.interval.end + WORTH_TELLING


def _by_day(seen: Seen, at: datetime) -> datetime:
    return awake(at, zone=seen.visit.office.zone)


KINDS: tuple[Kind[Any], ...] = (
    Kind(
        MISSED,
        title=gettext_lazy("We did not see you"),
        find=found_seen,
        still_true=_was_not_seen,
        example=lambda: Seen(example(), is_missed=True),
        ways=lambda seen: ways_to(seen.visit),
        mail=missed_mail,
        sms=missed_sms,
        push=missed_push,
        not_before=_by_day,
    ),
    Kind(
        MOVED_BY_OFFICE,
        title=gettext_lazy("The office moved the visit"),
        find=found_to_come,
        still_true=is_last_word,
        example=example,
        ways=ways_to,
        mail=moved_mail,
        sms=moved_sms,
        push=moved_push,
    ),
    Kind(
        REBOOKED,
        title=gettext_lazy("A new time after a visit that could not be served"),
        find=found_to_come,
        still_true=is_last_word,
        example=example,
        ways=ways_to,
        mail=rebooked_mail,
        sms=rebooked_sms,
        push=rebooked_push,
    ),
)
