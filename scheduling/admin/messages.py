"""What people were told of a visit, for staff: the record, sending again, and who was not reached."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.models import Event
from portal.notifications.actions.again import NotRepeatedError
from portal.notifications.admin import words
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules.repeats import first_of
from portal.notifications.templatetags.deliveries import why_not
from portal.web.actors import actor_of
from portal.web.words import moment as moment_in_words
from scheduling.actions.telling import TOLD_AGAIN, NotAboutItError, ToldTooOftenError, tell_again
from scheduling.admin.base import OfficeAdmin
from scheduling.models import Appointment
from scheduling.models.reached import not_reached
from scheduling.views.lookups import read_number
from scheduling.views.told import Told, told_of


@dataclass(frozen=True, slots=True)
class Record:
    """One message with what staff alone are told of it; times are those of the office's clock."""

    told: Told
    occasion: str
    due: str
    sent: str
    delivered: str
    next_try: str
    reason: str
    asked_by: str


class NotReachedFilter(admin.SimpleListFilter):
    title = gettext_lazy("messages")
    parameter_name = "messages"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  any of ours
        del request, model_admin
        return [("not-reached", gettext_lazy("Not reached"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        return queryset.filter(not_reached(timezone.now())) if self.value() == "not-reached" else queryset


class MessagesAdmin(OfficeAdmin):
    """The page of one visit, with the messages about it below."""

    change_form_outer_after_template = "admin/scheduling/_messages.html"

    def get_urls(self) -> list[URLPattern]:
        again = path(
            "<path:object_id>/messages/<int:notice_pk>/repetition/",
            self.admin_site.admin_view(self.repetition_view),
            name="scheduling_appointment_message_repeat",
        )
        urls: list[URLPattern] = super().get_urls()
        return [again, *urls]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        visit = self.get_object(request, unquote(object_id))
        context = {"records": records_of(visit, at=timezone.now()) if visit else []}
        response: HttpResponse = super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )
        return response

    def repetition_view(self, request: HttpRequest, object_id: str, notice_pk: int) -> HttpResponse:
        """Ask, and send again by POST. Visits of other offices are not there."""
        visits = self.get_queryset(request).select_related("service", "counter__office")
        visit = get_object_or_404(visits, pk=read_number(object_id))
        if request.method == "POST":
            self._repeat(request, visit, notice_pk)
            return redirect("admin:scheduling_appointment_change", visit.pk)
        told = {each.pk: each for each in told_of(visit, at=timezone.now())}
        if notice_pk not in told:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send the message again?"),
            "told": told[notice_pk],
            "visit": visit,
            "opts": self.opts,
            "back": reverse("admin:scheduling_appointment_change", args=[visit.pk]),
        }
        return render(request, "admin/scheduling/message_repeat.html", context)

    def _repeat(self, request: HttpRequest, visit: Appointment, notice_pk: int) -> None:
        seen = read_number(request.POST.get("seen", ""))
        try:
            tell_again(
                appointment=visit,
                notice_pk=notice_pk,
                seen=seen,
                is_staff=True,
                by=actor_of(request),
                at=timezone.now(),
            )
        except NotAboutItError:
            raise Http404 from None
        except ToldTooOftenError:
            text = _("Nothing is sent: this message has gone out often enough within a day.")
            self.message_user(request, text, messages.WARNING)
        except NotRepeatedError:
            text = _(
                "Nothing is sent: the message is no longer true, "
                "or the person has no such address or number now."
            )
            self.message_user(request, text, messages.WARNING)
        else:
            self.message_user(request, _("The message is being sent again."), messages.SUCCESS)


def records_of(visit: Appointment, *, at: datetime) -> list[Record]:
    events = Event.objects.about(visit).filter(action=TOLD_AGAIN).select_related("user")
    asked = {event.data.get("notice"): _who(event) for event in events}
    return [_record(told, visit, asked_by=asked.get(told.pk, "")) for told in told_of(visit, at=at)]


def _record(told: Told, visit: Appointment, *, asked_by: str) -> Record:
    notice = told.notice

    def clock(moment: datetime | None) -> str:
        return moment_in_words(moment, visit.office.zone) if moment else ""

    return Record(
        told=told,
        occasion=words.occasion(first_of(notice.occasion)),
        due=clock(notice.due_at),
        sent=clock(notice.sent_at),
        delivered=clock(notice.delivered_at),
        next_try=clock(_next_try(notice)),
        reason=_reason(notice),
        asked_by=asked_by,
    )


def _reason(notice: Notice) -> str:
    """Return why it did not go; where only the other side said so, what people are told comes first."""
    if notice.state == State.FAILED and not words.is_known(notice.reason):
        return f"{why_not(notice)} ({notice.reason})"
    return words.reason(notice.reason)


def _next_try(notice: Notice) -> datetime | None:
    """Return when it is tried again; what is being sent has the end of a sender's lease there."""
    is_put_off = notice.state == State.QUEUED and notice.next_try_at and notice.next_try_at > notice.due_at
    return notice.next_try_at if is_put_off else None


def _who(event: Event) -> str:
    return str(event.user) if event.user and event.user.is_staff else _("the person")
