"""A person with a case, signed in, and what happens in it: for tests of the pages of a case."""

from datetime import date

from django.test import Client

from applications.choices import Assurance, MandateKind
from applications.models import Application, Mandate
from applications.tests import factories as make
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts

TODAY = date(2026, 12, 1)
NOW = "2026-12-01 09:00+00:00"


def owned(office: Office, user: User, *, level: str = Assurance.DESK, **fields: object) -> Application:
    """Open a case whose person somebody is."""
    case = make.case(office, **fields)  # type: ignore[arg-type]  # of the factory
    Application.objects.filter(pk=case.pk).update(account=user, account_level=level)
    case.refresh_from_db()
    return case


def entrusted(case: Application, user: User, *, by: User, kind: str = MandateKind.PROXY) -> Mandate:
    """Let somebody act in a case: asked for, and accepted by a clerk."""
    return Mandate.objects.create(
        application=case,
        kind=kind,
        name="Biuro Nowak",
        user=user,
        began_on=make.FILED,
        noted_by=by,
        accepted_at=make.AT,
        accepted_by=by,
    )


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def url_of(case: Application, part: str = "") -> str:
    return f"/en/cases/{case.pk}/{part}"


def somebody(client: Client) -> User:
    user = accounts.user()
    client.force_login(user)
    return user
