"""The copies of an office's cases that nobody has looked at, those first that wait longest."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import UploadState
from applications.models import Upload
from portal.accounts.policies import offices_of
from portal.web import words
from portal.web.admin.base import OfficeAdmin, OfficeFilter

JUDGED = (UploadState.KEPT, UploadState.FINE, UploadState.WRONG)


class WaitingFilter(admin.SimpleListFilter):
    """What waits, unless somebody asks for all; and whose cases."""

    title = _("which copies")
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  texts, lazy
        del request, model_admin
        return [("mine", _("to look at, in my cases")), ("all", pgettext_lazy("copies", "all"))]

    def choices(self, changelist: Any) -> Any:  # noqa: ANN401  Django's own
        first, *others = super().choices(changelist)
        return [{**first, "display": _("to look at")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        waiting = queryset.filter(state=UploadState.KEPT)
        return waiting.filter(application__clerk=request.user.pk) if self.value() == "mine" else waiting


@admin.register(Upload)
class UploadAdmin(OfficeAdmin):
    office_path = "application__office"
    readonly_once_made = ()
    show_full_result_count = False
    list_display = ("case", "document", "sent", "state", "clerk")
    list_filter: ClassVar = [WaitingFilter, OfficeFilter]
    list_select_related = ("application__office", "application__clerk")
    search_fields = ("application__case_number",)
    search_help_text = _("Case number")
    ordering = ("sent_at", "pk")
    actions = None

    def badge(self, request: HttpRequest) -> int:
        """Return how many wait, for the menu of those who look at them."""
        offices = offices_of(request.user, self.right("change"))
        return Upload.objects.filter(state=UploadState.KEPT, application__office__in=offices).count()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        rows: QuerySet[Upload] = super().get_queryset(request)
        return rows.filter(state__in=JUDGED, gone_at=None).defer("application__state")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    @admin.display(description=_("case"), ordering="application__case_number")
    def case(self, row: Upload) -> str:
        return str(row.application)

    @admin.display(description=pgettext_lazy("file", "sent"), ordering="sent_at")
    def sent(self, row: Upload) -> str:
        return words.moment(row.sent_at, row.application.office.zone)

    @admin.display(description=_("clerk"), ordering="application__clerk__name")
    def clerk(self, row: Upload) -> str:
        return str(row.application.clerk or "")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead to the copy in its case."""
        del form_url, extra_context
        found: Upload | None = self.get_object(request, unquote(object_id))
        if found is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        return redirect("admin:applications_application_file", found.application_id, found.key)
