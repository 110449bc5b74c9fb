"""Who acts for the party, who asks to, and who did: with what came of it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applications.admin.cases.offers import Offer, Offers
from applications.admin.words.scope import SCOPE, scope_of
from applications.choices import MandateKind
from applications.models import Mandate
from applications.models.mandates import in_case, is_over
from applications.rules.mandates import is_outgrown
from portal.web import words
from scheduling.templatetags.visit_times import plain_day


@dataclass(frozen=True, slots=True)
class Proxy:
    """Somebody who acts for the party, or asks to. `tone` is that of the state."""

    name: str
    kind: str
    since: str
    state: str
    tone: str
    rest: str
    is_waiting: bool
    is_over: bool
    offer: Offer | None


def proxies_of(offers: Offers) -> list[Proxy]:
    """Return the mandates: those that wait for a clerk, those that hold, those that are over."""
    found = [_proxy(row, offers) for row in in_case(offers.case.application)]
    return sorted(found, key=lambda proxy: (not proxy.is_waiting, proxy.is_over))


def _proxy(row: Mandate, offers: Offers) -> Proxy:
    on = offers.case.on
    state, tone = _state(row, offers)
    is_waiting = not (row.accepted_at or row.refused_at or row.revoked_at)
    return Proxy(
        f"{row.name} ({row.organisation})" if row.organisation else row.name,
        str(MandateKind(row.kind).label),
        _span(row.began_on, row.ended_on) if row.accepted_at else "",
        state,
        tone,
        " · ".join(_rest(row)),
        is_waiting=is_waiting,
        is_over=is_over(row, on=on) or _is_outgrown(row, offers),
        offer=_offer(row, offers, is_waiting=is_waiting) if offers.may_keep_file else None,
    )


def _state(row: Mandate, offers: Offers) -> tuple[str, str]:
    """Say what a clerk must not overlook; nothing of one that simply holds, or is over."""
    zone = offers.case.zone
    if row.revoked_at:
        return _("ended by the person on %(moment)s") % {"moment": words.moment(row.revoked_at, zone)}, "bad"
    if row.refused_at:
        return _("refused: %(why)s") % {"why": row.refusal}, "still"
    if row.accepted_at is None:
        return _("waits for you"), "near"
    if _is_outgrown(row, offers):
        return _("over: the applicant is of age"), "still"
    return "", ""


def _is_outgrown(row: Mandate, offers: Offers) -> bool:
    case = offers.case
    return is_outgrown(row.kind, born=case.application.birth_date, on=case.on)


def _rest(row: Mandate) -> list[str]:
    """Return the paper, what the portal lets them do, and whether they have an account to do it."""
    opened = dict(SCOPE)
    may = ", ".join(str(opened[each]) for each in scope_of(row))
    has_account = _("has an account") if row.user_id or row.organisation_id else ""
    return [text for text in (row.document, has_account, may if has_account else "") if text]


def _offer(row: Mandate, offers: Offers, *, is_waiting: bool) -> Offer | None:
    if is_waiting:
        url = offers.case.act_url("mandate-answer", mandate=row.pk)
        return Offer(_("Accept or refuse"), url, named=row.name)
    may_end = row.ended_on is None or row.ended_on > offers.case.on
    if not may_end or row.revoked_at or row.refused_at:
        return None
    return Offer(_("End"), offers.case.act_url("mandate", mandate=row.pk), named=row.name)


def _span(start: date, end: date | None) -> str:
    if end is None:
        return _("since %(day)s") % {"day": plain_day(start)}
    return _("from %(start)s to %(end)s") % {"start": plain_day(start), "end": plain_day(end)}
