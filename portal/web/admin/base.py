"""What the staff's pages have in common: one's own offices alone, and an audit event for a change."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from portal.accounts.models import Office
from portal.accounts.policies import may, offices_of
from portal.audit.actions import record
from portal.web.actors import actor_of


class AuditedAdmin(ModelAdmin):
    """Whatever is added, changed or deleted here is written down."""

    list_filter_submit = True
    warn_unsaved_form = True

    def office_of(self, row: Any) -> Office | None:  # noqa: ANN401  a row of the admin's own model
        """Return the office a row belongs to, if it belongs to one."""
        del row
        return None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position, with rows and forms of the page
        super().save_model(request, obj, form, change)
        self.write_down(request, "changed" if change else "added", obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # noqa: ANN401  a row of the admin's own model
        self.write_down(request, "deleted", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete one by one, so that each says so, and all or none."""
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)

    def write_down(self, request: HttpRequest, what: str, row: Model) -> None:
        record(
            f"{self.opts.model_name}.{what}",
            subject=row,
            by=actor_of(request),
            at=timezone.now(),
            office=self.office_of(row),
        )


class OfficeFilter(admin.SimpleListFilter):
    """The offices of whoever looks; nothing to choose where there is only one."""

    title = _("office")
    parameter_name = "office"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  any of ours
        self.path = model_admin.office_path
        offices = list(offices_of(request.user).order_by("slug"))
        return [(str(office.pk), office.name) for office in offices] if offices[1:] else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        known = {key for key, _name in self.lookup_choices}
        return queryset.filter(**{self.path: self.value()}) if self.value() in known else queryset


class OfficeAdmin(AuditedAdmin):
    """Rows that belong to an office. A right counts at the offices where one has it."""

    office_path = "office"
    readonly_once_made: tuple[str, ...] = ("office",)

    def office_of(self, row: Any) -> Office | None:  # noqa: ANN401  a row of the admin's own model
        for name in self.office_path.split("__"):
            row = getattr(row, name)
        office: Office | None = row
        return office

    def right(self, verb: str) -> str:
        return f"{self.opts.app_label}.{verb}_{self.opts.model_name}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(**{f"{self.office_path}__in": offices_of(request.user, self.right("view"))})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        return super().has_view_permission(request, obj) and self.may_there(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        return super().has_change_permission(request, obj) and self.may_there(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        return super().has_delete_permission(request, obj) and self.may_there(request, "delete", obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ANN401  a row
        """Keep a row in its office: to move it would be to take it from colleagues."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, *self.readonly_once_made) if obj else fields

    def formfield_for_foreignkey(
        self,
        db_field: Any,  # noqa: ANN401  unfold ships no types
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  Django's extras
    ) -> ModelChoiceField[Any] | None:
        offices = self.offices_to_choose(request)
        if (rows := self.choosable(db_field, offices)) is not None:
            kwargs["queryset"] = rows
        if db_field.name == "office" and offices.count() == 1:
            kwargs["initial"] = offices.get().pk
        field: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def choosable(self, field: Any, offices: QuerySet[Office]) -> QuerySet[Any] | None:  # noqa: ANN401  unfold ships no types
        """Return the rows of these offices that a field may point to; None, if offices do not matter."""
        return offices if field.remote_field.model is Office else None

    def offices_to_choose(self, request: HttpRequest) -> QuerySet[Office]:
        """Return where the person may do what this page does."""
        changes = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return offices_of(request.user, self.right("change" if changes else "add")).order_by("slug")

    def may_there(self, request: HttpRequest, verb: str, row: Any) -> bool:  # noqa: ANN401  a row, or none
        office = row and self.office_of(row)
        return office is None or may(request.user, self.right(verb), office)
