"""The addresses of a demonstration: everything the portal has, and the mailbox."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path

from portal import urls as roof
from portal.demo import views
from portal.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("demo/mailbox/", views.mailbox_list, name="mailbox_list"),
        path("demo/mailbox/<slug:name>/", views.mailbox_detail, name="mailbox_detail"),
        path("demo/mailbox/<slug:name>/html/", views.mailbox_html, name="mailbox_html"),
        path("demo/mailbox/<slug:name>/files/<int:number>/", views.mailbox_file, name="mailbox_file"),
    ),
    *roof.urlpatterns,
]
