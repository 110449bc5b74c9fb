"""The delivery log, for looking: only the outbox itself writes it."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from portal.audit.admin import ReadOnlyAdmin
from portal.notifications.admin import preview, words
from portal.notifications.admin.outages import with_outages
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds

ATTENTION = (State.FAILED, State.UNCERTAIN)
COLOURS: dict[str, str] = {
    State.QUEUED: "info",
    State.SENDING: "info",
    State.SENT: "success",
    State.FAILED: "danger",
    State.UNCERTAIN: "warning",
    State.DROPPED: "",
}


class KindFilter(admin.SimpleListFilter):
    """The kinds the code knows; asking the table for them would read all of it."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Notice]) -> list[tuple[str, str]]:
        del request, model_admin
        return sorted(((name, words.title_of(name)) for name in kinds.names()), key=lambda kind: kind[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        del request
        return queryset.filter(kind=self.value()) if self.value() else queryset


class AttentionFilter(admin.SimpleListFilter):
    """What somebody should look at: nobody else makes up for it."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Notice]) -> list[tuple[str, Any]]:
        del request, model_admin
        return [("yes", _("failed, or perhaps not sent"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        del request
        return queryset.filter(state__in=ATTENTION) if self.value() == "yes" else queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_before_template = "admin/notifications/_above_notices.html"
    list_display = (
        "what",
        "about",
        "to",
        "channel",
        "course",
        "due",
        "sent",
        "why",
    )
    list_filter = (AttentionFilter, "state", KindFilter, "channel", "language")
    search_fields = ("key__startswith",)
    search_help_text = _("The beginning of a key, for example scheduling.appointment.17:")
    ordering = ("-pk",)  # no date hierarchy: the table grows into millions, and only this order is indexed
    fields: ClassVar = [
        ("what", "which_occasion"),
        ("channel", "to"),
        ("state", "why"),
        ("instead", "made_up_for"),
        ("created_at", "due_at"),
        ("sent_at", "delivered_at"),
        ("attempts", "next_try_at"),
        ("language", "handed_at"),
        ("subject_label", "subject_pk"),
        "version",
        "key",
        "message_id",
    ]
    readonly_fields = ("what", "which_occasion", "to", "why", "instead", "made_up_for")

    def get_urls(self) -> list[URLPattern]:
        return [*preview.addresses(self), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        attention = f"{reverse('admin:notifications_notice_changelist')}?attention=yes"
        more = {"attention_url": attention, "preview_url": reverse(preview.INDEX)}
        context = with_outages(request, {**(extra_context or {}), **more})
        response: HttpResponse = super().changelist_view(request, context)
        return response

    @admin.display(description=_("kind"))
    def what(self, notice: Notice) -> str:
        return words.title_of(notice.kind)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def course(self, notice: Notice) -> tuple[str, str]:
        return notice.state, notice.get_state_display()

    @admin.display(description=_("about"))
    def about(self, notice: Notice) -> str:
        """Return what it is about as its key begins, to search by."""
        return f"{notice.subject_label}.{notice.subject_pk}"

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, notice: Notice) -> SafeString:
        return in_one_line(notice.due_at)

    @display(description=_("sent"), ordering="sent_at", empty_value="")
    def sent(self, notice: Notice) -> SafeString | None:
        return in_one_line(notice.sent_at) if notice.sent_at else None

    @admin.display(description=_("to"))
    def to(self, notice: Notice) -> str:
        return notice.masked_recipient

    @admin.display(description=_("occasion"), empty_value="")
    def which_occasion(self, notice: Notice) -> str:
        return words.occasion(notice.occasion)

    @admin.display(description=_("reason"))
    def why(self, notice: Notice) -> str:
        return words.reason(notice.reason)

    @admin.display(description=_("instead of"), empty_value="")
    def instead(self, notice: Notice) -> SafeString | None:
        return link_to(notice.instead_of) if notice.instead_of else None

    @admin.display(description=_("then sent instead"), empty_value="")
    def made_up_for(self, notice: Notice) -> SafeString | None:
        others = Notice.objects.filter(instead_of=notice.pk).order_by("pk")
        return format_html_join(", ", "{}", ((link_to(other),) for other in others)) or None


def in_one_line(moment: datetime) -> SafeString:
    text = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return format_html('<span class="whitespace-nowrap">{}</span>', text)


def link_to(notice: Notice) -> SafeString:
    """Return a link to another notice, by its channel and number, in words that stay short."""
    url = reverse("admin:notifications_notice_change", args=[notice.pk])
    return format_html(
        '<a class="text-primary-600 underline dark:text-primary-500" href="{}">{} #{}</a>',
        url,
        notice.get_channel_display(),
        notice.pk,
    )
