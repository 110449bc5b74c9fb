"""Those who come to book: by the four forms alone, or through the pages like a browser.

Nobody delivers the mails here: that is the worker's task, not the web's. A visitor reads
the code where the mail would take it from.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from random import Random

from django.conf import settings
from django.http import HttpRequest

from bench.booking.diary import OK, SEE_OTHER, TAKEN, Diary
from bench.booking.forms import TOKEN, Form, form_to, times_on
from bench.booking.places import Place
from bench.booking.urls import BARE
from bench.booking.wire import Browser
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.views.holder import holder_of

DETAILS, MAIL, CODE = "/en/visits/details/", "/en/visits/code/mail/", "/en/visits/code/"
FORMS = ("hold", "details", "mail", "confirm")
BARE_KIND = "row"

_chance = Random()  # noqa: S311  whom to be, not what to keep secret
_numbers = count(1)


@dataclass
class Mailbox:
    """Where a visitor reads the code; in a thread, so that nobody else waits for it."""

    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    async def held_by(self, cookies: dict[str, str]) -> Appointment:
        return await asyncio.get_running_loop().run_in_executor(self.thread, held_by, cookies)

    async def code_for(self, reference: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self.thread, code_for, reference)


@dataclass
class Market:
    """A place, and what its pages would show as free by now."""

    place: Place
    left: dict[str, int]
    days: list[str]

    def any_time(self) -> str:
        return _chance.choice([*self.left])

    def sold(self, time: str, *, all_of_it: bool = False) -> None:
        self.left[time] = 0 if all_of_it else self.left.get(time, 1) - 1
        if self.left[time] <= 0 and len(self.left) > 1:  # the last to come ask for something, too
            del self.left[time]


@dataclass
class Visitor:
    browser: Browser
    market: Market
    diary: Diary
    mailbox: Mailbox

    async def by_forms(self, forms: Mapping[str, Form], cookies: Mapping[str, str]) -> None:
        """Book by the four forms as the pages have them; where they lead to is not opened."""
        self.browser.cookies.update(cookies)
        hold = Form(self.market.place.holds_path, forms["hold"].as_for(hold=""))
        if not await self._hold(hold, [self.market.any_time()]):
            return
        held = await self.mailbox.held_by(dict(self.browser.cookies))
        await self._send(
            "details", forms["details"].action, forms["details"].as_for(hold=held.reference) | person()
        )
        await self._send("mail", forms["mail"].action, forms["mail"].as_for(hold=held.reference))
        held.code_version = 1
        code = {"code": notices.code_of(held)}
        await self._send(
            "confirm", forms["confirm"].action, forms["confirm"].as_for(hold=held.reference) | code
        )
        self.diary.booked += 1

    async def by_pages(self) -> dict[str, Form]:
        """Book page by page; return the forms that were met."""
        times, hold = await self._choose_day()
        if hold is None or not (details := await self._hold(hold, times)):
            return {}
        forms = {"hold": hold, "details": form_to(DETAILS, await self._see("details page", details))}
        check = await self._send("details", DETAILS, dict(forms["details"].hidden) | person())
        forms["mail"] = form_to(MAIL, await self._see("check page", check))
        code = await self._send("mail", MAIL, dict(forms["mail"].hidden))
        forms["confirm"] = form_to(CODE, await self._see("code page", code))
        typed = {"code": await self.mailbox.code_for(forms["confirm"].hidden["hold"])}
        visit = await self._send("confirm", CODE, dict(forms["confirm"].hidden) | typed)
        self.diary.booked += 1
        self.diary.note("visit page", await self.browser.get(visit), OK)
        return forms

    async def _choose_day(self) -> tuple[list[str], Form | None]:
        """Look at days until one has a time that is free."""
        while days := self.market.days:
            path = _chance.choice(days)
            page = await self._see("day page", path)
            if times := times_on(page):
                return times, form_to(self.market.place.holds_path, page)
            if path in days:
                days.remove(path)
        self.diary.sold_out += 1
        return [], None

    async def _hold(self, form: Form, times: list[str]) -> str:
        """Take one of the times, or of those offered instead, until none is left."""
        while times:
            time = _chance.choice(times)
            fields = {**form.hidden, "start": time}
            answer = self.diary.note("hold", await self.browser.post(form.action, fields), SEE_OTHER, TAKEN)
            self.market.sold(time, all_of_it=answer.status == TAKEN)
            if answer.status == SEE_OTHER:
                return answer.location
            if times := times_on(answer.text):
                form = form_to(form.action, answer.text)
        self.diary.sold_out += 1
        return ""

    async def _see(self, kind: str, path: str) -> str:
        return self.diary.note(kind, await self.browser.get(path), OK).text

    async def _send(self, kind: str, path: str, fields: Mapping[str, str]) -> str:
        return self.diary.note(kind, await self.browser.post(path, fields), SEE_OTHER).location


async def ask_bare(browser: Browser, diary: Diary, *, token: str, cookies: Mapping[str, str]) -> None:
    """Insert as many rows as a visitor sends forms."""
    browser.cookies.update(cookies)
    for _form in FORMS:
        answer = await browser.post(BARE, {TOKEN: token, "text": "x" * 100})
        diary.note(BARE_KIND, answer, SEE_OTHER)


def person() -> dict[str, str]:
    """Return somebody who never came before."""
    number = next(_numbers)
    return {
        "given_names": "Олена Ігорівна",
        "family_name": f"Przykładowska-{number}",
        "birth_date_day": str(1 + number % 28),
        "birth_date_month": str(1 + number % 12),
        "birth_date_year": str(1950 + number % 50),
        "citizenship": "UA",
        "email": f"visitor-{number}@example.test",
    }


def held_by(cookies: dict[str, str]) -> Appointment:
    """Return what the portal would find for these cookies."""
    request = HttpRequest()
    request.COOKIES = cookies
    session = cookies.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return Appointment.objects.get(holder=holder_of(request), state=AppointmentState.HELD)


def code_for(reference: str) -> str:
    return notices.code_of(Appointment.objects.get(reference=reference))
