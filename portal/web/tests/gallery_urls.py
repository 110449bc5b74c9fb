"""The gallery and the pages of errors under addresses in every language, for the tests."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from portal.web import errors
from portal.web.gallery import gallery


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(f"what is inside {request.path} stays inside")


def visit(request: HttpRequest, service: str) -> HttpResponse:
    del service
    return gallery(request)


urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", gallery, name="home"),
        path("components/", gallery, name="gallery"),
        path("contact/", gallery, name="contact"),
        path("visits/<slug:service>/", visit, name="visit"),
        path("broken/", broken),
        path("closed/", errors.unavailable),
        path("form/", errors.csrf_failure),
    ),
]
handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.server_error"
