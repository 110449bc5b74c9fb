"""The demonstration's mailbox: read here what the portal would have sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.demo import mailbox

SHOWN = 100
# A message may style itself and be left by its links; it runs and loads nothing, whatever is in it.
MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-popups"
)


@require_safe
@never_cache
def mailbox_list(request: HttpRequest) -> HttpResponse:
    to_others = request.GET.get("to") == "others"
    context = {"sent": mailbox.newest(limit=SHOWN, to_others=to_others), "to_others": to_others}
    return render(request, "demo/mailbox_list.html", context)


@require_safe
@never_cache
def mailbox_detail(request: HttpRequest, name: str) -> HttpResponse:
    if text := mailbox.find_text(name):
        return render(request, "demo/mailbox_text.html", {"message": text})
    return render(request, "demo/mailbox_detail.html", {"letter": _letter(name)})


@require_safe
@never_cache
def mailbox_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    html = _letter(name).html
    if not html:
        raise Http404("This message has no HTML.")
    return HttpResponse(html, headers={"Content-Security-Policy": MESSAGE_POLICY})


@require_safe
@never_cache
def mailbox_file(request: HttpRequest, name: str, number: int) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Give what came with a message to the reader's own programs; the browser shows none of it."""
    files = _letter(name).files
    if not 1 <= number <= len(files):
        raise Http404("This message has no such file.")
    file = files[number - 1]
    return HttpResponse(
        file.content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name),
            "Content-Security-Policy": MESSAGE_POLICY,
        },
    )


def _letter(name: str) -> mailbox.Letter:
    letter = mailbox.find(name)
    if letter is None:
        raise Http404("There is no such message.")
    return letter
