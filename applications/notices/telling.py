"""Which events somebody is told of, when, and when again.

A message says that there is news, never what it is: others read a locked screen, and the law is
served by letters alone. Days are those of the office, and nobody is woken.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from applications.choices import EventKind as K
from applications.choices import Outcome, Unit
from applications.models import Application
from applications.rules.deadlines import term_end
from applications.rules.events import Event
from applications.rules.waiting import APPEAL_DAYS
from portal.accounts.models import Office
from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import Way
from portal.notifications.rules.reminders import awake
from portal.prepared import Prepared

LETTER, TERM, CARD = "case_letter", "case_term", "case_card"
MORNING = time(9)
NEWS = timedelta(days=7)
# How many days before the last day of a term, and after a card is ready (`domain.md` 3.9).
BEFORE_SUMMONS = (3, 1)
BEFORE_APPEAL = (5, 1)
AFTER_CARD = (14, 30)

REACHED = Prepared(
    "applications_reached",
    """
    SELECT c.email, c.phone, c.language, c.outcome, c.office_id, o.time_zone
    FROM applications_application c JOIN accounts_office o ON o.id = c.office_id WHERE c.id = %(id)s
    """,
)

Said = Iterable[tuple[str, str, datetime]]  # kind, occasion, due (UTC)


def told(case: int, event: Event, *, at: datetime) -> None:
    """Write what the party is to be told of an event, in its transaction; of most events, nothing."""
    say = SAID.get(event.kind)
    if say is None:
        return
    application = _reached(case)
    if not (ways := ways_to(application)):
        return
    orders = [
        Order(kind, event.sequence, way, application.language, due, occasion)
        for kind, occasion, due in say(application, event, at)
        for way in ways
    ]
    enqueue_all(orders, subject=application)


def _reached(case: int) -> Application:
    """Read what a message to the party of a case needs, and no more: entries are made by the thousand.

    :raises Application.DoesNotExist: if there is none.
    """
    row = REACHED.one(id=case)
    if row is None:
        raise Application.DoesNotExist
    *columns, office, time_zone = row
    said = dict(zip(("email", "phone", "language", "outcome"), columns, strict=True))
    return Application(pk=case, office=Office(pk=office, time_zone=time_zone), **said)


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
    number = event.data["summons"]
    is_news = _is_news(application, event, at)
    yield from _term(
        f"summons-{number}", event.date("due_on"), BEFORE_SUMMONS, application, at, at_once=is_news
    )


def _decision(application: Application, event: Event, at: datetime) -> Said:
    if application.outcome == Outcome.POSITIVE:
        return
    last = term_end(event.on, count=APPEAL_DAYS, unit=Unit.DAY)
    is_news = _is_news(application, event, at)
    yield from _term("appeal", last, BEFORE_APPEAL, application, at, at_once=is_news)


def _term(  # noqa: PLR0913  which term, and of whom
    what: str, last: date, before: Iterable[int], application: Application, at: datetime, *, at_once: bool
) -> Said:
    """Say at once that a term runs, and again some days before its last one; nothing of one that is over."""
    zone = application.office.zone
    occasion = f"{what}:{last.isoformat()}"
    if at_once and at.astimezone(zone).date() <= last:
        yield TERM, f"{occasion}:0", awake(at, zone=zone)
    for days in before:
        if (due := _morning(last - timedelta(days=days), zone)) > at:
            yield TERM, f"{occasion}:{days}", due


def _card(application: Application, event: Event, at: datetime) -> Said:
    zone = application.office.zone
    if _is_news(application, event, at):
        yield CARD, "0", awake(at, zone=zone)
    for days in AFTER_CARD:
        if (due := _morning(event.on + timedelta(days=days), zone)) > at:
            yield CARD, f"{days}", due


def _morning(on: date, zone: ZoneInfo) -> datetime:
    return awake(datetime.combine(on, MORNING, zone), zone=zone)


SAID: dict[K, Callable[[Application, Event, datetime], Said]] = {
    K.SUMMONED: _letter,
    K.STATEMENT_SENT: _letter,
    K.OVERRUN_NOTIFIED: _letter,
    K.DECIDED: _letter,
    K.DELIVERED: _summons,
    K.SERVED: _decision,
    K.CARD_READY: _card,
}
