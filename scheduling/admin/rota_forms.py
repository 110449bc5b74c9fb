"""What a supervisor fills in on the calendar of the rota, and when a clerk is away."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office, User
from portal.web.forms import PortalForm, PortalFormMixin
from scheduling.actions.absences import Absence
from scheduling.actions.rehousing import HitsVisitsError
from scheduling.actions.weeks import MOST_WEEKS
from scheduling.admin.hits import DecisionForm, TickedField
from scheduling.admin.rota_pages import in_week
from scheduling.choices import AbsenceReason
from scheduling.models import ShiftPattern
from scheduling.models.fields import on_five_minutes
from scheduling.models.tickets import LONGEST_NOTE
from scheduling.models.week import Week
from scheduling.rules.hours import earliest, latest, midnight
from scheduling.rules.intervals import Interval

LONGEST_ABSENCE = timedelta(days=366)
DAY = timedelta(days=1)
BEGUN = _("Choose a duty that has not begun")


class RowField(forms.TypedChoiceField):
    """One of some rows that the page has read already."""

    def offer(self, rows: Iterable[tuple[Model, str]]) -> None:
        known = {str(row.pk): (row, name) for row, name in rows}
        self.choices = [("", "—"), *((key, name) for key, (_row, name) in known.items())]
        self.coerce = lambda key: known[key][0]


class AddForm(PortalForm):
    """A clerk at a counter for a shift, on some days of the week that is shown."""

    clerk = RowField(label=_("Clerk"), error_messages={"required": _("Choose the clerk")})
    counter = RowField(label=_("Counter"), error_messages={"required": _("Choose the counter")})
    pattern = RowField(label=_("Shift"), error_messages={"required": _("Choose the shift")})
    days = forms.TypedMultipleChoiceField(
        coerce=date.fromisoformat,
        label=_("Days"),
        help_text=_("Days that the shift does not have, holidays and closures are left out."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day")},
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  passed on to Django
        week: Week,
        today: date,
        clerks: list[User],
        patterns: list[ShiftPattern],
        **kwargs: Any,  # noqa: ANN401  passed on to Django
    ) -> None:
        super().__init__(*args, prefix="add", **kwargs)
        offer(self, "clerk", ((clerk, str(clerk)) for clerk in clerks))
        offer(self, "counter", ((counter, counter.code) for counter, _cells in week.rows if counter.is_open))
        offer(self, "pattern", ((pattern, str(pattern)) for pattern in patterns))
        days = [(f"{day.on}", date_format(day.on, "D j M")) for day in week.days if day.on >= today]
        self.fields["days"].choices = days  # type: ignore[attr-defined]  # a choice field
        self.initial.setdefault("days", [f"{day.on}" for day in week.days[:5]])


class CopyForm(PortalForm):
    """The same again, in how many weeks, and without whom."""

    weeks = forms.IntegerField(
        label=_("Into how many weeks after this one"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={
            "required": _("Enter a number of weeks"),
            "invalid": _("Enter a number of weeks"),
            "min_value": _("Enter 1 week or more"),
            "max_value": _("Enter %(limit_value)s weeks at most"),
        },
    )
    without = TickedField(
        required=False,
        label=_("Without whom"),
        help_text=_("Tick who is away in these weeks."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, week: Week, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, prefix="copy", **kwargs)
        sitting = {str(duty.clerk_id): str(duty.clerk) for duty in week.duties}
        self.fields["without"].choices = sorted(sitting.items(), key=lambda each: each[1])  # type: ignore[attr-defined]  # likewise


class SwapForm(PortalForm):
    """Two duties of the week whose clerks take each other's place."""

    first = RowField(
        label=_("This duty"),
        error_messages={"required": _("Choose the first duty"), "invalid_choice": BEGUN},
    )
    second = RowField(
        label=_("And this one"),
        error_messages={"required": _("Choose the second duty"), "invalid_choice": BEGUN},
    )

    def __init__(self, *args: Any, week: Week, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, prefix="swap", **kwargs)
        rows = [(duty, in_week(duty)) for duty in week.duties if duty.interval.start > at]
        for name in ("first", "second"):
            offer(self, name, rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("first"), cleaned.get("second")
        if first and second and first.clerk_id == second.clerk_id:
            self.add_error("second", _("Choose a duty of another clerk"))
        return cleaned


class AbsenceForm(PortalForm):
    """Who is away from when until when. Without times: all of both days."""

    clerk = RowField(label=_("Who is away"), error_messages={"required": _("Choose who is away")})
    reason = forms.TypedChoiceField(
        choices=AbsenceReason.choices,
        coerce=AbsenceReason,
        label=_("Why"),
        help_text=_("Never which illness."),
        error_messages={"required": _("Choose why")},
    )
    first = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    first_time = forms.TimeField(
        label=_("From which time"),
        required=False,
        help_text=_("Empty: the whole day."),
        validators=[on_five_minutes],
        widget=forms.TimeInput({"type": "time", "step": 300}, "%H:%M"),
    )
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last_time = forms.TimeField(
        label=_("Until which time"),
        required=False,
        help_text=_("Empty: the whole day."),
        validators=[on_five_minutes],
        widget=forms.TimeInput({"type": "time", "step": 300}, "%H:%M"),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("It stays in the audit: write nothing about health."),
    )

    def __init__(self, *args: Any, office: Office, clerks: list[User], **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.office = office
        offer(self, "clerk", ((clerk, str(clerk)) for clerk in clerks))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == AbsenceReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Write in the note what the other reason is"))
        if not {"first", "last", "first_time", "last_time"} & self.errors.keys():
            self._check_order(cleaned["first"], cleaned["last"])
        return cleaned

    def _check_order(self, first: date, last: date) -> None:
        if last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif last - first > LONGEST_ABSENCE:
            self.add_error("last", _("Enter one year at most."))
        elif not self._is_forwards():
            self.add_error("last_time", _("The end must come after the start."))

    def _is_forwards(self) -> bool:
        try:
            return self._starts() < self._ends()
        except OverflowError:  # at the ends of the calendar, where a day has none in UTC
            return False

    def absence(self) -> Absence:
        """Return what was filled in, once it is valid."""
        cleaned = self.cleaned_data
        span = Interval(self._starts(), self._ends())
        return Absence(cleaned["clerk"], self.office, span, cleaned["reason"], cleaned["note"])

    def _starts(self) -> datetime:
        first, at = self.cleaned_data["first"], self.cleaned_data["first_time"] or time()
        return earliest(datetime.combine(first, at), self.office.zone)

    def _ends(self) -> datetime:
        last, until = self.cleaned_data["last"], self.cleaned_data["last_time"]
        if until is None:
            return midnight(last + DAY, self.office.zone)
        return latest(datetime.combine(last, until), self.office.zone)


class PlainDecisionForm(PortalFormMixin, DecisionForm):
    """The same question as in the admin's own forms, in the clothes of the clerk's pages.

    Made once more with the `hit`, it shows what would happen; whoever sends that without agreeing
    to it is told that nothing is done before.
    """

    def __init__(self, *args: Any, hit: HitsVisitsError | None = None, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["go_ahead"].widget = forms.CheckboxInput()
        self.fields["cancel"].widget = forms.CheckboxSelectMultiple()
        self.hit = hit
        if hit:
            self.ask(hit)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.hit and self.was_asked:
            self.refuse()
        return cleaned


def offer(form: forms.Form, name: str, rows: Iterable[tuple[Model, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, RowField)  # noqa: S101  as declared above
    field.offer(rows)
