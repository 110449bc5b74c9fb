from modeltranslation.translator import TranslationOptions, register

from portal.web.models import Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "summary", "body")
