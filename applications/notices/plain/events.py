"""Each entry of a case as a sentence: what happened, with what the entry itself carries.

The kind of an event says what happened; most need no more. What carries a number, a term or a
choice has words of its own. Names of people and documents come from whoever has read them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.choices import (
    AppealOutcome,
    Authority,
    Channel,
    Delivery,
    EventKind,
    FeeKind,
    Outcome,
    SummonsKind,
)
from applications.choices import EventKind as K
from applications.models import Application
from applications.notices.plain.terms import label_of
from scheduling.templatetags.visit_times import plain_day

MOST_NAMED = 4  # documents of one entry


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what entries refer to by number."""

    people: Mapping[int, str] = field(default_factory=dict)
    documents: Mapping[int, str] = field(default_factory=dict)


def sentence(kind: str, data: Mapping[str, Any], names: Names) -> str:
    """Return what happened, without a full stop."""
    known = EventKind(kind)
    say = SENTENCES.get(known)
    return say(data, names) if say else capfirst(str(known.label))


def _received(data: Mapping[str, Any], _names: Names) -> str:
    return _("Application received: %(channel)s") % {"channel": Channel(data["channel"]).label}


def _registered(data: Mapping[str, Any], _names: Names) -> str:
    return _("Case number assigned: %(number)s") % {"number": data["case_number"]}


def _fee_seen(data: Mapping[str, Any], _names: Names) -> str:
    fee = FeeKind(data["fee"]).label
    if amount := data.get("amount"):
        return _("Payment seen: %(fee)s, %(amount)s") % {
            "fee": fee,
            "amount": amount if amount[-1].isalpha() else f"{amount} zł",
        }
    return _("Payment seen: %(fee)s") % {"fee": fee}


def _summoned(data: Mapping[str, Any], _names: Names) -> str:
    text = ngettext(
        "Summons %(number)d sent: %(kind)s, %(days)d day to answer",
        "Summons %(number)d sent: %(kind)s, %(days)d days to answer",
        data["days"],
    )
    kind = label_of(SummonsKind(data["kind"]).label).plain
    return text % {"number": data["summons"], "kind": kind, "days": data["days"]}


def _delivered(data: Mapping[str, Any], _names: Names) -> str:
    return _("Summons %(number)d delivered: %(how)s. Last day to answer: %(day)s") % {
        "number": data["summons"],
        "how": Delivery(data["how"]).label,
        "day": _day(data["due_on"]),
    }


def _of_summons(text: Callable[[], str]) -> Callable[[Mapping[str, Any], Names], str]:
    return lambda data, _names: text() % {"number": data["summons"]}


def _documents_received(data: Mapping[str, Any], names: Names) -> str:
    numbers = [*data.get("received", ()), *(row["number"] for row in data.get("brought", ()))]
    brought = {row["number"]: row["name"] for row in data.get("brought", ())}
    named = [brought.get(number) or _document(number, names) for number in numbers]
    if not named:
        return _("Documents received")
    text = ngettext("Document received: %(names)s", "Documents received: %(names)s", len(named))
    return text % {"names": _listed(named)}


def _of_document(text: Callable[[], str]) -> Callable[[Mapping[str, Any], Names], str]:
    return lambda data, names: text() % {"name": _document(data["document"], names)}


def _opinion(text: Callable[[], str]) -> Callable[[Mapping[str, Any], Names], str]:
    def say(data: Mapping[str, Any], _names: Names) -> str:
        day = _day(data["due_on"]) if "due_on" in data else ""
        return text() % {"authority": Authority(data["authority"]).label, "day": day}

    return say


def _until(text: Callable[[], str]) -> Callable[[Mapping[str, Any], Names], str]:
    return lambda data, _names: text() % {"day": _day(data["until"])}


def _suspended(data: Mapping[str, Any], _names: Names) -> str:
    if data["at_request"]:
        return _("Proceedings suspended at the request of the party")
    return _("Proceedings suspended by the office")


def _outcome(text: Callable[[], str]) -> Callable[[Mapping[str, Any], Names], str]:
    return lambda data, _names: text() % {"outcome": Outcome(data["outcome"]).label}


def _served(data: Mapping[str, Any], _names: Names) -> str:
    return _("Decision delivered: %(how)s") % {"how": Delivery(data["how"]).label}


def _final(data: Mapping[str, Any], _names: Names) -> str:
    text = capfirst(str(K.FINAL.label))
    if not data.get("waived"):
        return text
    waived = _("The party has waived the right to appeal (zrzeczenie się odwołania, art. 127a KPA)")
    return f"{text}. {waived}"


def _appeal_decided(data: Mapping[str, Any], _names: Names) -> str:
    return _("Appeal decided: %(outcome)s") % {"outcome": AppealOutcome(data["outcome"]).label}


def _visited(data: Mapping[str, Any], _names: Names) -> str:
    return _("Came to the office: %(service)s") % {"service": data["service"]}


def _at_visit(kind: EventKind) -> Callable[[Mapping[str, Any], Names], str]:
    def say(data: Mapping[str, Any], _names: Names) -> str:
        what = capfirst(str(kind.label))
        return _("%(what)s, at a booked visit") % {"what": what} if "visit" in data else what

    return say


def _assigned(data: Mapping[str, Any], names: Names) -> str:
    clerk = data.get("clerk")
    if clerk is None:
        return _("Case taken back: nobody has it now")
    return _("Case given to %(name)s") % {"name": names.people.get(clerk, f"#{clerk}")}


def _corrected(data: Mapping[str, Any], _names: Names) -> str:
    fields = ", ".join(_field(name) for name in data["fields"])
    return _("Particulars corrected: %(fields)s") % {"fields": fields}


def _voided(data: Mapping[str, Any], _names: Names) -> str:
    return _("Entry %(number)d corrected: it counts no longer") % {"number": data["sequence"]}


def _field(name: str) -> str:
    if name == "document_number":
        return _("number of the travel document")
    try:
        return str(Application._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column
    except FieldDoesNotExist:  # of an entry that is older than the columns, or was brought along
        return _("other particulars")


def _day(text: str) -> str:
    return plain_day(date.fromisoformat(text))


def _document(number: int, names: Names) -> str:
    return names.documents.get(number) or _("document %(number)d") % {"number": number}


def _listed(named: list[str]) -> str:
    """Name the first, and say how many more there are."""
    more = len(named) - MOST_NAMED
    first = ", ".join(named[:MOST_NAMED])
    if more <= 0:
        return first
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
        "names": first,
        "count": more,
    }


SENTENCES: Mapping[EventKind, Callable[[Mapping[str, Any], Names], str]] = {
    K.RECEIVED: _received,
    K.REGISTERED: _registered,
    K.FEE_SEEN: _fee_seen,
    K.SUMMONED: _summoned,
    K.DELIVERED: _delivered,
    K.ANSWERED: _of_summons(lambda: _("Summons %(number)d answered")),
    K.LAPSED: _of_summons(lambda: _("Term of summons %(number)d over without an answer")),
    K.WITHDRAWN: _of_summons(lambda: _("Summons %(number)d withdrawn")),
    K.DOCUMENT_RECEIVED: _documents_received,
    K.DOCUMENT_ACCEPTED: _of_document(lambda: _("Document accepted: %(name)s")),
    K.DOCUMENT_REFUSED: _of_document(lambda: _("Document refused: %(name)s")),
    K.DOCUMENT_DROPPED: _of_document(lambda: _("Document no longer needed: %(name)s")),
    K.OPINION_ASKED: _opinion(lambda: _("Opinion asked for: %(authority)s, until %(day)s")),
    K.OPINION_EXTENDED: _opinion(lambda: _("%(authority)s needs longer for its opinion: until %(day)s")),
    K.OPINION_GIVEN: _opinion(lambda: _("Opinion received: %(authority)s")),
    K.STATEMENT_SENT: _until(lambda: _("Notice of the right to see the file sent: until %(day)s")),
    K.SUSPENDED: _suspended,
    K.OVERRUN_NOTIFIED: _until(lambda: _("Party notified that the term is missed: new date %(day)s")),
    K.DRAFTED: _outcome(lambda: _("Draft decision written: %(outcome)s")),
    K.DECIDED: _outcome(lambda: _("Decision signed: %(outcome)s")),
    K.SERVED: _served,
    K.FINAL: _final,
    K.APPEAL_DECIDED: _appeal_decided,
    K.APPEARED: _at_visit(K.APPEARED),
    K.CARD_COLLECTED: _at_visit(K.CARD_COLLECTED),
    K.VISITED: _visited,
    K.ASSIGNED: _assigned,
    K.CORRECTED: _corrected,
    K.VOIDED: _voided,
}
"""Of the kinds that carry something. Whatever else happened is said by the label of its kind."""
