"""The roof: which part answers which address.

Public pages carry their language in the address (`/pl/`, `/en/`, `/ru/`), so that a link
that is passed on opens in the language of the one who sent it.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal.web import gallery, health, languages, service_worker
from scheduling.views.reminders import visit_short

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.server_error"

gallery_of_components = [path("components/", gallery.gallery, name="gallery")] if settings.DEBUG else []

urlpatterns: list[URLPattern | URLResolver] = [
    path("", languages.start, name="start"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("admin/", admin.site.urls),
    path("sw.js", service_worker.service_worker, name="service_worker"),
    path("notices/", include("portal.notifications.urls")),
    path("v/<str:name>/", visit_short, name="visit_short"),  # short: text messages pay for each letter
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("account/", include("portal.accounts.urls")),
        path("", include("scheduling.urls")),
        path("", include("applications.urls")),
        path("", include("portal.web.urls")),
        *gallery_of_components,
    ),
]
