"""The script that shows notifications while no page of ours is open.

It stands at the root, and not with the other scripts, because a browser lets it serve only
what lies below it. A browser asks for it anew each time (`no-cache`), so that a mistake in it
does not stay on people's phones.
"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SCRIPT = Path(__file__).parent / "static" / "portal" / "js" / "service-worker.js"


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return HttpResponse(SCRIPT.read_bytes(), headers=headers)
