"""A browser without JavaScript, in a few lines: forms with all that stands hidden in them, and cookies."""

import re
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(?:input|button)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
REDIRECT = 302
PATIENCE = 30  # seconds


class LostAnswerError(Exception):
    """The server took the request and never answered."""


@dataclass(frozen=True)
class Page:
    path: str
    status: int
    location: str
    html: str

    def form_to(self, path: str) -> dict[str, str]:
        """Return what stands hidden in the first form that goes to that path."""
        for attributes, inside in FORM.findall(self.html):
            if urlsplit(unescape(_read(attributes).get("action", ""))).path == path:
                fields = [_read(field) for field in FIELD.findall(inside)]
                return {
                    field["name"]: unescape(field.get("value", ""))
                    for field in fields
                    if field.get("type") == "hidden"
                }
        raise LookupError(f"On {self.path} ({self.status}) no form goes to {path}.")


class Browser:
    """It keeps what a server told it to keep, and nothing of an answer that never came."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    @property
    def cookies(self) -> set[str]:
        return set(self._cookies)

    def get(self, path: str) -> Page:
        return self._ask("GET", path, "", {})

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        """Send a form. A header `X-Die` is given as `x_die`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), told | kind)

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Page:
        link = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        ours = {"Host": f"localhost:{self._port}", "Cookie": cookies, "Connection": "close"}
        try:
            link.request(method, path, body, headers | ours)
            answer = link.getresponse()
            html = answer.read().decode()
        except (ConnectionResetError, HTTPException) as error:
            raise LostAnswerError(method, path) from error
        finally:
            link.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
        location = urlsplit(answer.headers.get("Location", "")).path
        return Page(path, answer.status, location, html)


def _read(attributes: str) -> dict[str, str]:
    return dict(ATTRIBUTE.findall(attributes))
