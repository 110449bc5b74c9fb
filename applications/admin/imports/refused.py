"""The refused rows of a file as a file: for whoever mends them where they come from."""

import csv
from collections.abc import Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from applications.admin.imports import words
from applications.admin.imports.place import Import, for_import
from applications.rules.cells import harmless

BOM = "﻿"  # or Excel takes it for another encoding


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


@for_import("GET", "HEAD")
def refused_list(place: Import) -> HttpResponseBase:
    """Give out line, column and reason of each refused row, however many there are."""
    response = StreamingHttpResponse(_lines(place), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{place.run.pk}.csv"'
    return response


def _lines(place: Import) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";")
    yield BOM
    yield writer.writerow([_("Line"), _("Column"), _("Field"), _("Why it was refused")])
    columns = place.run.mapping.columns if place.run.mapping else {}
    for each in place.run.errors.order_by("line", "pk").iterator(chunk_size=2_000):
        text = words.reason(each.code, line=each.line, detail=each.detail)
        theirs = columns.get(each.column, "")
        yield writer.writerow([each.line, harmless(theirs), words.label(each.column), text])
