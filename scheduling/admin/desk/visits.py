"""Moving, cancelling, correcting and freeing a visit for the person, and finding it first."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from portal.web.forms import FormError
from scheduling.actions import desk
from scheduling.actions.cancelling import TooLateError
from scheduling.actions.moving import ChangedMeanwhileError
from scheduling.actions.seating import TimeTakenError
from scheduling.admin.desk import pages
from scheduling.admin.desk.forms import EVERYBODY, DayForm, ReasonForm, SeenForm, WhoForm
from scheduling.admin.desk.times import Times, Wanted, judge, look_up, taken
from scheduling.choices import AppointmentState, StaffActKind
from scheduling.models import Appointment
from scheduling.models.together import leaves_minors, read_members, together
from scheduling.rules.codes import normalise_reference
from scheduling.rules.digits import plain_digits
from scheduling.rules.spelling import Name, begins_alike
from scheduling.views.lookups import read_number

MOST_FOUND = 10
MOST_COMPARED = 5_000  # names of the next visits, a third of a second's work
FIRST_TIME = "id_start_0"
CHANGE = "admin:scheduling_appointment_change"


@pages.for_clerks
def visit_list(request: HttpRequest) -> HttpResponse:
    """Find a coming visit by reference, name or date of birth; each that is shown counts as seen."""
    now = timezone.now()
    typed, born = (request.GET.get(name, "").strip()[:100] for name in ("q", "born"))
    birth_date = _read_date(born) if born else None
    is_wrong = bool(born) and birth_date is None
    is_asked = bool(typed or born) and not is_wrong
    found = _found(request, typed, birth_date, at=now) if is_asked else []
    with transaction.atomic():
        for visit in found[:MOST_FOUND]:
            pages.look(request, visit, at=now)
    context = {
        "title": _("Find the visit of a person"),
        "typed": typed,
        "born": born,
        "is_wrong": is_wrong,
        "is_asked": is_asked,
        "found": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
    }
    return pages.shown(request, "desk_find.html", context, status=422 if is_wrong else 200)


@pages.for_clerks
def visit_move(request: HttpRequest, pk: int) -> HttpResponse:
    visit, now = pages.lead_of(request, pk), timezone.now()
    if not pages.may_change(visit, at=now):
        return _too_late(request, visit)
    today = now.astimezone(visit.office.zone).date()
    data = request.POST.copy()
    if other := data.get("other_day"):
        data["day"], data["do"] = other, "times"
    start = {"day": max(today, visit.interval.start.astimezone(visit.office.zone).date())}
    day = DayForm(data or start, today=today)
    times = _times(visit, day.cleaned_data["day"], data.dict(), at=now) if day.is_valid() else Times()
    reason = ReasonForm(kind=StaffActKind.MOVED, initial=data.dict())
    is_choosing = data.get("do") == "times" or data.get("shown") != times.mark
    if request.method != "POST" or day.errors or is_choosing:
        return _move_page(request, visit, day, times, reason, status=422 if day.errors else 200)
    reason = ReasonForm(data, kind=StaffActKind.MOVED)
    has_time, is_right = judge(times, data.dict()), reason.is_valid()
    if not (has_time and is_right):
        return _move_page(request, visit, day, times, reason, status=422)
    return _move(request, visit, day, times, reason)


def _move(
    request: HttpRequest, visit: Appointment, day: DayForm, times: Times, reason: ReasonForm
) -> HttpResponse:
    now = timezone.now()
    seen = read_number(request.POST.get("seen", ""))
    if times.start is None or seen is None:
        raise Http404
    acting = pages.acting(request, at=now)
    try:
        desk.move(appointment=visit, start=times.start, seen=seen, **reason.why, **acting)
    except TooLateError:
        return _too_late(request, visit)
    except ChangedMeanwhileError:
        messages.warning(
            request, _("Nothing is changed: the visit was moved meanwhile. This is its time now.")
        )
        return redirect(CHANGE, visit.pk)
    except TimeTakenError:
        times = _times(visit, day.cleaned_data["day"], request.POST.dict(), at=now)
        times.error = taken()
        return _move_page(request, visit, day, times, reason, status=409)
    messages.success(request, _("The visit has a new time. The reference is the same."))
    return redirect("admin:scheduling_staffact_slip", visit.pk)


def _times(visit: Appointment, on: date, data: dict[str, Any], *, at: datetime) -> Times:
    wanted = Wanted(visit.office, visit.service, visit.party, on, moving=visit)
    return look_up(wanted, mark=on.isoformat(), data=data, at=at)


def _move_page(  # noqa: PLR0913  the parts of the page
    request: HttpRequest,
    visit: Appointment,
    day: DayForm,
    times: Times,
    reason: ReasonForm,
    *,
    status: int,
) -> HttpResponse:
    of_time = [FormError(FIRST_TIME if times.offered else "id_day", times.error)] if times.error else []
    errors = [*day.error_list, *of_time, *reason.error_list]
    pages.focus_on(errors, [day, reason])
    first = errors[0].control if errors else ""
    context = {
        "title": _("Move the visit"),
        "visit": visit,
        "people": together(visit),
        "day": day,
        "times": times,
        "reason": reason,
        "errors": errors,
        "is_at_times": times.is_known and first in {"", FIRST_TIME},
    }
    return pages.shown(request, "desk_move.html", context, status=status)


@pages.for_clerks
def visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    visit = pages.lead_of(request, pk)
    data = pages.sent(request)
    who = WhoForm(data, people=together(visit))
    reason = ReasonForm(data, kind=StaffActKind.CANCELLED)
    context = {"title": _("Cancel the visit"), "button": _("Cancel the visit"), "kind": "cancel"}
    if _is_of_before(request, visit):
        return _too_late(request, visit)
    if not _is_sent(request, who, reason):
        return _question(request, visit, [who, reason], context)
    acting = pages.acting(request, at=timezone.now())
    try:
        desk.cancel(appointment=visit, number=who.chosen, seen=visit.sequence, **reason.why, **acting)
    except TooLateError:
        return _too_late(request, visit)
    messages.success(request, _("The visit is cancelled. Whoever can be reached is told."))
    return redirect(CHANGE, visit.pk)


@pages.for_clerks
def visit_free(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what somebody else booked in the name of a person who stands there."""
    visit = pages.lead_of(request, pk)
    data = pages.sent(request)
    who = WhoForm(data, people=together(visit))
    seen = SeenForm(data)
    reason = ReasonForm(data, kind=StaffActKind.FREED)
    context = {"title": _("Free a contested visit"), "button": _("Free the visit"), "kind": "free"}
    if _is_of_before(request, visit):
        return _too_late(request, visit)
    if not _is_sent(request, who, seen, reason):
        return _question(request, visit, [who, seen, reason], context)
    acting = pages.acting(request, at=timezone.now())
    try:
        why = {"note": reason.cleaned_data["note"]}
        desk.free(appointment=visit, number=who.chosen, seen=visit.sequence, **why, **acting)
    except TooLateError:
        return _too_late(request, visit)
    messages.success(request, _("The visit is freed. You can book for the person now."))
    return redirect(CHANGE, visit.pk)


def _is_of_before(request: HttpRequest, visit: Appointment) -> bool:
    """Tell whether what was sent is from a page that showed other people: a second click, or an old tab."""
    if request.method != "POST":
        return False
    people = together(visit)
    known = {"", EVERYBODY, *(str(row.number) for row in people if len(people) > 1)}
    is_seen = read_number(request.POST.get("seen", "")) == visit.sequence
    return not is_seen or request.POST.get("number", "") not in known


def _is_sent(request: HttpRequest, *sent: Any) -> bool:  # noqa: ANN401  forms of any kind
    return request.method == "POST" and all([form.is_valid() for form in sent])  # noqa: C419  each says what is wrong


def _question(
    request: HttpRequest, visit: Appointment, asked: list[Any], context: dict[str, Any]
) -> HttpResponse:
    if not pages.may_change(visit, at=timezone.now()):
        return _too_late(request, visit)
    errors = pages.errors_of(*asked)
    pages.focus_on(errors, asked)
    people = together(visit)
    more = {
        "visit": visit,
        "people": people,
        "keepers": [row.person for row in people if leaves_minors(visit, going=row)],
        "seen": visit.sequence,
        "forms": asked,
        "errors": errors,
    }
    return pages.shown(request, "desk_question.html", {**context, **more}, status=422 if errors else 200)


def _too_late(request: HttpRequest, visit: Appointment) -> HttpResponse:
    """Say that nothing was done, and show the visit: it has ended, has begun, or is another one now."""
    visit.refresh_from_db(fields=["state", "period"])
    if pages.may_change(visit, at=timezone.now()):
        return pages.changed(request, visit)
    messages.warning(request, _("Nothing is changed: the visit is not booked any more, or has begun."))
    return redirect(CHANGE, visit.pk)


def _found(request: HttpRequest, typed: str, birth_date: date | None, *, at: datetime) -> list[Appointment]:
    """Return bookings (leads) that are to come, one more than are shown."""
    coming = _coming(request, at=at)
    if birth_date:
        coming = coming.filter(birth_date=birth_date)
    rows = _named(coming, typed).values("pk") if typed else coming.values("pk")
    alike = _spelt_alike(coming, typed) if typed else []
    leads = Q(pk__in=rows) | Q(members__in=rows) | Q(pk__in=alike) | Q(members__in=alike)
    found = Appointment.objects.filter(leads, lead=None).distinct().for_page()
    shown = list(found.order_by("period", "pk")[: MOST_FOUND + 1])
    read_members(shown)
    return shown


def _spelt_alike(coming: QuerySet[Appointment], typed: str) -> list[int]:
    """Return whose names begin so in another alphabet, or with other accents: of the next visits only."""
    names = coming.order_by("period", "pk").values_list("pk", "given_names", "family_name")
    return [pk for pk, given, family in names[:MOST_COMPARED] if begins_alike(typed, Name(given, family))][
        : MOST_FOUND + 1
    ]


def _coming(request: HttpRequest, *, at: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        state=AppointmentState.BOOKED,
        period__endswith__gt=at,
        counter__office__in=pages.offices_to_serve(request),
    )


def _named(rows: QuerySet[Appointment], typed: str) -> QuerySet[Appointment]:
    """Return those whom the words may mean: "Olena Bon" could be a reference, and so could a date."""
    whom = Q()
    for part in typed.split():
        whom &= Q(family_name__istartswith=part) | Q(given_names__istartswith=part)
    if born := _read_date(typed):
        whom |= Q(birth_date=born)
    if reference := normalise_reference(plain_digits(typed)):
        whom |= Q(reference=reference)
    return rows.filter(whom)


def _read_date(typed: str) -> date | None:
    for written in ("%d.%m.%Y", "%d %m %Y", "%d/%m/%Y", *get_format("DATE_INPUT_FORMATS")):
        try:
            return datetime.strptime(typed, written).date()  # noqa: DTZ007  a date of birth has no zone
        except ValueError:
            continue
    try:
        return parse_date(typed)
    except ValueError:
        return None
