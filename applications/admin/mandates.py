"""Mandates to check: who asks to act in cases of an office, those that wait longest first."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Mandate
from portal.accounts.policies import offices_of
from portal.web import words
from portal.web.admin.base import OfficeAdmin, OfficeFilter

WAITING = Q(accepted_at=None, refused_at=None, revoked_at=None)
STATES = {
    "waiting": (_("waits for the office"), WAITING),
    "accepted": (_("accepted"), Q(accepted_at__isnull=False, revoked_at=None)),
    "revoked": (_("ended by the person"), Q(revoked_at__isnull=False)),
    "refused": (pgettext_lazy("mandate", "refused"), Q(refused_at__isnull=False)),
}
WAITING_FIRST = Case(When(WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  unfold ships no types
        del request, model_admin
        return [(key, title) for key, (title, _rows) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        state = STATES.get(str(self.value()))
        return queryset.filter(state[1]) if state else queryset


@admin.register(Mandate)
class MandateAdmin(OfficeAdmin):
    office_path = "application__office"
    readonly_once_made = ()
    show_full_result_count = False
    list_display = ("name", "organisation", "kind", "case", "asked", "state", "clerk")
    list_filter: ClassVar = [StateFilter, OfficeFilter, "kind"]
    list_select_related = ("application__office", "application__clerk", "organisation")
    search_fields = ("application__case_number", "name", "organisation__name")
    search_help_text = _("Case number, name or organisation")
    ordering = (WAITING_FIRST, F("noted_at").asc(nulls_last=True), "pk")
    actions = None

    def badge(self, request: HttpRequest) -> int:
        """Return how many wait, for the menu of those who accept or refuse them."""
        offices = offices_of(request.user, self.right("change"))
        return Mandate.objects.filter(WAITING, application__office__in=offices).count()

    def get_urls(self) -> list[URLPattern]:
        """Serve these and no others: a mandate is entered, accepted and ended on the page of its case."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="applications_mandate_changelist"),
            path("<path:object_id>/change/", view(self.change_view), name="applications_mandate_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("application__state")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    @admin.display(description=_("case"), ordering="application__case_number")
    def case(self, row: Mandate) -> str:
        return str(row.application)

    @admin.display(description=_("asked for"), ordering="noted_at")
    def asked(self, row: Mandate) -> str:
        return words.moment(row.noted_at, row.application.office.zone) if row.noted_at else ""

    @admin.display(description=_("state"))
    def state(self, row: Mandate) -> str:
        key = "revoked" if row.revoked_at else "refused" if row.refused_at else "accepted"
        return str(STATES[key if row.accepted_at or key != "accepted" else "waiting"][0])

    @admin.display(description=_("clerk"), ordering="application__clerk__name")
    def clerk(self, row: Mandate) -> str:
        return str(row.application.clerk or "")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead to the case: where one that waits is accepted or refused, or all of them stand."""
        del form_url, extra_context
        found: Mandate | None = self.get_object(request, unquote(object_id))
        if found is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        case = [found.application_id]
        if found.accepted_at or found.refused_at or found.revoked_at:
            return redirect(reverse("admin:applications_application_change", args=case) + "#mandates")
        act = reverse("admin:applications_application_act", args=[*case, "mandate-answer"])
        return redirect(f"{act}?mandate={found.pk}")
