"""Before the calendar: for whom and what for, and whether a visit makes sense now.

All of it stands in the address, and nothing is written down: the page can be kept, sent to
somebody, and gone back to. It advises and never refuses, but for what no visit can do.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from portal.web.markdown import to_html
from scheduling.forms.starting import StartForm, YesNo
from scheduling.models import Matter, Question
from scheduling.views.answers import answer, form_status
from scheduling.views.lookups import Place, find_place, has_ended

SENT = "asked"  # in the address, once the form was sent


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do first, or instead, because of one answer."""

    question: str
    answered: str | Promise
    text: SafeString


@require_safe
def visit_start(request: HttpRequest, office: str, code: str) -> HttpResponse:
    """Ask, explain, advise or lead on, by what the address says."""
    now = timezone.now()
    place = find_place(office, code, at=now)
    if place.refusals(at=now):
        return redirect(place.url)
    matters = list(Matter.objects.filter(service=place.service).order_by("position", "pk"))
    questions = list(Question.objects.filter(service=place.service).order_by("position", "pk"))
    is_sent = SENT in request.GET
    form = StartForm(
        request.GET.dict(),
        service=place.service,
        matters=matters,
        questions=questions,
        is_sent=is_sent,
    )
    if not form.fields:
        return redirect(place.times_url)
    named = next((matter for matter in matters if matter.code == request.GET.get("matter")), None)
    place = replace(place, named_matter=named)
    if has_ended(place, at=now):
        return _closed(request, place)
    if not (is_sent and form.is_valid()):
        context = {"place": place, "form": form, "sent": SENT}
        status = form_status(is_valid=not form.errors)
        return answer(request, "scheduling/visit_start.html", context, zone=place.zone, status=status)
    return _go_on(request, replace(place, party=form.party), form)


def _go_on(request: HttpRequest, place: Place, form: StartForm) -> HttpResponse:
    """Lead to the times, or advise first where an answer speaks against a visit now."""
    if not form.against:
        return redirect(place.times_url)
    advices = [_advice(question) for question in form.against]
    answers = {name: request.GET[name] for name in form.fields if name in request.GET}
    again = f"{reverse('visit_start', args=place.keys)}?{urlencode(answers)}"
    context = {"place": place, "advices": advices, "again": again}
    return answer(request, "scheduling/visit_advice.html", context, zone=place.zone)


def _advice(question: Question) -> Advice:
    said = YesNo.NO if question.is_yes_wanted else YesNo.YES
    return Advice(question.text, said.label, to_html(question.advice))


def _closed(request: HttpRequest, place: Place) -> HttpResponse:
    """Explain by which channel a matter goes now: what holds for it alone, then what for all."""
    matter = place.named_matter
    texts = [matter.closed_note if matter else "", place.service.closed_note]
    context = {
        "place": place,
        "matter": matter,
        "notes": [to_html(text) for text in texts if text],
        "again": reverse("visit_start", args=place.keys),
    }
    return answer(request, "scheduling/visit_closed.html", context, zone=place.zone)
