"""What people are told who act for somebody else: of a case of a client, and of all in one message.

The message is about them (`accounts.User`); of which case stands in its version. It names nobody:
the page that it leads to does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import Digest
from applications.models import Application, CasePreference, Mandate
from applications.notices.letters import for_information
from applications.notices.links import link
from applications.notices.occasions import Occasion, day_of, stands
from applications.notices.telling import CLIENT_NEWS, CLIENT_TERM
from portal.accounts.models import User
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About, Kind, Way
from portal.notifications.rules.letters import Button, Heading, Mail, Paragraph
from portal.notifications.rules.reminders import awake
from portal.web import words


def found(pks: Sequence[str]) -> Mapping[str, User]:
    """Read a batch of people who act for others."""
    return {str(row.pk): row for row in User.objects.filter(pk__in=pks, is_active=True)}


def ways_to_account(user: User) -> list[Way]:
    return [Way(Channel.EMAIL, user.email, user.language)]


def news_mail(_user: User, about: About) -> Mail:
    title = _("There is news in a case that you look after")
    return Mail(
        title,
        preview=_("Sign in to read it."),
        blocks=(
            Heading(title),
            Paragraph(_("There is something new in the case of somebody for whom you act.")),
            Button(_("See the case"), link("case_detail", about.version)),
            *for_information(),
        ),
    )


def term_mail(_user: User, about: About) -> Mail:
    title = _("A day is near in a case that you look after")
    day = words.day(day_of(about))
    return Mail(
        title,
        preview=_("The last day is %(day)s.") % {"day": day},
        blocks=(
            Heading(title),
            Paragraph(_("The last day is %(day)s.") % {"day": day}),
            Paragraph(_("What has to be done by then stands on the page of the case.")),
            Button(_("See the case"), link("case_detail", about.version)),
            *for_information(),
        ),
    )


def case_of(user: User, about: About) -> Application | None:
    """Return the case that a message is about, if they act in it still and want a message for each."""
    rows = Application.objects.select_related("office", "procedure").filter(pk=about.version)
    application: Application | None = rows.first()
    if application is None or CasePreference.objects.filter(user=user).exclude(digest=Digest.EACH).exists():
        return None
    on = about.at.astimezone(application.office.zone).date()
    held = Mandate.objects.of(user).held(on).filter(application=application, may_see=True, gets_notices=True)
    return application if held.exists() else None


def _is_theirs(user: User, about: About) -> bool:
    application = case_of(user, about)
    # News of a day, such as a card that waits, is to be right still; what has happened has happened.
    return application is not None and (Occasion.read(about.occasion) is None or stands(application, about))


def _runs(user: User, about: About) -> bool:
    application = case_of(user, about)
    return application is not None and stands(application, about)


def example() -> User:
    return User(pk=0, email="proxy@example.test", language="en")


def by_day(_user: User, at: datetime) -> datetime:
    return awake(at, zone=ZoneInfo(settings.TIME_ZONE))


def stop_page(_user: User) -> str:
    return link("case_preferences")


CLIENT_KINDS: tuple[Kind[User], ...] = (
    Kind(
        CLIENT_NEWS,
        title=gettext_lazy("Case of a client: there is news"),
        find=found,
        still_true=_is_theirs,
        example=example,
        ways=ways_to_account,
        mail=news_mail,
        stop_url=stop_page,
        not_before=by_day,
    ),
    Kind(
        CLIENT_TERM,
        title=gettext_lazy("Case of a client: a day is near"),
        find=found,
        still_true=_runs,
        example=example,
        ways=ways_to_account,
        mail=term_mail,
        stop_url=stop_page,
        not_before=by_day,
    ),
)
