"""How the visits of a day ended, entered together: after a day on paper, or in the evening."""

import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.web import words
from portal.web.forms import PortalForm
from scheduling.actions.outcomes import Entry, NotYetError, record_many
from scheduling.admin.desk.pages import acting, errors_of
from scheduling.admin.office_days import OfficeDay, for_offices, to_desk, write_down_look
from scheduling.admin.outcomes import LONGEST_NOTE, TOO_EARLY, TOO_LATE, endings, written_of
from scheduling.choices import VainReason
from scheduling.models import Appointment
from scheduling.models.day_list import visits_of_day
from scheduling.views.answers import WRONG

RIGHT = "scheduling.add_outcome"
ROW = re.compile(r"[0-9]{1,18}-ended", re.ASCII)


class ResultForm(PortalForm):
    """One row of the page. Left open, it says nothing."""

    ended = forms.ChoiceField(required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)

    def __init__(self, visit: Appointment, *, data: Any = None) -> None:  # noqa: ANN401  what was sent
        super().__init__(data, prefix=str(visit.pk))
        self.visit = visit
        clock, person = words.clock(visit.interval.start, visit.office.zone), visit.person
        ended, note = cast("forms.ChoiceField", self.fields["ended"]), self.fields["note"]
        ended.choices = [("", _("leave open")), *endings()]
        ended.label = _("%(time)s %(person)s: how it ended") % {"time": clock, "person": person}
        note.label = _("%(time)s %(person)s: note") % {"time": clock, "person": person}
        note.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ended, note = cleaned.get("ended"), cleaned.get("note")
        if ended == VainReason.OTHER and not note and "note" not in self.errors:
            self.add_error("note", self._said(_("Write in the note what the other reason is.")))
        if note and not ended and "ended" not in self.errors:
            self.add_error("ended", self._said(_("Choose how the visit ended, or empty the note.")))
        return cleaned

    @property
    def entry(self) -> Entry | None:
        ended = self.cleaned_data["ended"]
        if not ended:
            return None
        return Entry(self.visit.pk, **written_of(ended, self.cleaned_data["note"]))

    def refuse(self, error: Exception) -> None:
        """Say what the action said of this visit."""
        self.add_error("ended", self._said(str(TOO_EARLY if isinstance(error, NotYetError) else TOO_LATE)))

    def _said(self, text: str) -> str:
        return f"{self.visit.person}: {text}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: how much of it was written down, or by others before, and the rows still to be done."""

    written: int
    late: int
    rows: list[ResultForm]


@for_offices(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def results_view(request: HttpRequest, day: OfficeDay) -> HttpResponse:
    """Show each visit of a day without an outcome, and write down what was entered by one POST.

    What is right is written down; what is not stays on the page as it was typed.
    """
    if request.method != "POST":
        return _shown(request, day, [ResultForm(visit) for visit in _open_visits(day)])
    sent = _write_down(request, day)
    if sent.written:
        said = ngettext("%(number)s result is saved.", "%(number)s results are saved.", sent.written)
        messages.success(request, said % {"number": sent.written})
    if sent.late:
        messages.warning(
            request,
            ngettext(
                "%(number)s result was entered by somebody else meanwhile: theirs stays.",
                "%(number)s results were entered by somebody else meanwhile: theirs stay.",
                sent.late,
            )
            % {"number": sent.late},
        )
    if any(row.errors for row in sent.rows):
        return _shown(request, day, sent.rows, status=WRONG)
    return redirect(day.link("day_results"))


def _write_down(request: HttpRequest, day: OfficeDay) -> Sent:
    rows = [ResultForm(visit, data=request.POST) for visit in _open_visits(day)]
    entries = [row.entry for row in rows if row.is_valid() and row.entry]
    refused = record_many(office=day.office, entries=entries, **acting(request, at=day.at))
    written = {entry.visit for entry in entries} - refused.keys()
    for row in rows:
        if row.visit.pk in refused:
            row.refuse(refused[row.visit.pk])
    still = {row.add_prefix("ended") for row in rows}
    chosen = {name for name, value in request.POST.items() if ROW.fullmatch(name) and value}
    return Sent(len(written), len(chosen - still), [row for row in rows if row.visit.pk not in written])


def _open_visits(day: OfficeDay) -> list[Appointment]:
    """Return whose outcome nobody has written down, by time."""
    return list(visits_of_day(day.office, day.on).filter(outcome__isnull=True).order_by("period", "pk"))


def _shown(
    request: HttpRequest, day: OfficeDay, rows: list[ResultForm], *, status: int = 200
) -> HttpResponse:
    write_down_look(request, day, "day_results")
    context = {
        **admin.site.each_context(request),
        "opts": Appointment._meta,
        "title": _("Results of the day"),
        "day": day,
        "rows": rows,
        "errors": errors_of(*rows),
        "is_later": day.on > day.today,
        "links": [
            *to_desk(request, day),
            (_("List of the day"), day.link("day")),
            (_("End of the day"), day.link("day_unserved")),
        ],
    }
    return render(request, "admin/scheduling/day_results.html", context, status=status)
