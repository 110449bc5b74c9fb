"""Bring allauth's forms into the shape of our own."""

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

register = template.Library()


@register.filter
def fields_of(form: BaseForm) -> list[BoundField]:
    """Return the visible fields, without placeholders, which vanish when one starts to type."""
    form.use_required_attribute = False  # our own messages, in the page's language, not the browser's
    fields = form.visible_fields()
    for field in fields:
        field.help_text = mark_safe(str(field.help_text).replace("<a ", '<a class="govuk-link" '))  # noqa: S308  allauth's own words, in which a link has no look
        if field.field.label is None:  # allauth's name of a key, the one field it forgot to label
            field.label = gettext("Name")
        attrs = field.field.widget.attrs
        attrs.pop("placeholder", None)
        if attrs.get("autocomplete") == "one-time-code":
            attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10"}
    return fields
