"""The clients of a representative, those first for whom something is due first."""

from dataclasses import dataclass

from django.db.models import Count, Window
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from applications.forms.clients import ClientsForm
from applications.models import Application
from applications.models.clients import clients_of
from applications.models.mandates import asked_by
from applications.views.clients.place import Acting, for_acting
from applications.views.clients.rows import rows_of

SIZE, MOST_ASKED, MOST_DIGITS = 50, 20, 6
SEEN, CHOSEN = "clients.seen", "clients_chosen"


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cases, and how many there are: one question gives both."""

    cases: list[Application]
    number: int
    total: int

    @property
    def has_next(self) -> bool:
        return self.number * SIZE < self.total


@for_acting
def client_list(acting: Acting) -> HttpResponse:
    form = ClientsForm(acting.request.GET, organisations=acting.organisations)
    page = _page(acting, form, _number(acting.request.GET.get("page", "")))
    acting.write_down(SEEN, page.cases)
    context = {
        "form": form,
        "total": page.total,
        "rows": rows_of(page.cases, acting),
        "asked": list(asked_by(acting.user)[:MOST_ASKED]),
        "is_filtered": bool(form.kept),
        "export_url": reverse("client_export", query=form.kept),
        "later_url": _url(form, page.number + 1) if page.has_next else "",
        "earlier_url": _url(form, page.number - 1) if page.number > 1 else "",
        "has_chosen": CHOSEN in acting.request.session,
        "zone": acting.zone,
    }
    return render(acting.request, "applications/clients/list.html", context)


def _page(acting: Acting, form: ClientsForm, number: int) -> Page:
    """Return a page of the list; the first one, where there are fewer."""
    cases = clients_of(acting.user, form.wanted(), on=acting.on).annotate(total=Window(Count("*")))
    rows = list(cases[(number - 1) * SIZE : number * SIZE])
    if not rows and number > 1:
        return _page(acting, form, 1)
    return Page(rows, number, getattr(rows[0], "total", 0) if rows else 0)  # as annotated


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return max(1, int(text)) if is_number else 1


def _url(form: ClientsForm, number: int) -> str:
    return reverse("client_list", query={**form.kept, "page": number})
