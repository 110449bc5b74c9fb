"""An office with a clerk, an officer and a supervisor, and cases: what tests of the lists share."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from applications.choices import EventKind
from applications.models import Application
from applications.tests import factories as make
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Kraków
TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)
LIST = "/admin/applications/application/"
BULK = f"{LIST}bulk/"
ASSIGNMENT = f"{LIST}assignment/"
ADD = f"{LIST}add/"


def signed_in(client: Client, role: Role, *, at: Office, name: str = "") -> User:
    """Return somebody who works there in a role, signed in."""
    user = accounts.member(role, at=at, name=name or f"The {role.value}")
    client.force_login(user)
    return user


def case(office: Office, name: str = "Kovalenko", **fields: Any) -> Application:  # noqa: ANN401  of the applicant
    """Open a case; of the columns that events decide, `due_on`, `stage`, `reason`, `turn` may be said."""
    said = {
        key: fields.pop(key) for key in ("due_on", "plain_due_on", "stage", "reason", "turn") if key in fields
    }
    clerk: User | None = fields.pop("clerk", None)
    made = make.case(office, family_name=name, **fields)
    if clerk:
        make.happen(made, EventKind.ASSIGNED, on=TODAY, by=Actor.user(clerk.pk), data={"clerk": clerk.pk})
    if said:
        Application.objects.filter(pk=made.pk).update(**said)
        made.refresh_from_db()
    return made


def ticks(*cases: Application) -> list[str]:
    """Return what the ticks of the list send."""
    return [f"{each.pk}:{each.sequence}" for each in cases]


def named(page: Any) -> list[str]:  # noqa: ANN401  a response
    """Return the family names on the list, in its order."""
    return [row.case.family_name for row in page.context["page"].rows]
