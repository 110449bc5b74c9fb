"""The addresses of a demonstration: everything the portal has, the doors, the clock and the mailbox."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path

from portal import urls as roof
from portal.demo.views import mailbox, start
from portal.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("demo/", start.start, name="demo_start"),
        path("demo/doors/<slug:name>/", start.door_open, name="door_open"),
        path("demo/clock/", start.clock_set, name="clock_set"),
        path("demo/mailbox/", mailbox.mailbox_list, name="mailbox_list"),
        path("demo/mailbox/<slug:name>/", mailbox.mailbox_detail, name="mailbox_detail"),
        path("demo/mailbox/<slug:name>/html/", mailbox.mailbox_html, name="mailbox_html"),
        path("demo/mailbox/<slug:name>/files/<int:number>/", mailbox.mailbox_file, name="mailbox_file"),
    ),
    *roof.urlpatterns,
]
