"""Documents: what came, and what becomes of it. Several are ticked at once; each is an entry of its own."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions import summoning
from applications.actions.several import Step
from applications.actions.summoning import Paper
from applications.admin.acts.base import ActForm, note_field
from applications.admin.acts.papers import papers_of, read_lines
from applications.admin.acts.summonses import called
from applications.choices import DocumentState, EventKind, SummonsKind
from applications.models import CaseDocument, CaseEvent

OPEN = (DocumentState.ASKED, DocumentState.RECEIVED, DocumentState.REFUSED)
NOTHING_TICKED = gettext_lazy("Tick the document")


def listed(document: CaseDocument) -> tuple[int, str]:
    return document.number, f"{document.number}. {document.name}"


class ReceiptForm(ActForm):
    """Documents came. Whoever brought them gets a dated receipt."""

    help = gettext_lazy("A receipt to print follows, in Polish and in the language of the person.")

    received = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label=gettext_lazy("Asked for, and now here"),
        widget=forms.CheckboxSelectMultiple,
    )
    papers = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Also here"), widget=forms.CheckboxSelectMultiple
    )
    others = note_field(gettext_lazy("Other documents, one a line, in Polish"))
    answered = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label=gettext_lazy("These summonses are answered with that"),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("on", "received", "papers", "others", "answered", "note")

    def prepare(self) -> None:
        self.fields["on"].label = _("Received on")
        self.fields["on"].help_text = _("Of a letter by Polish post: the day of the postmark counts.")
        asked = CaseDocument.objects.filter(application=self.case.pk, state__in=OPEN).order_by("number")
        awaited = [row for row in asked if row.state != DocumentState.RECEIVED]
        here = {row.code for row in asked} - {""}
        self.known = {code: each for code, each in papers_of(self.case).items() if code not in here}
        self.choices("received", [listed(row) for row in awaited])
        self.choices("papers", [(code, each.label) for code, each in self.known.items()])
        calls = [call for call in self.case.state.open_calls if call.kind != SummonsKind.APPEARANCE]
        self.choices("answered", [(call.number, called(call)) for call in calls])
        for name in ("received", "papers", "answered"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]  # a ChoiceField
                del self.fields[name]

    def clean_others(self) -> list[str]:
        return read_lines(self.cleaned_data["others"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not any(given.get(name) for name in ("received", "papers", "others")):
            self.add_error("others", _("Tick what came, or write it down"))
        return given

    @property
    def steps(self) -> list[Step]:
        given = self.cleaned_data
        brought = [Paper(self.known[code].name, code) for code in given.get("papers", ())]
        brought += [Paper(line) for line in given["others"]]
        papers = summoning.papers_in(received=given.get("received", ()), brought=brought)
        answers = [Step(EventKind.ANSWERED, {"summons": number}) for number in given.get("answered", ())]
        return [Step(self.kind, papers), *answers]

    def leads_to(self, entries: list[CaseEvent]) -> str:
        arguments = [self.case.pk, "receipt", entries[0].sequence]
        return reverse("admin:applications_application_print", args=arguments)


class CheckForm(ActForm):
    """Some documents are accepted, or wanted no longer."""

    document = forms.TypedMultipleChoiceField(
        coerce=int,
        label=gettext_lazy("Which documents"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOTHING_TICKED},
    )
    field_order = ("document", "on", "note")

    def prepare(self) -> None:
        states = OPEN if self.kind == EventKind.DOCUMENT_DROPPED else (DocumentState.RECEIVED,)
        rows = CaseDocument.objects.filter(application=self.case.pk, state__in=states).order_by("number")
        self.choices("document", [listed(row) for row in rows])

    @property
    def steps(self) -> list[Step]:
        return [Step(self.kind, {"document": number}) for number in self.cleaned_data["document"]]


class RefusalForm(CheckForm):
    """Some will not do, for one reason. They stay asked for."""

    help = gettext_lazy(
        "What is refused stays on the list of what is still to come. The party reads why, in your words."
    )
    note = note_field(
        gettext_lazy("Why it will not do"), required=gettext_lazy("Write down why the document will not do")
    )
