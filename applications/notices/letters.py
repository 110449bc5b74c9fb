"""What the party of a case is told by e-mail and text message: that there is news, and what to do.

No name, no case number, no status (`domain.md` 3.9): whoever reads over a shoulder learns nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import Stage
from applications.models import Application, Procedure
from applications.notices.links import link
from applications.notices.occasions import EXAMPLE_ON, day_of, stands
from applications.notices.telling import CARD, LETTER, NOW, TERM, ways_to
from applications.rules.state import Call, State
from portal.accounts.models import Office
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Block, Button, Heading, Mail, Paragraph, Sms
from portal.notifications.rules.reminders import awake
from portal.web import words

WORTH_TELLING = timedelta(days=3)


def found(pks: Sequence[str]) -> Mapping[str, Application]:
    """Read a batch of cases with what a message asks of them, in two queries."""
    rows = Application.objects.select_related("office", "procedure").filter(pk__in=pks)
    rows = rows.prefetch_related("kept_days")
    return {str(row.pk): row for row in rows}


def letter_mail(application: Application, _about: About) -> Mail:
    del application
    title = _("The office has sent you a letter")
    return Mail(
        title,
        preview=_("Read it when it comes."),
        blocks=(
            Heading(title),
            Paragraph(_("A letter from the office is on its way to the address that it has for you.")),
            Paragraph(_("What you have to do, and until when, stands in the letter.")),
            *for_information(),
        ),
    )


def term_mail(application: Application, about: About) -> Mail:
    del application
    last = words.day(day_of(about))
    title = _("A term is running for you")
    return Mail(
        title,
        preview=_("The last day is %(day)s.") % {"day": last},
        blocks=(
            Heading(title),
            Paragraph(_("The last day is %(day)s.") % {"day": last}),
            Paragraph(_("What you have to do by then stands in the letter that the office sent you.")),
            Paragraph(_("If you have done it already, there is nothing to do.")),
            *for_information(),
        ),
    )


def card_mail(_application: Application, _about: About) -> Mail:
    title = _("Something is ready for you at the office")
    return Mail(
        title,
        preview=_("Book a visit to collect it."),
        blocks=(
            Heading(title),
            Paragraph(_("Book a visit to collect it. Bring your passport.")),
            Button(_("Book a visit"), visits_of()),
            *for_information(),
        ),
    )


def for_information() -> tuple[Block, ...]:
    text = _("This message is for information. Terms run from the delivery of the official letter.")
    return (Paragraph(text),)


def letter_sms(application: Application, _about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: we have sent you a letter. What to do stands in it.")
    return Sms(text % {"office": office_of(application)})


def term_sms(application: Application, about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: a term ends for you on %(day)s. What to do stands in our letter.")
    return Sms(text % {"office": office_of(application), "day": words.day(day_of(about))})


def card_sms(application: Application, _about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: something is ready for you. Book a visit to collect it: %(link)s")
    return Sms(text % {"office": office_of(application), "link": visits_of()})


def office_of(application: Application) -> str:
    return application.office.message_name or _("The office")


def visits_of() -> str:
    """Return the whole address of the page on which visits are booked."""
    return link("service_list")


def _is_new(application: Application, about: About) -> bool:
    return about.at < application.changed_at + WORTH_TELLING


def _waits_still(application: Application, about: About) -> bool:
    return application.stage == Stage.CARD_READY and (about.occasion == NOW or stands(application, about))


def by_day(application: Application, at: datetime) -> datetime:
    return awake(at, zone=application.office.zone)


def example() -> Application:
    """Return a case that nobody has, to show what a message looks like."""
    office = Office(slug="example", name=_("Foreigners' office"), message_name="")
    state = State(
        base=Stage.EXAMINATION,
        calls=(Call(1, "evidence", date(2026, 12, 1), 14, date(2026, 12, 4), EXAMPLE_ON),),
    )
    at = datetime(2026, 12, 8, 8, 15, tzinfo=UTC)
    return Application(
        pk=0,
        office=office,
        procedure=Procedure(),
        state=state.to_json(),
        changed_at=at,
        monthly_from=EXAMPLE_ON,
    )


LETTERS: tuple[Kind[Application], ...] = (
    Kind(
        LETTER,
        title=gettext_lazy("Case: a letter is on its way"),
        find=found,
        still_true=_is_new,
        example=example,
        ways=ways_to,
        mail=letter_mail,
        sms=letter_sms,
        not_before=by_day,
    ),
    Kind(
        TERM,
        title=gettext_lazy("Case: a term is running"),
        find=found,
        still_true=stands,
        example=example,
        ways=ways_to,
        mail=term_mail,
        sms=term_sms,
        not_before=by_day,
    ),
    Kind(
        CARD,
        title=gettext_lazy("Case: something is ready"),
        find=found,
        still_true=_waits_still,
        example=example,
        ways=ways_to,
        mail=card_mail,
        sms=card_sms,
        not_before=by_day,
    ),
)
