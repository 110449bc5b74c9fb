"""One message for all clients, in numbers alone: how many cases have news, in how many a term ends soon."""

from datetime import date, timedelta
from typing import NamedTuple, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.choices import Digest
from applications.models import CasePreference
from applications.notices.clients import by_day, example, found, stop_page, ways_to_account
from applications.notices.letters import for_information
from applications.notices.links import link
from portal.accounts.models import User
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Button, Heading, Items, Mail, Paragraph

DIGEST = "case_digest"
SOON_DAYS = 7
WORTH_READING = timedelta(days=3)


class Counts(NamedTuple):
    """What a message of a day says: it stands in its occasion."""

    on: date
    news: int
    terms: int

    @property
    def text(self) -> str:
        return f"{self.on.isoformat()}:{self.news}:{self.terms}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what `text` was written from; an example for any other."""
        try:
            on, news, terms = text.split(":")
            return cls(date.fromisoformat(on), int(news), int(terms))
        except ValueError:
            return cls(date(2026, 12, 8), 3, 2)


def digest_mail(_user: User, about: About) -> Mail:
    title = _("The cases that you look after")
    counts = Counts.read(about.occasion)
    lines = tuple(_lines(counts))
    return Mail(
        title,
        preview=lines[0],
        blocks=(
            Heading(title),
            Items(lines),
            Paragraph(_("They stand in your list, the next term first.")),
            Button(_("See all cases"), link("client_list")),
            *for_information(),
        ),
    )


def _lines(counts: Counts) -> list[str]:
    news = ngettext("There is news in %(count)s case.", "There is news in %(count)s cases.", counts.news) % {
        "count": counts.news
    }
    terms = ngettext(
        "In %(count)s case a term ends within 7 days.",
        "In %(count)s cases a term ends within 7 days.",
        counts.terms,
    ) % {"count": counts.terms}
    said = ((counts.news, news), (counts.terms, terms))
    return [line for count, line in said if count] or [_("There is no news.")]


def _is_fresh(user: User, about: About) -> bool:
    on = Counts.read(about.occasion).on
    wants = CasePreference.objects.filter(user=user).exclude(digest=Digest.EACH)
    return about.at.date() < on + WORTH_READING and wants.exists()


DIGEST_KINDS: tuple[Kind[User], ...] = (
    Kind(
        DIGEST,
        title=gettext_lazy("Cases of clients: one message for all"),
        find=found,
        still_true=_is_fresh,
        example=example,
        ways=ways_to_account,
        mail=digest_mail,
        stop_url=stop_page,
        not_before=by_day,
        may_repeat=False,
    ),
)
