"""Book for a person: the times of a day, who comes, and why, on one page.

Enter sends it. The first time it shows the times; once one is chosen and all is right, it books.
Whatever is wrong, what was typed stays.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.web.forms import FormError
from scheduling.actions import desk
from scheduling.actions.booking import Details, HasOneAlreadyError
from scheduling.actions.seating import TimeTakenError
from scheduling.admin.desk import pages
from scheduling.admin.desk.forms import (
    CallersPartyForm,
    ChoiceForm,
    LanguageForm,
    ReasonForm,
    occasion_of,
)
from scheduling.admin.desk.times import Times, Wanted, judge, look_up, taken
from scheduling.choices import StaffActKind
from scheduling.forms import typed_details
from scheduling.models import Appointment, StaffAct
from scheduling.views.lookups import read_start

FIRST_TIME = "id_start_0"
TWO_CLICKS = timedelta(minutes=1)


@dataclass
class Filled:
    """All that stands on the page."""

    choice: ChoiceForm
    party: CallersPartyForm
    language: LanguageForm
    reason: ReasonForm
    times: Times

    @property
    def rest(self) -> tuple[CallersPartyForm, LanguageForm, ReasonForm]:
        return self.party, self.language, self.reason

    def are_right(self) -> bool:
        return all([form.is_valid() for form in self.rest])  # noqa: C419  each is looked at, for its words

    def details(self) -> Details:
        return self.party.details(language=self.language.cleaned_data["language"])


@pages.for_clerks
def book_create(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return _page(request, _blank(request, at=now))
    data = _with_other_day(request.POST)
    _refuse_other_offices(request, data)
    choice, today = _choice(request, data, at=now)
    times = Times() if choice.errors else _times(choice, data, at=now)
    if choice.errors or data.get("do") == "times" or data.get("shown") != times.mark:
        filled = _kept(choice, times, data, today=today)
        return _page(request, filled, status=422 if choice.errors else 200)
    filled = _filled(choice, times, data, today=today)
    has_time, is_right = judge(times, data), filled.are_right()
    if is_right and (visit := _just_booked(request, filled, data, at=now)):
        return redirect("admin:scheduling_staffact_slip", visit.pk)
    if not (has_time and is_right):
        return _page(request, filled, status=422)
    return _book(request, filled, data, at=now)


def _just_booked(
    request: HttpRequest, filled: Filled, data: QueryDict, *, at: datetime
) -> Appointment | None:
    """Return what the first of two clicks has booked."""
    start, service = read_start(data.get("start", ""), at=at), filled.choice.cleaned_data["service"]
    mine = StaffAct.objects.filter(kind=StaffActKind.BOOKED, by=request.user.pk, at__gt=at - TWO_CLICKS)
    for visit in desk.in_the_way(service=service, details=filled.details(), at=at):
        if visit.interval.start == start and mine.filter(appointment=visit).exists():
            return visit
    return None


def _book(request: HttpRequest, filled: Filled, data: QueryDict, *, at: datetime) -> HttpResponse:
    asked = filled.choice.cleaned_data
    details = filled.details()
    if filled.times.start is None:
        raise TypeError("A time is chosen before it is booked.")
    try:
        visit = desk.book(
            office=asked["office"],
            service=asked["service"],
            start=filled.times.start,
            party=filled.choice.party,
            details=details,
            **filled.reason.why,
            **pages.acting(request, at=at),
        )
    except TimeTakenError:
        filled.times = _times(filled.choice, data, at=at)
        filled.times.error = taken()
        return _page(request, filled, status=409)
    except HasOneAlreadyError:
        return _has_one(request, filled, details, at=at)
    messages.success(request, _("The visit is booked. Give the reference, or print the slip."))
    return redirect("admin:scheduling_staffact_slip", visit.pk)


def _has_one(request: HttpRequest, filled: Filled, details: Details, *, at: datetime) -> HttpResponse:
    """Show the clerk which visit there is, if it is at an office of theirs."""
    there = desk.in_the_way(service=filled.choice.cleaned_data["service"], details=details, at=at)
    offices = set(pages.offices_to_serve(request))
    own = [visit for visit in there if visit.office in offices]
    with transaction.atomic():
        for visit in own:
            pages.look(request, visit, at=at)
    elsewhere = sorted({visit.office.name for visit in there if visit.office not in offices})
    return _page(request, filled, status=409, own=own, elsewhere=elsewhere, has_one=True)


def _blank(request: HttpRequest, *, at: datetime) -> Filled:
    offices = pages.offices_to_serve(request)
    first = offices[0]
    today = at.astimezone(first.zone).date()
    initial = {"office": first.pk, "people": 1, "day": today} | request.GET.dict()
    choice = ChoiceForm(offices=offices, initial=initial)
    choice.fields["service" if choice.fields["office"].widget.is_hidden else "office"].widget.attrs[
        "autofocus"
    ] = True
    return Filled(
        choice=choice,
        party=CallersPartyForm(None, occasion_of(choice, None, today=today)),
        language=LanguageForm(),
        reason=ReasonForm(kind=StaffActKind.BOOKED),
        times=Times(),
    )


def _choice(request: HttpRequest, data: QueryDict, *, at: datetime) -> tuple[ChoiceForm, date]:
    """Return for which times to look, and which day it is there."""
    choice = ChoiceForm(data, offices=pages.offices_to_serve(request))
    choice.full_clean()
    office = choice.cleaned_data.get("office")
    today = at.astimezone(office.zone if office else timezone.get_current_timezone()).date()
    choice.clean_for(today=today)
    return choice, today


def _filled(choice: ChoiceForm, times: Times, data: QueryDict, *, today: date) -> Filled:
    return Filled(
        choice=choice,
        party=CallersPartyForm(data, occasion_of(choice, data, today=today)),
        language=LanguageForm(data),
        reason=ReasonForm(data, kind=StaffActKind.BOOKED),
        times=times,
    )


def _kept(choice: ChoiceForm, times: Times, data: QueryDict, *, today: date) -> Filled:
    """Return the page with what was typed, right or wrong: it is not judged before there are times."""
    initial = typed_details(data)
    return Filled(
        choice=choice,
        party=CallersPartyForm(None, occasion_of(choice, data, today=today), initial=initial),
        language=LanguageForm(initial=data.dict()),
        reason=ReasonForm(kind=StaffActKind.BOOKED, initial=data.dict()),
        times=times,
    )


def _times(choice: ChoiceForm, data: QueryDict, *, at: datetime) -> Times:
    asked = choice.cleaned_data
    wanted = Wanted(asked["office"], asked["service"], choice.party, asked["day"])
    return look_up(wanted, mark=choice.mark, data=data.dict(), at=at)


def _with_other_day(data: QueryDict) -> QueryDict:
    """Return what was sent, with the day of the button that was pressed."""
    changed = data.copy()
    if other := data.get("other_day"):
        changed["day"], changed["do"] = other, "times"
    return changed


def _refuse_other_offices(request: HttpRequest, data: QueryDict) -> None:
    """Have nothing to say of an office where the clerk does not work.

    :raises Http404: if one is named.
    """
    named = data.get("office", "")
    if named and named not in {str(office.pk) for office in pages.offices_to_serve(request)}:
        raise Http404


def _mistakes(filled: Filled) -> list[FormError]:
    times = filled.times
    of_time = [FormError(FIRST_TIME if times.offered else "id_day", times.error)] if times.error else []
    return [*filled.choice.error_list, *of_time, *pages.errors_of(*filled.rest)]


def _page(
    request: HttpRequest,
    filled: Filled,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401  for the template
) -> HttpResponse:
    errors = _mistakes(filled)
    bound = [*filled.party.people, filled.party.company, filled.language, filled.reason]
    pages.focus_on(errors, [filled.choice, *bound])
    first = errors[0].control if errors else ""
    is_at_times = filled.times.is_known and first in {"", FIRST_TIME} and not more
    context = {
        "title": _("Book for a person"),
        "filled": filled,
        "errors": errors,
        "is_at_times": is_at_times,
        "own": [],
        "elsewhere": [],
        "has_one": False,
    }
    return pages.shown(request, "desk_book.html", context | more, status=status)
