"""The messages of an office's cases that wait for an answer, those first that wait longest."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applications.admin.messages.waiting import WaitingFilter
from applications.models import CaseMessage
from portal.accounts.policies import offices_of
from portal.web import words
from portal.web.admin.base import OfficeAdmin, OfficeFilter


@admin.register(CaseMessage)
class CaseMessageAdmin(OfficeAdmin):
    office_path = "application__office"
    readonly_once_made = ()
    show_full_result_count = False
    list_display = ("case", "written", "waits", "clerk")
    list_filter: ClassVar = [WaitingFilter, OfficeFilter]
    list_select_related = ("application__office", "application__clerk")
    search_fields = ("application__case_number",)
    search_help_text = _("Case number")
    ordering = (F("settled_at").desc(nulls_first=True), "at", "pk")
    actions = None

    def badge(self, request: HttpRequest) -> int:
        """Return how many wait, for the menu of those who answer."""
        offices = offices_of(request.user, self.right("change"))
        rows = CaseMessage.objects.filter(is_from_office=False, settled_at=None)
        return rows.filter(application__office__in=offices).count()

    def get_urls(self) -> list[URLPattern]:
        """Serve these and no others: what somebody wrote is neither changed nor deleted."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="applications_casemessage_changelist"),
            path("<path:object_id>/change/", view(self.change_view), name="applications_casemessage_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseMessage]:
        rows: QuerySet[CaseMessage] = super().get_queryset(request)
        return rows.defer("application__state", "text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    @admin.display(description=_("case"), ordering="application__case_number")
    def case(self, row: CaseMessage) -> str:
        return str(row.application)

    @admin.display(description=_("written"), ordering="at")
    def written(self, row: CaseMessage) -> str:
        return words.moment(row.at, row.application.office.zone)

    @admin.display(description=_("waits"))
    def waits(self, row: CaseMessage) -> str:
        if row.is_from_office or row.settled_at:
            return ""
        days = (timezone.now() - row.at).days
        if not days:
            return gettext("since today")
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}

    @admin.display(description=_("clerk"), ordering="application__clerk__name")
    def clerk(self, row: CaseMessage) -> str:
        return str(row.application.clerk or "")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead to the case: a message is answered where the others stand."""
        del form_url, extra_context
        found: CaseMessage | None = self.get_object(request, unquote(object_id))
        if found is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        return redirect("admin:applications_application_messages", found.application_id)
