"""Where a case stands and who does what by when: as much of it as needs no account."""

from dataclasses import dataclass
from datetime import date

from applications.choices import Stage, Turn
from applications.models import Application
from applications.notices.plain.reasons import Plain, plain
from applications.notices.plain.steps import AT_REST, MILESTONES, PLACES, TURNS
from applications.notices.plain.terms import days_left
from applications.rules.progress import Place, Wait, last_change, progress, waits
from applications.rules.state import State

NEAR = 3  # days
TONES = {Turn.PARTY: "warning", Turn.OFFICE: "info", Turn.AUTHORITY: "info", Turn.NOBODY: "neutral"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on the way, in words."""

    title: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Now:
    """One reason in words: who does what, until when. `left` says how far away that day is."""

    said: Plain
    turn: str
    who: str
    tone: str
    until: date | None
    left: str
    is_near: bool


@dataclass(frozen=True, slots=True)
class Where:
    """The steps, what happens now and besides, and since when nothing has changed."""

    steps: tuple[Mark, ...]
    now: Now
    besides: tuple[Now, ...]
    since: date
    days: int
    is_over: bool


def where_of(application: Application, state: State, *, on: date, news: date | None = None) -> Where:
    """Return where a case stands on a local day of its office. It asks the database for nothing.

    `news` is the day of the last entry that whoever looks may read, for the days without any.
    """
    first, *others = waits(state, on=on)
    since = max(news or date.min, last_change(state) or application.stage_since)
    return Where(
        steps=tuple(
            Mark(str(MILESTONES[step.milestone]), step.place.value, str(PLACES[step.place]))
            for step in progress(state)
        ),
        now=_now(first, on=on),
        besides=tuple(_now(each, on=on) for each in others),
        since=since,
        days=max((on - since).days, 0),
        is_over=all(step.place == Place.PAST for step in progress(state)),
    )


def _now(wait: Wait, *, on: date) -> Now:
    reason, turn, until = wait.waiting.reason, wait.waiting.turn, wait.waiting.until
    return Now(
        said=plain(Stage(wait.stage), reason, turn),
        turn=turn.value,
        who=str(AT_REST.get(reason, TURNS[turn])),
        tone=TONES[turn],
        until=until if turn in {Turn.PARTY, Turn.AUTHORITY} else None,
        left=days_left(until, on=on) if until else "",
        is_near=until is not None and (until - on).days <= NEAR,
    )
