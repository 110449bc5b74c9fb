from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from applications.models import DocumentRequirement, Fee, FilingChannel, Procedure, SubmissionWay

LANGUAGES = ("pl", "en", "ru")


@register(Procedure)
class ProcedureTranslation(TranslationOptions):
    fields = ("name", "summary", "elsewhere", "validity")
    required_languages: ClassVar = dict.fromkeys(LANGUAGES, ("name",))


@register(Fee)
class FeeTranslation(TranslationOptions):
    fields = ("label",)
    required_languages = LANGUAGES


@register(FilingChannel)
class FilingChannelTranslation(TranslationOptions):
    fields = ("note",)


@register(DocumentRequirement)
class DocumentRequirementTranslation(TranslationOptions):
    fields = ("name", "hint")
    required_languages: ClassVar = dict.fromkeys(LANGUAGES, ("name",))


@register(SubmissionWay)
class SubmissionWayTranslation(TranslationOptions):
    fields = ("note",)
