"""Olena's own case, entered by the actions: documents are asked for, one has come, a visit is ahead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from applications.actions.access import access_code_of, issue_access_code
from applications.actions.applying import apply
from applications.actions.opening import Applicant, open_case
from applications.choices import Assurance, Channel, Delivery, FeeKind, Part, SummonsKind, Unit
from applications.choices import EventKind as K
from applications.models import Application, Procedure
from applications.rules.deadlines import FICTION_DAYS, term_end
from portal.accounts.models import Office, User
from portal.audit.rules.actors import SYSTEM, Actor
from portal.demo.world.applicant import CASE_NUMBER, OLENA
from portal.demo.world.cases.recipe import DOCUMENTS
from portal.demo.world.staff import APPLICANT, OFFICER

EVERY_PART = frozenset(Part)
ASKED = ("contract", "insurance", "income")
AUTHORITIES = ("sg", "police", "abw")

Told = tuple[K, int, dict[str, Any]]  # what happened, how many days ago, and what it carries


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What somebody without an account types."""

    number: str
    code: str


def looked_up() -> Iterator[LookedUp]:
    case = Application.objects.filter(case_number=CASE_NUMBER).first()
    if case and (code := access_code_of(case)):
        yield LookedUp(case.case_number, code)


def give_case(office: Office, *, today: date, at: datetime) -> Application:
    """Enter what has happened in five months, and link it to the account that the door opens.

    A portal that has this case keeps it as it is.
    """
    if found := Application.objects.filter(case_number=CASE_NUMBER).first():
        return found
    case = _opened(office, today=today, at=at)
    officer = User.objects.get(email=OFFICER.email)
    for kind, days, data in _story(today, officer.pk):
        apply(
            case=case.pk,
            kind=kind,
            on=_ago(days, today),
            by=Actor.user(officer.pk),
            parts=EVERY_PART,
            at=at,
            data=data,
        )
    account = User.objects.get(email=APPLICANT.email)
    Application.objects.filter(pk=case.pk).update(account=account, account_level=Assurance.DESK)
    issue_access_code(case=case, by=SYSTEM, at=at)
    return case


def _opened(office: Office, *, today: date, at: datetime) -> Application:
    return open_case(
        office=office,
        procedure=Procedure.objects.get(code="TEMP_WORK"),
        applicant=Applicant(
            OLENA.given_names,
            OLENA.family_name,
            OLENA.birth_date,
            OLENA.citizenship,
            document_number="DEMO-OLENA",
            language=APPLICANT.language,
            email=APPLICANT.email,
            stay_until=today + timedelta(days=45),
        ),
        channel=Channel.MOS,
        filed_on=_ago(150, today),
        by=SYSTEM,
        parts=EVERY_PART,
        at=at,
    )


def _story(today: date, officer: int) -> list[Told]:
    called = {"documents": [], "summons": 1, "kind": SummonsKind.APPEARANCE, "days": 14}
    papers = [
        {"number": number, "name": DOCUMENTS[code], "code": code} for number, code in enumerate(ASKED, 1)
    ]
    asked = {"summons": 2, "kind": SummonsKind.EVIDENCE, "days": 14, "documents": papers}
    opinions = [_opinion(authority, today) for authority in AUTHORITIES]
    return [
        (K.REGISTERED, 147, {"case_number": CASE_NUMBER}),
        (K.ASSIGNED, 147, {"clerk": officer}),
        (K.FEE_SEEN, 146, {"fee": FeeKind.STAMP_DUTY, "amount": "440.00"}),
        (K.SUMMONED, 140, called),
        _delivered(1, 134, today),
        (K.APPEARED, 125, {}),
        (K.CONFIRMED, 124, {}),
        *(told for asked_and_given in zip(*opinions, strict=True) for told in asked_and_given),
        (K.SUMMONED, 9, asked),
        _delivered(2, 5, today),
        (K.DOCUMENT_RECEIVED, 2, {"received": [1]}),
    ]


def _opinion(authority: str, today: date) -> tuple[Told, Told]:
    due_on = _ago(120, today) + timedelta(days=30)
    return (
        (K.OPINION_ASKED, 120, {"authority": authority, "due_on": due_on}),
        (K.OPINION_GIVEN, 95, {"authority": authority}),
    )


def _delivered(number: int, days: int, today: date) -> Told:
    due_on = term_end(_ago(days, today), count=FICTION_DAYS, unit=Unit.DAY)
    return K.DELIVERED, days, {"summons": number, "how": Delivery.POST, "due_on": due_on}


def _ago(days: int, today: date) -> date:
    """Return a day so long ago, or the Friday before it where that was a weekend."""
    on = today - timedelta(days=days)
    return on - timedelta(days=max(0, on.weekday() - 4))
