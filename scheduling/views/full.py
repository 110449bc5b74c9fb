"""When there is no free time, or none soon enough: what that means, and what to do.

In an office that more people need than it can receive this is the page of a normal day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.models import Office
from portal.web import words
from portal.web.models import Page
from scheduling.models import Counter
from scheduling.models.offers import calendar_of
from scheduling.rules.booking import may_choose
from scheduling.rules.parties import ALONE, Party
from scheduling.rules.release import opens
from scheduling.views.answers import answer
from scheduling.views.calendars import ONE_DAY, Outlook
from scheduling.views.lookups import Place, asked_first, find_place

KEEP_A_TERM = "keep-a-term"  # the information page about terms, if the office has written one
LOOK_AHEAD = timedelta(days=28)  # past the last open day, for the next that brings times
MOST_OFFICES = 4  # besides this one: each costs a few queries


@dataclass(frozen=True, slots=True)
class NewTimes:
    """The next day that opens with times on it: when it opens (UTC), in how many days, how many times."""

    opens_at: datetime
    in_days: int
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another office that serves the same, and its first free time for the same people, if it has one."""

    place: Place
    outlook: Outlook


@require_safe
@asked_first
def full_detail(request: HttpRequest, office: str, code: str) -> HttpResponse:
    """Show the page also where there are free times: they may be too late for somebody."""
    now = timezone.now()
    place = find_place(office, code, at=now, chosen=request.GET)
    if place.refusals(at=now):
        return redirect(place.url)
    return full_page(request, Outlook.of(place, at=now))


def full_page(request: HttpRequest, outlook: Outlook) -> HttpResponse:
    place = outlook.place
    context = {
        "place": place,
        "outlook": outlook,
        "new_times": new_times(outlook),
        "apart": apart(outlook),
        "others": list(elsewhere(outlook)),
        "page": term_page(),
        "urgent_url": urgent_url(place),
        "calendar_url": place.month_url(outlook.today),
        "last": words.day(outlook.calendar.last),
    }
    return answer(request, "scheduling/full.html", context, zone=place.zone)


def full_url(place: Place) -> str:
    return place.with_chosen(reverse("full_detail", args=place.keys))


def urgent_url(place: Place) -> str:
    """Return where one of those who come asks; what for was said before the calendar."""
    return replace(place, party=ALONE).with_chosen(reverse("urgent_request", args=place.keys))


def term_page() -> Page | None:
    """Return what the office has written about keeping a term without a visit."""
    return Page.objects.published().filter(slug=KEEP_A_TERM).first()


def new_times(outlook: Outlook) -> NewTimes | None:
    """Return the next day that opens and has times on it; a Sunday opens too, and has none."""
    place, last, terms = outlook.place, outlook.calendar.last, outlook.place.terms
    ahead = calendar_of(
        place.office, place.service, first=last + ONE_DAY, last=last + LOOK_AHEAD, at=outlook.at
    )
    visit = replace(outlook.calendar.visit, not_after=None)
    offers = replace(ahead, visit=visit).days()
    day = min((on for on in offers if not may_choose(terms, on=on)), default=None)
    if day is None:
        return None
    at = opens(outlook.calendar.release, day, zone=place.zone)
    in_days = (at.astimezone(place.zone).date() - outlook.today).days
    return NewTimes(at, in_days, day, offers[day].count)


def apart(outlook: Outlook) -> Outlook | None:
    """Return what is free for one of several people who come, if anything is and sooner than for all."""
    if outlook.place.party.people == 1:
        return None
    alone = Party(1, is_longer=outlook.place.party.is_longer)
    visit = replace(outlook.calendar.visit, people=1)
    place = replace(outlook.place, party=alone)
    found = Outlook(place, replace(outlook.calendar, visit=visit), at=outlook.at)
    if found.next_free is None or found.next_free == outlook.next_free:
        return None
    return found


def elsewhere(outlook: Outlook) -> Iterator[Elsewhere]:
    """Yield the other offices that serve the same, in the order of their names."""
    place = outlook.place
    serving = Counter.objects.filter(is_open=True, services=place.service).values("office")
    offices = Office.objects.filter(is_open_to_public=True, pk__in=serving).exclude(pk=place.office.pk)
    for office in offices.order_by("name", "pk")[:MOST_OFFICES]:
        there = replace(place, office=office)
        yield Elsewhere(there, Outlook.of(there, at=outlook.at))
