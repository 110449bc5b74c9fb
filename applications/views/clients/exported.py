"""The clients as a file for a spreadsheet. Who took it, and of whom, is written down."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.forms.clients import ClientsForm
from applications.models.clients import clients_of
from applications.rules.cells import harmless
from applications.views.clients.listing import SIZE
from applications.views.clients.place import Acting, for_acting
from applications.views.clients.rows import Row, rows_of

MOST = 200 * SIZE
BOM = "\ufeff"  # by which spreadsheets know UTF-8
DELIMITER = ";"  # as spreadsheets have it where a comma stands in numbers
EXPORTED = "clients.exported"


@for_acting
def client_export(acting: Acting) -> HttpResponse:
    """Answer with those who are on the list, filtered as it was; `plain` leaves out the mark."""
    if acting.request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = ClientsForm(acting.request.GET, organisations=acting.organisations)
    rows = rows_of(clients_of(acting.user, form.wanted(), on=acting.on)[:MOST], acting)
    acting.write_down(EXPORTED, [row.case for row in rows])
    text = StringIO()
    text.write("" if "plain" in acting.request.GET else BOM)
    csv.writer(text, delimiter=DELIMITER).writerows(_lines(rows))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="clients-{acting.on.isoformat()}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _lines(rows: list[Row]) -> Iterator[list[str]]:
    yield [
        _("Family name"),
        _("Given names"),
        _("Case number"),
        _("Kind of case"),
        _("Office"),
        _("Where it stands"),
        _("To do by"),
        pgettext("clients", "Next visit"),
        _("Organisation"),
    ]
    for row in rows:
        yield [harmless(cell) for cell in _cells(row)]


def _cells(row: Row) -> list[str]:
    case, visit = row.case, row.visit
    start = visit.interval.start.astimezone(visit.office.zone) if visit else None
    organisation = row.mandate.organisation if row.mandate else None
    return [
        case.family_name,
        case.given_names,
        case.case_number,
        capfirst(case.procedure.name),
        case.office.name,
        row.words.title,
        row.due.isoformat() if row.due else "",
        f"{start:%Y-%m-%d %H:%M}" if start else "",
        organisation.name if organisation else "",
    ]
