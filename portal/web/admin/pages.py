from django.contrib import admin
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin

from portal.web.models import Page


@admin.register(Page)
class PageAdmin(ModelAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("title", "slug", "checked_on", "is_published", "position")
    list_filter = ("is_published",)
    search_fields = ("slug", "title", "summary")
    ordering = ("position", "slug")
