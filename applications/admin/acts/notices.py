"""Letters that tell the party something: that they may see the file, that the office missed its term."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.admin.acts.base import ActForm, DayField
from applications.choices import Unit
from applications.models import CaseEvent
from applications.rules.deadlines import term_end
from applications.rules.overrun import overrun

STATEMENT_DAYS = 21
"""Seven days to see the file (art. 10 KPA), after the fourteen that a letter may lie at the post."""
LONGEST = timedelta(days=366)


class UntilForm(ActForm):
    until = DayField(label=gettext_lazy("Until"))
    field_order = ("on", "until", "note")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        on, until = given.get("on"), given.get("until")
        if on and until and until <= on:
            self.add_error("until", _("This day has to come after the day of the letter"))
        elif on and until and until > on + LONGEST:
            self.add_error("until", _("This day is too far ahead"))
        return given

    @property
    def carried(self) -> dict[str, Any]:
        return {"until": self.cleaned_data["until"]}


class StatementForm(UntilForm):
    def prepare(self) -> None:
        self.fields["on"].label = _("Sent on")
        self.fields["until"].label = _("The party may see the file and comment until")
        self.fields["until"].help_text = _("Leave time for the post: it keeps a letter for 14 days.")
        self.fields["until"].initial = term_end(self.case.on, count=STATEMENT_DAYS, unit=Unit.DAY)


class OverrunForm(UntilForm):
    """The notice of art. 36 KPA. What stands in it is worked out; a clerk checks the new date."""

    def prepare(self) -> None:
        self.fields["on"].label = _("Sent on")
        self.fields["until"].label = _("New date by which the case is decided")
        regime_on = self.case.application.regime_on
        self.found = overrun(self.case.state, self.case.law, regime_on=regime_on, on=self.case.on)
        if self.found:
            self.fields["until"].initial = self.found.until

    @property
    def help(self) -> str:  # type: ignore[override]  # of the case, where others say it of the act
        if self.found and self.found.unconfirmed:
            bases = ", ".join(self.found.unconfirmed)
            return _("Not confirmed: %(bases)s may forbid this notice. Ask a lawyer before it goes out.") % {
                "bases": bases
            }
        return ""

    def leads_to(self, entries: list[CaseEvent]) -> str:
        arguments = [self.case.pk, "notice", entries[0].sequence]
        return reverse("admin:applications_application_print", args=arguments)
