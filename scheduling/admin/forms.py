"""Forms of the staff's pages: weekdays to tick, the office's wall clock, errors in words."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSplitDateTimeWidget

from scheduling.admin.words import span
from scheduling.choices import Weekday
from scheduling.models import Closure, Duty, Service
from scheduling.models.fields import CELL_MINUTES, on_five_minutes
from scheduling.rules.hours import earliest, latest
from scheduling.rules.intervals import Interval

LONGEST_DUTY = timedelta(hours=24)


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Days of the week as boxes to tick, by their names in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(
            choices=Weekday.choices,
            coerce=int,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
            error_messages={"required": _("Tick at least one day.")},
            **kwargs,
        )


class LocalDateTimeField(forms.SplitDateTimeField):
    """A date and a time as the office's clocks show it: without a zone, until that is known."""

    widget = UnfoldAdminSplitDateTimeWidget

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        incomplete = {"incomplete": _("Enter both the date and the time.")}
        super().__init__(require_all_fields=False, error_messages=incomplete, **kwargs)

    def compress(self, data_list: Any) -> datetime | None:  # noqa: ANN401  Django's signature
        return datetime.combine(*data_list) if data_list else None


class OrderedForm(forms.ModelForm[Any]):
    """A form where one field must not come before another."""

    in_order: ClassVar[list[tuple[str, str]]] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last in self.in_order:
            earlier, later = cleaned.get(first), cleaned.get(last)
            if earlier is not None and later is not None and later < earlier:
                self.add_error(last, _("The last day comes before the first."))
        return cleaned


class WeeklyForm(OrderedForm):
    """Weekly local times between two dates."""

    weekdays = WeekdaysField(label=_("days of the week"))
    in_order: ClassVar = [("valid_from", "valid_to")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", _("The end must come after the start, on the same day."))
        return cleaned


class ClosureForm(OrderedForm):
    in_order: ClassVar = [("first_on", "last_on")]

    class Meta:
        model = Closure
        fields = "__all__"  # noqa: DJ007  the admin chooses them


class ServiceForm(OrderedForm):
    in_order: ClassVar = [("valid_from", "valid_to")]

    class Meta:
        model = Service
        fields = "__all__"  # noqa: DJ007  the admin chooses them

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("minutes", "longer_minutes", "every_minutes"):
            if (cleaned.get(name) or 0) % CELL_MINUTES:
                self.add_error(name, _("Enter a whole number of five minutes, for example 15 or 20."))
        usual, longer = cleaned.get("minutes"), cleaned.get("longer_minutes")
        if usual and longer and longer <= usual:
            self.add_error("longer_minutes", _("Enter more minutes than a visit usually takes, or none."))
        return cleaned


class DutyForm(forms.ModelForm[Duty]):
    """A clerk at a counter from one wall-clock time of its office to another."""

    starts = LocalDateTimeField(label=_("from"), help_text=_("By the clocks of the office."))
    ends = LocalDateTimeField(label=_("until"))

    class Meta:
        model = Duty
        fields: ClassVar = ["clerk", "counter", "pattern"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            zone = self.instance.counter.office.zone
            interval = self.instance.interval
            for name, moment in (("starts", interval.start), ("ends", interval.end)):
                self.initial.setdefault(name, moment.astimezone(zone).replace(tzinfo=None))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        counter, pattern = cleaned.get("counter"), cleaned.get("pattern")
        if counter and pattern and pattern.office_id != counter.office_id:
            self.add_error("pattern", _("This is a shift of another office."))
        self._check_clocks()
        if counter and not {"starts", "ends"} & self.errors.keys():
            zone = counter.office.zone
            interval = Interval(earliest(cleaned["starts"], zone), latest(cleaned["ends"], zone))
            self.instance.period = DateTimeTZRange(interval.start, interval.end, "[)")
            self._check_overlaps(interval)
        return cleaned

    def _check_clocks(self) -> None:
        for name in {"starts", "ends"} & self.cleaned_data.keys():
            try:
                on_five_minutes(self.cleaned_data[name].time())
            except ValidationError as error:
                self.add_error(name, error)
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", _("The end must come after the start."))
        elif starts and ends and ends - starts > LONGEST_DUTY:
            self.add_error("ends", _("A duty lasts 24 hours at most."))

    def _check_overlaps(self, interval: Interval) -> None:
        there = Duty.objects.exclude(pk=self.instance.pk).touching(interval)
        for name, message in (
            ("clerk", _("This person sits somewhere else then: %(duties)s.")),
            ("counter", _("Somebody else sits at this counter then: %(duties)s.")),
        ):
            theirs = there.filter(Q(**{name: self.cleaned_data.get(name)}))
            taken = [
                f"{duty.counter.code}, {duty.clerk}, {span(duty.interval, duty)}"
                for duty in theirs.select_related("clerk", "counter__office").order_by("period")[:5]
            ]
            if taken:
                self.add_error(
                    name, ValidationError(message, code="overlap", params={"duties": "; ".join(taken)})
                )
