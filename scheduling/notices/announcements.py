"""What a change of hours calls for on every page, and what is announced to those who visit.

A draft is plain and complete: somebody reads it, says it better, and publishes it.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Block, Heading, Paragraph
from portal.web import announcing, words
from portal.web.announcing import Draft
from portal.web.markdown import to_lines
from scheduling.models import Appointment, BlockedWindow, Closure

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DAY = timedelta(days=1)


def source_of(hours: BlockedWindow | Closure) -> str:
    return f"{hours._meta.label_lower}:{hours.pk}"


def draft_of(hours: BlockedWindow | Closure) -> Draft:
    """Return what is to be announced of a closure or a blocked window that is saved."""
    is_closure = isinstance(hours, Closure)
    titles, bodies = {}, {}
    for language in LANGUAGES:
        with translation.override(language):
            titles[language], bodies[language] = (
                _words_of_closure(hours) if isinstance(hours, Closure) else _words_of_window(hours)
            )
    return Draft(
        source_of(hours),
        hours.office,
        titles,
        bodies,
        first_day=hours.first_on if isinstance(hours, Closure) else hours.valid_from,
        last_day=hours.last_on if isinstance(hours, Closure) else hours.valid_to,
        is_lasting=not is_closure,
    )


def announced(appointment: Appointment, about: About) -> tuple[Block, ...]:
    """Return what is announced of the day of a visit, for the end of a letter about it."""
    office = appointment.office
    if office.pk is None:  # the office of an example
        return ()
    on, today = (moment.astimezone(office.zone).date() for moment in (appointment.interval.start, about.at))
    blocks: list[Block] = []
    for announcement in announcing.told_with(office=office, on=on, today=today):
        blocks += [Heading(announcement.title), *map(Paragraph, to_lines(announcement.body))]
    return tuple(blocks)


def _words_of_closure(closure: Closure) -> tuple[str, str]:
    first, last = words.day(closure.first_on), words.day(closure.last_on)
    if closure.first_on == closure.last_on:
        # Translators: the title of an announcement, such as "Closed: Thursday 24 December 2026".
        title = _("Closed: %(day)s") % {"day": first}
    else:
        # Translators: the title of an announcement of several days.
        title = _("Closed: %(first)s – %(last)s") % {"first": first, "last": last}
    body = _("The office takes nobody then. Reason: %(reason)s.") % {"reason": _reason(closure)}
    return title, body


def _words_of_window(window: BlockedWindow) -> tuple[str, str]:
    clock = f"{window.starts:%H:%M}–{window.ends:%H:%M}"
    first = words.day(window.valid_from)
    if window.valid_to == window.valid_from:
        # Translators: the title of an announcement, such as "No visits 12:00–13:00: Tuesday 8 December 2026".
        title = _("No visits %(clock)s: %(day)s") % {"clock": clock, "day": first}
        facts = []
    else:
        # Translators: the title of an announcement, such as "No visits 12:00–13:00: Mon–Fri".
        title = _("No visits %(clock)s: %(days)s") % {"clock": clock, "days": words.weekdays(window.weekdays)}
        facts = [_("From: %(day)s") % {"day": first}]
        if window.valid_to:
            facts.append(_("Until: %(day)s") % {"day": words.day(window.valid_to)})
    facts.append(_("Reason: %(reason)s") % {"reason": _reason(window)})
    return title, "\n".join(f"* {fact}" for fact in facts)


def _reason(hours: BlockedWindow | Closure) -> str:
    return hours.reason.strip().rstrip(".")
