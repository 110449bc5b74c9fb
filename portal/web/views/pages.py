"""Pages of the portal itself: home, information, statements."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web.markdown import to_html
from portal.web.models import Page

# The accessibility statement is reviewed whenever the website changes in what it can do.
PUBLISHED = date(2026, 11, 23)
CHANGED = date(2026, 11, 23)
BUILDING = "building"  # the information page about entrance, lift, toilets, if the office has written one


def home(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.published().in_order()
    return render(request, "web/home.html", {"pages": pages, "jobs": _jobs()})


def page_list(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.published().in_order()
    return render(request, "web/page_list.html", {"pages": pages})


def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page.objects.published(), slug=slug)
    today = timezone.localdate()
    context = {"page": page, "body": to_html(page.body), "is_stale": page.is_stale(today), "trail": _trail()}
    return render(request, "web/page_detail.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    dates = {"published": PUBLISHED, "changed": CHANGED, "made": PUBLISHED, "reviewed": CHANGED}
    site = {"site_url": settings.SITE_URL}
    building = Page.objects.published().filter(slug=BUILDING).first()
    return render(request, "web/accessibility.html", {**responsible(), **dates, **site, "building": building})


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html", responsible())


def responsible() -> dict[str, object]:
    """Return who answers for this website: the body, and the office that takes letters."""
    office = Office.objects.filter(is_open_to_public=True).order_by("pk").first()
    return {"office": office, "body": settings.PUBLIC_BODY}


def _jobs() -> list[dict[str, str]]:
    return [
        {
            "title": _("Book a visit"),
            "text": _("Choose what you come for and see every free time."),
            "url": reverse("service_list"),
        },
        {
            "title": _("I have already booked"),
            "text": _("See your visit, move it or cancel it."),
            "url": reverse("access_create"),
        },
        {
            "title": _("Your case"),
            "text": _(
                "See where it stands, what is asked of you and until when. With or without an account."
            ),
            "url": reverse("case_find"),
        },
        {
            "title": _("Fees and documents"),
            "text": _("What your case costs, what you need for it, and how you apply."),
            "url": reverse("procedure_list"),
        },
        {
            "title": _("Contact and hours"),
            "text": _("Where the offices are, when they are open, and who waits there now."),
            "url": reverse("contact"),
        },
        {
            "title": _("Your account"),
            "text": _("Not needed to book. It keeps your language, contact details and visits."),
            "url": reverse("account_detail"),
        },
    ]


def _trail() -> list[tuple[str, str]]:
    return [(_("Home"), reverse("home")), (_("Good to know"), reverse("page_list"))]
