from modeltranslation.translator import TranslationOptions, register

from portal.accounts.models import Office


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ("name", "message_name", "address", "directions")
