from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from scheduling.models import BlockedWindow, Closure, Matter, Question, QueueRule, Service, ShiftPattern


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


@register(Matter)
class MatterTranslation(TranslationOptions):
    fields = ("name", "closed_note")
    required_languages: ClassVar = {"pl": ("name",), "en": ("name",), "ru": ("name",)}


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "hint", "advice")
    required_languages: ClassVar = {
        "pl": ("text", "advice"),
        "en": ("text", "advice"),
        "ru": ("text", "advice"),
    }


@register(QueueRule)
class QueueRuleTranslation(TranslationOptions):
    fields = ("waiting_note", "break_note")
