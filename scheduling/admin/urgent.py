"""Urgent requests: clerks look, supervisors decide. Lists name nobody.

A request is not edited. It is granted with a time, or refused with an answer, on one page
that shows what the office has to give.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Exists, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language_info, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextareaWidget

from portal.accounts.models import User
from portal.accounts.policies import offices_of
from portal.audit.actions import record
from portal.web import words
from portal.web.actors import actor_of
from portal.web.templatetags.portal import spaced_phone
from scheduling.actions import deciding, desk
from scheduling.actions.booking import HasOneAlreadyError
from scheduling.actions.holding import HoldOverError
from scheduling.actions.seating import TimeTakenError
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.forms import citizenship_name
from scheduling.models import UrgentRequest
from scheduling.models.requests import KNOWN, WAITING
from scheduling.rules.codes import normalise_reference
from scheduling.rules.parties import ALONE
from scheduling.templatetags.visit_times import plain_day
from scheduling.views.answers import form_status
from scheduling.views.calendars import Outlook
from scheduling.views.lookups import Place, read_day, read_start, write_start

AFTER_TERM = timedelta(days=14)  # what is shown of the calendar where the term is over
FARTHEST = timedelta(days=60)
CHANGE = "admin:scheduling_urgentrequest_change"


class RefusalForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer to the person"),
        max_length=1000,
        widget=UnfoldAdminTextareaWidget,
        error_messages={"required": gettext_lazy("Write why, and what the person can do instead.")},
    )


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day on which a time can be given, in words, and how many there are."""

    url: str
    text: str
    count: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class FreeTime:
    value: str
    text: str
    is_out_of_turn: bool


@admin.register(UrgentRequest)
class UrgentRequestAdmin(OfficeAdmin):
    readonly_once_made = ()
    show_full_result_count = False
    list_display = ("number", "term", "service", "standing", "made")
    list_filter: ClassVar = [OfficeFilter, "state", "service"]
    list_select_related = ("office", "service")
    search_fields = ("reference",)
    search_help_text = gettext_lazy("Number of the request, or family name.")
    ordering = (
        Case(When(WAITING & KNOWN, then=Value(0)), default=Value(1)),
        F("decided_at").desc(nulls_first=True),
        "term_on",
        "pk",
    )

    def badge(self, request: HttpRequest) -> int:
        """Return how many wait, for the menu of those who look after them."""
        offices = offices_of(request.user, self.right("change"))
        return UrgentRequest.objects.waiting().filter(office__in=offices).count()

    def get_queryset(self, request: HttpRequest) -> QuerySet[UrgentRequest]:
        rows: QuerySet[UrgentRequest] = super().get_queryset(request)
        return rows.annotate(has_rivals=Exists(UrgentRequest.objects.rivals()))

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj
        return False

    @admin.display(description=gettext_lazy("number of the request"), ordering="reference")
    def number(self, asked: UrgentRequest) -> str:
        return asked.reference

    @admin.display(description=gettext_lazy("last day of the term"), ordering="term_on")
    def term(self, asked: UrgentRequest) -> str:
        if asked.is_waiting and asked.term_on < _today(asked, timezone.now()):
            return format_html("{} <strong>{}</strong>", plain_day(asked.term_on), _("Overdue"))
        return plain_day(asked.term_on)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, asked: Any) -> str:  # noqa: ANN401  a request with its annotation
        state: str = asked.get_state_display()
        if asked.is_waiting and asked.has_rivals:
            return format_html("{} <strong>{}</strong>", state, _("Asked for from two contacts"))
        return state

    @admin.display(description=gettext_lazy("sent"), ordering="made_at")
    def made(self, asked: UrgentRequest) -> str:
        return words.moment(asked.made_at, asked.office.zone)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[UrgentRequest], search_term: str
    ) -> tuple[QuerySet[UrgentRequest], bool]:
        """Find by reference, however it was typed; else by name."""
        del request
        typed = search_term.strip()
        if not typed:
            return queryset, False
        if reference := normalise_reference(typed):
            return queryset.filter(reference=reference), False
        return queryset.filter(family_name__istartswith=typed), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a request and what the office has to give, or decide by POST."""
        del form_url
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        if not self.has_view_permission(request, asked):
            raise PermissionDenied
        now = timezone.now()
        form = RefusalForm(request.POST if request.POST.get("decision") == "refuse" else None)
        if request.method == "POST" and (done := self._decided(request, asked, form, at=now)):
            return done
        return self._page(request, asked, form, extra_context or {}, at=now)

    def _decided(
        self, request: HttpRequest, asked: UrgentRequest, form: RefusalForm, *, at: datetime
    ) -> HttpResponse | None:
        """Take the decision that was sent, and say what came of it; None, if it has to be written anew."""
        if not self.has_change_permission(request, asked):
            raise PermissionDenied
        if not (form.is_valid() if form.is_bound else request.POST.get("decision") == "grant"):
            return None
        try:
            if form.is_bound:
                _refuse(request, asked, form.cleaned_data["answer"], at=at)
                self.message_user(request, _("Refused. The answer is being sent."), messages.SUCCESS)
            else:
                _grant(request, asked, at=at)
                self.message_user(
                    request, _("Granted. The visit is booked, and the person is told."), messages.SUCCESS
                )
        except deciding.DecidedError as error:
            self.message_user(request, _by_whom(error.request), messages.WARNING)
        except (TimeTakenError, HoldOverError):
            text = _("Nothing is decided: this time is not free. Choose another one.")
            self.message_user(request, text, messages.ERROR)
        except HasOneAlreadyError:
            text = _(
                "Nothing is decided: the person, or the case, has a visit of this kind already. See below."
            )
            self.message_user(request, text, messages.ERROR)
        return redirect(CHANGE, asked.pk)

    def _page(
        self,
        request: HttpRequest,
        asked: UrgentRequest,
        form: RefusalForm,
        extra: dict[str, Any],
        *,
        at: datetime,
    ) -> HttpResponse:
        by, office = actor_of(request), self.office_of(asked)
        with transaction.atomic():
            record("urgentrequest.seen", subject=asked, by=by, at=at, office=office)
        context = {
            **self.admin_site.each_context(request),
            **_what_is_asked(asked, at=at),
            **extra,
            "title": _("Urgent request %(reference)s") % {"reference": asked.reference},
            "opts": self.opts,
            "form": form,
        }
        if asked.is_waiting and self.has_change_permission(request, asked):
            context |= {"may_decide": True, **_what_can_be_given(asked, request.GET.get("on", ""), at=at)}
        status = form_status(is_valid=not form.errors)
        return render(request, "admin/scheduling/urgent_request.html", context, status=status)


def _grant(request: HttpRequest, asked: UrgentRequest, *, at: datetime) -> None:
    start = read_start(request.POST.get("start", ""), at=at)
    if start is None:
        raise TimeTakenError
    deciding.grant(request=asked, start=start, clerk=_clerk(request), by=actor_of(request), at=at)


def _refuse(request: HttpRequest, asked: UrgentRequest, answer: str, *, at: datetime) -> None:
    deciding.refuse(request=asked, answer=answer, clerk=_clerk(request), by=actor_of(request), at=at)


def _clerk(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _by_whom(asked: UrgentRequest) -> str:
    """Say who has decided it, and what, to whoever comes second."""
    if asked.decided_by is None or asked.decided_at is None:
        return _("Nothing is decided: who asked has been forgotten.")
    return _("Nothing is changed: %(who)s has decided it already (%(what)s, %(when)s).") % {
        "who": asked.decided_by,
        "what": asked.get_state_display(),
        "when": words.moment(asked.decided_at, asked.office.zone),
    }


def _what_is_asked(asked: UrgentRequest, *, at: datetime) -> dict[str, object]:
    zone, decided = asked.office.zone, asked.decided_at
    contact = [asked.email, spaced_phone(asked.phone)]
    person = [
        (pgettext("person", "Name"), asked.person),
        (_("Date of birth"), plain_day(asked.birth_date) if asked.birth_date else ""),
        (_("Citizenship"), citizenship_name(asked.citizenship) if asked.citizenship else ""),
        (_("Case number"), asked.case_number),
        (_("Contact"), ", ".join(filter(None, contact))),
        (_("Language of messages"), asked.get_language_display()),
    ]
    rows = [
        (_("State"), asked.get_state_display()),
        (_("Last day of the term"), words.day(asked.term_on)),
        (_("Visit"), f"{asked.service}, {asked.office}"),
        (_("Matter"), asked.matter),
        (_("Sent"), words.moment(asked.made_at, zone)),
        (_("First free day then"), words.day(asked.first_free_on) if asked.first_free_on else _("none")),
        (_("Decided"), f"{words.moment(decided, zone)}, {asked.decided_by}" if decided else ""),
        (_("Answer to the person"), asked.answer),
    ]
    return {
        "asked": asked,
        "rows": [row for row in rows if row[1]],
        "person": [row for row in person if row[1] and not asked.is_forgotten],
        "is_overdue": asked.is_waiting and asked.term_on < _today(asked, at),
        "reads": _reads(asked),
    }


def _reads(asked: UrgentRequest) -> str:
    """Return the language of the answer, such as "Russian (Русский)"."""
    own, name = asked.get_language_display(), get_language_info(asked.language)["name_translated"]
    return own if own.casefold() == name.casefold() else f"{name} ({own})"


def _what_can_be_given(asked: UrgentRequest, on: str, *, at: datetime) -> dict[str, object]:
    today, place = _today(asked, at), Place(asked.office, asked.service)
    last = asked.term_on if asked.term_on >= today else today + AFTER_TERM
    found = desk.free_days(
        asked.office, asked.service, party=ALONE, first=today, last=min(last, today + FARTHEST), at=at
    )
    wanted = read_day(on, today=today)
    shown = wanted if wanted in found else min(found, default=None)
    free = Outlook.of(place, at=at).next_free
    times = _times(asked, shown, at=at) if shown else []
    return {
        "first_free": words.moment(free, place.zone) if free else "",
        "days": [
            FreeDay(f"?on={day.isoformat()}", words.day(day), offer.count, is_shown=day == shown)
            for day, offer in sorted(found.items())
        ],
        "shown": words.day(shown) if shown else "",
        "times": times,
        "none_is_open": all(time.is_out_of_turn for time in times),
        "there": desk.in_the_way(service=asked.service, details=deciding.details_of(asked), at=at),
    }


def _times(asked: UrgentRequest, on: date, *, at: datetime) -> list[FreeTime]:
    is_out_of_turn = desk.out_of_turn(asked.office, asked.service, at=at)
    times = desk.free_times(asked.office, asked.service, party=ALONE, on=on, at=at)
    return [
        FreeTime(
            write_start(time.start), words.clock(time.start, asked.office.zone), is_out_of_turn(time.start)
        )
        for time in times
    ]


def _today(asked: UrgentRequest, at: datetime) -> date:
    return at.astimezone(asked.office.zone).date()
