"""What the clerk's pages have in common: who may, whose visit it is, and where the focus goes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of
from portal.audit.actions import record
from portal.web.actors import actor_of
from portal.web.forms import PARTS, FormError, ThreePartDateWidget
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, StaffAct

RIGHT = "scheduling.add_staffact"

View = Callable[..., HttpResponse]


def offices_to_serve(request: HttpRequest) -> QuerySet[Office]:
    """Return the offices where somebody may act for people."""
    return offices_of(request.user, RIGHT).order_by("slug")


def for_clerks(view: View) -> View:
    """Let in whoever may act for people somewhere."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ANN401  parts of the address
        if not offices_to_serve(request).exists():
            raise PermissionDenied
        return view(request, **names)

    return admin.site.admin_view(page)


def visit_of(request: HttpRequest, pk: int) -> Appointment:
    """Return a visit, or one person of it, at an office where somebody may act for people.

    That they looked is written down.

    :raises Http404: if there is none.
    """
    rows = Appointment.objects.for_page().select_related("lead")
    found = rows.filter(pk=pk, counter__office__in=offices_to_serve(request)).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        with transaction.atomic():
            look(request, found, at=timezone.now())
    return found


def lead_of(request: HttpRequest, pk: int) -> Appointment:
    """Return a whole booking likewise.

    :raises Http404: if there is none, or it is one person of a booking.
    """
    found = visit_of(request, pk)
    if found.lead_id is not None:
        raise Http404
    return found


def look(request: HttpRequest, visit: Appointment, *, at: datetime) -> None:
    """Write down that somebody looked at a visit."""
    record("appointment.seen", subject=visit, by=actor_of(request), at=at, office=visit.office_id)


def may_change(visit: Appointment, *, at: datetime) -> bool:
    """Tell whether a visit can still be moved or cancelled."""
    return visit.state == AppointmentState.BOOKED and at < visit.interval.start


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, if anything was: a form without a tick is not empty but wrong."""
    return request.POST if request.method == "POST" else None


def changed(request: HttpRequest, visit: Appointment) -> HttpResponse:
    """Say that nothing was done, as the page was an old one, and show the visit."""
    messages.warning(
        request, _("Nothing is changed: the visit was changed meanwhile. This is how it is now.")
    )
    return redirect("admin:scheduling_appointment_change", visit.pk)


def acting(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """Return who acts, as the actions take it."""
    return {"clerk": cast("User", request.user), "by": actor_of(request), "at": at}


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    more = {**admin.site.each_context(request), "opts": StaffAct._meta, **context}
    return render(request, f"admin/scheduling/{template}", more, status=status)


def errors_of(*shown_forms: Any) -> list[FormError]:  # noqa: ANN401  forms, and a form of forms
    return [error for form in shown_forms for error in form.error_list]


def focus_on(errors: list[FormError], bound: Iterable[forms.BaseForm]) -> None:
    """Let the page open with the focus on the first mistake, without a script."""
    first = next((error.control for error in errors if error.control), "")
    for widget_id, widget in _widgets(bound):
        if first and widget_id == first:
            widget.attrs["autofocus"] = True
            return


def _widgets(bound: Iterable[forms.BaseForm]) -> Iterator[tuple[str, forms.Widget]]:
    for form in bound:
        for field in form:
            widget = field.field.widget
            if isinstance(widget, ThreePartDateWidget):
                names = (f"{field.auto_id}_{part}" for part in PARTS)
                yield from zip(names, widget.widgets, strict=True)
            yield field.id_for_label, widget
