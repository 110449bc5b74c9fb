"""What else lies in the file: decisions, and what the party gave of itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.admin.cases.offers import Offer, Offers
from applications.admin.cases.place import Case
from applications.admin.words.terms import Label, label_of
from applications.choices import AppealOutcome, Outcome
from applications.models import Decision
from portal.accounts.choices import Language
from portal.web import words
from scheduling.rules.phones import spaced
from scheduling.templatetags.visit_times import plain_day


@dataclass(frozen=True, slots=True)
class Ruling:
    """A draft or a decision. `course` is what became of it."""

    label: Label
    is_draft: bool
    is_dropped: bool
    course: list[str]


def decisions_of(case: Case) -> list[Decision]:
    return list(Decision.objects.filter(application=case.pk).order_by("-number"))


def rulings_of(case: Case, rows: list[Decision], people: Mapping[int, str]) -> list[Ruling]:
    """Return the drafts and decisions, the newest first; of it, what the party did with it."""
    newest = next((row.pk for row in rows if row.signed_on), None)
    return [_ruling(row, people, _since(case) if row.pk == newest else []) for row in rows]


def _ruling(row: Decision, people: Mapping[int, str], since: list[str]) -> Ruling:
    author = people.get(row.author_id, "")
    course = [_("written by %(name)s on %(day)s") % {"name": author, "day": plain_day(row.drafted_on)}]
    if row.signed_on:
        signer = people.get(row.signer_id or 0, "")
        course.append(_("signed by %(name)s on %(day)s") % {"name": signer, "day": plain_day(row.signed_on)})
    if row.dropped_on:
        course.append(_("sent back on %(day)s") % {"day": plain_day(row.dropped_on)})
    plain, term = label_of(Outcome(row.outcome).label)
    return Ruling(
        Label(capfirst(plain), term),
        is_draft=row.signed_on is None,
        is_dropped=row.dropped_on is not None,
        course=course + since,
    )


def _since(case: Case) -> list[str]:
    """Say what became of the decision that was signed: delivered, appealed."""
    state = case.state
    said = []
    if state.served_on:
        said.append(_("delivered on %(day)s") % {"day": plain_day(state.served_on)})
    if state.appealed_on:
        said.append(_("appeal lodged on %(day)s") % {"day": plain_day(state.appealed_on)})
    if state.appeal_outcome:
        said.append(str(AppealOutcome(state.appeal_outcome).label))
    return said


def particulars_of(case: Case) -> list[tuple[str, str]]:
    """Return what the party gave, and under which law the case is where that is not of its filing."""
    row = case.application
    rows = [
        (_("E-mail"), row.email),
        (_("Phone"), spaced(row.phone) if row.phone else ""),
        (_("Language"), Language(row.language).label),
        (_("Last day of legal stay"), plain_day(row.stay_until) if row.stay_until else ""),
        (_("Law as of"), plain_day(row.regime_on) if row.regime_on != row.filed_on else ""),
        (_("Reference elsewhere"), row.external_ref),
        (_("In the portal since"), words.moment(row.opened_at, case.zone)),
    ]
    return [(label, str(value)) for label, value in rows if value]


def warnings_of(case: Case) -> list[str]:
    """Return what a clerk must not overlook."""
    row, said = case.application, []
    if row.stay_until and row.filed_on > row.stay_until:
        said.append(_("Filed after the last day of legal stay (art. 105 of the Foreigners Act)."))
    if case.state.is_suspended:
        since = plain_day(case.state.pauses[-1].start)
        said.append(_("Suspended since %(day)s: the term stands still (art. 103 KPA).") % {"day": since})
    if not row.email and not row.phone:
        said.append(_("No e-mail address and no phone: the portal cannot tell the party anything."))
    return said


def access_of(offers: Offers) -> tuple[str, Offer | None]:
    """Say when an access code was given out last, and offer a new one."""
    row = offers.case.application
    said = words.moment(row.access_issued_at, offers.case.zone) if row.access_issued_at else ""
    title = _("Give a new access code") if said else _("Give an access code")
    return said, Offer(title, offers.case.act_url("access")) if offers.may_keep_file else None
