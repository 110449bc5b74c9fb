"""What passed between the party and the office by way of the portal: visits and messages."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst

from applications.admin.cases.place import Case
from portal.notifications.admin import words as outbox
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.web import words
from scheduling.choices import AppointmentState, OutcomeKind
from scheduling.models import Appointment
from scheduling.models.appointments import SEEN
from scheduling.rules.identity import case_digest, normalise_case_number

MOST_VISITS = 12
MOST_MESSAGES = 30
TONES = {State.FAILED: "bad", State.UNCERTAIN: "near", State.SENT: "good"}


@dataclass(frozen=True, slots=True)
class Visit:
    when: str
    service: str
    state: str
    is_coming: bool
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    channel: str
    to: str
    state: str
    tone: str
    when: str
    why: str


def visits_of(case: Case) -> list[Visit]:
    """Return the visits that were booked with the number of this case, those to come first."""
    number = normalise_case_number(case.application.case_number)
    if number is None:
        return []
    digest = case_digest(settings.IDENTITY_KEY.encode(), case_number=number)
    rows = Appointment.objects.select_related("service", "counter__office", "outcome")
    found = rows.filter(case_digest=digest, state__in=SEEN).order_by("-period")[:MOST_VISITS]
    visits = [_visit(row, case) for row in found]
    return sorted(visits, key=lambda visit: not visit.is_coming)


def _visit(row: Appointment, case: Case) -> Visit:
    office = row.counter.office
    is_coming = row.state == AppointmentState.BOOKED and row.interval.end > case.at
    return Visit(
        words.moment(row.interval.start, office.zone),
        row.service.name,
        _became(row, is_coming=is_coming),
        is_coming,
        # A visit at another office is for its clerks to open.
        reverse("admin:scheduling_appointment_change", args=[row.pk]) if office == case.office else "",
    )


def _became(row: Appointment, *, is_coming: bool) -> str:
    outcome = getattr(row, "outcome", None)
    if outcome is not None:
        return str(OutcomeKind(outcome.kind).label)
    if row.state == AppointmentState.BOOKED and not is_coming:
        return str(AppointmentState.LAPSED.label)
    return str(AppointmentState(row.state).label)


def messages_of(case: Case) -> list[Message]:
    """Return what the party was told, the latest first, and what is planned."""
    rows = Notice.objects.about(case.application).for_log()
    return [_message(row, case) for row in rows[:MOST_MESSAGES]]


def _message(row: Notice, case: Case) -> Message:
    state = State(row.state)
    return Message(
        title=outbox.title_of(row.kind).partition(": ")[2] or outbox.title_of(row.kind),
        channel=capfirst(str(Channel(row.channel).label)),
        to="" if row.channel == Channel.PUSH else row.masked_recipient,
        state=str(state.label),
        tone=TONES.get(state, "still"),
        when=words.moment(_moment(row), case.zone),
        why=outbox.reason(row.reason) if row.reason else "",
    )


def _moment(row: Notice) -> datetime:
    return row.sent_at or row.due_at
