"""What is asked before the calendar: which matter, whether a visit makes sense, for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.web.forms import PortalForm
from scheduling.models import Matter, Question, Service
from scheduling.rules.digits import plain_digits
from scheduling.rules.parties import Party

MOST_DIGITS = 4  # of a number of people that is worth a thought


class YesNo(TextChoices):
    YES = "yes", gettext_lazy("Yes")
    NO = "no", gettext_lazy("No")


class PeopleField(forms.CharField):
    """How many people come in one booking: a whole number up to what the service takes."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> int:  # noqa: ANN401  the signature is Django's
        typed = "".join(super().clean(value).split())
        if not typed.isdecimal() or len(typed) > MOST_DIGITS:
            raise ValidationError(_("Enter the number of people in digits, for example 2"))
        people = int(plain_digits(typed))
        if people < 1:
            raise ValidationError(_("At least one person must come"))
        if people > self.most:
            message = ngettext(
                "One booking is for at most %(most)d person. For more, make a second booking "
                "or phone the office.",
                "One booking is for at most %(most)d people. For more, make a second booking "
                "or phone the office.",
                self.most,
            )
            raise ValidationError(message % {"most": self.most})
        return people


class StartForm(PortalForm):
    """The questions of one service. Nothing in it says who somebody is, so it is sent by GET.

    An address may answer some of it and leave the rest open (`is_sent` false): then what is
    missing is no mistake yet, and what is wrong is said.
    """

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        service: Service,
        matters: Sequence[Matter],
        questions: Sequence[Question],
        is_sent: bool,
    ) -> None:
        super().__init__(data if is_sent else {"people": "1", **data})
        self.service, self.questions, self.is_sent = service, questions, is_sent
        if matters:
            self.fields["matter"] = _matter_field(matters)
        for question in questions:
            self.fields[name_of(question)] = _question_field(question)
        if service.most_people > 1 or data.get("people", "1") != "1":
            self.fields["people"] = _people_field(service.most_people)
        if service.longer_minutes:
            self.fields["longer"] = _longer_field(service)

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_sent:
            for name, errors in [*self.errors.as_data().items()]:
                if all(error.code == "required" for error in errors):
                    del self.errors[name]

    @property
    def party(self) -> Party:
        """For whom the times are."""
        people = self.cleaned_data.get("people", 1)
        return Party(people, is_longer=bool(self.cleaned_data.get("longer")))

    @property
    def against(self) -> list[Question]:
        """The questions whose answers speak against a visit now."""
        return [
            question
            for question in self.questions
            if (self.cleaned_data[name_of(question)] == YesNo.YES) != question.is_yes_wanted
        ]


def name_of(question: Question) -> str:
    return f"question_{question.pk}"


def _matter_field(matters: Sequence[Matter]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What do you come about?"),
        help_text=_("Some of these are done online now, without a visit. Choose yours and we say how."),
        choices=[(matter.code, matter.name) for matter in matters],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you come about"),
            "invalid_choice": _("Choose from the list what you come about"),
        },
    )


def _question_field(question: Question) -> forms.ChoiceField:
    wrong = _("Choose yes or no: %(question)s") % {"question": question.text}
    return forms.ChoiceField(
        label=question.text,
        help_text=escape(question.hint or ""),
        choices=YesNo.choices,
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


def _people_field(most: int) -> PeopleField:
    return PeopleField(
        most=most,
        label=_("How many people come?"),
        help_text=_(
            "Count only people who need a visit themselves. A parent, proxy or interpreter who only comes "
            "along is not counted."
        ),
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-2"}
        ),
        error_messages={"required": _("Enter how many people come")},
    )


def _longer_field(service: Service) -> forms.BooleanField:
    because = (
        _("For example with an interpreter, or because talking or moving takes longer.")
        if service.admits_interpreter
        else _("For example because talking or moving takes longer.")
    )
    minutes = service.longer_minutes or service.minutes
    takes = ngettext(
        "The visit then takes %(minutes)d minute for each person.",
        "The visit then takes %(minutes)d minutes for each person.",
        minutes,
    ) % {"minutes": minutes}
    return forms.BooleanField(
        required=False,
        label=_("We need more time"),
        help_text=f"{because} {takes}",
        widget=forms.CheckboxInput({"value": YesNo.YES}),
    )
