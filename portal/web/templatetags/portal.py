"""What the templates of every part need: language links and accessible form controls."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, widgets
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import translation
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from portal.accounts.rules.phones import spaced
from portal.web import forms
from portal.web.forms import FormError, ThreePartDateWidget
from portal.web.logs import masked
from portal.web.sockets import sockets_url

register = template.Library()

# The narrower kind stands before the wider one that it inherits from.
KINDS: Sequence[tuple[type[widgets.Widget], str]] = [
    (ThreePartDateWidget, "date"),
    (widgets.CheckboxSelectMultiple, "checkboxes"),
    (widgets.RadioSelect, "radios"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
    (widgets.ClearableFileInput, "file-upload"),
    (widgets.FileInput, "file-upload"),
    (widgets.HiddenInput, "hidden"),
]


@register.filter
def spaced_phone(number: str) -> str:
    """Return a number in E.164 as its country writes it, such as "+48 12 345 67 89"; none as none."""
    return spaced(number) if number else ""


@register.simple_tag
def form_key() -> SafeString:
    """Return a hidden field by which a form sent twice is known for the same one."""
    return format_html('<input type="hidden" name="key" value="{}">', token_urlsafe())


@register.simple_tag(takes_context=True, name="sockets_url")
def sockets_url_tag(context: Context) -> str:
    """Return what a live page writes into `data-sockets`, for live.js."""
    return sockets_url(context["request"])


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Return this page in every language, each under its own name, with the query kept."""
    request: HttpRequest | None = context.get("request")
    current = translation.get_language()
    return [
        LanguageLink(code=code, name=str(name), url=_translated(request, code), is_current=code == current)
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def language_alternates(context: Context) -> list[tuple[str, str]]:
    """Return (hreflang, absolute address) of this page for search engines.

    `x-default` is the address without a language, which answers in the reader's own.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or request.resolver_match is None:
        return []
    links = [(code, _translated(request, code)) for code, _ in settings.LANGUAGES]
    code, url = links[0]
    links.append(("x-default", url.removeprefix(f"/{code}")))
    return [(code, request.build_absolute_uri(url)) for code, url in links]


def _translated(request: HttpRequest | None, code: str) -> str:
    """Return the address of the page in that language, or of the home page where there is none."""
    url = translate_url(request.get_full_path(), code) if request else ""
    return url if url.startswith(f"/{code}/") else f"/{code}/"


@register.simple_tag
def url_or_empty(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a page, or nothing where this installation does not have it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def barrier_report_url(context: Context) -> str:
    """Return the form about barriers for this page, without what in its address only one person knows."""
    form, request = url_or_empty("barrier_report"), context.get("request")
    if not form or request is None or request.path.startswith(form):
        return form
    return f"{form}?{urlencode({'page': masked(request.path)})}"


@register.filter
def error_list(form: BaseForm) -> list[FormError]:
    """Return the lines of the error summary for a form that is not one of ours."""
    return forms.error_list(form)


@register.filter
def kind(field: BoundField) -> str:
    """Say which of our components shows this field."""
    return next((name for widget, name in KINDS if isinstance(field.field.widget, widget)), "input")


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render the bare control of a field with the classes of its kind, its error and its own."""
    own = field.field.widget.attrs.get("class", "")
    classes = _classes(kind(field), has_error=bool(field.errors))
    return field.as_widget(attrs={"class": f"{classes} {own}".strip()})


def _classes(name: str, *, has_error: bool) -> str:
    base = {"checkbox": "govuk-checkboxes__input", "date": "govuk-date-input__input"}.get(
        name, f"govuk-{name}"
    )
    return f"{base} {base}--error" if has_error and name in {"input", "select", "textarea"} else base


@register.simple_tag
def options(field: BoundField) -> list[dict[str, Any]]:
    """Return the choices of a field of radios or checkboxes as the widget would draw them."""
    attrs = {"id": field.auto_id}
    return list(field.field.widget.subwidgets(field.html_name, field.value(), attrs=attrs))
