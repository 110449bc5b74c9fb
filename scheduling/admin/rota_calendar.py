"""The calendar of the rota: a week of counters and days, and what changes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import Office
from portal.accounts.policies import offices_of
from portal.web.actors import actor_of
from portal.web.forms import FormError
from scheduling.actions.rota import DutyConflictError, plan_rota
from scheduling.actions.weeks import Copied, DutyBegunError, DutyGoneError, copy_week, swap
from scheduling.admin.office_days import chosen_day, chosen_office
from scheduling.admin.rota_forms import BEGUN, AddForm, CopyForm, SwapForm
from scheduling.admin.rota_pages import (
    CHANGE,
    LOOK,
    address,
    clerks_of,
    for_staff,
    in_week,
    linked,
    monday_of,
    shown,
)
from scheduling.models import Duty, ShiftPattern
from scheduling.models.line import today
from scheduling.models.week import Cell, Day, Week, week_of
from scheduling.templatetags.visit_times import clock_range, holiday_name

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forms:
    """The three forms below the calendar; of those only one is sent."""

    add: AddForm
    copy: CopyForm
    swap: SwapForm

    @property
    def errors(self) -> list[FormError]:
        return [
            error for form in (self.add, self.copy, self.swap) if form.is_bound for error in form.error_list
        ]


@for_staff(LOOK)
def rota_week(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """Show a week, and change it where somebody may."""
    at = timezone.now()
    office = chosen_office(request, offices)
    week = week_of(office, monday_of(chosen_day(request, "week", today=today(office, at))))
    may_change = offices_of(request.user, CHANGE).filter(pk=office.pk).exists()
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    forms = _forms(request, week, at=at) if may_change else None
    conflicts: list[Duty] = []
    if forms and request.method == "POST":
        try:
            if _done(request, forms, week, at=at):
                return redirect(address(office, week.monday))
        except DutyConflictError as conflict:
            conflicts = conflict.duties
    context = {
        "title": _("Rota calendar"),
        "office": office,
        "offices": offices,
        **grid(week),
        "forms": forms,
        "conflicts": [(linked(duty, office)) for duty in conflicts],
        "errors": forms.errors if forms else [],
        **_around(week, at=at),
    }
    status = 422 if conflicts or context["errors"] else 200
    return shown(request, "rota_week.html", context, status=status)


def grid(week: Week) -> dict[str, Any]:
    """Return the week as a table by counter, and once more by day for a narrow screen."""
    rows = [(counter, [_cell(cell, week.office) for cell in cells]) for counter, cells in week.rows]
    days = [(day.on, _notes(day)) for day in week.days]
    by_day = [(day, [cells[number] for _counter, cells in rows]) for number, day in enumerate(days)]
    return {"days": days, "rows": rows, "by_day": by_day}


def _notes(day: Day) -> list[str]:
    """Return what keeps people away on a day."""
    holiday = [_("Holiday: %(name)s") % {"name": holiday_name(day.holiday)}] if day.holiday else []
    closed = [_("Closed: %(reason)s") % {"reason": closure.reason} for closure in day.closures]
    windows = [
        _("%(clocks)s no visits: %(reason)s")
        % {"clocks": f"{window.starts:%H:%M}–{window.ends:%H:%M}", "reason": window.reason}
        for window in day.windows
    ]
    return [*holiday, *closed, *windows]


def _cell(cell: Cell, office: Office) -> dict[str, Any]:
    return {
        "counter": cell.counter,
        "duties": [(duty, clock_range(duty.interval, office.zone), in_week(duty)) for duty in cell.duties],
        "visits": len(cell.visits),
        "gaps": [(clock_range(gap.span, office.zone), gap.visits) for gap in cell.gaps],
    }


def _around(week: Week, *, at: datetime) -> dict[str, object]:
    today = at.astimezone(week.office.zone).date()
    first, last = week.days[0].on, week.days[-1].on
    return {
        "span": f"{date_format(first, 'j E Y')} – {date_format(last, 'j E Y')}",
        "today": today,
        "at": at,
        "is_over": last < today,
        "before": address(week.office, first - WEEK),
        "now": address(week.office),
        "after": address(week.office, first + WEEK),
        "is_now": first <= today <= last,
    }


def _forms(request: HttpRequest, week: Week, *, at: datetime) -> Forms:
    today = at.astimezone(week.office.zone).date()
    act = request.POST.get("act", "")

    def sent(name: str) -> dict[str, Any]:
        return {"data": request.POST} if act == name else {}

    patterns = list(ShiftPattern.objects.filter(office=week.office).order_by("starts", "pk"))
    preset = {"first": request.GET.get("swap", "")}
    return Forms(
        add=AddForm(**sent("add"), week=week, today=today, clerks=clerks_of(week.office), patterns=patterns),
        copy=CopyForm(**sent("copy"), week=week),
        swap=SwapForm(**sent("swap"), week=week, at=at, initial=preset),
    )


def _done(request: HttpRequest, forms: Forms, week: Week, *, at: datetime) -> bool:
    """Do what was sent; tell whether it is done, or else what is wrong stands in the form.

    :raises DutyConflictError: if a clerk or a counter is taken; nothing is changed.
    """
    for form, step in ((forms.add, _add), (forms.copy, _copy), (forms.swap, _swap)):
        if form.is_bound and form.is_valid():
            try:
                said = step(form.cleaned_data, week, by=actor_of(request), at=at)
            except DutyConflictError:
                form.add_error(None, _("Nothing is changed: the clerk or the counter is taken."))
                raise
            except DutyGoneError:
                form.add_error(None, _("Nothing is changed: one of the duties is not there any more."))
                return False
            except DutyBegunError:
                form.add_error(None, BEGUN)
                return False
            messages.success(request, said)
            return True
    return False


def _add(typed: dict[str, Any], week: Week, **about: Any) -> str:  # noqa: ANN401  who and when
    first, last, days = week.days[0].on, week.days[-1].on, typed["days"]
    who = {name: typed[name] for name in ("pattern", "clerk", "counter")}
    planned = plan_rota(**who, first=first, last=last, only=days, **about)
    if not planned:
        return _(
            "Nothing had to be planned: the shift does not have these days, or they are planned or closed."
        )
    text = ngettext("%(count)d duty was planned.", "%(count)d duties were planned.", len(planned))
    return text % {"count": len(planned)}


def _copy(typed: dict[str, Any], week: Week, **about: Any) -> SafeString:  # noqa: ANN401  likewise
    weeks, without = typed["weeks"], typed["without"]
    copied = copy_week(office=week.office, monday=week.monday, weeks=weeks, without=without, **about)
    return _came_of(copied, week.office)


def _swap(typed: dict[str, Any], week: Week, **about: Any) -> str:  # noqa: ANN401  likewise
    del week
    one, other = swap(first=typed["first"], second=typed["second"], **about)
    return _("Swapped: %(one)s; %(other)s.") % {"one": in_week(one), "other": in_week(other)}


def _came_of(copied: Copied, office: Office) -> SafeString:
    """Say what was planned, what was left out, and what stood in the way of the rest."""
    lines = [text % {"count": count} for text, count in _counted(copied) if count] or [
        _("There was nothing to plan: this week has no duties.")
    ]
    rows = ((in_week(wanted), linked(duty, office)) for wanted, duty in copied.conflicts)
    in_the_way = format_html_join("", "<br>{} ← {}", rows)
    return format_html("{}{}", " ".join(lines), in_the_way)


def _counted(copied: Copied) -> list[tuple[str, int]]:
    """Return what may be said of a week that was copied, each with its number."""
    return [
        (
            ngettext("%(count)d duty was planned.", "%(count)d duties were planned.", len(copied.planned)),
            len(copied.planned),
        ),
        (
            ngettext(
                "%(count)d was planned already and stays.",
                "%(count)d were planned already and stay.",
                len(copied.same),
            ),
            len(copied.same),
        ),
        (
            ngettext(
                "%(count)d would fall on a holiday or a closure and was left out.",
                "%(count)d would fall on holidays or closures and were left out.",
                len(copied.days_off),
            ),
            len(copied.days_off),
        ),
        (
            ngettext(
                "%(count)d was left out: the clerk is away, or the counter is not in use.",
                "%(count)d were left out: the clerks are away, or the counters are not in use.",
                len(copied.away),
            ),
            len(copied.away),
        ),
        (
            ngettext(
                "%(count)d was not planned, because the clerk or the counter is taken:",
                "%(count)d were not planned, because the clerks or the counters are taken:",
                len(copied.conflicts),
            ),
            len(copied.conflicts),
        ),
    ]
