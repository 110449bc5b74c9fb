"""What follows from every entry of a case, in its transaction: the audit, messages, the day's figures."""

from collections.abc import Iterable
from datetime import date, datetime

from applications import notices
from applications.models import Application, CaseEvent
from applications.rules.events import Event
from applications.signals import case_changed
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


def follow(  # noqa: PLR0913  an entry, and where it was made
    entry: CaseEvent, event: Event, *, office: int, was: str, days: Iterable[date], by: Actor, at: datetime
) -> None:
    """Write down that an entry was made, tell the party, and mark the local days whose figures it changes."""
    case = entry.application_id
    subject = Application(pk=case, office_id=office)
    action = f"case.{event.kind.value}"
    record(action, subject=subject, by=by, at=at, office=office, sequence=entry.sequence)
    notices.told(case, event, at=at)
    case_changed.send(
        sender=Application, application=case, office=office, event=entry, was=was, days={*days}, at=at
    )
