"""Once a month, to whoever wants it: that a case is still in the queue, and nothing has changed."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import CLOSED_STAGES, DECIDED_STAGES, Turn
from applications.models import Application
from applications.notices.letters import by_day, example, found, office_of
from applications.notices.links import case_of, link
from applications.notices.news import reads_news
from applications.notices.telling import ways_to
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Button, Heading, Mail, Paragraph, Sms
from portal.web import words

MONTHLY = "case_monthly"
QUIET = timedelta(days=30)


def is_quiet(application: Application, *, on: date) -> bool:
    """Tell whether a case is open, waits for others than the party, and nothing happened for a month."""
    is_open = application.stage not in CLOSED_STAGES and application.stage not in DECIDED_STAGES
    return is_open and application.turn != Turn.PARTY and on - changed_on(application) >= QUIET


def changed_on(application: Application) -> date:
    return application.changed_at.astimezone(application.office.zone).date()


def monthly_mail(application: Application, _about: About) -> Mail:
    title = _("Your case is still in the queue")
    since = _("Nothing new since %(day)s.") % {"day": words.day(changed_on(application))}
    return Mail(
        title,
        preview=since,
        blocks=(
            Heading(title),
            Paragraph(since),
            Paragraph(_("There is nothing that you have to do now. We write to you when something happens.")),
            Button(_("See your case"), case_of(application)),
            Paragraph(_("You asked us to write once a month while nothing happens.")),
        ),
    )


def monthly_sms(application: Application, _about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: your case is still in the queue. There is nothing that you have to do now.")
    return Sms(text % {"office": office_of(application)})


def _still_quiet(application: Application, about: About) -> bool:
    today = about.at.astimezone(application.office.zone).date()
    is_wanted = application.monthly_from is not None and reads_news(application)
    return is_wanted and is_quiet(application, on=today)


def _stop_page(application: Application) -> str:
    return link("case_reminders", application.pk)


MONTHLY_KINDS: tuple[Kind[Application], ...] = (
    Kind(
        MONTHLY,
        title=gettext_lazy("Case: still in the queue"),
        find=found,
        still_true=_still_quiet,
        example=example,
        ways=ways_to,
        mail=monthly_mail,
        sms=monthly_sms,
        stop_url=_stop_page,
        not_before=by_day,
        may_repeat=False,
    ),
)
