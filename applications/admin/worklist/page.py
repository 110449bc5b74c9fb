"""The work list: the cases of an office, those first whose term ends first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.admin.worklist.choosing import BulkForm, acts_for
from applications.admin.worklist.figures import figures
from applications.admin.worklist.filters import FilterForm
from applications.admin.worklist.place import Place, for_offices
from applications.admin.worklist.rows import Row, rows_of
from applications.choices import Part
from applications.models.finding import MOST_FOUND, found
from applications.models.worklist import Mark, listed, page_of
from applications.rules.searching import Search, read_search
from portal.accounts.policies import may

SIZE = 50
MAY_ADD = "applications.add_application"


@dataclass(frozen=True, slots=True)
class Page:
    """The lines that are shown; `next_url` leads to those behind them."""

    rows: list[Row]
    next_url: str = ""
    has_more_found: bool = False


@for_offices()
def worklist_detail(place: Place) -> HttpResponse:
    """Show the list, or what was searched for; whose names were shown is written down."""
    form = FilterForm(place.request.GET, place=place)
    search = read_search(form.search) if form.search else None
    page = _found(place, search) if search else _listed(place, form)
    place.write_down("worklist.searched" if search else "worklist.seen", [row.case for row in page.rows])
    if search and search.case_number and len(page.rows) == 1:
        return redirect(page.rows[0].url)
    return place.shown("worklist/list.html", _context(place, form, page))


def _listed(place: Place, form: FilterForm) -> Page:
    after = Mark.read(place.request.GET.get("after", ""))
    rows = listed(place.office, form.wanted(place), on=place.on)
    rows = rows.select_related("procedure", "clerk").defer("state")
    cases = page_of(rows, after=after, size=SIZE)
    has_more = len(cases) > SIZE
    url = place.url(**form.kept, after=str(Mark.of(cases[SIZE - 1]))) if has_more else ""
    return Page(rows_of(cases[:SIZE], on=place.on), next_url=url)


def _found(place: Place, search: Search) -> Page:
    """Return what was searched for, what is open first; who has very many of a name types more of it."""
    order = (F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "filed_on", "pk")
    rows = found(search, offices=place.offices).for_page().defer("state").order_by(*order)
    cases = list(rows[: MOST_FOUND + 1])
    return Page(rows_of(cases[:SIZE], on=place.on), has_more_found=len(cases) > SIZE)


def _context(place: Place, form: FilterForm, page: Page) -> dict[str, Any]:
    is_search = bool(form.search)
    return {
        "title": _("Cases"),
        "form": form,
        "page": page,
        "said": _said(page) if is_search else "",
        "is_search": is_search,
        "is_later": "after" in place.request.GET and not is_search,
        "first_url": place.url(**{name: value for name, value in form.kept.items() if name != "q"}),
        "figures": figures(place),
        "bulk": BulkForm(place=place) if acts_for(place.parts) and page.rows else None,
        "may_add": may(place.user, MAY_ADD, place.office),
        "may_give": bool(place.parts & {Part.OFFICER, Part.SUPERVISOR}),
        "back": place.request.GET.urlencode(),
    }


def _said(page: Page) -> str:
    if page.has_more_found:
        return _("There are more than %(number)d. Type more of the name, or the case number.") % {
            "number": SIZE
        }
    number = len(page.rows)
    if not number:
        return _("No case found at your offices.")
    return ngettext("%(number)d case found", "%(number)d cases found", number) % {"number": number}
