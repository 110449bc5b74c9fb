"""What the pages of all facts have in common."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.actions import facts
from applications.admin.law.forms import FactForm
from applications.admin.law.saying import said_by
from applications.choices import Group
from applications.models import EVERYTHING, Fact, Procedure
from portal.web.actors import actor_of
from portal.web.admin.base import AuditedAdmin
from scheduling.admin.refusals import AsksAgainAdmin

VALIDITY = ("is_confirmed", "basis", "source")


class HoldsFilter(admin.SimpleListFilter):
    """What holds today is what people look for; the rest is history, or to come."""

    title = _("holds")
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [("today", _("today")), ("before", _("no longer")), ("later", _("not yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        today = timezone.localdate()
        match self.value():
            case "today":
                return queryset.filter(pk__in=queryset.model.objects.on(today))
            case "before":
                return queryset.filter(valid_to__lt=today)
            case "later":
                return queryset.filter(valid_from__gt=today)
        return queryset


class ScopeFilter(admin.SimpleListFilter):
    """Everything that is known for one procedure: its own facts, its group's and everybody's."""

    title = _("procedure")
    parameter_name = "procedure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [(row.code, str(row)) for row in Procedure.objects.in_order()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        found = Procedure.objects.filter(code=self.value()).first() if self.value() else None
        return queryset.filter(scope__in=found.scopes) if found else queryset


class FactAdmin(AsksAgainAdmin, AuditedAdmin):
    """Rows that are followed by others, never overwritten and never deleted."""

    form = FactForm
    refusals = (facts.FactError,)
    own: tuple[str, ...] = ()
    """What this table says, besides whom for, when, and on what basis."""

    list_filter: ClassVar = [HoldsFilter, "is_confirmed", ScopeFilter]
    date_hierarchy = "valid_from"
    ordering = ("scope", "valid_from")
    search_fields = ("scope", "basis", "source")
    actions = ("check_today", "confirm_today")
    list_display = ("scope_name", "says", "valid_from", "valid_to", "is_confirmed", "checked_on")
    list_display_links = ("scope_name", "says")
    change_form_outer_before_template = "admin/applications/law/_followed.html"

    def get_fieldsets(self, request: HttpRequest, obj: Fact | None = None) -> Any:  # noqa: ANN401  Django's
        del request
        days = ("valid_from", "valid_to", "from_on") if obj else ("valid_from", "valid_to")
        checked = [(_("Checked"), {"fields": ("checked_on", "checked_by", "written_by")})] if obj else []
        return [
            (None, {"fields": ("scope", *self.own)}),
            (_("From when until when"), {"fields": days}),
            (_("On what basis"), {"fields": VALIDITY}),
            *checked,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Fact | None = None) -> tuple[str, ...]:
        del request
        if obj is None:
            return ()
        return (*facts.KEYS[self.model], "valid_from", "checked_on", "checked_by", "written_by")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        acting: dict[str, Any] = {"by": actor_of(request), "at": timezone.now()}
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name != "from_on"}
        form.saved = obj
        if not change:
            facts.add(obj, **acting)
        elif set(changes) == {"valid_to"}:
            facts.end(obj, last_on=changes["valid_to"], **acting)
        elif changes:
            form.saved = facts.replace(obj, changes=changes, from_on=form.cleaned_data["from_on"], **acting)
        request.saved_fact = form.saved  # type: ignore[attr-defined]  # for the answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:  # noqa: ANN401  a row
        saved: Fact = getattr(request, "saved_fact", obj)
        if saved.pk == obj.pk:
            answer: HttpResponse = super().response_change(request, obj)
            return answer
        said = _("Saved. What you changed holds from %(on)s; before that day the old words hold.")
        self.message_user(request, said % {"on": saved.valid_from}, messages.SUCCESS)
        return redirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[saved.pk])
        )

    @admin.display(description=_("holds for"), ordering="scope")
    def scope_name(self, row: Fact) -> str:
        return str(scope_name(row.scope))

    @admin.display(description=_("what it says"))
    def says(self, row: Fact) -> str:
        return said_by(row)

    @admin.action(description=_("I have checked these today against their source"), permissions=["change"])
    def check_today(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._check(request, queryset, confirms=False)

    @admin.action(
        description=_("I have checked these today, and the source confirms them"), permissions=["change"]
    )
    def confirm_today(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._check(request, queryset, confirms=True)

    def _check(self, request: HttpRequest, rows: QuerySet[Any], *, confirms: bool) -> None:
        count = check_all(request, rows.order_by("pk"), confirms=confirms)
        said = ngettext("%(count)d fact is checked.", "%(count)d facts are checked.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)


def check_all(request: HttpRequest, rows: Any, *, confirms: bool = False) -> int:  # noqa: ANN401  facts
    """Check facts, all or none, and return how many."""
    now, count = timezone.now(), 0
    with transaction.atomic():
        for row in rows:
            facts.check(row, by=actor_of(request), at=now, confirms=confirms)
            count += 1
    return count


def scope_name(scope: str) -> Any:  # noqa: ANN401  a text, or one that waits for its language
    """Return whom a fact holds for: a group and everybody in words, a procedure by its code."""
    if scope == EVERYTHING:
        return _("every procedure (ALL)")
    return Group(scope).label if scope in Group.values else scope
