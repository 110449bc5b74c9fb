"""Cases: the work list, one case, and what is done in it. All of it are pages of our own.

Django's own form would let somebody write a stage or a term by hand; nothing here does.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from applications.admin.acts.page import act_create
from applications.admin.cases.page import case_detail
from applications.admin.copies.page import content_detail, file_update
from applications.admin.intake.page import intake_create
from applications.admin.messages.page import message_list
from applications.admin.prints.page import print_detail
from applications.admin.worklist.assignment import assignment_create
from applications.admin.worklist.bulk import bulk_create
from applications.admin.worklist.page import worklist_detail
from applications.models import Application
from portal.web.admin.base import OfficeAdmin


@admin.register(Application)
class ApplicationAdmin(OfficeAdmin):
    def get_urls(self) -> list[URLPattern]:
        """Serve these and no others: a case is neither deleted nor changed by a form of the admin."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="applications_application_changelist"),
            path("add/", view(self.add_view), name="applications_application_add"),
            path("bulk/", view(bulk_create), name="applications_application_bulk"),
            path("assignment/", view(assignment_create), name="applications_application_assignment"),
            path("<int:pk>/messages/", message_list, name="applications_application_messages"),
            path("<int:pk>/files/<uuid:key>/", file_update, name="applications_application_file"),
            path(
                "<int:pk>/files/<uuid:key>/content/", content_detail, name="applications_application_content"
            ),
            path("<int:pk>/acts/<slug:act>/", act_create, name="applications_application_act"),
            path(
                "<int:pk>/print/<slug:what>/<int:number>/",
                print_detail,
                name="applications_application_print",
            ),
            path("<path:object_id>/change/", view(self.change_view), name="applications_application_change"),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        del extra_context
        return worklist_detail(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        del form_url, extra_context
        return intake_create(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        del form_url, extra_context
        return case_detail(request, pk=object_id)
