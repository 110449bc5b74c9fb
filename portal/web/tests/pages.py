"""Pages that misbehave, for the tests of what every page passes through."""

from datetime import UTC, datetime

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM
from portal.web import health, languages


class PersonForm(forms.Form):
    name = forms.CharField()
    email = forms.EmailField()
    year = forms.IntegerField(max_value=2026)


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def person(request: HttpRequest, name: str = "") -> HttpResponse:
    people = User.objects.filter(name=name or request.GET.get("name", ""))
    return HttpResponse(f"{people.count()} {request.user} {request.session.session_key}")


def year(request: HttpRequest) -> HttpResponse:
    first = datetime(int(request.GET["year"]), 1, 1, tzinfo=UTC)
    return HttpResponse(User.objects.filter(joined_at__gte=first).count())


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=422 if PersonForm(request.POST).errors else 200)


def crash(request: HttpRequest, **_parts: str) -> HttpResponse:
    number = request.GET["name"]
    return HttpResponse(int(number))


def clash(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        User.objects.create_user(request.GET["email"])
        User.objects.create_user(request.GET["email"])
    return HttpResponse()


def written(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        record("page.read", subject=None, by=SYSTEM, at=request.user.joined_at)  # type: ignore[union-attr]  # only a signed-in person reads it
    return HttpResponse()


urlpatterns = [
    path("", languages.start),
    path("healthz/live", health.live),
    path("healthz/ready", health.ready),
    path("admin/", admin.site.urls),
    path("plain/", page),
    path("crash/", crash),
    path("visits/booked/<token>/", crash),
    *i18n_patterns(
        path("", page, name="home"),
        path("page/", page),
        path("page/more/", page),
        path("form/", form),
        path("year/", year),
        path("people/", person),
        path("people/<str:name>/", person),
        path("clash/", clash),
        path("written/", written),
        path("account/", include("allauth.urls")),
        path("account/", include("portal.accounts.urls")),
    ),
]
