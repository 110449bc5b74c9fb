"""The ASGI entry point, of sockets alone: `uvicorn portal.asgi:application`.

The site itself is served by WSGI, which is several times quicker at it. A proxy passes /ws/ on
to this process; `make run` gives it a port of its own. Sessions are not read here, and people
not known: what is pushed is either public or asked for with a secret.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier
from django.apps import apps
from django.conf import settings
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
if not apps.ready:
    django.setup()

from portal.loopback import is_loopback
from scheduling import routing
from scheduling.consumers.crowd import Crowd
from scheduling.consumers.feed import Feed

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


async def no_page(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer whoever asks for a page: they are somewhere else."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"10")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"Not found."})


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Keep one feed for as long as the server runs; each connection finds it in its state."""
    await receive()
    crowd = Crowd(most=settings.SOCKETS_MOST, most_of_a_network=settings.SOCKETS_PER_NETWORK)
    feed = Feed(redis_url=settings.REDIS_URL, crowd=crowd)
    scope["state"]["feed"] = feed
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await feed.close()
    await send({"type": "lifespan.shutdown.complete"})


def near_only(answer: Application) -> Application:
    """Refuse whoever reaches a demonstration from another machine, as its pages do."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope["client"]
        is_far = settings.DEMO and peer and not is_loopback(peer[0])
        await (refused if is_far else answer)(scope, receive, send)

    return guarded


refused = WebsocketDenier.as_asgi()
routes = URLRouter([*routing.urlpatterns, re_path("", refused)])
application = ProtocolTypeRouter(
    {
        "websocket": near_only(AllowedHostsOriginValidator(routes)),
        "http": no_page,
        "lifespan": lifespan,
    }
)
