"""Do one thing in a case: a form, what will follow from it, and one action.

An old page is answered with what has happened meanwhile, and keeps what was typed. What the rules
refuse comes back with every reason, above the same form.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from applications.actions.applying import ChangedError, RefusedError
from applications.admin.acts.base import ActForm, Done
from applications.admin.acts.foresight import foreseen
from applications.admin.acts.problems import UnfilledError
from applications.admin.acts.registry import ENTRIES, Entry
from applications.admin.cases.offers import Offers
from applications.admin.cases.page import frame_of
from applications.admin.cases.place import Case, for_case
from applications.admin.cases.probes import probes
from applications.admin.prints.slips import slip_shown
from applications.admin.words.acts import ACTS
from applications.admin.words.events import Names, sentence
from applications.admin.words.refusals import refused
from applications.models import Application, CaseEvent
from applications.rules.acts import ACTS as RIGHTS
from applications.rules.transitions import Refusal
from portal.audit.actions import record
from portal.web import words
from scheduling.admin.desk.pages import focus_on

CHOSEN = ("summons", "document", "authority", "sequence", "mandate")
MOST_MEANWHILE = 20


@for_case
def act_create(case: Case, act: str) -> HttpResponse:
    entry = ENTRIES.get(act)
    if entry is None:
        raise Http404
    if not RIGHTS[entry.kind].parts & case.parts:
        raise PermissionDenied
    if case.request.method == "POST":
        return _sent(case, act, entry)
    if reasons := _against(case, entry):
        return _shown(case, "refused.html", act, status=409, reasons=refused(reasons))
    chosen = {name: case.request.GET[name] for name in CHOSEN if name in case.request.GET}
    initial = {**chosen, **({"document": [chosen["document"]]} if "document" in chosen else {})}
    form = entry.form(case=case, kind=entry.kind, initial=initial)
    return _form(case, act, form, ahead=_at_first(entry, form))


def _sent(case: Case, act: str, entry: Entry) -> HttpResponse:
    form = entry.form(case.request.POST, case=case, kind=entry.kind)
    if not form.is_valid():
        return _form(case, act, form, status=422)
    if "look" in case.request.POST:
        return _form(case, act, form, ahead=foreseen(form) if form.is_foreseen else [])
    if case.seen is None:  # of no page of ours: it has seen nothing
        return _changed(case, act, form)
    try:
        done = form.enter(seen=case.seen)
    except ChangedError:
        return _changed(case, act, form)
    except (RefusedError, UnfilledError) as error:
        said = refused(error.reasons) if isinstance(error, RefusedError) else error.messages
        form.add_error(None, said)
        return _form(case, act, form, status=422)
    return _done(case, act, done)


def _done(case: Case, act: str, done: Done) -> HttpResponse:
    if done.code:
        return slip_shown(case, done.code)
    messages.success(case.request, _("Done: %(act)s") % {"act": title_of(act)})
    if done.letter and done.url == case.url:  # where a letter is printed, its page offers this one
        said = _("Print the page for the person that goes with the letter")
        url = case.print_url("insert", done.letter)
        messages.info(case.request, format_html('<a class="desk-link" href="{}">{}</a>', url, said))
    return redirect(done.url)


def _changed(case: Case, act: str, form: ActForm) -> HttpResponse:
    """Show what happened meanwhile; the next try counts as having seen it."""
    application = Application.objects.for_page().get(pk=case.pk)
    form.renew(Case(case.request, application, case.parts, case.at))
    rows = CaseEvent.objects.filter(application=case.pk, sequence__gt=case.seen or 0)
    meanwhile = [
        (row.sequence, words.moment(row.at, case.zone), row.by or "", sentence(row.kind, row.data, Names()))
        for row in rows.select_related("by").order_by("-sequence")[:MOST_MEANWHILE]
    ]
    return _form(form.case, act, form, status=409, meanwhile=meanwhile, is_changed=True)


def _against(case: Case, entry: Entry) -> list[Refusal]:
    """Return why this cannot be done today, whatever is filled in; nothing if it can."""
    offers = Offers(case)
    found = [offers.against(entry.kind, data) for data in probes(entry.kind, case)]
    if not found:
        return [Refusal.NOT_NOW]
    return [] if not all(found) else [reason for reasons in found for reason in reasons]


def _at_first(entry: Entry, form: ActForm) -> list[str]:
    """Say what would follow if the form were sent as it stands, where that can be said."""
    if not form.is_foreseen:
        return []
    data = case_data(form)
    probe = entry.form(data, case=form.case, kind=entry.kind)
    return foreseen(probe) if probe.is_valid() else []


def case_data(form: ActForm) -> Any:  # noqa: ANN401  a QueryDict
    """Return the form as a browser would send it untouched."""
    data = form.case.request.POST.copy()
    for field in form:
        value = field.value()
        if isinstance(value, list | tuple):
            data.setlist(field.html_name, [str(each) for each in value])
        elif value is not None:
            data[field.html_name] = str(value)
    return data


def _form(case: Case, act: str, form: ActForm, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401  of the template
    errors = form.error_list
    focus_on(errors, [form])
    # What was seen stays what it was, until the page has shown what came after.
    is_old = case.seen is not None and not context.get("is_changed")
    seen = case.seen if is_old else case.application.sequence
    return _shown(case, "act.html", act, status=status, form=form, errors=errors, seen=seen, **context)


def title_of(act: str) -> str:
    return str(ACTS.get(act) or ENTRIES[act].kind.label)


def _shown(case: Case, template: str, act: str, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401  of the template
    with transaction.atomic():  # every page says whose case it is, and some forms say all of it
        record("case.read", subject=case.application, by=case.by, at=case.at, office=case.office)
    more = {
        **frame_of(case),
        "title": title_of(act),
        "act_title": title_of(act),
        **context,
    }
    return render(case.request, f"admin/applications/acts/{template}", more, status=status)
