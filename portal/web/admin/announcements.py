"""Announcements: written, read in every language as people will see them, published."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from modeltranslation.admin import TranslationAdmin
from unfold.decorators import display

from portal.accounts.models import Office
from portal.accounts.policies import offices_of
from portal.web.actors import actor_of
from portal.web.admin.base import OfficeAdmin, OfficeFilter
from portal.web.models import Announcement
from portal.web.models.announcements import TEXTS

PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
IN_ORDER = (("first_on", "last_on"), ("visits_from", "visits_to"))


class AnnouncementForm(forms.ModelForm[Announcement]):
    class Meta:
        model = Announcement
        fields = "__all__"  # noqa: DJ007  the admin chooses them

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("visits_from")) != bool(cleaned.get("visits_to")):
            self.add_error("visits_to", _("Enter both days, or none of them."))
        for first, last in IN_ORDER:
            earlier, later = cleaned.get(first), cleaned.get(last)
            if earlier and later and later < earlier:
                self.add_error(last, _("The last day comes before the first."))
        if cleaned.get("is_published"):
            self._ask_for_every_language(cleaned)
        return cleaned

    def _ask_for_every_language(self, cleaned: dict[str, Any]) -> None:
        for text in TEXTS:
            if text not in self.errors and not cleaned.get(text):
                missing = ValidationError(_("Needed before this can be published."), code="required")
                self.add_error(text, missing)


class TimeFilter(admin.SimpleListFilter):
    title = _("time")
    parameter_name = "time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [("current", _("Shown now")), ("coming", _("Coming")), ("past", _("Past"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        today = timezone.localdate()
        chosen = {
            "current": Q(first_on__lte=today, last_on__gte=today),
            "coming": Q(first_on__gt=today),
            "past": Q(last_on__lt=today),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))


@admin.register(Announcement)
class AnnouncementAdmin(OfficeAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = AnnouncementForm
    list_display = ("title", "place", "first_on", "last_on", "published")
    list_filter: ClassVar = [TimeFilter, OfficeFilter, "is_published"]
    list_select_related = ("office",)
    search_fields = tuple(TEXTS)
    date_hierarchy = "first_on"
    ordering = (F("first_on").desc(), "pk")
    fieldsets = (
        (None, {"fields": ("office", "title", "body")}),
        (_("When"), {"fields": (("first_on", "last_on"), ("visits_from", "visits_to"))}),
        (_("Publishing"), {"fields": ("is_published",)}),
    )
    change_form_after_template = "admin/web/_announcement_preview.html"

    @admin.display(description=_("office"), ordering="office__slug")
    def place(self, announcement: Announcement) -> Any:  # noqa: ANN401  a name, or words that are translated later
        return announcement.office.name if announcement.office else _("all offices")

    @display(description=_("published"), label={True: "success", False: "warning"}, ordering="is_published")
    def published(self, announcement: Announcement) -> tuple[bool, Any]:
        return announcement.is_published, _("published") if announcement.is_published else _("draft")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Select the announcements of one's own offices, and what is said of all of them."""
        mine = Q(office__in=offices_of(request.user, self.right("view"))) | Q(office=None)
        rows: QuerySet[Any] = super(OfficeAdmin, self).get_queryset(request)
        return rows.filter(mine)

    def may_there(self, request: HttpRequest, verb: str, row: Any) -> bool:  # noqa: ANN401  a row, or none
        """Let those speak for all offices who may at each of them; everybody may read it."""
        if row is None or row.office_id or verb == "view":
            return super().may_there(request, verb, row)
        return self._may_everywhere(request, verb)

    def _may_everywhere(self, request: HttpRequest, verb: str) -> bool:
        return not Office.objects.exclude(pk__in=offices_of(request.user, self.right(verb))).exists()

    def formfield_for_foreignkey(
        self,
        db_field: Any,  # noqa: ANN401  unfold ships no types
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  Django's extras
    ) -> forms.ModelChoiceField[Any] | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "office":
            field.required = not self._may_everywhere(request, "add")
            field.empty_label = None if field.required else _("all offices")
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        if not change:
            obj.created_by_id = actor_of(request).user_id
        super().save_model(request, obj, form, change)
        if "is_published" in form.changed_data:
            self.write_down(request, "published" if obj.is_published else "unpublished", obj)

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "<int:pk>/preview/",
            self.admin_site.admin_view(require_safe(self.preview_view)),
            name="web_announcement_preview",
        )
        urls: list[URLPattern] = super().get_urls()
        return [preview, *urls]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it as it is saved, in each language, as the pages will; the frame runs nothing."""
        announcement = self.get_queryset(request).filter(pk=pk).first()
        if announcement is None or not self.has_view_permission(request, announcement):
            raise Http404
        shown = [in_language(announcement, code) for code, _name in settings.LANGUAGES]
        response = render(request, "admin/web/announcement_preview.html", {"shown": shown})
        response.headers["Content-Security-Policy"] = PREVIEW_POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


def in_language(announcement: Announcement, language: str) -> dict[str, Any]:
    """Return what the component shows in one language, where it stands alone."""
    office = announcement.office
    with translation.override(language):
        words = {
            "title": announcement.title,
            "body": announcement.body,
            "office": {"name": office.name} if office else None,
            "has_other_offices": Office.objects.exclude(pk=office.pk if office else 0).exists(),
        }
    return {"language": language, "alone": [words]}
