"""Everything that is announced now, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.web import announcing


@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "web/announcement_list.html", {"announcements": announcing.current(at=timezone.now())}
    )
