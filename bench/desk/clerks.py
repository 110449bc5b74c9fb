"""Clerks who press the desk's buttons as its page does: htmx, and the forms of the last answer."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import time

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from bench.booking.diary import OK, SEE_OTHER, Diary
from bench.booking.forms import TOKEN, form_to
from bench.booking.urls import BARE
from bench.booking.wire import Answer, Browser, Link
from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User
from scheduling.choices import OutcomeKind

NEXT, SERVE, FINISH, BARE_KIND = "call next", "serve", "finish", "bare view"
ACT = {NEXT: "next", SERVE: "serve", FINISH: "finish"}
FILLED_IN = {FINISH: {"ended_0": OutcomeKind.SERVED.value, "note_0": "", "case_number": ""}}
TOLD = re.compile(rb"(whole|action);dur=([\d.]+)")


class Page(Browser):
    """A page with htmx on it."""

    async def _ask(self, method: str, path: str, body: bytes, more: str) -> Answer:
        desk = f"https://{self.link.host}{reverse('admin:scheduling_ticket_desk')}"
        return await super()._ask(method, path, body, f"HX-Request: true\r\nHX-Current-URL: {desk}\r\n{more}")


@dataclass
class Seen:
    """What the clerks of one office met."""

    diary: Diary = field(default_factory=Diary)
    told: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds


def signed_in(office: Office, clerks: Sequence[User]) -> list[dict[str, str]]:
    """Give them the rights of clerks and a second factor, and return the cookies of each."""
    group = Group.objects.get(name=Role.CLERK)
    Membership.objects.bulk_create(Membership(user=user, office=office, group=group) for user in clerks)
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={}) for user in clerks
    )
    return [_cookies(user) for user in clerks]


def _cookies(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def work(port: int, cookies: Sequence[Mapping[str, str]], *, calls: int, pause: float) -> Seen:
    """Let the clerks call, serve and finish people, so many calls in all or until nobody waits."""
    seen = Seen()
    left = iter(range(calls))

    async def everybody() -> None:
        async with asyncio.TaskGroup() as group:
            for place, each in enumerate(cookies):
                wait = pause * place / len(cookies)  # not all in the same moment
                group.create_task(_work(port, each, left, seen, wait=wait, pause=pause))

    asyncio.run(everybody())
    return seen


async def _work(  # noqa: PLR0913  who, how many are left, what is met, how fast
    port: int, cookies: Mapping[str, str], left: Iterator[int], seen: Seen, *, wait: float, pause: float
) -> None:
    link = Link(port)
    browser = Page(link, cookies=dict(cookies))
    await asyncio.sleep(wait)
    page = (await browser.get(reverse("admin:scheduling_ticket_desk"))).text
    for _call in left:
        page = await _press(browser, NEXT, page, seen)
        if f'action="{_address(SERVE)}"' not in page:
            break  # nobody waits any more
        page = await _press(browser, SERVE, page, seen)
        page = await _press(browser, FINISH, page, seen)
        token = form_to(_address(NEXT), page).hidden[TOKEN]
        answer = await browser.post(BARE, {TOKEN: token, "text": "x" * 100})
        seen.diary.note(BARE_KIND, answer, SEE_OTHER)
        await asyncio.sleep(pause)
    link.close()


async def _press(browser: Browser, kind: str, page: str, seen: Seen) -> str:
    """Press a button of the page that is shown, and return the next."""
    form = form_to(_address(kind), page)
    answer = await browser.post(form.action, {**form.hidden, **FILLED_IN.get(kind, {})})
    seen.diary.note(kind, answer, OK)
    for part, ms in TOLD.findall(answer.head):
        seen.told[f"{kind}, {part.decode()}"].append(float(ms) / 1000)
    return answer.text


def _address(kind: str) -> str:
    return reverse("admin:scheduling_ticket_act", args=[ACT[kind]])
