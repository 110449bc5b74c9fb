"""The files of an office: those that were read in, and those that wait."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from applications.admin.imports import pages
from applications.admin.imports.place import RIGHT
from applications.admin.imports.refused import refused_list
from applications.models import ImportMapping, ImportRun
from portal.accounts.policies import may
from portal.web.admin.base import OfficeAdmin, OfficeFilter


@admin.register(ImportRun)
class ImportRunAdmin(OfficeAdmin):
    list_display = ("filename", "kind", "state", "rows", "made", "known", "refused", "by", "at")
    list_filter: ClassVar = [OfficeFilter, "kind", "state"]
    list_select_related = ("by", "office")
    search_fields = ("filename",)
    ordering = ("-at",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Serve these and no others: what became of a file is neither changed nor deleted."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="applications_importrun_changelist"),
            path("add/", pages.upload_create, name="applications_importrun_add"),
            path("<int:pk>/columns/", pages.columns_update, name="applications_importrun_columns"),
            path("<int:pk>/words/", pages.words_update, name="applications_importrun_words"),
            path("<int:pk>/begin/", pages.begin_create, name="applications_importrun_begin"),
            path("<int:pk>/again/", pages.again_create, name="applications_importrun_again"),
            path("<int:pk>/discard/", pages.discard_create, name="applications_importrun_discard"),
            path("<int:pk>/refused.csv", refused_list, name="applications_importrun_refused"),
            path("<path:object_id>/change/", view(self.change_view), name="applications_importrun_change"),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        del form_url, extra_context
        return pages.run_detail(request, pk=object_id)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        return request.user.has_perm(RIGHT) if obj is None else may(request.user, RIGHT, obj.office)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False


@admin.register(ImportMapping)
class ImportMappingAdmin(OfficeAdmin):
    """Columns that were kept: to be renamed or thrown away. They are chosen with a file before one."""

    list_display = ("name", "kind", "office")
    list_filter: ClassVar = [OfficeFilter, "kind"]
    search_fields = ("name",)
    ordering = ("kind", "name")
    fields = ("office", "kind", "name", "columns", "values", "date_format")
    readonly_fields = ("kind", "columns", "values", "date_format")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False
