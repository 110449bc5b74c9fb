"""Everything that happened in a case, page by page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from applications.choices import EventKind as K
from applications.models import CaseEvent
from applications.notices.plain.told import HIDDEN, told
from applications.views.cases.entries import Line, names_for
from applications.views.cases.place import Seen, for_seen

ON_A_PAGE = 50


@for_seen()
def case_history(seen: Seen) -> HttpResponse:
    """Show the entries, the newest first. What was corrected stays, and says so."""
    if seen.request.method == "POST":
        return redirect(reverse("case_history", args=[seen.pk]))
    rows = CaseEvent.objects.filter(application=seen.pk).exclude(kind__in={*HIDDEN, K.VOIDED})
    page = Paginator(rows.order_by("-on", "-sequence"), ON_A_PAGE).get_page(seen.request.GET.get("page"))
    entries = list(page.object_list)
    voids = CaseEvent.objects.filter(application=seen.pk, kind=K.VOIDED).values_list(
        "data__sequence", flat=True
    )
    voided, names = set(voids), names_for(seen, entries)
    lines = [
        Line(row.on, told(row.kind, row.data, names), is_corrected=row.sequence in voided) for row in entries
    ]
    context = {"seen": seen, "page": page, "lines": lines}
    return render(seen.request, "applications/cases/history.html", context)
