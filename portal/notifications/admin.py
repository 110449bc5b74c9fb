from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from portal.notifications.models import Notice


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
    list_filter = ("state", "kind", "channel", "language")
    search_fields = ("key__startswith", "message_id")
    date_hierarchy = "due_at"
    ordering = ("-due_at", "-pk")
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
