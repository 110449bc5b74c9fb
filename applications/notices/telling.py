"""Which events somebody is told of at once: the party, and whoever acts for them.

A message says that there is news, never what it is: others read a locked screen, and the law is
served by letters alone. Days are those of the office, and nobody is woken. Of a day to come people
are reminded by the clock (`actions/reminding`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from applications.choices import EventKind as K
from applications.choices import Outcome, Unit
from applications.models import Application
from applications.notices.readers import READERS, Reader, grown
from applications.rules.deadlines import term_end
from applications.rules.events import Event
from applications.rules.waiting import APPEAL_DAYS
from portal.accounts.models import Office, User
from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import Way
from portal.notifications.rules.reminders import awake
from portal.prepared import Prepared

LETTER, TERM, CARD = "case_letter", "case_term", "case_card"
DAY, NEW_DATE = "case_day", "case_new_date"
CLIENT_NEWS, CLIENT_TERM = "client_news", "client_term"
NEWS = timedelta(days=7)
NOW = "0"  # of an occasion: at once; a reminder has a sign before its days

# Entries are made by the thousand: who is told is read in one go.
REACHED = Prepared(
    "applications_reached",
    f"""
    SELECT c.email, c.phone, c.language, c.outcome, c.office_id, o.time_zone, (
        SELECT json_agg(json_build_array(r.id, r.email, r.language))
        FROM ({READERS} AND m.application_id = %(id)s) r
    )
    FROM applications_application c JOIN accounts_office o ON o.id = c.office_id WHERE c.id = %(id)s
    """,  # noqa: S608  our own words
)

Said = Iterable[tuple[str, str, datetime]]  # kind, occasion, due (UTC)


@dataclass(frozen=True, slots=True)
class Reached:
    """A case with no more than a message about it needs, and who acts for its party."""

    application: Application
    readers: tuple[Reader, ...]


def told(case: int, event: Event, *, at: datetime) -> None:
    """Write what people are to be told of an event, in its transaction; of most events, nothing."""
    say = SAID.get(event.kind)
    if say is None:
        return
    # Around midnight this is yesterday at the office; whoever's mandate has ended is told nothing, as a
    # message asks once more before it goes.
    reached = _reached(case, on=at.date())
    if not (reached.readers or ways_to(reached.application)):
        return
    for kind, occasion, due in say(reached.application, event, at):
        tell(reached, kind, version=event.sequence, occasion=occasion, due_at=due)


def tell(reached: Reached, kind: str, *, version: int, occasion: str, due_at: datetime) -> None:
    """Write one message to the party, and one to each who acts for them."""
    application = reached.application
    orders = [
        Order(kind, version, way, application.language, due_at, occasion) for way in ways_to(application)
    ]
    enqueue_all(orders, subject=application)
    tell_readers(reached, kind, version=version, occasion=occasion, due_at=due_at)


def tell_readers(reached: Reached, kind: str, *, version: int, occasion: str, due_at: datetime) -> None:
    """Write to whoever acts for the party. The message is about them: of which case, its version says."""
    told_kind = CLIENT_TERM if kind in {TERM, DAY} else CLIENT_NEWS
    what = occasion if ":" in occasion else f"{kind.removeprefix('case_')}:{version}"
    for reader in reached.readers:
        order = Order(told_kind, reached.application.pk, reader.way, reader.language, due_at, what)
        enqueue_all([order], subject=User(pk=reader.pk))


def _reached(case: int, *, on: date) -> Reached:
    """Read what a message to the party of a case needs, and no more.

    :raises Application.DoesNotExist: if there is none.
    """
    row = REACHED.one(id=case, on=on, grown=grown(on))
    if row is None:
        raise Application.DoesNotExist
    *columns, office, time_zone, readers = row
    said = dict(zip(("email", "phone", "language", "outcome"), columns, strict=True))
    application = Application(pk=case, office=Office(pk=office, time_zone=time_zone), **said)
    return Reached(application, tuple(Reader(*each) for each in readers or ()))


def ways_to(application: Application) -> list[Way]:
    """Return how the party of a case can be reached, the best way first."""
    found = ((Channel.EMAIL, application.email), (Channel.SMS, application.phone))
    return [Way(channel, to) for channel, to in found if to]


def _is_news(application: Application, event: Event, at: datetime) -> bool:
    """Tell whether somebody would still wonder: an old file that is read in writes to nobody."""
    return at.astimezone(application.office.zone).date() - event.on <= NEWS


def _letter(application: Application, event: Event, at: datetime) -> Said:
    if _is_news(application, event, at):
        yield LETTER, "", awake(at, zone=application.office.zone)


def _summons(application: Application, event: Event, at: datetime) -> Said:
    yield from _term(f"summons-{event.data['summons']}", event.date("due_on"), application, event, at)


def _decision(application: Application, event: Event, at: datetime) -> Said:
    if application.outcome != Outcome.POSITIVE:
        last = term_end(event.on, count=APPEAL_DAYS, unit=Unit.DAY)
        yield from _term("appeal", last, application, event, at)


def _term(what: str, last: date, application: Application, event: Event, at: datetime) -> Said:
    """Say that a term runs; nothing of one that is over, or that began long ago."""
    zone = application.office.zone
    if _is_news(application, event, at) and at.astimezone(zone).date() <= last:
        yield TERM, f"{what}:{last.isoformat()}:{NOW}", awake(at, zone=zone)


def _card(application: Application, event: Event, at: datetime) -> Said:
    if _is_news(application, event, at):
        yield CARD, NOW, awake(at, zone=application.office.zone)


SAID: dict[K, Callable[[Application, Event, datetime], Said]] = {
    K.SUMMONED: _letter,
    K.STATEMENT_SENT: _letter,
    K.OVERRUN_NOTIFIED: _letter,
    K.DECIDED: _letter,
    K.DELIVERED: _summons,
    K.SERVED: _decision,
    K.CARD_READY: _card,
}
