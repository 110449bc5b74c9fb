"""Write many cases at once, as the actions would have left each."""

import json
from collections.abc import Iterator, Sequence
from csv import writer
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from itertools import islice
from random import Random

from django.db import connection
from django.db.models import Model

from applications.actions.opening import Applicant, begun
from applications.choices import Part
from applications.models import Application, CaseDocument, CaseEvent, Decision, Procedure, Summons
from applications.models.law import law_of
from applications.rules.acts import ACTS
from applications.rules.deriving import derive
from applications.rules.events import Event
from applications.rules.folding import fold_all
from applications.rules.law import Law
from applications.rules.records import records_of
from portal.accounts.models import Office
from portal.demo.world.cases import recipe
from portal.demo.world.cases.story import Cast, Story
from portal.demo.world.people import somebody
from portal.reports.receivers import mark_days

BATCH = 1_000
UNIT = "SC-II.6151"
OPENS, CLOSES = 8, 15
PARTS = (Part.CLERK, Part.OFFICER, Part.SIGNER)
HAS_EMAIL = 0.8

COLUMNS = ("application_id", "sequence", "kind", "on", "data", "note", "part", "by_id", "at")
COPY = f"""
COPY {CaseEvent._meta.db_table} ({", ".join(f'"{name}"' for name in COLUMNS)})
FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (note))
"""

Told = tuple[Application, list[Event]]


@dataclass(frozen=True, slots=True)
class Maker:
    """Cases of one office, the same for a seed. `at` is now, in UTC."""

    office: Office
    cast: Cast
    chance: Random
    today: date
    at: datetime

    def make(self, count: int) -> int:
        """Make so many cases, and return how many events they have."""
        cases = self._cases(count)
        written = sum(self._write(some) for some in iter(lambda: list(islice(cases, BATCH)), []))
        self._mark_days()
        return written

    def _mark_days(self) -> None:
        """Let the figures of each day on which something happened be counted."""
        theirs = CaseEvent.objects.filter(application__office=self.office).order_by()
        days = sorted(set(theirs.values_list("on", flat=True).distinct()) | {self.today})
        mark_days(office=self.office.pk, days=days, at=self.at)

    def _cases(self, count: int) -> Iterator[Told]:
        procedures = {row.code: row for row in Procedure.objects.filter(code__in=recipe.KINDS)}
        laws = {row.pk: law_of(row.pk) for row in procedures.values()}
        days = recipe.filing_days(self.chance, count, today=self.today)
        for number, filed_on in enumerate(days, start=1):
            procedure = procedures[recipe.chosen(self.chance, recipe.KINDS)]
            name = f"{UNIT}.{number}.{filed_on.year}"
            events = Story(self.chance, self.cast, procedure, filed_on, self.today, name).write()
            yield self._case(procedure, events, laws[procedure.pk]), events

    def _case(self, procedure: Procedure, events: Sequence[Event], law: Law) -> Application:
        filed_on = events[0].on
        case = begun(
            office=self.office,
            procedure=procedure,
            applicant=self._applicant(procedure, filed_on),
            channel=events[0].data["channel"],
            filed_on=filed_on,
            regime_on=filed_on,
            opened_at=self._moment(filed_on),
        )
        state = fold_all(events)
        for name, value in asdict(derive(state, law, regime_on=filed_on, on=self.today)).items():
            setattr(case, name, value)
        case.state, case.sequence = state.to_json(), len(events)
        case.changed_at = self._moment(events[-1].on)
        return case

    def _applicant(self, procedure: Procedure, filed_on: date) -> Applicant:
        person = somebody(self.chance, today=self.today, european=False)
        return Applicant(
            given_names=person.given_names,
            family_name=person.family_name,
            birth_date=person.birth_date,
            citizenship=person.citizenship,
            document_number=f"DEMO{self.chance.randrange(10**7):07}",
            party_name="Przykładowa Firma sp. z o.o." if procedure.party == "employer" else "",
            language=person.language,
            email=person.email if self.chance.random() < HAS_EMAIL else "",
            stay_until=filed_on + timedelta(days=self.chance.randint(0, 90)),
        )

    def _write(self, made: Sequence[Told]) -> int:
        """Write cases with their events and rows, and return how many events that were."""
        Application.objects.bulk_create([case for case, _events in made])
        written = self._copy(made)
        for rows in zip(*(_rows(case, events) for case, events in made), strict=True):
            found = [row for some in rows for row in some]
            if found:
                type(found[0]).objects.bulk_create(found, batch_size=BATCH)
        return written

    def _copy(self, made: Sequence[Told]) -> int:
        """Write all events with COPY: they are twenty a case, and whoever starts the portal waits."""
        text = StringIO()
        lines = writer(text)
        for case, events in made:
            lines.writerows(self._entry(case, event) for event in events)
        text.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(COPY, text)
            count: int = cursor.rowcount
        return count

    def _entry(self, case: Application, event: Event) -> tuple[object, ...]:
        """Return an event in the order of COLUMNS."""
        note = self.chance.choice(recipe.NOTES) if event.kind == "noted" else ""
        part = next(part for part in PARTS if part in ACTS[event.kind].parts).value
        data = json.dumps(dict(event.data))
        at = self._moment(event.on).isoformat()
        return case.pk, event.sequence, event.kind.value, event.on, data, note, part, event.author, at

    def _moment(self, on: date) -> datetime:
        """Return some moment in the hours of the office, in the past."""
        clock = time(self.chance.randrange(OPENS, CLOSES), self.chance.randrange(60))
        return min(datetime.combine(on, clock, self.office.zone), self.at)


def _rows(case: Application, events: Sequence[Event]) -> tuple[list[Model], ...]:
    found = records_of(events)
    kept = ((Summons, found.summonses), (CaseDocument, found.documents), (Decision, found.decisions))
    return tuple(
        [model(application=case, number=number, **row) for number, row in rows.items()]
        for model, rows in kept
    )
