from datetime import date
from typing import Any

import pytest
from django import forms
from django.test.html import parse_html

from portal.web.forms import BirthDateField, FormError, LongSelect, PortalForm, ThreePartDateField

TODAY = date(2026, 12, 1)


class PersonForm(PortalForm):
    name = forms.CharField(error_messages={"required": "Enter your name"})
    birth_date = BirthDateField()
    language = forms.ChoiceField(
        choices=[("pl", "Polski"), ("en", "English")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a language"},
    )

    def clean(self) -> dict[str, object]:
        if self.data.get("name") == "Nobody":
            raise forms.ValidationError("Nobody cannot come")
        return super().clean() or {}


class StayForm(PortalForm):
    ends_on = ThreePartDateField(required=False, label="Your stay ends on")


def person(day: str = "27", month: str = "3", year: str = "1990", **others: str) -> PersonForm:
    typed = {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year}
    return PersonForm({"name": "Anna", "language": "en", **typed, **others}, today=TODAY)


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "control"),
    [
        ("", "", "", "Enter your date of birth", "day"),
        (" ", "", "", "Enter your date of birth", "day"),
        ("", "3", "1990", "Date of birth must include a day", "day"),
        ("27", "", "1990", "Date of birth must include a month", "month"),
        ("27", "3", "", "Date of birth must include a year", "year"),
        ("", "", "1990", "Date of birth must include a day and a month", "day"),
        ("", "3", "", "Date of birth must include a day and a year", "day"),
        ("27", "", "", "Date of birth must include a month and a year", "month"),
        ("30", "2", "1990", "Date of birth must be a real date", "day"),
        ("29", "2", "1991", "Date of birth must be a real date", "day"),
        ("0", "3", "1990", "Date of birth must be a real date", "day"),
        ("27", "13", "1990", "Date of birth must be a real date", "day"),
        ("x", "3", "1990", "Date of birth must be a real date", "day"),
        ("27", "March", "1990", "Date of birth must be a real date", "month"),
        ("27", "3", "-1990", "Date of birth must be a real date", "year"),
        ("27", "3", "99999999999999999999", "Date of birth must be a real date", "day"),
        ("27", "3", "1" * 5000, "Date of birth must be a real date", "day"),
        ("²7", "3", "1990", "Date of birth must be a real date", "day"),
        ("27", "3", "90", "Year of birth must have 4 digits, for example 1990", "year"),
        ("27", "3", "999", "Year of birth must have 4 digits, for example 1990", "year"),
        ("1", "12", "2026", "Date of birth must be in the past", "day"),
        ("31", "12", "1899", "Year of birth must be 1900 or later", "year"),
    ],
)
def test_a_wrong_date_of_birth_is_told_in_words(
    day: str, month: str, year: str, message: str, control: str
) -> None:
    assert person(day, month, year).error_list == [FormError(f"id_birth_date_{control}", message)]


@pytest.mark.parametrize(
    ("typed", "birth_date"),
    [
        (("27", "3", "1990"), date(1990, 3, 27)),
        ((" 07 ", "03", "1990"), date(1990, 3, 7)),
        (("29", "2", "1992"), date(1992, 2, 29)),
        (("٢٧", "٣", "١٩٩٠"), date(1990, 3, 27)),
        (("30", "11", "2026"), date(2026, 11, 30)),
        (("1", "1", "1900"), date(1900, 1, 1)),
    ],
)
def test_a_date_is_read_however_it_is_typed(typed: tuple[str, str, str], birth_date: date) -> None:
    form = person(*typed)

    assert form.error_list == []
    assert form.cleaned_data["birth_date"] == birth_date


def test_what_was_typed_is_kept_and_only_the_wrong_part_is_marked() -> None:
    html = str(person("31", "Marzec", "1990")["birth_date"])

    for kept in ('value="31"', 'value="Marzec"', 'value="1990"'):
        assert html.count(kept) == 1
    assert html.count("govuk-input--error") == 1
    assert html.count('aria-invalid="true"') == 1
    assert 'value="Marzec"' in next(tag for tag in html.split("<") if "govuk-input--error" in tag)


def test_the_three_parts_are_labelled_and_filled_in_by_the_browser() -> None:
    html = str(PersonForm(initial={"birth_date": date(1990, 3, 27)}, today=TODAY)["birth_date"])

    for part, value in (("day", "27"), ("month", "3"), ("year", "1990")):
        assert f'for="id_birth_date_{part}"' in html
        assert f'id="id_birth_date_{part}"' in html
        assert f'name="birth_date_{part}" value="{value}"' in html
        assert f'autocomplete="bday-{part}"' in html
    assert html.count('inputmode="numeric"') == 3
    assert "aria-invalid" not in html


def test_a_date_of_birth_is_not_judged_without_knowing_the_day() -> None:
    form = PersonForm({"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "1990"})

    with pytest.raises(TypeError, match="today"):
        form.is_valid()


def test_a_date_that_is_optional_may_be_left_out_but_not_half() -> None:
    whole = {"ends_on_day": "", "ends_on_month": "", "ends_on_year": ""}

    assert StayForm(whole).error_list == []
    assert StayForm({}).error_list == []
    assert StayForm({**whole, "ends_on_day": "3"}).error_list == [
        FormError("id_ends_on_month", "The date must include a month and a year")
    ]


def test_errors_are_listed_in_the_order_of_the_page_with_the_way_to_each() -> None:
    form = PersonForm({}, today=TODAY)

    assert form.error_list == [
        FormError("id_name", "Enter your name"),
        FormError("id_birth_date_day", "Enter your date of birth"),
        FormError("id_language_0", "Choose a language"),
    ]


def test_an_error_of_the_whole_form_comes_first_and_leads_nowhere() -> None:
    form = person(name="Nobody", language="xx")

    assert form.error_list[0] == FormError("", "Nobody cannot come")
    assert [error.control for error in form.error_list] == ["", "id_language_0"]


def test_labels_end_without_a_colon_and_the_browser_does_not_judge() -> None:
    form = PersonForm(today=TODAY)

    assert form["name"].label_tag() == '<label for="id_name">Name</label>'
    assert "required" not in str(form["name"])


OFTEN: list[tuple[object, str]] = [("UA", "Ukraine"), ("GE", "Georgia")]
ALL: list[tuple[object, str]] = [("UA", "Ukraine"), (7, 'A "b"')]
NESTED: list[Any] = [("", "Choose"), ("Most <often>", OFTEN), ("All", ALL)]


@pytest.mark.parametrize("value", [None, "", "UA", 7, "7", "none of them", "<script>"])
def test_a_long_list_looks_like_django_s_own(value: object) -> None:
    attrs = {"id": "id_x", "class": "a<b", "required": True}

    ours, theirs = (
        widget(choices=NESTED).render("x", value, attrs=attrs) for widget in (LongSelect, forms.Select)
    )

    assert parse_html(ours) == parse_html(theirs)
