"""Those who come in one booking, as its pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web import words
from scheduling.models import Appointment
from scheduling.models.together import together
from scheduling.rules.ages import Hint, hints

HINTS: dict[Hint, Promise] = {
    Hint.NO_FINGERPRINTS: gettext_lazy("No fingerprints are taken of children under 6."),
    Hint.SIGNATURE: gettext_lazy("A specimen of the signature (wzór podpisu) is taken, from the age of 13."),
    Hint.CARD_TO_PARENT: gettext_lazy(
        "A parent or a guardian collects the card of a child under 13, with a document of their own."
    ),
    Hint.NOT_ALONE: gettext_lazy("A child under 13 does not come alone."),
}


@dataclass(frozen=True, slots=True)
class Guest:
    """One of those who come. `place` counts them as they are now, `number` is the booking's own."""

    row: Appointment
    place: int
    clock: str
    hints: tuple[Hint, ...]

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def name(self) -> str:
        return self.row.person

    @property
    def start(self) -> datetime:
        return self.row.interval.start

    @property
    def title(self) -> str:
        return _("Person %(number)d, %(time)s") % {"number": self.place, "time": self.clock}

    @property
    def advice(self) -> list[Promise]:
        return [HINTS[hint] for hint in self.hints]


@dataclass(frozen=True, slots=True)
class Advice:
    """What holds for some of those who come; for somebody alone it names nobody."""

    text: Promise
    names: list[str]


def guests(lead: Appointment) -> list[Guest]:
    on, zone = visit_day(lead), lead.office.zone
    return [
        Guest(row, place, words.clock(row.interval.start, zone), _hints(row, lead, on))
        for place, row in enumerate(together(lead), start=1)
    ]


def advice(people: Iterable[Guest]) -> list[Advice]:
    """Return each hint once, and for whom of several it holds."""
    people = list(people)
    return [
        Advice(text, [guest.name for guest in people if hint in guest.hints] if len(people) > 1 else [])
        for hint, text in HINTS.items()
        if any(hint in guest.hints for guest in people)
    ]


def visit_day(appointment: Appointment) -> date:
    return appointment.interval.start.astimezone(appointment.office.zone).date()


def _hints(row: Appointment, lead: Appointment, on: date) -> tuple[Hint, ...]:
    if row.birth_date is None:
        return ()
    service = lead.service
    return hints(
        row.birth_date,
        on=on,
        takes_fingerprints=service.takes_fingerprints,
        hands_over_card=service.hands_over_card,
    )
