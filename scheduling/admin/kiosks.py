"""The devices at which people check in: added here, set up by a link that is opened on the device."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.decorators import action

from portal.accounts.models import User
from portal.web import words
from portal.web.actors import actor_of
from portal.web.qr import address_code
from scheduling.actions.queue import devices
from scheduling.admin.base import OfficeAdmin, OfficeFilter
from scheduling.models import Kiosk
from scheduling.notices.secrets import whole

SET_UP = "admin:scheduling_kiosk_set_up"


@admin.register(Kiosk)
class KioskAdmin(OfficeAdmin):
    list_display = ("name", "office", "standing", "seen", "added_by")
    list_filter: ClassVar = [OfficeFilter]
    list_select_related = ("office", "added_by")
    search_fields = ("name", "office__slug")
    ordering = ("office__slug", "-removed_at", "name", "pk")
    fields = ("office", "name")
    actions_row = actions_detail = ("set_up", "switch_off")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  a row
        del request, obj  # it is switched off; who set it up when stays known
        return False

    def has_look_after_permission(self, request: HttpRequest, _object_id: object = None) -> bool:
        # By method: unfold looks a dotted name up in the database, which is empty before `migrate`.
        return request.user.has_perm("scheduling.change_kiosk")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        if change:
            super().save_model(request, obj, form, change)
        else:
            devices.add(kiosk=obj, clerk=_clerk(request), by=actor_of(request), at=timezone.now())

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:  # noqa: ANN401  Django's
        """Lead on to the link: a kiosk without a device is nothing yet."""
        del request, post_url_continue
        return redirect(SET_UP, obj.pk)

    @admin.display(description=_("state"))
    def standing(self, kiosk: Kiosk) -> str:
        if kiosk.removed_at:
            return str(_("switched off"))
        return str(_("in use") if kiosk.seen_at else _("not set up yet"))

    @admin.display(description=_("last used"), ordering="seen_at")
    def seen(self, kiosk: Kiosk) -> str:
        return words.moment(kiosk.seen_at, kiosk.office.zone) if kiosk.seen_at else ""

    @action(description=_("Set up a device"), url_path="set-up", permissions=["look_after"])
    def set_up(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a link that makes the device on which it is opened this kiosk. Each look makes a new one."""
        kiosk = self._kiosk(request, object_id)
        if kiosk.removed_at:
            return self._is_off(request)
        now = timezone.now()
        token = devices.link_token(kiosk, clerk=_clerk(request), at=now)
        url = whole(reverse("kiosk_set_up", args=[token]))
        context = {
            "title": _("Set up a device"),
            "kiosk": kiosk,
            "url": url,
            "picture": address_code(url),
            "until": words.clock(now + devices.LINK_LIFE, kiosk.office.zone),
        }
        return self._page(request, "kiosk_set_up.html", context)

    @action(description=_("Switch off"), url_path="switch-off", permissions=["look_after"])
    def switch_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, and switch off by POST."""
        kiosk = self._kiosk(request, object_id)
        if kiosk.removed_at:
            return self._is_off(request)
        if request.method != "POST":
            return self._page(
                request, "kiosk_switch_off.html", {"title": _("Switch off a kiosk"), "kiosk": kiosk}
            )
        devices.switch_off(kiosk=kiosk, by=actor_of(request), at=timezone.now())
        self.message_user(request, _("The kiosk is switched off."), messages.SUCCESS)
        return redirect("admin:scheduling_kiosk_changelist")

    def _kiosk(self, request: HttpRequest, object_id: str) -> Kiosk:
        kiosk: Kiosk = get_object_or_404(self.get_queryset(request).select_related("office"), pk=object_id)
        if not self.has_change_permission(request, kiosk):
            raise PermissionDenied
        return kiosk

    def _is_off(self, request: HttpRequest) -> HttpResponse:
        text = _("This kiosk is switched off. Add a new one for another device.")
        self.message_user(request, text, messages.WARNING)
        return redirect("admin:scheduling_kiosk_changelist")

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        more = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return never_cache(render)(request, f"admin/scheduling/{template}", more)


def _clerk(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
