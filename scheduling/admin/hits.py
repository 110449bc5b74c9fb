"""What is asked, and said, of the visits that a change of hours or duties hits: nobody is named."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldBooleanWidget

from portal.web import words
from scheduling.actions.rehousing import HitsVisitsError, Proposal
from scheduling.models import Appointment, Counter
from scheduling.models.reached import beyond_reach

if TYPE_CHECKING:
    from django.http import QueryDict

MOST_IDS = 10_000
LONGEST_ID = 18
MOST_UNFOLDED = 10
MOST_ASKED_OPEN = 30
NOT_YET = gettext_lazy(
    "Nothing is saved yet. Tick this box if this is to happen, or change what you entered."
)


def numbers(texts: Sequence[str]) -> frozenset[int]:
    return frozenset(
        int(text)
        for text in texts[:MOST_IDS]
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    )


class IdsField(forms.CharField):
    """The visits that somebody has seen, as they come back from the page."""

    def clean(self, value: Any) -> frozenset[int]:  # noqa: ANN401  Django's signature
        return numbers(str(value or "").split(","))


class TickedField(forms.MultipleChoiceField):
    """Visits that were ticked: whichever the page showed, so none that is not there is wrong."""

    def clean(self, value: Any) -> frozenset[int]:  # noqa: ANN401  Django's signature
        return numbers([str(each) for each in value or ()])


class DecisionForm(forms.Form):
    """Asks what is to become of the visits that are hit, once it is known that there are any.

    What is proposed happens unless somebody ticks a visit: a tick that gets lost cancels nobody.
    """

    go_ahead = forms.BooleanField(required=False, widget=UnfoldBooleanWidget)
    cancel = TickedField(
        required=False,
        label=gettext_lazy("Tick a visit to cancel it instead"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    seen = IdsField(required=False, widget=forms.HiddenInput, label="")
    about = without_time = ""
    is_long = was_asked = False

    def ask(self, hit: HitsVisitsError) -> None:
        """Show the visits that are hit; what was ticked stays, the agreement to it does not."""
        data = cast("QueryDict", self.data).copy()
        self.was_asked = bool(data.get("seen") or data.get("go_ahead"))
        self.is_long = bool(hit.proposals[MOST_ASKED_OPEN:])
        data["seen"], data["go_ahead"] = ",".join(str(row.pk) for row in hit.visits), ""
        self.data = data
        self.fields["go_ahead"].label = box(hit.proposals)
        self.fields["go_ahead"].help_text = "" if self.was_asked else NOT_YET
        lines = _lines(hit.proposals)
        choices = [(str(each.visit.pk), lines[each.visit.pk]) for each in hit.proposals if each.seats]
        self.fields["cancel"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.about, self.without_time = asked(hit.proposals), _without_time(hit.proposals)

    @property
    def decided(self) -> dict[str, frozenset[int]]:
        """Return the visits that were seen, and which of them are to be cancelled, if somebody agreed."""
        nothing: frozenset[int] = frozenset()
        if not self.is_bound or not self.is_valid() or not self.cleaned_data["go_ahead"]:
            return {"seen": nothing, "cancel": nothing}
        seen: frozenset[int] = self.cleaned_data["seen"]
        return {"seen": seen, "cancel": self.cleaned_data["cancel"] & seen}

    def refuse(self) -> None:
        """Say that nothing is done before somebody agrees."""
        self.add_error("go_ahead", ValidationError(NOT_YET, code="hits_visits"))

    def calm(self) -> bool:
        """Take the error away that only says what nobody was asked before; tell whether it was that."""
        return not self.was_asked and self.errors.pop("go_ahead", None) is not None


def fieldsets(hit: HitsVisitsError) -> list[Any]:
    """Return the parts of a form of the admin: what would happen and the box to tick; then which visits."""
    folded = {"classes": ("collapse",)} if hit.proposals[MOST_UNFOLDED:] else {}
    without = _without_time(hit.proposals)
    which = {"fields": ("cancel",), "description": without, **folded}
    return [
        (
            _("Visits are booked in this time"),
            {"fields": ("go_ahead", "seen"), "description": asked(hit.proposals)},
        ),
        (_("Which visits, and where they go"), which),
    ]


def asked(proposals: Sequence[Proposal]) -> SafeString:
    """Return how many are hit, what would become of them, and whom no message can tell."""
    count = len(proposals)
    booked = ngettext("%(count)d visit is booked then.", "%(count)d visits are booked then.", count)
    lines = [booked % {"count": count}, *_counted(proposals, is_done=False), _untold(_told(proposals))]
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))


def box(proposals: Sequence[Proposal]) -> str:
    """Return what the box says that whoever saves the change has to tick."""
    text = _("Do this, and tell each person whose time changes")
    if beyond_reach(_told(proposals)):
        text = _("Do this, and tell whoever can be reached of those whose time changes")
    return text


def became(proposals: Sequence[Proposal]) -> SafeString:
    """Return what is said once it is done: how many went where, whom no message tells, and each of a few."""
    lines = [*_counted(proposals, is_done=True), _untold(_told(proposals))]
    counts = format_html_join(" ", "{}", ((line,) for line in lines if line))
    if proposals[MOST_UNFOLDED:]:
        url = reverse("admin:scheduling_appointment_changelist")
        return format_html('{} <a class="desk-link" href="{}">{}</a>', counts, url, _("All visits"))
    each = format_html_join("", "<br>{}", ((line,) for line in _lines(proposals, is_done=True).values()))
    return format_html("{}{}", counts, each)


def _told(proposals: Sequence[Proposal]) -> list[Appointment]:
    """Return the visits whose people learn of the change, if a message can reach them."""
    return [proposal.visit for proposal in proposals if not proposal.is_same_time]


def _counted(proposals: Sequence[Proposal], *, is_done: bool) -> list[str]:
    same = sum(1 for proposal in proposals if proposal.is_same_time)
    none = sum(1 for proposal in proposals if not proposal.seats)
    counts = (same, len(proposals) - same - none, none)
    texts = (_done if is_done else _planned)(*counts)
    return [text % {"count": count} for text, count in zip(texts, counts, strict=True) if count]


def _done(same: int, moved: int, none: int) -> list[str]:
    return [
        ngettext(
            "%(count)d visit keeps its time, at another counter.",
            "%(count)d visits keep their time, at other counters.",
            same,
        ),
        ngettext("%(count)d visit has another time.", "%(count)d visits have another time.", moved),
        ngettext("%(count)d visit was cancelled.", "%(count)d visits were cancelled.", none),
    ]


def _planned(same: int, moved: int, none: int) -> list[str]:
    return [
        ngettext(
            "%(count)d visit would keep its time, at another counter; the person need not know.",
            "%(count)d visits would keep their time, at other counters; the people need not know.",
            same,
        ),
        ngettext(
            "%(count)d visit would get another time, and stay booked unless the person declines.",
            "%(count)d visits would get another time, and stay booked unless the person declines.",
            moved,
        ),
        ngettext(
            "For %(count)d visit no time is free in 60 days: it would be cancelled.",
            "For %(count)d visits no time is free in 60 days: they would be cancelled.",
            none,
        ),
    ]


def _lines(proposals: Sequence[Proposal], *, is_done: bool = False) -> dict[int, str]:
    """Return of each visit (its key) where it goes."""
    keys = {proposal.counter for proposal in proposals if proposal.counter}
    codes = dict(Counter.objects.filter(pk__in=keys).values_list("pk", "code"))
    return {
        proposal.visit.pk: f"{_was(proposal.visit)} → {_where(proposal, codes, is_done=is_done)}"
        for proposal in proposals
    }


def _was(visit: Appointment) -> str:
    """Return when a visit was, what for and its reference: nothing about the person."""
    return f"{words.moment(visit.interval.start, visit.office.zone)} · {visit.service} · {visit.reference}"


def _where(proposal: Proposal, codes: dict[int, str], *, is_done: bool) -> str:
    if proposal.start is None:
        return _("cancelled") if is_done else _("no time is free: will be cancelled")
    code = codes[proposal.counter or 0]
    if proposal.is_same_time:
        return _("same time, counter %(counter)s") % {"counter": code}
    time = words.moment(proposal.start, proposal.visit.office.zone)
    return _("%(time)s, counter %(counter)s") % {"time": time, "counter": code}


def _without_time(proposals: Sequence[Proposal]) -> SafeString:
    lines = _lines([proposal for proposal in proposals if not proposal.seats])
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines.values()))


def _untold(visits: list[Appointment]) -> str:
    """Return whose visits no message can tell of, and what to do; nothing if there are none."""
    silent = beyond_reach(visits)
    if not silent:
        return ""
    text = ngettext(
        "%(count)d visit has neither an e-mail address nor a phone number: no message can tell the person. "
        "Put up a notice, and tell them at the desk. Reference: %(references)s",
        "%(count)d visits have neither an e-mail address nor a phone number: no message can tell the people. "
        "Put up a notice, and tell them at the desk. References: %(references)s",
        len(silent),
    )
    return text % {"count": len(silent), "references": ", ".join(row.reference for row in silent)}
