"""Of what the portal reminds somebody in a case: its days, those they keep, and a note once a month."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import keeping, monthly
from applications.choices import KeptKind
from applications.forms.reminders import KeptDayForm
from applications.models.reminding import facts_of, offsets
from applications.notices.telling import ways_to
from applications.views.cases.marked import kept_of, kept_stay, rows_of, ways_in_words
from applications.views.cases.place import Seen, for_seen
from portal.notifications.rules.masks import masked

WRONG = 422


@for_seen()
def case_reminders(seen: Seen) -> HttpResponse:
    if seen.request.method != "POST":
        return _shown(seen, KeptDayForm(today=seen.on))
    if not seen.sight.is_owner:
        raise Http404
    match seen.request.POST.get("wish"):
        case "keep":
            return _keep(seen)
        case "forget":
            return _forget(seen)
        case "monthly" | "no-monthly" as wish:
            return _want(seen, is_wanted=wish == "monthly")
    raise Http404


def _keep(seen: Seen) -> HttpResponse:
    form = KeptDayForm(seen.request.POST, today=seen.on)
    if not form.is_valid():
        return _shown(seen, form, status=WRONG)
    kind = KeptKind(form.cleaned_data["kind"])
    keeping.keep(seen.application, seen.user, kind=kind, on=form.cleaned_data["on"], at=seen.at)
    return _back(seen, _("We keep this day for you."))


def _forget(seen: Seen) -> HttpResponse:
    given = seen.request.POST.get("kind", "")
    if given not in KeptKind.values:
        raise Http404
    keeping.forget(seen.application, seen.user, kind=KeptKind(given), at=seen.at)
    return _back(seen, _("We do not remind you of this day any more."))


def _want(seen: Seen, *, is_wanted: bool) -> HttpResponse:
    monthly.want(seen.application, is_wanted=is_wanted, by=seen.by, at=seen.at)
    if is_wanted:
        return _back(seen, _("We write to you once a month while nothing happens."))
    return _back(seen, _("We do not write once a month any more. When something happens, we still tell you."))


def _back(seen: Seen, text: str) -> HttpResponse:
    messages.success(seen.request, text)
    return redirect(reverse("case_reminders", args=[seen.pk]))


def _shown(seen: Seen, form: KeptDayForm, *, status: int = 200) -> HttpResponse:
    is_owner = seen.sight.is_owner
    facts, rules = facts_of(seen.application), offsets()
    context = {
        "seen": seen,
        "rows": rows_of(facts, rules, on=seen.on),
        "kept_stay": kept_stay(facts),
        "contact": ways_in_words(masked(way.to) for way in ways_to(seen.application)),
        "kept": kept_of(facts, rules, on=seen.on) if is_owner else [],
        "is_monthly": seen.application.monthly_from is not None,
        "form": form if is_owner else None,
    }
    return render(seen.request, "applications/cases/reminders.html", context, status=status)
