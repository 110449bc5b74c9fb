"""Who has a term that ends before the first free time, and which."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.web.forms import ThreePartDateField
from scheduling.actions.booking import Details
from scheduling.actions.urgent import TOLD, Wish
from scheduling.forms.details import DetailsForm
from scheduling.models import Service
from scheduling.rules.urgent import NotUrgent, may_ask

LONGEST_WHY = 1000
WRONG_TERM = {
    NotUrgent.OVER: _("The last day of the term must be today or later"),
    NotUrgent.FAR: _("The last day of the term must be within a year from now"),
    NotUrgent.IN_TIME: _("There is a free time before this term ends: you can book it now"),
}
BY_MAIL = _("The answer goes there, and the page of your visit if you get one.")
BY_TEXT = _(
    "Without an e-mail address the answer comes by text message (SMS). "
    "If the number is not Polish, begin with + and the country code."
)


class TermField(ThreePartDateField):
    default_error_messages = {  # noqa: RUF012  Django reads it from the class
        "required": _("Enter the last day of your term"),
        "no_day": _("The last day of the term must include a day"),
        "no_month": _("The last day of the term must include a month"),
        "no_year": _("The last day of the term must include a year"),
        "no_day_month": _("The last day of the term must include a day and a month"),
        "no_day_year": _("The last day of the term must include a day and a year"),
        "no_month_year": _("The last day of the term must include a month and a year"),
        "unreal": _("The last day of the term must be a real date"),
        "unreal_day": _("The last day of the term must be a real date"),
        "unreal_month": _("The last day of the term must be a real date"),
        "unreal_year": _("The last day of the term must be a real date"),
    }


class UrgentForm(DetailsForm):
    """A request of one person. `first_free_on` is the first local day on which one could come."""

    term_on = TermField(label=_("What is the last day of your term?"))
    why = forms.CharField(
        label=_("Which term is it?"),
        help_text=_(
            "For example: a summons (wezwanie) of 24 November, 7 days to complete my application. "
            "Write nothing about your health: we do not need it."
        ),
        max_length=LONGEST_WHY,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": _("Write which term it is"),
            "max_length": _("Write at most %(limit_value)d letters about the term"),
        },
    )
    field_order = ("term_on", "why", "given_names", "family_name", "birth_date", "citizenship")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  passed on to Django
        service: Service,
        today: date,
        first_free_on: date | None,
        **kwargs: Any,  # noqa: ANN401  passed on to Django
    ) -> None:
        super().__init__(*args, service=service, today=today, **kwargs)
        self.today, self.first_free_on = today, first_free_on
        self.is_in_time = False
        self.fields.pop("arrangements", None)
        soon = today + timedelta(days=7)
        self.fields["term_on"].help_text = _("For example, %(day)d %(month)d %(year)d") % {
            "day": soon.day,
            "month": soon.month,
            "year": soon.year,
        }
        self.fields["email"].help_text = BY_MAIL
        if "phone" in self.fields:
            self.fields["phone"].help_text = BY_TEXT

    def clean_term_on(self) -> date:
        term_on: date = self.cleaned_data["term_on"]
        reasons = may_ask(term_on, today=self.today, first_free_on=self.first_free_on)
        self.is_in_time = reasons == {NotUrgent.IN_TIME}
        for reason in NotUrgent:
            if reason in reasons:
                raise ValidationError(WRONG_TERM[reason], code=reason.name.lower())
        return term_on

    def wish(self, *, language: str) -> Wish:
        told = {name: self.cleaned_data[name] for name in TOLD if name in self.cleaned_data}
        details = Details(**told, language=language)
        return Wish(details, self.cleaned_data["term_on"], self.cleaned_data["why"])
