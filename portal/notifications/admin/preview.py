"""Every message as it reads: each kind, by each channel, in each language, about an example.

Nobody is written to, and no person's data are read. An e-mail's HTML is shown in a frame that
runs and loads nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.notifications.carriers.letters import as_html, as_text
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Content, Mail, Push, Sms
from portal.notifications.rules.sms import LONGEST_PARTS, Parts, normalise, parts

INDEX = "admin:notifications_notice_preview"
# A message may style itself and be left by its links; it runs and loads nothing, whatever is in it.
MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups"
)
# Examples happen on 8 December 2026; they are read as two days before.
SEEN_AT = datetime(2026, 12, 6, 8, 15, tzinfo=UTC)
OCCASION = "P2D"

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Sample:
    """One message in one language."""

    kind: Kind[Any]
    language: str
    channel: Channel
    content: Content
    stop_url: str

    @property
    def text(self) -> str:
        """An e-mail's plain text, or a text message as it goes to the gateway."""
        if isinstance(self.content, Mail):
            return as_text(self.content, language=self.language, stop_url=self.stop_url)
        return normalise(self.content.text) if isinstance(self.content, Sms) else self.content.text

    @property
    def html(self) -> str:
        if not isinstance(self.content, Mail):
            return ""
        return as_html(self.content, language=self.language, stop_url=self.stop_url)

    @property
    def parts(self) -> Parts | None:
        return parts(self.text) if isinstance(self.content, Sms) else None

    @property
    def is_too_long(self) -> bool:
        return self.parts is not None and self.parts.count > LONGEST_PARTS


def sample(kind: Kind[Any], language: str, channel: Channel) -> Sample:
    """Write the example of a kind in a language.

    :raises NotWrittenError: if the kind has no words for the channel.
    """
    with translation.override(language):
        subject = kind.example()
        about = About(pk="0", version=1, occasion=OCCASION, channel=channel, at=SEEN_AT)
        content = kind.written(subject, about)
        stop_url = kind.stop_url(subject) if kind.stop_url else ""
    return Sample(kind, language, channel, content, stop_url)


def addresses(its_admin: admin.ModelAdmin[Notice]) -> list[URLPattern]:
    """Return the pages of the preview, for those who may look at the outbox."""

    def shown(view: View) -> View:
        @wraps(view)
        @require_safe
        def wrapper(request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ANN401  parts of the address
            if not its_admin.has_view_permission(request):
                raise PermissionDenied
            context = its_admin.admin_site.each_context(request)
            if "kind" in names:
                names = {
                    "shown": _found(names.pop("kind"), names.pop("language"), names.pop("channel")),
                    **names,
                }
            return view(request, context, **names)

        return its_admin.admin_site.admin_view(wrapper)

    one = "preview/<str:kind>/<str:language>/<str:channel>/"
    name = INDEX.removeprefix("admin:")
    return [
        path("preview/", shown(preview_list), name=name),
        path(one, shown(preview_detail), name=f"{name}_detail"),
        path(f"{one}html/", shown(preview_html), name=f"{name}_html"),
        path(f"{one}files/<int:number>/", shown(preview_file), name=f"{name}_file"),
    ]


def preview_list(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    more = {
        "title": _("Messages: preview"),
        "channels": Channel.choices,
        "languages": settings.LANGUAGES,
        "rows": list(_rows()),
    }
    return TemplateResponse(request, "admin/notifications/preview_list.html", context | more)


def preview_detail(request: HttpRequest, context: dict[str, Any], *, shown: Sample) -> HttpResponse:
    more = {
        "title": shown.kind.title,
        "subtitle": _("Messages: preview"),
        "sample": shown,
        "channels": [(way.value, way.label) for way in shown.kind.channels],
        "languages": settings.LANGUAGES,
        "longest": LONGEST_PARTS,
        "sender": settings.SMS_SENDER if isinstance(shown.content, Sms) else settings.DEFAULT_FROM_EMAIL,
    }
    name = {Mail: "mail", Sms: "sms", Push: "push"}[type(shown.content)]
    return TemplateResponse(request, f"admin/notifications/preview_{name}.html", context | more)


def preview_html(request: HttpRequest, context: dict[str, Any], *, shown: Sample) -> HttpResponse:
    del request, context
    if not shown.html:
        raise Http404("This message has no HTML.")
    headers = {"Content-Security-Policy": MESSAGE_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(shown.html, headers=headers)


def preview_file(
    request: HttpRequest, context: dict[str, Any], *, shown: Sample, number: int
) -> HttpResponse:
    """Give what comes with a message to the reader's own programs; the browser shows none of it."""
    del request, context
    files = shown.content.files if isinstance(shown.content, Mail) else ()
    if not 1 <= number <= len(files):
        raise Http404("This message has no such file.")
    file = files[number - 1]
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name),
        "Content-Security-Policy": MESSAGE_POLICY,
    }
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


def _rows() -> Iterator[tuple[Kind[Any], list[tuple[str, str, bool]]]]:
    """Yield each kind with every channel, and whether it has words for that."""
    known = [kinds.named(name) for name in kinds.names()]
    for kind in sorted(known, key=lambda kind: str(kind.title)):
        yield kind, [(way.value, str(way.label), way in kind.channels) for way in Channel]


def _found(name: str, language: str, channel: str) -> Sample:
    kind = kinds.known(name)
    if kind is None or language not in dict(settings.LANGUAGES) or channel not in kind.channels:
        raise Http404("There is no such message.")
    return sample(kind, language, Channel(channel))
