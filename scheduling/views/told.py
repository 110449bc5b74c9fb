"""What people were told and will be told of a visit, in words: for its page and for staff."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.actions.again import likeness
from portal.notifications.choices import OPEN, Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.repeats import first_of, number_of
from portal.notifications.templatetags.deliveries import why_not
from portal.web import words
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, ReminderRule

FIRST = 10  # messages that the page of a visit shows; the others are folded away
MOST = 200  # rows of one visit: some reminders by three ways, and it was moved some times

INSTEAD: dict[str, Promise] = {
    Channel.EMAIL: gettext_lazy("We sent it by e-mail instead."),
    Channel.SMS: gettext_lazy("We sent it by text message instead."),
    Channel.PUSH: gettext_lazy("We sent it to the device instead."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: in a word, in a sentence, and how good that is (`components/tag.html`)."""

    tone: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """One message about a visit."""

    notice: Notice
    title: str
    way: str
    outcome: Outcome
    count: int  # of it and its repetitions
    may_repeat: bool  # as far as can be told without asking; only the action knows
    is_repetition: bool

    @property
    def pk(self) -> int:
        return self.notice.pk


def told_of(visit: Appointment, *, at: datetime) -> list[Told]:
    """Return every message about a visit, the latest first, and before them what is still to go."""
    rows = _meant(list(Notice.objects.about(visit).order_by("-pk")[:MOST]), visit)
    replaced_by = {row.instead_of_id: row for row in rows if row.state == State.SENT}
    counts = Counter(likeness(row) for row in rows)
    latest = _latest(rows)
    return [
        Told(
            notice=row,
            title=_title(row),
            way=capfirst(str(Channel(row.channel).label)),
            outcome=_outcome(row, instead=replaced_by.get(row.pk), zone=visit.office.zone, at=at),
            count=counts[likeness(row)],
            may_repeat=row.pk in latest and _may_repeat(row, visit, at=at),
            is_repetition=number_of(row.occasion) > 0,
        )
        for row in sorted(rows, key=lambda row: (row.sent_at or row.due_at, row.pk), reverse=True)
    ]


def shown_to_person(messages: Iterable[Told]) -> list[Told]:
    """Leave out what was never sent because it was no longer needed."""
    return [message for message in messages if message.notice.state != State.DROPPED]


def told_context(visit: Appointment, *, at: datetime) -> dict[str, object]:
    """Return what `scheduling/_messages.html` shows: the latest messages, and the others folded."""
    messages = shown_to_person(told_of(visit, at=at))
    is_coming = visit.state == AppointmentState.BOOKED and visit.interval.start > at
    stop = reverse("reminders_stop", args=[visit.pk, notices.stop_token_of(visit)])
    return {
        "told": messages[:FIRST],
        "told_before": messages[FIRST:],
        "reminders_url": stop if is_coming else "",
    }


def _meant(rows: list[Notice], visit: Appointment) -> list[Notice]:
    """Leave out reminders to come that no rule asks for any more: they are dropped when they are due."""
    to_come = {row.pk for row in rows if row.state in OPEN and _is_reminder(row)}
    if not to_come:
        return rows
    rules = ReminderRule.objects.holding_for(visit.service_id)
    wanted = {(rule.offset.code, channel.value) for rule in rules for channel in rule.channels}
    return [
        row
        for row in rows
        if row.pk not in to_come
        or row.instead_of_id
        or number_of(row.occasion)
        or (first_of(row.occasion), row.channel) in wanted
    ]


def _is_reminder(notice: Notice) -> bool:
    kind = kinds.known(notice.kind)
    return kind is not None and kind.stop_url is not None


def _title(notice: Notice) -> str:
    kind = kinds.known(notice.kind)
    return str(kind.title) if kind else notice.kind


def _latest(rows: Sequence[Notice]) -> set[int]:
    """Return the last of each message and its repetitions; `rows` begin with the newest."""
    return {row.pk for row in {likeness(row): row for row in reversed(rows)}.values()}


def _may_repeat(notice: Notice, visit: Appointment, *, at: datetime) -> bool:
    kind = kinds.known(notice.kind)
    if kind is None or not kind.may_repeat or notice.state in {*OPEN, State.DROPPED}:
        return False
    if notice.version != visit.sequence or visit.interval.end <= at:
        return False
    if kind.stop_url and (visit.reminders_stopped_at or visit.interval.start <= at):
        return False
    address = {Channel.EMAIL: visit.email, Channel.SMS: visit.phone, Channel.PUSH: notice.recipient}
    return bool(address[Channel(notice.channel)])


def _outcome(notice: Notice, *, instead: Notice | None, zone: ZoneInfo, at: datetime) -> Outcome:
    match notice.state:
        case State.SENT:
            return _arrived(notice, zone=zone)
        case State.FAILED:
            more = f" {INSTEAD[instead.channel]}" if instead else ""
            return Outcome("error", _("Not delivered"), f"{why_not(notice)}{more}")
        case State.UNCERTAIN:
            return Outcome("warning", _("Perhaps not delivered"), _("We do not know whether it arrived."))
        case State.DROPPED:
            return Outcome("neutral", _("Not sent"), _("It was no longer needed."))
    return _to_go(notice, zone=zone, at=at)


def _arrived(notice: Notice, *, zone: ZoneInfo) -> Outcome:
    if notice.delivered_at:
        moment = words.moment(notice.delivered_at, zone)
        return Outcome("success", _("Delivered"), _("It arrived on %(moment)s.") % {"moment": moment})
    moment = words.moment(notice.sent_at or notice.due_at, zone)
    return Outcome("info", _("Sent"), _("We sent it on %(moment)s.") % {"moment": moment})


def _to_go(notice: Notice, *, zone: ZoneInfo, at: datetime) -> Outcome:
    if notice.due_at > at:
        moment = words.moment(notice.due_at, zone)
        return Outcome("neutral", _("Planned"), _("It goes on %(moment)s.") % {"moment": moment})
    if notice.state == State.QUEUED and notice.reason:
        next_try = max(notice.next_try_at or at, at)
        text = _("It could not be sent yet. We try again on %(moment)s.")
        return Outcome("warning", _("Delayed"), text % {"moment": words.moment(next_try, zone)})
    return Outcome("info", _("On its way"), _("We are sending it now."))
