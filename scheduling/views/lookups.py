"""What an address names: an office and a service, a booked visit, a day, a time, or nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import ParamSpec, Self
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from portal.accounts.models import Office
from scheduling.actions.holding import terms_of
from scheduling.models import Appointment, Matter, Service
from scheduling.models.hotpath import public_place
from scheduling.rules.booking import Refusal, ServiceTerms, may_choose
from scheduling.rules.codes import token_digest
from scheduling.rules.parties import ALONE, Party

# `[0-9]` and not `\d`: the digits of other scripts are no address of ours.
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
START = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:00Z")
# Further from today than this, nothing of ours has a date, and calendars come to their ends.
FARTHEST = timedelta(days=2 * 366)
MATTER = re.compile(r"[A-Z][A-Z0-9_]{0,29}")
CHOSEN = ("people", "longer", "matter")  # before the calendar
LONGEST_CHOSEN = 30
MOST_DIGITS = 6  # of a number that a page of ours holds

P = ParamSpec("P")


class AskFirstError(Http404):
    """What was chosen before the calendar is missing or wrong. `url` is where it is asked."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def asked_first(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Lead to the page that asks for whom and what for, where a view cannot do without."""

    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except AskFirstError as error:
            return redirect(error.url)

    return page


@dataclass(frozen=True, slots=True)
class Place:
    """A service at an office, as one address names them."""

    office: Office
    service: Service
    # Whom the times are for, and what for: asked before the calendar, and part of its addresses.
    party: Party = field(default=ALONE, kw_only=True)
    named_matter: Matter | None = field(default=None, kw_only=True)
    has_matters: bool = field(default=False, kw_only=True)
    has_questions: bool = field(default=False, kw_only=True)

    @property
    def zone(self) -> ZoneInfo:
        return self.office.zone

    @property
    def keys(self) -> list[str]:
        return [self.office.slug, self.service.code]

    @property
    def url(self) -> str:
        return reverse("service_detail", args=self.keys)

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen before the calendar, as addresses have it; see `party_of`."""
        chosen = {
            "people": str(self.party.people) if self.party.people > 1 else "",
            "longer": "yes" if self.party.is_longer else "",
            "matter": self.matter,
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def matter(self) -> str:
        return self.named_matter.code if self.named_matter else ""

    @property
    def terms(self) -> ServiceTerms:
        """On what terms it can be booked: on the days of the service and of the matter."""
        return terms_of(self.service, self.named_matter)

    @property
    def asks(self) -> bool:
        """Tell whether anything is asked before the calendar."""
        asks_whom = self.service.most_people > 1 or self.service.longer_minutes is not None
        return asks_whom or self.has_matters or self.has_questions

    @property
    def start_url(self) -> str:
        """Where it is asked; what was chosen stands there already."""
        return self.with_chosen(reverse("visit_start", args=self.keys))

    @property
    def first_url(self) -> str:
        """Where somebody begins who wants a time."""
        return self.start_url if self.asks else self.times_url

    @property
    def length(self) -> timedelta:
        """How long the visit of one of them takes."""
        return self.service.length_for(is_longer=self.party.is_longer)

    @property
    def times_url(self) -> str:
        return self.with_chosen(reverse("month_detail", args=self.keys))

    @property
    def holds_url(self) -> str:
        return self.with_chosen(reverse("hold_create", args=self.keys))

    def month_url(self, on: date) -> str:
        return self.with_chosen(self.times_url.partition("?")[0], month=f"{on:%Y-%m}")

    def day_url(self, on: date) -> str:
        return self.with_chosen(reverse("day_detail", args=[*self.keys, on.isoformat()]))

    def with_chosen(self, path: str, **more: str) -> str:
        """Add to an address what was chosen before the calendar."""
        query = self.chosen | more
        return f"{path}?{urlencode(query)}" if query else path

    def time_url(self, start: datetime) -> str:  # noqa: ARG002  a visit that is moved has such addresses
        """Return where a time leads; nowhere, where a button takes it at once."""
        return ""

    @property
    def present(self) -> datetime | None:
        """When the visit is that gets another time, if there is one already."""
        return None

    @property
    def besides(self) -> Q | None:
        """Which appointments do not count, because whoever chooses gives them up."""
        return None

    def today(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def refusals(self, *, at: datetime) -> frozenset[Refusal]:
        """Return why nobody can book this at all: it is the office's to set, or it has ended."""
        return may_choose(self.service.terms, on=self.today(at)) - {Refusal.NOT_YET_VALID}


@dataclass(frozen=True, slots=True)
class Move(Place):
    """The same for a booked visit that gets another time. All of it is under its secret address."""

    visit: Appointment
    token: str

    @classmethod
    def of(cls, visit: Appointment, token: str) -> Self:
        return cls(visit.office, visit.service, visit, token, party=visit.party, named_matter=visit.matter)

    @property
    def chosen(self) -> dict[str, str]:
        return {}  # the visit itself says it

    @property
    def url(self) -> str:
        return reverse("booking_detail", args=[self.token])

    @property
    def times_url(self) -> str:
        return reverse("move_month", args=[self.token])

    @property
    def holds_url(self) -> str:
        return ""  # nothing is held: the visit keeps its time until it has the other

    def day_url(self, on: date) -> str:
        return reverse("move_day", args=[self.token, on.isoformat()])

    def time_url(self, start: datetime) -> str:
        return f"{reverse('move_create', args=[self.token])}?start={write_start(start)}"

    @property
    def present(self) -> datetime:
        return self.visit.interval.start

    @property
    def besides(self) -> Q:
        return Q(pk=self.visit.pk) | Q(lead=self.visit.pk)

    def refusals(self, *, at: datetime) -> frozenset[Refusal]:
        """Return why the public cannot move it: all of the above, or they are told of it no more."""
        is_told = self.service.is_listed and self.office.is_open_to_public
        reasons = Place.refusals(self, at=at)
        return reasons if is_told else reasons | {Refusal.NOT_PUBLIC}


def find_visit(token: str) -> Appointment:
    """Return the visit with that secret address.

    :raises Http404: if there is none.
    """
    found = Appointment.objects.for_page().filter(token_digest=token_digest(token)).first()
    if found is None:
        raise Http404
    return found


def find_place(office: str, code: str, *, at: datetime, chosen: Mapping[str, str] | None = None) -> Place:
    """Return the service at the office that the public is told about, and what was chosen of it.

    A service that has ended is found at every office: its page says what to do instead. So is
    one whose matter was not named; with `chosen`, from the address of a calendar, it must be.

    :raises Http404: if there is none.
    :raises AskFirstError: if it cannot be had so.
    """
    matter = (chosen or {}).get("matter", "")
    found = public_place(office, code, matter=matter if MATTER.fullmatch(matter) else "", at=at)
    if found is None:
        raise Http404
    place = Place(
        found.office,
        found.service,
        named_matter=found.matter,
        has_matters=found.has_matters,
        has_questions=found.has_questions,
    )
    return place if chosen is None else _as_chosen(place, chosen, at=at)


def _as_chosen(place: Place, chosen: Mapping[str, str], *, at: datetime) -> Place:
    party = read_party(chosen, service=place.service)
    if party is None or (place.has_matters and not place.named_matter) or has_ended(place, at=at):
        path = reverse("visit_start", args=place.keys)
        query = {name: value[:LONGEST_CHOSEN] for name in CHOSEN if (value := chosen.get(name))}
        raise AskFirstError(f"{path}?{urlencode(query)}" if query else path)
    return replace(place, party=party)


def has_ended(place: Place, *, at: datetime) -> bool:
    """Tell whether the matter is dealt with by another channel now."""
    matter = place.named_matter
    return matter is not None and matter.valid_to is not None and matter.valid_to < place.today(at)


def place_of(appointment: Appointment) -> Place:
    """Return where, what and for how many a visit is, to look for other times like it."""
    return Place(
        appointment.office, appointment.service, party=appointment.party, named_matter=appointment.matter
    )


def read_party(chosen: Mapping[str, str], *, service: Service) -> Party | None:
    """Return how many come and for how long, as addresses of ours have it, or None for anything else."""
    people = read_number(chosen.get("people") or "1")
    longer = chosen.get("longer", "")
    if people is None or not 1 <= people <= service.most_people or longer not in {"", "yes"}:
        return None
    return Party(people, is_longer=bool(longer) and service.longer_minutes is not None)


def read_month(text: str, *, today: date) -> date | None:
    """Return the first day of a month such as "2026-12", or None for anything else."""
    return _near(date.fromisoformat(f"{text}-01"), today) if MONTH.fullmatch(text) and text > "0001" else None


def read_day(text: str, *, today: date) -> date | None:
    """Return a day such as "2026-12-08", or None for anything else."""
    if not DAY.fullmatch(text):
        return None
    try:
        return _near(date.fromisoformat(text), today)
    except ValueError:
        return None


def read_start(text: str, *, at: datetime) -> datetime | None:
    """Return a start as our own buttons send it, "2026-12-08T08:15:00Z", or None."""
    if not START.fullmatch(text):
        return None
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        return None
    return start if _near(start.date(), at.date()) else None


def read_number(text: str) -> int | None:
    """Return a number as our own pages hold it, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def write_start(start: datetime) -> str:
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _near(on: date, today: date) -> date | None:
    return on if abs(on - today) <= FARTHEST else None
