"""Pages of the portal itself: home, information, statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from portal.web.markdown import to_html
from portal.web.models import Page


def home(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.published().in_order()
    return render(request, "web/home.html", {"pages": pages})


def page_list(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.published().in_order()
    return render(request, "web/page_list.html", {"pages": pages})


def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page.objects.published(), slug=slug)
    today = timezone.localdate()
    context = {"page": page, "body": to_html(page.body), "is_stale": page.is_stale(today)}
    return render(request, "web/page_detail.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html")
