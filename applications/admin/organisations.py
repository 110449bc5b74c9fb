"""Employers and law firms: a clerk looks at the proof, and confirms that they are what they say."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from applications.actions.organisations import verify
from applications.models import Member, Organisation
from applications.rules.tax_ids import is_tax_id
from portal.web.actors import actor_of
from portal.web.admin.base import AuditedAdmin


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    proof = forms.BooleanField(
        required=False,
        label=_(
            "I have seen the proof: an extract from KRS or CEIDG, and a document of the person whose account "
            "is the manager’s below: they may sign for it"
        ),
        help_text=_("From then on mandates are accepted for it, and all its members see its clients."),
    )

    class Meta:
        model = Organisation
        fields = ("name", "kind", "tax_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["proof"].disabled = self.instance.verified_at is not None
        self.fields["proof"].initial = self.instance.verified_at is not None

    def clean_tax_id(self) -> str:
        number: str = self.cleaned_data["tax_id"]
        if number and not is_tax_id(number):
            raise forms.ValidationError(gettext("This is no tax number (NIP): check its ten digits"))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        others = Organisation.objects.filter(tax_id=given.get("tax_id"), verified_at__isnull=False)
        if given.get("proof") and given.get("tax_id") and others.exclude(pk=self.instance.pk).exists():
            self.add_error("tax_id", gettext("Another organisation with this number has shown its proof"))
        return given


class MemberInline(TabularInline):
    model = Member
    fields = readonly_fields = ("email", "user", "is_manager", "asked_at", "joined_at", "left_at")
    extra = 0
    can_delete = False
    ordering = (F("left_at").asc(nulls_first=True), "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        rows: QuerySet[Member] = super().get_queryset(request)
        return rows.select_related("user")


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    form = OrganisationForm
    inlines: ClassVar = [MemberInline]
    list_display = ("name", "kind", "tax_id", "created_at", "verified_at")
    list_filter = ("kind", ("verified_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "tax_id")
    ordering = (F("verified_at").asc(nulls_first=True), "created_at", "pk")
    fields = ("name", "kind", "tax_id", "proof", "created_at", "verified_at", "verified_by")
    readonly_fields = ("created_at", "verified_at", "verified_by")
    list_select_related = ("verified_by",)
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> Any:  # noqa: ANN401  Django's
        """Keep what was proven as it was proven: under another name others would be given its clients."""
        fixed = ("name", "kind", "tax_id") if obj and obj.verified_at else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let whoever acts for it enter it: they are its first member."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("proof") and obj.verified_at is None:
            verify(organisation=obj, by=actor_of(request), at=timezone.now())
