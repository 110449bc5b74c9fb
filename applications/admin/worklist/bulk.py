"""One thing done to many cases: first what would happen, then what has happened."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.actions.assigning import NotThereError
from applications.actions.bulk import Chosen, Result, carry_out, judge
from applications.admin.words.acts import ACTS
from applications.admin.words.refusals import refused
from applications.admin.worklist.choosing import BulkForm, acts_for, chosen
from applications.admin.worklist.place import LIST, Place, for_offices
from applications.admin.worklist.rows import Labels, Row

LONGEST_BACK = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A case, and what is said against it."""

    row: Row
    reasons: list[str]


@for_offices()
def bulk_create(place: Place) -> HttpResponse:
    """Say what would become of the ticked cases; once that is confirmed, do it and say what became."""
    if not acts_for(place.parts):
        raise PermissionDenied
    data = place.request.POST
    if place.request.method != "POST":
        return redirect(place.url())
    cases = chosen(place, data.getlist("case"))
    if not cases:
        messages.warning(place.request, _("Tick the cases first."))
        return redirect(_back(place))
    form = BulkForm(data, place=place)
    if not form.is_valid():
        return _page(place, form, cases, status=422)
    if data.get("do") != "confirm":
        results = judge(cases, form.task, **place.acting)
        return _page(place, form, cases, results=results)
    try:
        results = carry_out(cases, form.task, **place.acting)
    except NotThereError:
        form.add_error("to", _("This person does not work on cases here any more"))
        return _page(place, form, cases, status=422)
    return _page(place, form, cases, results=results, is_done=True)


def _page(  # noqa: PLR0913  what the page shows
    place: Place,
    form: BulkForm,
    cases: list[Chosen],
    *,
    results: list[Result] | None = None,
    is_done: bool = False,
    status: int = 200,
) -> HttpResponse:
    if results:  # before anything is judged, the page names nobody
        place.write_down("worklist.seen", [each.case for each in results])
    context = {
        "title": _("Done to several cases") if is_done else _("Several cases at once"),
        "form": form,
        "errors": form.error_list,
        "is_done": is_done,
        "is_judged": results is not None,
        "act": ACTS[form.task.kind] if results is not None else "",
        "back_url": _back(place),
        "back": place.request.POST.get("back", "")[:LONGEST_BACK],
        **_sorted(place, cases, results),
    }
    return place.shown("worklist/bulk.html", context, status=status)


def _sorted(place: Place, cases: list[Chosen], results: list[Result] | None) -> dict[str, Any]:
    """Return the lines of what goes and of what does not; before anything is judged, all of them."""
    marks = [f"{each.case.pk}:{each.seen}" for each in cases]  # with those refused: another day may do
    if results is None:
        return {"good": [], "bad": [], "marks": marks}
    labels = Labels()
    lines = [(each, Row(each.case, place.on, labels)) for each in results]
    good = [Line(row, []) for each, row in lines if each.is_done]
    bad = [Line(row, _reasons(each)) for each, row in lines if not each.is_done]
    return {"good": good, "bad": bad, "marks": marks}


def _reasons(result: Result) -> list[str]:
    changed = [_("Somebody has entered something meanwhile. Look at the case first.")]
    return changed if result.is_changed else refused(result.reasons)


def _back(place: Place) -> str:
    """Return the list as it was left: of its address only what it asked for."""
    query = QueryDict(place.request.POST.get("back", "")[:LONGEST_BACK])
    asked = {name: value for name, value in query.items() if name != "office"}
    return place.url(LIST, **asked)
