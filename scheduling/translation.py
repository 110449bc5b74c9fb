from modeltranslation.translator import TranslationOptions, register

from scheduling.models import BlockedWindow, Closure, Service, ShiftPattern


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "purpose", "bring", "closed_note")


@register(ShiftPattern)
class ShiftPatternTranslation(TranslationOptions):
    fields = ("name",)


@register(BlockedWindow)
class BlockedWindowTranslation(TranslationOptions):
    fields = ("reason",)
    required_languages = ("pl", "en", "ru")  # people read it in the middle of a page


@register(Closure)
class ClosureTranslation(TranslationOptions):
    fields = ("reason",)
    required_languages = ("pl", "en", "ru")
