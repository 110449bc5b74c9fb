"""Summonses and questions to other authorities: what is open, how it stands, what can be entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.admin.cases.offers import Offer, Offers
from applications.admin.words.terms import Label, days_left, label_of
from applications.choices import Authority, Closing, SummonsKind
from applications.choices import EventKind as K
from applications.rules.state import Call, Opinion
from scheduling.templatetags.visit_times import plain_day

OF_CALL = (K.DELIVERED, K.ANSWERED, K.LAPSED, K.WITHDRAWN)
OF_OPINION = (K.OPINION_GIVEN, K.OPINION_EXTENDED)


@dataclass(frozen=True, slots=True)
class Letter:
    """One summons or question. `course` is what became of it so far, `until` its last day."""

    title: str
    label: Label
    course: list[str]
    until: str
    left: str
    is_over: bool
    is_open: bool
    offers: list[Offer]
    print_url: str = ""
    insert_url: str = ""


def calls_of(offers: Offers) -> list[Letter]:
    """Return the summonses, the open ones first, each kind the newest first."""
    calls = sorted(offers.case.state.calls, key=lambda call: (not call.is_open, -call.number))
    return [_call(call, offers) for call in calls]


def opinions_of(offers: Offers) -> list[Letter]:
    rows = sorted(
        offers.case.state.opinions, key=lambda each: (not each.is_awaited, -each.asked_on.toordinal())
    )
    return [_opinion(each, offers) for each in rows]


def _call(call: Call, offers: Offers) -> Letter:
    on, number = offers.case.on, call.number
    title = _("Summons %(number)d") % {"number": number}
    due_on = call.due_on if call.is_open else None
    return Letter(
        title=title,
        label=_label(SummonsKind(call.kind).label),
        course=list(_course(call)),
        until=plain_day(due_on) if due_on else "",
        left=days_left(due_on, on=on) if due_on else "",
        is_over=call.is_open and call.is_over(on),
        is_open=call.is_open,
        offers=offers.beside(OF_CALL, title, summons=number) if call.is_open else [],
        print_url=offers.case.print_url("summons", number),
        insert_url=offers.case.print_url("summons-insert", number),
    )


def _course(call: Call) -> Iterable[str]:
    yield _("sent on %(day)s") % {"day": plain_day(call.sent_on)}
    if call.delivered_on:
        yield _("delivered on %(day)s") % {"day": plain_day(call.delivered_on)}
    elif call.is_open:
        yield _("not delivered yet, so its term of %(count)d days does not run") % {"count": call.days}
    if call.closed_on:
        yield _("%(closing)s on %(day)s") % {
            "closing": Closing(call.closing).label,
            "day": plain_day(call.closed_on),
        }


def _opinion(each: Opinion, offers: Offers) -> Letter:
    on, is_open = offers.case.on, each.is_awaited
    is_running = each.is_open(on)  # after that, silence is an answer: nobody is late
    label = _label(Authority(each.authority).label)
    return Letter(
        title=label.plain,
        label=label,
        course=list(_answer(each, on)),
        until=plain_day(each.due_on) if is_running else "",
        left=days_left(each.due_on, on=on) if is_running else "",
        is_over=False,
        is_open=is_open,
        offers=offers.beside(OF_OPINION, label.plain, authority=each.authority) if is_open else [],
    )


def _answer(each: Opinion, on: date) -> Iterable[str]:
    yield _("asked on %(day)s") % {"day": plain_day(each.asked_on)}
    if each.given_on:
        yield _("opinion received on %(day)s") % {"day": plain_day(each.given_on)}
    elif each.due_on < on:
        until = plain_day(each.due_on)
        yield _("no answer until %(day)s: silence counts as one (art. 109 sec. 4)") % {"day": until}


def _label(text: object) -> Label:
    plain, term = label_of(str(text))
    return Label(capfirst(plain), term)
