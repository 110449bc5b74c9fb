"""A case on paper: what its page shows, without what only a screen is for."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from applications.views.cases.detail import context_of
from applications.views.cases.place import Seen, for_seen


@for_seen()
def case_print(seen: Seen) -> HttpResponse:
    if seen.request.method == "POST":
        return redirect(reverse("case_print", args=[seen.pk]))
    return render(seen.request, "applications/cases/print.html", context_of(seen))
