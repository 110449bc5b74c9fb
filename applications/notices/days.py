"""Words for days that are near, or past: the end of a card, the date of a decision that did not come.

What kind of day it is stands in the portal alone: a message says no more of a case than it must.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from applications.notices.letters import by_day, example, for_information, found, office_of
from applications.notices.links import case_of
from applications.notices.occasions import day_of, stands
from applications.notices.telling import DAY, NEW_DATE, ways_to
from applications.rules.sight import CHECKED
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Button, Heading, Mail, Paragraph, Sms
from portal.web import words


def day_mail(application: Application, about: About) -> Mail:
    title = _("A day that you should not miss")
    day = words.day(day_of(about))
    return Mail(
        title,
        preview=_("It is %(day)s.") % {"day": day},
        blocks=(
            Heading(title),
            Paragraph(_("Keep this day in mind: %(day)s. It does not move to a later one.") % {"day": day}),
            Paragraph(_where_it_stands(application)),
            Button(_("See your case"), case_of(application)),
            Paragraph(_("If you have done already what is to be done, you can forget this message.")),
            *for_information(),
        ),
    )


def _where_it_stands(application: Application) -> str:
    if application.account_id and application.account_level in CHECKED:
        return _("What kind of day it is stands in the portal, under the reminders of your case.")
    return _(
        "It may be the last day of one of your papers, or of a term that the law sets. "
        "Look at the dates on your papers, or ask the office."
    )


def day_sms(application: Application, about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: do not miss %(day)s. More: %(link)s")
    said = {"day": words.day(day_of(about)), "link": case_of(application)}
    return Sms(text % {"office": office_of(application), **said})


def new_date_mail(application: Application, about: About) -> Mail:
    title = _("A date that the office named has passed")
    day = words.day(day_of(about))
    return Mail(
        title,
        preview=_("It was %(day)s.") % {"day": day},
        blocks=(
            Heading(title),
            Paragraph(_("The office told you in a letter by when it would decide: %(day)s.") % {"day": day}),
            Paragraph(
                _(
                    "If no decision has come since, you may complain that the office does not act "
                    "(ponaglenie). How to do it stands in that letter and in the portal."
                )
            ),
            Button(_("See your case"), case_of(application)),
            *for_information(),
        ),
    )


def new_date_sms(application: Application, about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: the date of our letter, %(day)s, has passed. More: %(link)s")
    said = {"day": words.day(day_of(about)), "link": case_of(application)}
    return Sms(text % {"office": office_of(application), **said})


DAYS: tuple[Kind[Application], ...] = (
    Kind(
        DAY,
        title=gettext_lazy("Case: a day that should not be missed"),
        find=found,
        still_true=stands,
        example=example,
        ways=ways_to,
        mail=day_mail,
        sms=day_sms,
        not_before=by_day,
    ),
    Kind(
        NEW_DATE,
        title=gettext_lazy("Case: the new date has passed"),
        find=found,
        still_true=stands,
        example=example,
        ways=ways_to,
        mail=new_date_mail,
        sms=new_date_sms,
        not_before=by_day,
    ),
)
