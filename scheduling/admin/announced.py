"""Saying, after hours were changed, that an announcement of it waits, or is out already."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from portal.accounts.policies import may
from portal.web.announcing import drafted_from
from portal.web.models import Announcement
from scheduling.models import BlockedWindow, Closure
from scheduling.notices import source_of

RIGHT = "web.change_announcement"


def tell_of_announcement(page: ModelAdmin, request: HttpRequest, hours: BlockedWindow | Closure) -> None:
    announcement = drafted_from(source_of(hours))
    if announcement is None:
        return
    if not may(request.user, RIGHT, hours.office):
        text = _("An announcement was drafted. A supervisor can publish it.")
        page.message_user(request, text, messages.INFO)
    elif announcement.is_published:
        what = _("An announcement of this is published already.")
        _with_link(page, request, announcement, what, _("See whether it is still right"))
    else:
        what = _("An announcement was drafted. Nobody sees it until it is published.")
        _with_link(page, request, announcement, what, _("Read and publish it"))


def tell_of_untrue(page: ModelAdmin, request: HttpRequest, published: Announcement) -> None:
    what = _("An announcement of what you deleted is still published.")
    _with_link(page, request, published, what, _("Change or delete it"))


def _with_link(
    page: ModelAdmin, request: HttpRequest, to: Announcement, what: Promise, link: Promise
) -> None:
    url = reverse("admin:web_announcement_change", args=[to.pk])
    text = format_html('{} <a class="underline" href="{}">{}</a>', what, url, link)
    page.message_user(request, text, messages.WARNING)
