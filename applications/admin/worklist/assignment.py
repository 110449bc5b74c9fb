"""Cases given out to clerks, by how much each has to do."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.actions.assigning import MOST_AT_ONCE, NotThereError, give_out
from applications.admin.worklist.filters import NOBODYS
from applications.admin.worklist.place import Place, for_offices
from applications.choices import Part
from applications.models.staffing import Load, caseworkers, loads
from portal.accounts.models import User
from portal.web.forms import PortalForm

HERE = "admin:applications_application_assignment"
GIVERS = {Part.OFFICER, Part.SUPERVISOR}
FEW = 10
ORDERS = [
    ("oldest", gettext_lazy("the oldest first")),
    ("term", gettext_lazy("those whose term ends first")),
]


class GiveForm(PortalForm):
    """How many of the cases that nobody has, and to whom."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("To whom"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose to whom the cases are given")},
    )
    number = forms.IntegerField(
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=FEW,
        label=gettext_lazy("How many cases"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter how many cases"),
            "invalid": gettext_lazy("Enter the number of cases in digits"),
            "min_value": gettext_lazy("Enter a number of at least %(limit_value)s"),
            "max_value": gettext_lazy("Give out at most %(limit_value)s cases at once"),
        },
    )
    order = forms.ChoiceField(choices=ORDERS, initial="oldest", label=gettext_lazy("Which of them"))

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = caseworkers(place.office)  # type: ignore[attr-defined]  # a ModelChoiceField


@for_offices()
def assignment_create(place: Place) -> HttpResponse:
    """Show how much everybody has to do; give out what nobody has."""
    if not place.parts & GIVERS:
        raise PermissionDenied
    if place.request.method != "POST":
        return _page(place, GiveForm(place=place))
    form = GiveForm(place.request.POST, place=place)
    if not form.is_valid():
        return _page(place, form)
    return _give(place, form)


def _give(place: Place, form: GiveForm) -> HttpResponse:
    asked = form.cleaned_data
    to: User = asked["to"]
    by_term = asked["order"] == "term"
    try:
        given = give_out(office=place.office, to=to, number=asked["number"], by_term=by_term, **place.acting)
    except NotThereError:
        form.add_error("to", _("This person does not work on cases here any more"))
        return _page(place, form)
    text = ngettext("%(number)d case given to %(clerk)s.", "%(number)d cases given to %(clerk)s.", len(given))
    if given:
        messages.success(place.request, text % {"number": len(given), "clerk": to})
    else:
        messages.warning(place.request, _("There was no case left that nobody has."))
    return redirect(place.url(HERE))


def _page(place: Place, form: GiveForm) -> HttpResponse:
    rows = loads(place.office, on=place.on)
    context = {
        "title": _("Who has how many cases"),
        "form": form,
        "errors": form.error_list,
        "rows": [(load, _urls(place, load)) for load in rows],
        "nobodys": rows[0].open,
        "list_url": place.url(),
    }
    return place.shown("worklist/assignment.html", context, status=422 if form.errors else 200)


def _urls(place: Place, load: Load) -> dict[str, str]:
    who = str(load.clerk.pk) if load.clerk else NOBODYS
    return {
        "open": place.url(who=who),
        "missed": place.url(who=who, term="missed"),
        "soon": place.url(who=who, term="14"),
    }
