"""What is asked for a file: which it is, which columns it has, what its words mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.admin.imports import words
from applications.models import ImportKind, ImportMapping, ImportRun
from applications.rules.imports.columns import FIELDS, Layout, guess, missing, used_twice
from portal.accounts.models import Office
from portal.web.forms import PortalForm

LONGEST_NAME = 80
ORDERS = (
    ("", gettext_lazy("as it can be told: 2026-12-31 or 31.12.2026")),
    ("dmy", gettext_lazy("day first: 31.12.2026, 31/12/2026")),
    ("mdy", gettext_lazy("month first: 12/31/2026")),
    ("ymd", gettext_lazy("year first: 2026-12-31, 20261231")),
)


class UploadForm(PortalForm):
    """A file, and what is in it."""

    office = forms.ModelChoiceField(label=gettext_lazy("Office"), queryset=Office.objects.none())
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file"), choices=ImportKind.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, at most 200 MB. The first line names the columns."),
        allow_empty_file=True,  # said in our own words
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    mapping = forms.ModelChoiceField(
        label=gettext_lazy("Columns"),
        queryset=ImportMapping.objects.none(),
        required=False,
        empty_label=gettext_lazy("say it on the next page"),
        help_text=gettext_lazy("As they were kept from an earlier file."),
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:  # noqa: ANN401  a form's own
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a field of rows
        self.fields["mapping"].queryset = (  # type: ignore[attr-defined]  # likewise
            ImportMapping.objects.filter(office__in=offices).order_by("kind", "name")
        )
        self.fields["kind"].initial = ImportKind.CASES
        if len(offices) == 1:
            self.fields["office"].initial = offices[0].pk
            self.fields["office"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        mapping: ImportMapping | None = cleaned.get("mapping")
        if mapping and (mapping.office, mapping.kind) != (cleaned.get("office"), cleaned.get("kind")):
            self.add_error(
                "mapping", _("These columns belong to another office, or to the other kind of file.")
            )
        return cleaned


class ColumnsForm(PortalForm):
    """Which column of a file is which field of ours; as many choices as there are fields."""

    date_order = forms.ChoiceField(
        label=gettext_lazy("How dates are written"), choices=ORDERS, required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Keep these columns as"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("For the next file of this kind."),
        error_messages={
            "required": gettext_lazy("Give the columns a name, such as where the file comes from.")
        },
    )

    def __init__(self, *args: Any, run: ImportRun, headers: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401  a form's own
        super().__init__(*args, **kwargs)
        self.kind, self.headers = run.kind, headers
        known = run.mapping.columns if run.mapping else guess(run.kind, headers)
        for each in FIELDS[run.kind]:
            self.fields[each.name] = forms.ChoiceField(
                label=words.label(each.name),
                choices=[
                    ("", pgettext_lazy("column of a file", "none")),
                    *((name, name) for name in headers),
                ],
                required=each.is_required,
                initial=known.get(each.name) if known.get(each.name) in headers else "",
                help_text=words.help_of(each.name, is_required=each.is_required),
                error_messages={"required": _("Choose the column: it is needed.")},
            )
        if run.mapping:
            self.fields["name"].initial = run.mapping.name
            self.fields["date_order"].initial = run.mapping.date_format

    @property
    def columns(self) -> list[Any]:
        """The fields that choose a column, for the page."""
        return [self[each.name] for each in FIELDS[self.kind]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = self._chosen()
        for name in used_twice(chosen):
            self.add_error(name, _("This column is chosen for another field already."))
        if self.kind == ImportKind.EVENTS and not {"external_ref", "case_number"} & set(chosen):
            self.add_error(
                "external_ref", _("Choose a column by which the case is found: reference or number.")
            )
        if self.kind == ImportKind.CASES and not {"given_names", "family_name"} & set(chosen):
            self.add_error("family_name", _("Choose a column with names."))
        return cleaned

    def layout(self, values: Mapping[str, Mapping[str, str]]) -> Layout:
        """Return what was chosen, with the words that were chosen before."""
        return Layout(self._chosen(), values, self.cleaned_data["date_order"])

    def _chosen(self) -> dict[str, str]:
        names = [each.name for each in FIELDS[self.kind]]
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


def fits(mapping: ImportMapping, headers: Sequence[str]) -> bool:
    """Tell whether a file has the columns that are kept."""
    return not missing(mapping.kind, mapping.columns, headers)


class WordsForm(PortalForm):
    """What words of a file mean that the portal does not know; what is left open is refused row by row."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  a form's own
        unknown: Mapping[str, Sequence[str]],
        choices: Mapping[str, Sequence[tuple[str, str]]],
        **kwargs: Any,  # noqa: ANN401  a form's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}
        for name, found in unknown.items():
            for number, word in enumerate(found):
                key = f"{name}-{number}"
                self.places[key] = (name, word)
                self.fields[key] = forms.ChoiceField(
                    label=f"{words.label(name)}: {word}",
                    choices=[("", _("leave it: such rows are refused")), *choices[name]],
                    required=False,
                )

    def values(self) -> dict[str, dict[str, str]]:
        """Return of each field which word was given which of ours."""
        found: dict[str, dict[str, str]] = {}
        for key, (name, word) in self.places.items():
            if chosen := self.cleaned_data.get(key):
                found.setdefault(name, {})[word] = chosen
        return found
