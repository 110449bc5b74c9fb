"""What is announced now and to whom, and drafts of what a change of hours calls for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web.models import Announcement

SHOWN_BEFORE = timedelta(days=28)  # the first day that it is about
NEWS = timedelta(days=27)  # how long after its first day a change that stays is still new
FARTHEST = timedelta(days=366)  # nobody is told now of what comes later than that


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be announced, in each language, of which days (the last one included).

    Without a last day it holds until further notice. What `is_lasting` becomes how things are,
    and is news for four weeks only. `source` names what it is drafted from.
    """

    source: str
    office: Office
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    first_day: date
    last_day: date | None
    is_lasting: bool = False

    def is_news(self, today: date) -> bool:
        """Tell whether it is neither over nor so far away that it looks like a slip of the finger."""
        return self.first_day - today <= FARTHEST and (self.last_day is None or self.last_day >= today)

    def days_from(self, today: date) -> dict[str, date]:
        """Return when it is shown, and the visits of which days it touches."""
        is_soon = self.first_day - today <= SHOWN_BEFORE
        last_on = self.last_day or date.max
        if self.is_lasting:
            last_on = min(last_on, max(today, self.first_day) + NEWS)
        return {
            "first_on": today if is_soon else self.first_day - SHOWN_BEFORE,
            "last_on": last_on,
            "visits_from": self.first_day,
            "visits_to": last_on,
        }

    @property
    def texts(self) -> dict[str, str]:
        return {
            f"{name}_{language}": text
            for name, by_language in (("title", self.titles), ("body", self.bodies))
            for language, text in by_language.items()
        }


def current(*, at: datetime, office: Office | None = None) -> list[Announcement]:
    """Return what is to be shown at a moment: of all public offices, or on the pages of one."""
    rows = Announcement.objects.published().around(at).with_place().in_order()
    rows = rows.of(office) if office else rows.of_public_offices()
    return [row for row in rows if row.is_current(at)]


def told_with(*, office: Office, on: date, today: date) -> list[Announcement]:
    """Return what whoever visits an office on a day is to know, as far as it is announced by today."""
    rows = Announcement.objects.published().of(office).touching(on).filter(first_on__lte=today)
    return list(rows.in_order())


def drafted_from(source: str) -> Announcement | None:
    return Announcement.objects.filter(source=source).first()


@transaction.atomic
def draft(wanted: Draft, *, before: Draft | None, by: Actor, at: datetime) -> Announcement | None:
    """Write an unpublished announcement of a change, or bring the one that was drafted up to date.

    What is published stays as it is, and so does a draft where the change changed nothing that
    it says (`before` is what it would have said). What is over, or far away, is not announced.
    """
    there = Announcement.objects.select_for_update().filter(source=wanted.source).first()
    if wanted == before or (there and there.is_published):
        return there
    today = at.astimezone(wanted.office.zone).date()
    if not wanted.is_news(today):
        return withdraw(wanted.source, by=by, at=at)
    row = there or Announcement(office=wanted.office, source=wanted.source, created_by_id=by.user_id)
    for name, value in {**wanted.texts, **wanted.days_from(today)}.items():
        setattr(row, name, value)
    row.save()
    done = "redrafted" if there else "drafted"
    record(f"announcement.{done}", subject=row, by=by, at=at, office=wanted.office)
    return row


@transaction.atomic
def withdraw(source: str, *, by: Actor, at: datetime) -> Announcement | None:
    """Delete the draft of what is not to be; return what is published of it, for somebody to judge."""
    there = Announcement.objects.select_for_update().filter(source=source).first()
    if there is None or there.is_published:
        return there
    record("announcement.withdrawn", subject=there, by=by, at=at, office=there.office)
    there.delete()
    return None
