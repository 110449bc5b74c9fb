"""Correct what somebody gave when a case was opened: a name, a day, the kind of case.

What it was before is not kept. The entry names the fields and, in the clerk's words, the reason.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from applications.actions.applying import ChangedError, Known, RefusedError, known, write
from applications.choices import EventKind, Part
from applications.models import Application, CaseEvent
from applications.models.law import law_of
from applications.rules.events import Event, checked
from applications.rules.folding import counting, fold
from applications.rules.people import document_digest, name_key
from applications.rules.requirements import without_law
from applications.rules.transitions import Refusal, refusals
from portal.audit.rules.actors import Actor

OF_PERSON = (
    "given_names",
    "family_name",
    "birth_date",
    "citizenship",
    "party_name",
    "stay_until",
    "language",
    "email",
    "phone",
)
OF_CASE = ("procedure", "channel", "filed_on", "regime_on")
CORRECTABLE = (*OF_PERSON, *OF_CASE)


@transaction.atomic
def correct_particulars(  # noqa: PLR0913  what is corrected, why and by whom
    *,
    case: Application | int,
    changes: Mapping[str, Any],
    reason: str,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> CaseEvent | None:
    """Write columns of `CORRECTABLE`, or a `document_number`, and enter that they were corrected.

    The term is reckoned anew, as the day of filing and the kind of case decide about it. Returns
    None if nothing differs.

    :raises RefusedError: if this person may not, or something happened before the new day of filing.
    :raises ChangedError: if the case has more entries than were seen.
    """
    now = known(case if isinstance(case, int) else case.pk)
    if seen is not None and seen != now.sequence:
        raise ChangedError
    row = Application.objects.select_related("procedure").get(pk=now.pk)
    columns = _columns(row, changes)
    if not columns:
        return None
    event = _event(now, row, columns, by=by, at=at)
    if reasons := _against(now, event, parts=parts, today=event.on):
        raise RefusedError(reasons)
    procedure = columns["procedure"].pk if "procedure" in columns else now.procedure
    law = law_of(procedure) if procedure != now.procedure else now.law
    corrected = replace(now, procedure=procedure, regime_on=columns.get("regime_on", now.regime_on), law=law)
    if reasons := without_law(law, regime_on=corrected.regime_on, today=event.on):
        raise RefusedError(reasons)
    Application.objects.filter(pk=now.pk).update(**columns)
    state = fold(now.state, event)
    days = frozenset({row.filed_on, columns.get("filed_on", row.filed_on)})
    return write(corrected, event, state, parts=parts, by=by, at=at, note=reason, days=days)


def _columns(row: Application, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs, with the keys by which the case is found again."""
    given = {name: changes[name] for name in CORRECTABLE if name in changes}
    if given.get("filed_on") and row.regime_on == row.filed_on:
        given.setdefault("regime_on", given["filed_on"])
    columns = {name: value for name, value in given.items() if value != getattr(row, name)}
    if {"given_names", "family_name"} & set(columns):
        names = (columns.get(name, getattr(row, name)) for name in ("given_names", "family_name"))
        columns["name_key"] = name_key(*names)
    if number := changes.get("document_number"):
        digest = document_digest(settings.IDENTITY_KEY.encode(), number)
        if digest and digest != row.document_digest:
            columns["document_digest"] = digest
    return columns


def _event(now: Known, row: Application, columns: Mapping[str, Any], *, by: Actor, at: datetime) -> Event:
    today = at.astimezone(now.zone).date()
    data: dict[str, Any] = {"fields": sorted(set(columns) - {"name_key"})}
    if "filed_on" in columns:
        data["filed_on"] = columns["filed_on"]
    procedure = columns.get("procedure", row.procedure)
    if procedure.gives_card != row.procedure.gives_card:
        data["gives_card"] = procedure.gives_card
    kind = EventKind.CORRECTED
    return Event(kind, today, checked(kind, data), by.user_id, now.sequence + 1)


def _against(now: Known, event: Event, *, parts: frozenset[Part], today: date) -> list[Refusal]:
    """Return what speaks against it: above all a day of filing after something that followed it."""
    found = refusals(now.state, event, parts=parts, today=today)
    if "filed_on" not in event.data:
        return found
    filed_on = event.date("filed_on")
    if filed_on > today:
        found.append(Refusal.IN_FUTURE)
    entries = [row.value for row in CaseEvent.objects.filter(application=now.pk)]
    followed = [entry.on for entry in counting(entries) if entry.kind != EventKind.RECEIVED]
    return [*found, Refusal.OUT_OF_ORDER] if followed and min(followed) < filed_on else found
