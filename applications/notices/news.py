"""Tell the party of a case, and whoever acts for them, that there is news: of what, the page says."""

from datetime import datetime
from hashlib import blake2s

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.choices import Party
from applications.models import Application
from applications.notices.letters import by_day, example, for_information, found, office_of
from applications.notices.links import link
from applications.notices.readers import readers_of
from applications.notices.telling import CLIENT_NEWS, ways_to
from applications.rules.sight import CHECKED
from portal.accounts.models import User
from portal.notifications.actions.outbox import Order, enqueue, enqueue_all
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Button, Heading, Mail, Paragraph, Sms
from portal.notifications.rules.reminders import awake

NEWS = "case_news"
LONGEST_KEY = 24


def tell_news(application: Application, *, what: str, key: str, at: datetime) -> None:
    """Write that there is news in a case, in the caller's transaction; the same news is told once.

    `what` is a short word for what it is of (`message`, `copy`), `key` tells it from others of the
    case (the number of the message, the key of the copy). Neither is shown to anybody. Somebody
    whose account shows no more than where the case stands would find nothing, and is not told.

    :raises TransactionManagementError: outside a transaction.
    """
    zone = application.office.zone
    due_at, occasion = awake(at, zone=zone), occasion_of(what, key)
    ways = ways_to(application) if reads_news(application) else []
    language = application.language
    enqueue(
        NEWS,
        subject=application,
        version=1,
        ways=ways,
        language=language,
        due_at=due_at,
        occasion=occasion,
    )
    for reader in readers_of([application.pk], on=at.astimezone(zone).date()).get(application.pk, ()):
        order = Order(CLIENT_NEWS, application.pk, reader.way, reader.language, due_at, occasion)
        enqueue_all([order], subject=User(pk=reader.pk))


def reads_news(application: Application) -> bool:
    """Tell whether the contact of a case leads to somebody who can open its page."""
    if application.procedure.party != Party.FOREIGNER:
        return True  # the employer's, who has an account or will ask for one
    return bool(application.account_id) and application.account_level in CHECKED


def occasion_of(what: str, key: str) -> str:
    """Return what tells this news from others, short enough for the outbox."""
    short = key if len(key) <= LONGEST_KEY else blake2s(key.encode(), digest_size=12).hexdigest()
    return f"{what}:{short}"


def news_mail(application: Application, _about: About) -> Mail:
    title = _("There is news in your case")
    return Mail(
        title,
        preview=_("Sign in to read it."),
        blocks=(
            Heading(title),
            Paragraph(_("There is something new on the page of your case. Sign in to read it.")),
            Button(_("See your case"), link("case_detail", application.pk)),
            *for_information(),
        ),
    )


def news_sms(application: Application, _about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: there is news in your case. Sign in to read it: %(link)s")
    return Sms(text % {"office": office_of(application), "link": link("case_detail", application.pk)})


def _may_read(application: Application, about: About) -> bool:
    del about
    return reads_news(application)


NEWS_KINDS: tuple[Kind[Application], ...] = (
    Kind(
        NEWS,
        title=gettext_lazy("Case: there is news"),
        find=found,
        still_true=_may_read,
        example=example,
        ways=ways_to,
        mail=news_mail,
        sms=news_sms,
        not_before=by_day,
    ),
)
