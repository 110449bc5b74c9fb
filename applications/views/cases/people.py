"""Who acts for the person of a case. The person names somebody here, and ends what they began."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from applications.actions.answering import NotTheirsError, revoke_mandate
from applications.actions.asking import (
    HeldAlreadyError,
    OutgrownError,
    TooManyWaitingError,
    name_mandate,
)
from applications.choices import Party
from applications.forms.mandates import NamingForm
from applications.models import Mandate
from applications.models.mandates import in_case, is_over
from applications.rules.mandates import is_outgrown, may_revoke
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.scopes import opened
from scheduling.rules.ages import ADULT_FROM, age

WRONG = 422
MOST_OVER = 20


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts for the person, asks to, or did."""

    mandate: Mandate
    scope: list[Promise]
    is_over: bool
    is_mine: bool
    may_end: bool


@for_seen()
def mandate_list(seen: Seen) -> HttpResponse:
    if seen.request.method != "POST":
        return _shown(seen, NamingForm(is_minor=_is_minor(seen)) if seen.sight.is_owner else None)
    if not seen.sight.is_owner:
        raise Http404
    form = NamingForm(seen.request.POST, is_minor=_is_minor(seen))
    if not form.is_valid():
        return _shown(seen, form, status=WRONG)
    try:
        name_mandate(case=seen.application, wish=form.wish(), by=seen.by, at=seen.at, on=seen.on)
    except (HeldAlreadyError, OutgrownError, TooManyWaitingError) as error:
        form.add_error(None, _why_not(error))
        return _shown(seen, form, status=WRONG)
    messages.success(
        seen.request,
        _("The office will look at it. Nobody sees your case before a clerk has seen the paper."),
    )
    return redirect("mandate_list", seen.pk)


@for_seen(is_owner=True)
def mandate_revoke(seen: Seen, number: int) -> HttpResponse:
    """End a mandate at once; one that waits is refused by it."""
    if seen.request.method != "POST":
        return redirect("mandate_list", seen.pk)
    mandate = Mandate.objects.filter(application=seen.pk, pk=min(number, 2**53)).first()
    if mandate is None:
        raise Http404
    try:
        row = revoke_mandate(mandate=mandate, by=seen.by, at=seen.at, on=seen.on)
    except NotTheirsError:
        text = _(
            "A parent or guardian acts for you by law until you are 18. If this is wrong, tell the office."
        )
        messages.warning(seen.request, text)
        return redirect("mandate_list", seen.pk)
    messages.success(seen.request, _said(row))
    return redirect("mandate_list", seen.pk)


def _why_not(error: Exception) -> str:
    match error:
        case HeldAlreadyError():
            return _("This person acts for you already.")
        case OutgrownError():
            return _("Nobody acts as the parent of somebody who is of age. Name them as your proxy.")
    return _("So many wait for the office already that it cannot take another one.")


def _said(row: Mandate) -> str:
    if row.accepted_at is None:
        return _("It is refused: %(name)s does not see your case.") % {"name": row.name}
    return _("It is ended: %(name)s does not see your case any more.") % {"name": row.name}


def _shown(seen: Seen, form: NamingForm | None, *, status: int = 200) -> HttpResponse:
    rows = [_acting(row, seen) for row in _rows(seen)]
    context = {
        "seen": seen,
        "form": form,
        "waiting": [each for each in rows if each.mandate.accepted_at is None and not each.is_over],
        "held": [each for each in rows if each.mandate.accepted_at and not each.is_over],
        "over": [each for each in rows if each.is_over][:MOST_OVER],
        "is_employers": seen.application.procedure.party != Party.FOREIGNER,
    }
    return render(seen.request, "applications/people/list.html", context, status=status)


def _rows(seen: Seen) -> list[Mandate]:
    """Return the mandates; whoever acts by one is not told who else has asked to."""
    rows = in_case(seen.application)
    if seen.sight.is_owner:
        return list(rows)
    mine = Mandate.objects.of(seen.user).values("pk")
    return list(rows.filter(Q(accepted_at__isnull=False) | Q(pk__in=mine)))


def _acting(row: Mandate, seen: Seen) -> Acting:
    born = seen.application.birth_date
    over = is_over(row, on=seen.on) or is_outgrown(row.kind, born=born, on=seen.on)
    may_end = row.accepted_at is None or may_revoke(row.kind, born=born, on=seen.on)
    return Acting(
        row,
        opened(row),
        is_over=over,
        is_mine=row.pk == seen.sight.mandate,
        may_end=seen.sight.is_owner and not over and may_end,
    )


def _is_minor(seen: Seen) -> bool:
    return age(seen.application.birth_date, on=seen.on) < ADULT_FROM
