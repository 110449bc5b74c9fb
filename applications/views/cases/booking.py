"""Book the visit that a case needs now: on to its service, with everything we know filled in."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.views.cases.passes import give_pass
from applications.views.cases.place import Seen, for_seen
from applications.views.cases.wanted import may_book, wanted_service
from scheduling.models import Matter, Service


@for_seen(is_full=False)
def case_book(seen: Seen) -> HttpResponse:
    """Lead on to the times. What is needed is asked anew: the page of the case may be an old one."""
    service = wanted_service(seen.application, on=seen.on) if may_book(seen) else None
    if seen.request.method != "POST":
        return redirect(seen.url)
    if service is None:
        messages.info(seen.request, _("This case needs no visit at the moment."))
        return redirect(seen.url)
    give_pass(seen.request, seen.application, person=seen.sight.is_full, at=seen.at)
    return redirect(start_of(seen.application, service))


def start_of(case: Application, service: Service) -> str:
    """Return where booking begins; what the visit is about is known, so it is not asked."""
    code = case.procedure.code
    known = {"matter": code} if Matter.objects.filter(service=service, code=code).exists() else {}
    address = reverse("visit_start", args=[case.office.slug, service.code])
    return f"{address}?{urlencode(known)}" if known else address
