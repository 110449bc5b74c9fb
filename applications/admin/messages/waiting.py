"""Which messages of the list somebody wants to see."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WaitingFilter(admin.SimpleListFilter):
    """What waits, unless somebody asks for all; and whose cases."""

    title = _("which messages")
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  texts, lazy
        del request, model_admin
        return [("mine", _("to answer, in my cases")), ("all", pgettext_lazy("messages", "all"))]

    def choices(self, changelist: Any) -> Any:  # noqa: ANN401  Django's own
        first, *others = super().choices(changelist)
        return [{**first, "display": _("to answer")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        waiting = queryset.filter(is_from_office=False, settled_at=None)
        return waiting.filter(application__clerk=request.user.pk) if self.value() == "mine" else waiting
