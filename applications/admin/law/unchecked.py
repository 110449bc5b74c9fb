"""Facts that hold and that nobody has held against their source for months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications.admin.law.base import check_all, scope_name
from applications.admin.law.forms import months_before
from applications.admin.law.saying import said_by
from applications.models import FACTS, Fact, Fee
from scheduling.views.lookups import read_number

USUAL_MONTHS, MOST_MONTHS = 6, 120
CHOICES = (3, 6, 12)


@dataclass(frozen=True, slots=True)
class Line:
    """A fact on the list, and how to name it when it is ticked."""

    fact: Fact
    key: str
    scope: str
    said: str
    url: str

    @classmethod
    def of(cls, fact: Fact) -> "Line":
        name = f"{fact._meta.app_label}_{fact._meta.model_name}"
        url = reverse(f"admin:{name}_change", args=[fact.pk])
        return cls(
            fact, f"{fact._meta.model_name}-{fact.pk}", str(scope_name(fact.scope)), said_by(fact), url
        )


@require_http_methods(["GET", "HEAD", "POST"])
def unchecked_list(request: HttpRequest) -> HttpResponse:
    """List them by table, the longest unchecked first; by POST, say that some were checked today."""
    if not request.user.has_perm("applications.view_fee"):
        raise PermissionDenied
    months = read_number(request.GET.get("months", "")) or USUAL_MONTHS
    months = min(max(months, 1), MOST_MONTHS)
    groups = list(_groups(months_before(timezone.localdate(), months)))
    if request.method == "POST":
        return _check(request, groups, months)
    context = {
        **admin.site.each_context(request),
        "opts": Fee._meta,
        "title": _("Facts to check again"),
        "groups": groups,
        "months": months,
        "choices": sorted({*CHOICES, months}),
        "may_check": _may_check(request),
    }
    return render(request, "admin/applications/law/unchecked.html", context)


def _groups(before: date) -> Iterator[tuple[str, list[Line]]]:
    for model in FACTS:
        rows = model.objects.unchecked_since(before).order_by("checked_on", "scope", "pk")
        if lines := [Line.of(row) for row in rows]:
            yield capfirst(str(model._meta.verbose_name_plural)), lines


def _check(request: HttpRequest, groups: list[tuple[str, list[Line]]], months: int) -> HttpResponse:
    if not _may_check(request):
        raise PermissionDenied
    ticked = set(request.POST.getlist("checked"))
    rows = [line.fact for _title, lines in groups for line in lines if line.key in ticked]
    count = check_all(request, rows)
    if count:
        said = ngettext("%(count)d fact is checked.", "%(count)d facts are checked.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.warning(request, _("Tick what you have checked."))
    return redirect(f"{reverse('admin:applications_fact_unchecked')}?months={months}")


def _may_check(request: HttpRequest) -> bool:
    return all(request.user.has_perm(f"applications.change_{model._meta.model_name}") for model in FACTS)
