"""People who act for others, and the cases in which they do."""

from datetime import UTC, date, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from applications.actions.access import issue_access_code
from applications.choices import Assurance, EventKind, MandateKind, OrganisationKind
from applications.models import Application, Mandate, Member, Organisation
from applications.tests import factories as make
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TODAY = date(2026, 12, 1)


def signed_in(person: User) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(person)
    return client


def owned(office: Office, owner: User, **fields: Any) -> Application:  # noqa: ANN401  of the applicant
    """Open a case with a number whose person has an account that was checked at the desk."""
    case = numbered(office, **fields)
    Application.objects.filter(pk=case.pk).update(account=owner, account_level=Assurance.DESK)
    case.refresh_from_db()
    return case


def numbered(office: Office, **fields: Any) -> Application:  # noqa: ANN401  of the factory
    case = make.case(office, **fields)
    make.happen(case, EventKind.REGISTERED)
    return case


def coded(case: Application) -> str:
    return issue_access_code(case=case, by=SYSTEM, at=NOW)


def held(case: Application, by: User | Organisation, **fields: Any) -> Mandate:  # noqa: ANN401  columns of the row
    """Let somebody act in a case, or an organisation."""
    whose = {"user": by} if isinstance(by, User) else {"organisation": by}
    given: dict[str, Any] = {
        "kind": MandateKind.PROXY,
        "name": "Anna Nowak",
        "document": "Power of attorney of 3 June 2026",
        "began_on": date(2026, 11, 1),
        "noted_at": NOW,
        "accepted_at": NOW,
    }
    return Mandate.objects.create(application=case, noted_by=accounts.user(), **{**given, **whose, **fields})


def organisation(*members: User, name: str = "Kancelaria Example", is_verified: bool = True) -> Organisation:
    """Return an organisation whose first member may ask others in."""
    row = Organisation.objects.create(
        name=name,
        kind=OrganisationKind.FIRM,
        created_at=NOW,
        verified_at=NOW if is_verified else None,
    )
    for place, person in enumerate(members):
        joined(row, person, is_manager=not place)
    return row


def joined(row: Organisation, person: User, *, is_manager: bool = False) -> Member:
    return Member.objects.create(
        organisation=row,
        email=person.email,
        user=person,
        is_manager=is_manager,
        asked_by=person,
        asked_at=NOW,
        joined_at=NOW,
    )


def text_of(response: "Response") -> str:
    """Return the words of a page."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(strip_tags(f"<main{main}")).split())
