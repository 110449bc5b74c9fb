"""What the pages of the rota have in common: who may, which office, and duties in words."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of
from scheduling.admin.words import span
from scheduling.models import Duty
from scheduling.templatetags.visit_times import clock_range

LOOK, CHANGE = "scheduling.view_duty", "scheduling.change_duty"

View = Callable[[HttpRequest, list[Office]], HttpResponse]


def for_staff(right: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """Let in whoever has a right at some office; the view is told of which."""

    def wrap(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            offices = list(offices_of(request.user, right).order_by("slug"))
            if not offices:
                raise PermissionDenied
            return view(request, offices)

        return admin.site.admin_view(page)

    return wrap


def address(office: Office, monday: date | None = None) -> str:
    query = {"office": f"{office.pk}"} | ({"week": f"{monday}"} if monday else {})
    return reverse("admin:scheduling_duty_rota", query=query)


def clerks_of(office: Office) -> list[User]:
    return list(User.objects.get_queryset().staff().working_at(office).order_by("name", "email"))


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    more = {**admin.site.each_context(request), "opts": Duty._meta, **context}
    return render(request, f"admin/scheduling/{template}", more, status=status)


def linked(duty: Duty, office: Office) -> SafeString:
    """Return a duty in words, with a link if it is one of this office."""
    is_here = duty.counter.office_id == office.pk
    place = duty.counter.code if is_here else str(duty.counter)
    text = f"{duty.clerk}, {place}, {span(duty.interval, duty)}"
    if not is_here:
        return format_html("{}", text)
    url = reverse("admin:scheduling_duty_change", args=[duty.pk])
    return format_html('<a class="desk-link" href="{}">{}</a>', url, text)


def in_week(duty: Duty) -> str:
    """Return "Mon 7 Dec 07:30–15:00 · 01 · Ala": a duty among those of its week."""
    office = duty.counter.office
    on = date_format(duty.interval.start.astimezone(office.zone), "D j M")
    return f"{on} {clock_range(duty.interval, office.zone)} · {duty.counter.code} · {duty.clerk}"


def monday_of(on: date) -> date:
    return on - timedelta(days=on.isoweekday() - 1)
