"""How a visit ended, on its page: written down and corrected. `in_vain` counts it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from portal.accounts.policies import may
from portal.web.actors import actor_of
from portal.web.forms import PortalForm
from scheduling.actions.outcomes import NotYetError, SettledError, record_outcome
from scheduling.admin.base import OfficeAdmin
from scheduling.admin.words import visit as visit_in_words
from scheduling.choices import TAKES_PLACE, OutcomeKind, VainReason
from scheduling.models import Appointment, Outcome
from scheduling.rules.outcomes import may_correct, may_record
from scheduling.views.answers import WRONG
from scheduling.views.lookups import read_number

if TYPE_CHECKING:
    from portal.accounts.models import User

SERVED, MISSED = OutcomeKind.SERVED.value, OutcomeKind.MISSED.value
LONGEST_NOTE = 300
TOO_EARLY = gettext_lazy(
    "Nothing is saved: the day of this visit has not come, or it is not booked. "
    "Nobody has missed a visit that has not begun."
)
TOO_LATE = gettext_lazy(
    "Nothing is saved: the outcome was written down on an earlier day, and can be corrected only on that day."
)


class OutcomeForm(PortalForm):
    """One choice, so that the usual case is one key and Enter."""

    ended = forms.ChoiceField(
        label=gettext_lazy("How did the visit end?"),
        choices=lambda: endings(),  # noqa: PLW0108  it stands below
        widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": gettext_lazy("Choose how the visit ended.")},
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("What the page should have said. No names, nothing about health."),
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ended") == VainReason.OTHER and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write in the note what the other reason is."))
        return cleaned

    @property
    def written(self) -> dict[str, Any]:
        """What an action is told of it."""
        return written_of(self.cleaned_data["ended"], self.cleaned_data["note"])


class OutcomesAdmin(OfficeAdmin):
    """The page of one visit, with how it ended and a link to write that down."""

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<path:object_id>/outcome/",
            self.admin_site.admin_view(self.outcome_view),
            name="scheduling_appointment_outcome",
        )
        urls: list[URLPattern] = super().get_urls()
        return [own, *urls]

    @admin.display(description=gettext_lazy("how it ended"))
    def ended(self, visit: Appointment) -> str | SafeString | None:
        outcome = Outcome.objects.filter(appointment=visit).select_related("by").first()
        said = _said(outcome) if outcome else ""
        if not _is_open(visit, outcome, at=timezone.now()):
            return said or None
        url = reverse("admin:scheduling_appointment_outcome", args=[visit.pk])
        text = _("Correct it") if outcome else _("Write down how it ended")
        link = format_html(
            '<a class="text-primary-600 underline dark:text-primary-500" href="{}">{}</a>', url, text
        )
        return format_html("{} {}", said, link) if said else link

    def outcome_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, and write down by POST. Visits of other offices are not there."""
        visits = self.get_queryset(request).select_related("service", "counter__office")
        visit = get_object_or_404(visits, pk=read_number(object_id))
        if not may(request.user, "scheduling.add_outcome", visit.office):
            raise PermissionDenied
        outcome = Outcome.objects.filter(appointment=visit).first()
        form = OutcomeForm(request.POST or None, initial=_initial(outcome))
        if form.is_valid():
            self._write_down(request, visit, form)
            return redirect("admin:scheduling_appointment_change", visit.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("How did the visit end?"),
            "form": form,
            "visit": visit_in_words(visit),
            "is_open": _is_open(visit, outcome, at=timezone.now()),
            "opts": self.opts,
            "back": reverse("admin:scheduling_appointment_change", args=[visit.pk]),
        }
        status = WRONG if form.errors else 200
        return render(request, "admin/scheduling/outcome.html", context, status=status)

    def _write_down(self, request: HttpRequest, visit: Appointment, form: OutcomeForm) -> None:
        try:
            record_outcome(
                appointment=visit,
                clerk=cast("User", request.user),  # staff: the site has seen to that
                by=actor_of(request),
                at=timezone.now(),
                **form.written,
            )
        except NotYetError:
            self.message_user(request, TOO_EARLY, messages.WARNING)
        except SettledError:
            self.message_user(request, TOO_LATE, messages.WARNING)
        else:
            self.message_user(request, _("How the visit ended is written down."), messages.SUCCESS)


def endings() -> list[tuple[str, str]]:
    """Return how a visit can end, in words, the most frequent first."""
    kinds = [(kind.value, capfirst(str(kind.label))) for kind in (OutcomeKind.SERVED, OutcomeKind.MISSED)]
    return [*kinds, *((reason.value, _in_vain(reason)) for reason in VainReason)]


def written_of(ended: str, note: str) -> dict[str, Any]:
    """Return what an action is told of one of the `endings`."""
    is_vain = ended not in {SERVED, MISSED}
    kind = OutcomeKind.IN_VAIN if is_vain else OutcomeKind(ended)
    return {"kind": kind, "vain_reason": VainReason(ended) if is_vain else None, "note": note}


def _in_vain(reason: VainReason) -> str:
    label = str(reason.label)
    return _("Came in vain: %(reason)s") % {"reason": f"{label[:1].lower()}{label[1:]}"}


def _said(outcome: Outcome) -> str:
    """Return how a visit ended, in words."""
    reason = VainReason(outcome.vain_reason) if outcome.vain_reason else None
    ended = _in_vain(reason) if reason else capfirst(str(OutcomeKind(outcome.kind).label))
    note = f" ({outcome.note})" if outcome.note else ""
    return f"{ended}{note}, {outcome.by or _('written down by rule')}."


def _initial(outcome: Outcome | None) -> dict[str, str]:
    return {"ended": outcome.vain_reason or outcome.kind, "note": outcome.note} if outcome else {}


def _is_open(visit: Appointment, outcome: Outcome | None, *, at: datetime) -> bool:
    """Tell whether it can be written down now, or corrected."""
    zone = visit.office.zone
    if outcome is not None:
        return may_correct(outcome.at, is_by_rule=outcome.by_id is None, at=at, zone=zone)
    return visit.state in TAKES_PLACE and may_record(visit.interval.start, at=at, zone=zone)
