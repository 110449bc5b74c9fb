"""The board in the hall: which ticket is called to which counter. Nothing on it names a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.models import Office
from portal.web import words
from scheduling.models import QueueRule
from scheduling.models.snapshot import snapshot
from scheduling.views.answers import answer


@dataclass(frozen=True, slots=True)
class Row:
    """A call, as a line of the board."""

    ticket: str
    counter: str
    at: datetime

    @classmethod
    def of(cls, call: dict[str, Any]) -> Self:
        return cls(call["ticket"], call["counter"], datetime.fromisoformat(call["at"]))


@dataclass(frozen=True, slots=True)
class Pause:
    """A break in one of the languages of the hall."""

    language: str
    pattern: str  # with the place of the time, for the script
    text: str

    @classmethod
    def of(cls, until: datetime | None, office: Office, *, language: str) -> Self:
        with translation.override(language):
            pattern = _("Break until {time}")
        return cls(language, pattern, pattern.format(time=words.clock(until, office.zone)) if until else "")


@dataclass(frozen=True, slots=True)
class Board:
    """The office's document in the shape of the page; the script of the page goes on from there."""

    at: datetime
    calls: list[Row]
    recent: list[Row]
    booked: int
    walk_in: int
    is_closed: bool
    break_until: datetime | None
    pauses: list[Pause]  # in the language of the page first

    @classmethod
    def of(cls, document: dict[str, Any], office: Office) -> Self:
        until = document["break_until"] and datetime.fromisoformat(document["break_until"])
        others = [code for code, _name in settings.LANGUAGES if code != translation.get_language()]
        return cls(
            at=datetime.fromisoformat(document["at"]),
            calls=[Row.of(call) for call in document["calls"]],
            recent=[Row.of(call) for call in document["recent"]],
            booked=document["waiting"]["booked"],
            walk_in=document["waiting"]["walk_in"],
            is_closed=document["is_closed"],
            break_until=until,
            pauses=[
                Pause.of(until, office, language=code)
                for code in (translation.get_language() or settings.LANGUAGE_CODE, *others)
            ],
        )

    @property
    def shown(self) -> Row | None:
        """What stands in large: the newest call whose person has not come yet."""
        return self.calls[0] if self.calls else None


def public_office(slug: str) -> Office:
    """Return the office that the public is told about.

    :raises Http404: if there is none.
    """
    return get_object_or_404(Office, slug=slug, is_open_to_public=True)


@require_safe
def board_detail(request: HttpRequest, office: str) -> HttpResponse:
    place = public_office(office)
    document = snapshot(place, at=timezone.now()).board
    context = {"office": place, "board": Board.of(document, place), "rule": QueueRule.of(place)}
    return answer(request, "scheduling/queue/board.html", context, zone=place.zone)


@require_safe
def board_state(_request: HttpRequest, office: str) -> JsonResponse:
    """Return the document that the socket brings, for boards whose network lets none through."""
    document = snapshot(public_office(office), at=timezone.now()).board
    return JsonResponse(document, headers={"Cache-Control": "no-store"})
