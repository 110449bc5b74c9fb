from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from portal.notifications.models import Notice
from portal.notifications.rules import kinds


class KindFilter(admin.SimpleListFilter):
    """The kinds the code knows; asking the table for them would read all of it."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Notice]) -> list[tuple[str, str]]:  # noqa: ARG002  Django's signature
        return [(name, name) for name in kinds.names()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:  # noqa: ARG002  Django's signature
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):
    """The delivery log, for looking: only the outbox itself writes it."""

    list_display = (
        "kind",
        "key",
        "to",
        "channel",
        "language",
        "state",
        "due_at",
        "sent_at",
        "attempts",
        "reason",
    )
    list_filter = ("state", KindFilter, "channel", "language")
    search_fields = ("key__startswith",)
    search_help_text = _("The beginning of a key, for example scheduling.appointment.17:")
    ordering = ("-pk",)  # no date hierarchy: the table grows into millions, and only this order is indexed
    show_full_result_count = False
    fields: ClassVar = [
        ("kind", "channel", "language"),
        ("subject_label", "subject_pk", "version"),
        "to",
        ("state", "reason"),
        ("created_at", "due_at", "sent_at"),
        ("attempts", "next_try_at"),
        "message_id",
    ]
    readonly_fields = ("to",)

    @admin.display(description=_("to"))
    def to(self, notice: Notice) -> str:
        return notice.masked_recipient

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:  # noqa: ARG002  Django's signature
        return False
