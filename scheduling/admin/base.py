"""What every page here has: rows of one's own offices alone, and an audit event for a change."""

from typing import Any

from django.db.models import Model, QuerySet

from portal.accounts.models import Office, User
from portal.web.admin.base import AuditedAdmin, OfficeFilter
from portal.web.admin.base import OfficeAdmin as AnyOfficeAdmin
from scheduling.models import Counter, ShiftPattern

__all__ = ["AuditedAdmin", "OfficeAdmin", "OfficeFilter"]


class OfficeAdmin(AnyOfficeAdmin):
    def choosable(self, field: Any, offices: QuerySet[Office]) -> QuerySet[Any] | None:  # noqa: ANN401  unfold ships no types
        rows: dict[type[Model], QuerySet[Any]] = {
            Counter: Counter.objects.filter(office__in=offices).select_related("office"),
            ShiftPattern: ShiftPattern.objects.filter(office__in=offices),
            User: User.objects.get_queryset().staff().filter(membership__office__in=offices).distinct(),
        }
        own = rows.get(field.remote_field.model)
        return super().choosable(field, offices) if own is None else own
