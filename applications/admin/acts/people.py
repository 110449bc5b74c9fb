"""Who works on a case."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from applications.actions.assigning import NotThereError, give
from applications.admin.acts.base import ActForm, Done
from applications.admin.acts.problems import UnfilledError
from applications.models.staffing import caseworkers

NOBODY = "0"


class AssignmentForm(ActForm):
    """Whoever gives a case does so now: it has no other day."""

    clerk = forms.ChoiceField(
        label=gettext_lazy("To whom"), error_messages={"required": gettext_lazy("Choose to whom")}
    )
    field_order = ("clerk", "note")

    def prepare(self) -> None:
        del self.fields["on"]
        self.staff = {str(user.pk): user for user in caseworkers(self.case.office)}
        named = [(pk, str(user)) for pk, user in self.staff.items()]
        self.choices("clerk", [*named, (NOBODY, pgettext("clerk of a case", "nobody"))])

    @property
    def happened_on(self) -> date:
        return self.case.on

    @property
    def carried(self) -> dict[str, Any]:
        clerk = self.cleaned_data["clerk"]
        return {} if clerk == NOBODY else {"clerk": int(clerk)}

    def enter(self, *, seen: int | None) -> Done:
        """Give the case as the work list does; to take it from everybody is an entry like others."""
        to = self.staff.get(self.cleaned_data["clerk"])
        if to is None:
            return super().enter(seen=seen)
        acting = {**self.case.acting, "case": self.case.application}
        try:
            give(to=to, note=self.cleaned_data["note"], seen=seen, **acting)
        except NotThereError as error:
            raise UnfilledError([_("This person does not work on cases here any more")]) from error
        return Done(self.case.url)
