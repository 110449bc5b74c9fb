from modeltranslation.translator import TranslationOptions, register

from portal.web.models import Announcement, Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "summary", "body")


@register(Announcement)
class AnnouncementTranslation(TranslationOptions):
    fields = ("title", "body")
