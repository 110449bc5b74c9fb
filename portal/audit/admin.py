"""The audit, for reading. Nobody adds, changes or removes anything here, whoever they are."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from portal.audit.models import Event, Seal

if TYPE_CHECKING:
    from django.contrib.admin.options import ModelAdmin as StockModelAdmin

    from portal.accounts.models import User


class ReadOnlyAdmin(ModelAdmin):
    paginator = InfinitePaginator  # which never counts all the rows
    show_full_result_count = False
    list_fullwidth = True

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002  Django's signature
        return False


class ActionFilter(admin.SimpleListFilter):
    """The actions there are, from the index rather than from every row."""

    title = _("what")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: "StockModelAdmin[Event]") -> list[tuple[str, str]]:  # noqa: ARG002  Django's signature
        return [(action, action) for action in Event.objects.actions()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Event]) -> models.QuerySet[Event]:  # noqa: ARG002  Django's signature
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["at", "action", "who", "office", "subject", "request_id"]
    list_filter: ClassVar = [ActionFilter, "actor_kind", "office"]
    list_select_related: ClassVar = ["user", "office"]
    date_hierarchy = "at"
    ordering: ClassVar = ["-at", "-pk"]
    search_fields: ClassVar = ["=subject_pk", "=request_id", "=user__email"]
    search_help_text = _("Number of the subject, request, or the whole e-mail address of the person.")

    @admin.display(description=_("who"), ordering="user")
    def who(self, event: Event) -> "str | User":
        return event.user or event.get_actor_kind_display()

    @admin.display(description=_("subject"))
    def subject(self, event: Event) -> str:
        return f"{event.subject_label} {event.subject_pk}".strip()


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    list_display: ClassVar = ["sequence", "at", "event", "digest"]
    list_select_related: ClassVar = ["event"]
    ordering: ClassVar = ["-sequence"]
    search_fields: ClassVar = ["=sequence", "=event__pk", "=digest"]
