"""A case that has grown for years, its owner, and a law firm with two thousand clients."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

from django.db import connection

from applications.choices import Assurance, FileKind, MandateKind, OrganisationKind, Turn, UploadState
from applications.models import Application, CaseMessage, Mandate, Organisation, Upload
from bench.cases import page, world
from bench.cases.people import team
from portal.accounts.choices import Language, Role
from portal.accounts.models import Office, User

CLIENTS, OTHERS = 2_000, 20_000
MESSAGES, COPIES = 300, 100
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Tracked:
    """Two cases of one person, and a lawyer who has the large one among two thousand."""

    small: Application
    large: Application
    owner: User
    lawyer: User


def tracked(*, today: date, at: datetime) -> Tracked:
    office = world.office("bench-tracking")
    (clerk,) = team(office, Role.CLERK, 1)
    owner, lawyer = person("owner"), person("lawyer")
    small, large = world.opened(office, 2, filed_on=today - timedelta(days=400), at=at)
    for case in (small, large):
        page.begin(case, by=clerk, today=today, at=at)
    page.grow(large, by=clerk, today=today, at=at)
    Application.objects.filter(pk__in=(small.pk, large.pk)).update(
        account=owner, account_level=Assurance.DESK
    )
    talk(large, owner=owner, clerk=clerk, at=at)
    copies(large, owner=owner, at=at)
    firm = law_firm(lawyer, at=at)
    entrust([large, *many(small, CLIENTS, today=today)], firm, by=clerk, today=today, at=at)
    decided(many(small, OTHERS, today=today, first=CLIENTS), office, today=today)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Tracked(small, large, owner, lawyer)


def person(name: str) -> User:
    return User.objects.create(email=f"bench-{name}@example.test", language=Language.POLISH)


def talk(case: Application, *, owner: User, clerk: User, at: datetime) -> None:
    """Let both sides write, as much as a page of messages ever holds."""
    CaseMessage.objects.bulk_create(
        CaseMessage(
            application=case,
            key=uuid4(),
            author=clerk if number % 2 else owner,
            is_from_office=bool(number % 2),
            language=Language.POLISH,
            text=f"Wiadomość {number}. " + "Dziękuję za odpowiedź. " * 20,
            at=at - timedelta(hours=number),
        )
        for number in range(MESSAGES)
    )


def copies(case: Application, *, owner: User, at: datetime) -> None:
    Upload.objects.bulk_create(
        Upload(
            application=case,
            document=number,
            user=owner,
            sent_at=at - timedelta(days=number),
            name=f"Dokument {number}.pdf",
            kind=FileKind.PDF,
            size=1_000_000,
            pages=3,
            digest=f"{number:064}",
            state=UploadState.KEPT,
        )
        for number in range(1, COPIES + 1)
    )


def law_firm(lawyer: User, *, at: datetime) -> Organisation:
    firm = Organisation.objects.create(
        name="Kancelaria", kind=OrganisationKind.FIRM, created_at=at, verified_at=at
    )
    firm.members.create(
        email=lawyer.email, user=lawyer, is_manager=True, asked_by=lawyer, asked_at=at, joined_at=at
    )
    return firm


def many(usual: Application, count: int, *, today: date, first: int = 0) -> list[Application]:
    """Copy a case to other people, whose turn it is or is not, with other terms."""
    chance = Random(first)  # noqa: S311  a measurement, not a secret
    usual.refresh_from_db()
    rows = []
    for number in range(first, first + count):
        row = copy(usual)
        row.pk, row.account = None, None
        row.given_names, row.family_name = f"Given{number}", f"Family{number}"
        row.case_number = f"SC-IV.6151.{number + 1}.2025"
        row.filed_on = today - timedelta(days=chance.randrange(1, 700))
        is_theirs = chance.random() < 0.3  # noqa: PLR2004  three in ten have something to do
        row.turn = Turn.PARTY if is_theirs else Turn.OFFICE
        row.until = today + timedelta(days=chance.randrange(-20, 60)) if is_theirs else None
        rows.append(row)
    return Application.objects.bulk_create(rows, batch_size=BATCH)


def entrust(cases: Iterable[Application], firm: Organisation, *, by: User, today: date, at: datetime) -> None:
    Mandate.objects.bulk_create(
        (
            Mandate(
                application=case,
                kind=MandateKind.PROXY,
                name="Kancelaria",
                organisation=firm,
                began_on=today,
                noted_by=by,
                accepted_at=at,
            )
            for case in cases
        ),
        batch_size=BATCH,
    )


def decided(cases: list[Application], office: Office, *, today: date) -> None:
    """Let every second of other people's cases be decided, so that there is a past to tell of."""
    keys = [case.pk for case in cases[::2]]
    Application.objects.filter(office=office, pk__in=keys).update(
        outcome="positive", decided_on=today - timedelta(days=30), filed_on=today - timedelta(days=230)
    )
