"""When nothing could be sent, and why."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from portal.audit.admin import ReadOnlyAdmin
from portal.notifications.admin import words
from portal.notifications.models import Outage


def with_outages(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to a page what does not go out just now; why, only for those who may look at outages."""
    tells_why = request.user.has_perm("notifications.view_outage")
    at = timezone.now()
    outages = [
        (words.silence(outage, at=at), words.reason(outage.reason) if tells_why else "")
        for outage in Outage.objects.open().order_by("began_at")
    ]
    return {**context, "outages": outages, "tells_why": tells_why}


class OverFilter(admin.SimpleListFilter):
    title = _("course")
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Outage]) -> list[tuple[str, Any]]:
        del request, model_admin
        return [("yes", _("still lasts")), ("no", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Outage]) -> QuerySet[Outage]:
        del request
        wanted = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(ended_at__isnull=wanted)


@admin.register(Outage)
class OutageAdmin(ReadOnlyAdmin):
    list_display = ("way", "began_at", "until", "why")
    list_filter = (OverFilter, "channel")
    ordering = ("-began_at", "-pk")
    fields: ClassVar = ["way", ("began_at", "until"), "probe_at", "why"]
    readonly_fields = ("way", "until", "why")

    @admin.display(description=_("channel"), ordering="channel")
    def way(self, outage: Outage) -> str:
        return outage.get_channel_display()

    @display(description=_("ended"), ordering="ended_at", empty_value=_("still lasts"))
    def until(self, outage: Outage) -> datetime | None:
        return outage.ended_at

    @admin.display(description=_("reason"))
    def why(self, outage: Outage) -> str:
        return words.reason(outage.reason)
