"""Form fields that say what is wrong in words, and never lose what was typed.

A page includes `components/error_summary.html` with `form.error_list` and shows each
field by `components/field.html`. Messages are whole sentences and belong to the field:
a sentence glued together from a label cannot be declined in Polish or Russian.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
PART_LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
FIRST_FOUR_DIGIT_YEAR = 1000


class FormError(NamedTuple):
    """A line of the error summary: what is wrong, and the id of the control to go to."""

    control: str
    message: str


class LongSelect(forms.Select):
    """A list of hundreds of choices, drawn without a template for each of them.

    It looks like Django's own: two templates a choice took longer than the rest of the page.
    """

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  the signature is Django's
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002  the signature is Django's
    ) -> SafeString:
        chosen = {str(each) for each in self.format_value(value)}
        own = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", own, SafeString("".join(self._drawn(chosen))))

    def _drawn(self, chosen: set[str]) -> Iterator[str]:
        """Yield HTML in which everything is escaped: `format_html` takes longer, hundreds of times."""
        for value, label in self.choices:
            if isinstance(label, list | tuple):
                inner = "".join(self._option(each, text, chosen) for each, text in label)
                yield f'<optgroup label="{conditional_escape(value)}">{inner}</optgroup>'
            else:
                yield self._option(value, label, chosen)

    def _option(self, value: Any, label: Any, chosen: set[str]) -> str:  # noqa: ANN401  whatever a choice is
        key = str(value)
        mark = " selected" if key in chosen else ""
        chosen.discard(key)  # the first of two equal ones is it
        return f'<option value="{escape(key)}"{mark}>{conditional_escape(label)}</option>'


class ThreePartDateWidget(forms.MultiWidget):
    """Day, month and year as three short inputs: quicker and surer to type than to pick."""

    template_name = "components/date_parts.html"

    def __init__(self, *, autocomplete: str = "") -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"autocomplete": f"{autocomplete}-{part}"} if autocomplete else {})
            for part in PARTS
        }
        super().__init__(inputs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Django's
        given = dict(attrs or {})
        wrong = given.pop("wrong_parts", ())
        context: dict[str, Any] = super().get_context(name, value, given)
        for part, widget in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            own = {**widget["attrs"], "id": f"{given.get('id', '')}_{part}"}
            widget["attrs"] = _part_attrs(part, own, is_wrong=part in wrong)
            widget["label"] = PART_LABELS[part]
        return context


def _part_attrs(part: str, attrs: dict[str, Any], *, is_wrong: bool) -> dict[str, Any]:
    width = "4" if part == "year" else "2"
    error = " govuk-input--error" if is_wrong else ""
    rest = {name: value for name, value in attrs.items() if name != "aria-invalid"}
    return {
        **rest,
        **({"aria-invalid": "true"} if is_wrong else {}),
        "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}{error}",
        "inputmode": "numeric",
    }


class ThreePartDateBoundField(forms.BoundField):
    """Knows which of the three parts is wrong, so that only that one is marked."""

    @property
    def wrong_parts(self) -> Sequence[str]:
        codes = [error.code or "" for error in self.errors.as_data()]
        named = [part for part in PARTS if any(part in code.split("_") for code in codes)]
        return named or (PARTS if codes else ())

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Django's
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        return {**built, "wrong_parts": self.wrong_parts}


class ThreePartDateField(forms.MultiValueField):
    """A date typed as day, month and year.

    `before` and `earliest` limit it; the code of an error names the parts that are wrong.
    """

    bound_field_class = ThreePartDateBoundField
    default_error_messages: ClassVar = {
        "required": _("Enter the date"),
        "no_day": _("The date must include a day"),
        "no_month": _("The date must include a month"),
        "no_year": _("The date must include a year"),
        "no_day_month": _("The date must include a day and a month"),
        "no_day_year": _("The date must include a day and a year"),
        "no_month_year": _("The date must include a month and a year"),
        "short_year": _("The year must have 4 digits, for example 2026"),
        "unreal": _("The date must be a real date"),
        "unreal_day": _("The date must be a real date"),
        "unreal_month": _("The date must be a real date"),
        "unreal_year": _("The date must be a real date"),
        "not_past": _("The date must be in the past"),
        "early_year": _("Check the year: it is too long ago"),
    }
    before: date | None = None
    earliest: date | None = None

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:  # noqa: ANN401 -- passed on to Django
        kwargs.setdefault("widget", ThreePartDateWidget(autocomplete=autocomplete))
        parts = [forms.CharField(required=False) for _part in PARTS]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Sequence[str | None] | None) -> date | None:
        typed = dict(zip(PARTS, [(part or "").strip() for part in value or ("", "", "")], strict=True))
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == len(PARTS):
            if self.required:
                raise self._error("required")
            return None
        if missing:
            raise self._error(f"no_{'_'.join(missing)}")
        return self._within_limits(self._real(typed))

    def _real(self, typed: dict[str, str]) -> date:
        for part in PARTS:
            if not typed[part].isdecimal():
                raise self._error(f"unreal_{part}")
        try:
            year, month, day = (int(typed[part]) for part in reversed(PARTS))
            if year < FIRST_FOUR_DIGIT_YEAR:
                raise self._error("short_year")
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise self._error("unreal") from error

    def _within_limits(self, value: date) -> date:
        if self.before and value >= self.before:
            raise self._error("not_past")
        if self.earliest and value < self.earliest:
            raise self._error("early_year")
        return value

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class BirthDateField(ThreePartDateField):
    """A date of birth. Its form must be told `today`, or a child could be born tomorrow."""

    default_error_messages: ClassVar = {
        "required": _("Enter your date of birth"),
        "no_day": _("Date of birth must include a day"),
        "no_month": _("Date of birth must include a month"),
        "no_year": _("Date of birth must include a year"),
        "no_day_month": _("Date of birth must include a day and a month"),
        "no_day_year": _("Date of birth must include a day and a year"),
        "no_month_year": _("Date of birth must include a month and a year"),
        "short_year": _("Year of birth must have 4 digits, for example 1990"),
        "unreal": _("Date of birth must be a real date"),
        "unreal_day": _("Date of birth must be a real date"),
        "unreal_month": _("Date of birth must be a real date"),
        "unreal_year": _("Date of birth must be a real date"),
        "not_past": _("Date of birth must be in the past"),
        "early_year": _("Year of birth must be 1900 or later"),
    }
    earliest = date(1900, 1, 1)

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- passed on to Django
        kwargs.setdefault("label", _("Date of birth"))
        kwargs.setdefault("help_text", _("For example, 27 3 1990"))
        super().__init__(autocomplete="bday", **kwargs)

    def _within_limits(self, value: date) -> date:
        if self.before is None:
            raise TypeError("A form with a date of birth is made with `today=…`.")
        return super()._within_limits(value)


def error_list(form: forms.BaseForm) -> list[FormError]:
    """Return every error of any form in the order of its fields; those of the whole form first."""
    return [
        FormError(control=_control(form, name), message=str(message))
        for name in (NON_FIELD_ERRORS, *form.fields)
        for message in form.errors.get(name, ())
    ]


def _control(form: forms.BaseForm, name: str) -> str:
    """Return the id of the input that takes the focus when the error is followed."""
    if name == NON_FIELD_ERRORS:
        return ""
    field = form[name]
    if isinstance(field, ThreePartDateBoundField):
        return f"{field.auto_id}_{field.wrong_parts[0]}"
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label


class PortalFormMixin(forms.BaseForm):
    """What every form of the portal has; stands before `forms.Form` or `forms.ModelForm`."""

    use_required_attribute = False  # our own messages, in the page's language, not the browser's

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- passed on to Django
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, BirthDateField):
                field.before = today

    @property
    def error_list(self) -> list[FormError]:
        return error_list(self)


class PortalForm(PortalFormMixin, forms.Form):
    pass
