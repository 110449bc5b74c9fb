"""What somebody wants to see of the work list: one form, in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.admin.words.terms import label_of
from applications.admin.worklist.place import Place
from applications.choices import Part, Reason, Stage, Turn
from applications.models import Procedure
from applications.models.staffing import caseworkers
from applications.models.worklist import TO_FILE_AWAY, Term, Wanted
from portal.web.forms import LongSelect, PortalForm

LONGEST_SEARCH = 100
MINE, NOBODYS, ALL = "mine", "none", "all"
ANY = ("", pgettext_lazy("filter", "any"))
TERMS: list[tuple[str, str | Promise]] = [
    ("", pgettext_lazy("filter", "any")),
    (Term.MISSED.value, _("missed")),
    (Term.WEEK.value, _("ends within 7 days")),
    (Term.FORTNIGHT.value, _("ends within 14 days")),
    (Term.MONTH.value, _("ends within 30 days")),
    (Term.NONE.value, _("does not run")),
]


def plain(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, str]]:
    """Return choices without the terms of the law: a list that is looked through is kept short."""
    return [(value, label_of(label).plain) for value, label in choices]


class FilterForm(PortalForm):
    """Which cases to show. Nothing in it has to be chosen."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST_SEARCH,
        label=_("Find a case"),
        help_text=_(
            "Case number, reference or name, in any alphabet. "
            "Looks through all cases of your offices, closed ones too, whatever is chosen below."
        ),
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    who = forms.ChoiceField(required=False, widget=LongSelect, label=_("Whose cases"))
    stage = forms.ChoiceField(required=False, widget=LongSelect, label=_("Stage"))
    turn = forms.ChoiceField(required=False, widget=LongSelect, label=_("Whose turn"))
    reason = forms.ChoiceField(required=False, widget=LongSelect, label=_("Waits because"))
    procedure = forms.ChoiceField(required=False, widget=LongSelect, label=_("Procedure"))
    term = forms.ChoiceField(required=False, widget=LongSelect, choices=TERMS, label=_("Term"))

    def __init__(self, data: QueryDict, *, place: Place) -> None:
        """Fill the choices in; what the address names and nobody could choose is left out."""
        self.usual = _usual(place.parts)
        given = {name: str(value)[:LONGEST_SEARCH] for name, value in data.items() if value}
        chosen = {"who": self.usual} | given
        super().__init__(chosen)
        self._choices("who", _people(place))
        self._choices("stage", _stages())
        self._choices("turn", [ANY, *Turn.choices])
        self._choices("reason", [ANY, *plain(each for each in Reason.choices if each[0] != Reason.NONE)])
        self._choices("procedure", [ANY, *procedures_by_group()])
        self.full_clean()
        for name in self.errors:
            chosen[name] = self.usual if name == "who" else ""

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def search(self) -> str:
        return str(self.cleaned_data.get("q") or "")

    def wanted(self, place: Place) -> Wanted:
        chosen = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        who = chosen["who"] or self.usual
        clerk = {MINE: place.user.pk, NOBODYS: None, ALL: None}.get(who, who)
        return Wanted(
            clerk=int(clerk) if clerk else None,
            is_nobodys=who == NOBODYS,
            stage=chosen["stage"],
            turn=chosen["turn"],
            reason=chosen["reason"],
            procedure=int(chosen["procedure"]) if chosen["procedure"] else None,
            term=Term(chosen["term"]) if chosen["term"] else None,
        )

    @property
    def kept(self) -> dict[str, str]:
        """Return what was chosen, as an address has it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def _usual(parts: frozenset[Part]) -> str:
    """Return whose cases somebody sees who has not said whose: who works on cases, their own."""
    is_caseworker = bool(parts & {Part.CLERK, Part.OFFICER}) and Part.SUPERVISOR not in parts
    return MINE if is_caseworker else ALL


def _people(place: Place) -> list[Any]:
    colleagues = [(str(each.pk), str(each)) for each in caseworkers(place.office) if each != place.user]
    first = [(MINE, _("mine")), (NOBODYS, _("nobody's")), (ALL, pgettext_lazy("cases", "all"))]
    return [*first, (_("Colleagues"), colleagues)] if colleagues else first


def _stages() -> list[Any]:
    hidden = {*TO_FILE_AWAY, Stage.ARCHIVED}
    still = [(each.value, each.label) for each in Stage if each not in hidden]
    closed = [(each.value, each.label) for each in TO_FILE_AWAY]
    return [ANY, (_("Open"), plain(still)), (_("Closed, to be filed away"), plain(closed))]


def procedures_by_group() -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in Procedure.objects.handled().in_order():
        groups.setdefault(label_of(each.get_group_display()).plain, []).append((str(each.pk), each.name))
    return list(groups.items())
