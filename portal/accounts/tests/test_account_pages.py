import pytest
from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import override

from portal.accounts.templatetags.account_pages import fields_of


class CodeForm(forms.Form):
    code = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "placeholder": "Code"})
    )
    hidden = forms.CharField(widget=forms.HiddenInput)


class KeyForm(forms.Form):
    name = forms.CharField()


def test_a_code_is_typed_on_the_digits_and_hints_do_not_vanish() -> None:
    (code,) = fields_of(CodeForm())

    assert code.field.widget.attrs == {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "class": "govuk-input--width-10",
    }


def test_the_browser_is_not_asked_to_speak_for_us() -> None:
    (code,) = fields_of(CodeForm())

    assert "required" not in str(code)


@pytest.mark.django_db
def test_a_link_in_a_hint_looks_like_our_links() -> None:
    password = {field.name: field for field in fields_of(LoginForm())}["password"]

    assert '<a class="govuk-link" href="' in str(password.help_text)


def test_a_field_without_a_label_gets_one_that_can_be_translated() -> None:
    with override("en"):
        (name,) = fields_of(KeyForm())

    assert (name.label, name.field.label) == ("Name", None)
