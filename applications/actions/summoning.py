"""What a summons, its delivery and the papers that answer it carry: numbered as the case stands."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from applications.actions.applying import Known
from applications.choices import Delivery, SummonsKind, Unit
from applications.rules.deadlines import term_end

Data = Callable[[Known], dict[str, Any]]


class Paper(NamedTuple):
    """A document by its Polish name, and its code if the law asks for it by one."""

    name: str
    code: str = ""


def summons(kind: SummonsKind, *, days: int, papers: Sequence[Paper]) -> Data:
    """Return a new summons: it asks for these documents, and leaves so many days from its delivery."""

    def data(now: Known) -> dict[str, Any]:
        number = len(now.state.calls) + 1
        return {"summons": number, "kind": kind, "days": days, "documents": _numbered(now, papers)}

    return data


def delivery(number: int, *, how: Delivery, on: date) -> Data:
    """Return that a summons was delivered on a local day, and with it the last day to answer."""

    def data(now: Known) -> dict[str, Any]:
        call = now.state.call(number)
        days = call.days if call else 1  # of no such summons; it is refused for that
        return {"summons": number, "how": how, "due_on": term_end(on, count=days, unit=Unit.DAY)}

    return data


def papers_in(*, received: Iterable[int], brought: Sequence[Paper]) -> Data:
    """Return which documents came: numbers of those asked for, and others."""

    def data(now: Known) -> dict[str, Any]:
        return {"received": sorted(received), "brought": _numbered(now, brought)}

    return data


def _numbered(now: Known, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    first = now.state.last_document + 1
    return [
        {"number": number, "name": paper.name, **({"code": paper.code} if paper.code else {})}
        for number, paper in enumerate(papers, first)
    ]
