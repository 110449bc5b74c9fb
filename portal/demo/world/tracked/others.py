"""A lawyer with sixty clients, and an employer with work-permit cases."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from applications.choices import MandateKind, OrganisationKind
from applications.models import Application, Mandate, Member, Organisation
from portal.accounts.models import Office, User
from portal.demo.world.staff import EMPLOYER, OFFICER, PROXY, Login

if TYPE_CHECKING:
    from django.db.models import QuerySet

CLIENTS, PERMITS = 60, 12
BEGAN = timedelta(days=120)


def give_mandates(office: Office, *, today: date, at: datetime) -> None:
    """Let the lawyer act in open cases of foreigners, and the employer's staff in those of their firm."""
    cases = Application.objects.filter(office=office, closed_on=None)
    clients = _old_and_new(cases.filter(procedure__party="foreigner", account=None), CLIENTS)
    permits = _old_and_new(cases.filter(procedure__party="employer"), PERMITS)
    lawyers = _organisation("Kancelaria Przykładowa", OrganisationKind.FIRM, "5261040828", PROXY, at=at)
    firm = _organisation(
        "Przykładowa Firma sp. z o.o.", OrganisationKind.EMPLOYER, "5252248481", EMPLOYER, at=at
    )
    given = [(case, MandateKind.PROXY, lawyers) for case in clients]
    given += [(case, MandateKind.EMPLOYER, firm) for case in permits]
    Mandate.objects.bulk_create(_mandate(*each, today=today, at=at) for each in given)


def _old_and_new(cases: "QuerySet[Application]", count: int) -> list[Application]:
    """Return so many, half of them the oldest and half the newest: they stand at different stages."""
    half = count // 2
    found = [*cases.order_by("pk")[:half], *cases.order_by("-pk")[:half]]
    return list({case.pk: case for case in found}.values())


def _mandate(
    case: Application, kind: MandateKind, organisation: Organisation, *, today: date, at: datetime
) -> Mandate:
    clerk = _account(OFFICER)
    return Mandate(
        application=case,
        kind=kind,
        name=organisation.name,
        organisation=organisation,
        document="pełnomocnictwo w aktach" if kind == MandateKind.PROXY else "odpis z KRS",
        began_on=max(case.filed_on, today - BEGAN),
        noted_by=clerk,
        noted_at=at,
        accepted_at=at,
        accepted_by=clerk,
    )


def _organisation(
    name: str, kind: OrganisationKind, tax_id: str, login: Login, *, at: datetime
) -> Organisation:
    person = _account(login)
    found = Organisation.objects.create(
        name=name, kind=kind, tax_id=tax_id, created_at=at, verified_at=at, verified_by=_account(OFFICER)
    )
    Member.objects.create(
        organisation=found,
        email=person.email,
        user=person,
        is_manager=True,
        asked_by=person,
        asked_at=at,
        joined_at=at,
    )
    return found


def _account(login: Login) -> User:
    return User.objects.get(email=login.email)
