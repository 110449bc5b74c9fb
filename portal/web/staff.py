"""The admin site: the portal's own sign-in, and nobody without a second factor.

There is one place to sign in, allauth's. The admin's login page only looks at who comes,
says what is missing and leads there: to the sign-in, to setting up a second factor, or to
using it. Whatever asks "may this person work here" asks `StaffSite.has_permission`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core import checks
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.sites import UnfoldAdminSite

from portal.accounts.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# Groups of the sidebar: model and the name of its picture in Material Symbols.
SIDEBAR: list[tuple[Promise, list[tuple[str, str]]]] = [
    (
        _("Day"),
        [
            ("scheduling.ticket", "confirmation_number"),
            ("scheduling.appointment", "event_available"),
            ("scheduling.staffact", "support_agent"),
            ("scheduling.urgentrequest", "alarm"),
            ("scheduling.outcome", "directions_walk"),
            ("scheduling.ticketact", "swap_vert"),
        ],
    ),
    (
        _("Cases"),
        [
            ("applications.application", "folder_shared"),
            ("applications.casemessage", "forum"),
            ("applications.mandate", "how_to_reg"),
            ("applications.organisation", "corporate_fare"),
            ("applications.upload", "attach_file"),
            ("applications.importrun", "upload_file"),
            ("applications.importmapping", "view_column"),
            ("applications.casereminderrule", "notifications_active"),
        ],
    ),
    (_("For everybody"), [("web.announcement", "campaign"), ("web.barrierreport", "accessibility_new")]),
    (
        _("Hours"),
        [
            ("scheduling.blockedwindow", "block"),
            ("scheduling.duty", "badge"),
            ("scheduling.shiftpattern", "date_range"),
            ("scheduling.closure", "event_busy"),
            ("scheduling.releaserule", "lock_clock"),
            ("scheduling.queuerule", "low_priority"),
            ("scheduling.kiosk", "tablet"),
        ],
    ),
    (
        _("Reference data"),
        [
            ("accounts.office", "apartment"),
            ("scheduling.service", "assignment"),
            ("scheduling.matter", "rule"),
            ("scheduling.question", "quiz"),
            ("scheduling.counter", "countertops"),
            ("scheduling.reminderrule", "notifications"),
            ("web.page", "article"),
        ],
    ),
    (
        _("Law"),
        [
            ("applications.procedure", "folder_open"),
            ("applications.fee", "payments"),
            ("applications.filingchannel", "outbox"),
            ("applications.documentrequirement", "description"),
            ("applications.decisionterm", "timer"),
            ("applications.clocksuspension", "timer_pause"),
            ("applications.summonsterm", "mark_email_unread"),
            ("applications.submissionway", "move_to_inbox"),
            ("applications.visitrule", "event_repeat"),
        ],
    ),
    (
        _("People"),
        [
            ("accounts.user", "person"),
            ("accounts.membership", "groups"),
            ("auth.group", "shield_person"),
            ("account.emailaddress", "alternate_email"),
            ("mfa.authenticator", "key"),
        ],
    ),
    (
        _("Audit"),
        [
            ("audit.event", "history"),
            ("audit.seal", "verified_user"),
            ("notifications.notice", "outgoing_mail"),
            ("notifications.outage", "cloud_off"),
        ],
    ),
]
# Pages that belong to a model and stand after it, or before: title, picture and view of each.
PAGES: dict[str, list[tuple[Promise, str, str]]] = {
    "applications.procedure": [
        (_("Facts to check again"), "fact_check", "admin:applications_fact_unchecked")
    ],
    "notifications.notice": [(_("Messages: preview"), "preview", "admin:notifications_notice_preview")],
    "scheduling.appointment": [
        (_("List of the day"), "print", "admin:scheduling_appointment_day"),
        (_("End of the day"), "bedtime", "admin:scheduling_appointment_day_unserved"),
    ],
    "scheduling.duty": [(_("Rota calendar"), "calendar_view_week", "admin:scheduling_duty_rota")],
    "scheduling.staffact": [(_("Book for a person"), "person_add", "admin:scheduling_staffact_book")],
    "scheduling.ticket": [(_("The desk"), "desk", "admin:scheduling_ticket_desk")],
}
BEFORE = {"scheduling.ticket"}  # a clerk works there all day


class StaffSite(UnfoldAdminSite):
    def extra_urls(self) -> list[URLPattern]:
        return [path("language/", self.admin_view(require_POST(language_of_staff)), name="language")]

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and (
            not settings.STAFF_NEED_SECOND_FACTOR
            or (used_second_factor(request) and has_second_factor(request))
        )

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to what is missing, and back to the page that was wanted."""
        wanted = wanted_page(request)
        if self.has_permission(request):
            return HttpResponseRedirect(wanted)
        if not request.user.is_authenticated:
            return lead_to("account_login", then=wanted)
        if not super().has_permission(request):
            return render(request, "accounts/not_staff.html", extra_context, status=403)
        if not has_second_factor(request):
            context = {**(extra_context or {}), "wanted": wanted}
            return render(request, "accounts/second_factor_missing.html", context, status=403)
        by_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        return lead_to("mfa_reauthenticate" if by_app else "mfa_reauthenticate_webauthn", then=wanted)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        del request, extra_context  # the account pages do this, for everybody alike
        return redirect("account_change_password")


def language_of_staff(request: HttpRequest) -> HttpResponse:
    """Show the admin in another language, whose address has none in it, from now on."""
    response = HttpResponseRedirect(wanted_page(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        User.objects.filter(pk=cast("int", request.user.pk)).update(language=chosen)
    return response


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether a code, a recovery code or a security key was used in this session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether whoever asks has one. Read once a request: the frame of a page asks four times."""
    known: dict[Any, bool] = request.__dict__.setdefault("_second_factors", {})
    if request.user.pk not in known:
        known[request.user.pk] = is_mfa_enabled(request.user, FACTORS)
    return known[request.user.pk]


def wanted_page(request: HttpRequest) -> str:
    """Return the page of this site to which the sign-in leads, the index if none is named."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("admin:index")


def lead_to(view: str, *, then: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(view, query={REDIRECT_FIELD_NAME: then}))


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar for unfold: what is registered and this person may look at."""
    groups = [(title, list(entries(request, models))) for title, models in SIDEBAR]
    return [{"title": title, "items": items, "separator": True} for title, items in groups if items]


def entries(request: HttpRequest, models: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    registered = {model._meta.label_lower: its_admin for model, its_admin in admin.site._registry.items()}  # noqa: SLF001  no public way to list what is registered
    for label, icon in models:
        its_admin = registered.get(label)
        if its_admin is not None and its_admin.has_view_permission(request):
            options = its_admin.model._meta
            rows = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
            entry = {"title": capfirst(options.verbose_name_plural), "icon": icon, "link": rows}
            if hasattr(its_admin, "badge") and (waiting := its_admin.badge(request)):
                entry["badge"] = waiting  # how many rows wait for this person
            if label not in PAGES:
                yield entry
                continue
            pages = [
                {"title": title, "icon": picture, "link": reverse(view)}
                for title, picture, view in PAGES[label]
            ]
            yield from marked([*pages, entry] if label in BEFORE else [entry, *pages], request.path)


def marked(items: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """Mark the one somebody looks at: the address of a page begins like that of the rows."""
    links = [item["link"] for item in items]
    here = max((link for link in links if path.startswith(link)), key=len, default=None)
    return [{**item, "active": item["link"] == here} for item in items]


@checks.register(checks.Tags.security)
def second_factor_is_asked_for(**_others: Any) -> list[checks.CheckMessage]:  # noqa: ANN401  what else a check is told
    """Refuse an installation with real people whose staff sign in with a password alone."""
    if settings.STAFF_NEED_SECOND_FACTOR or settings.DEMO:
        return []
    return [
        checks.Error(
            "STAFF_NEED_SECOND_FACTOR is off outside a demonstration.",
            hint="Remove it from the settings: only DEMO=1 switches the second factor off.",
            id="portal.E001",
        )
    ]
