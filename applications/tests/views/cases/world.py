"""A person with a case, signed in, and what happens in it: for tests of the pages of a case."""

from datetime import date
from uuid import uuid4

from django.test import Client

from applications.choices import Assurance, MandateKind
from applications.choices import EventKind as K
from applications.models import Application, CaseMessage, Mandate
from applications.tests import factories as make
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

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


def decided(case: Application, outcome: str, *, on: date) -> None:
    """Let two people at the office decide: one writes, the other signs."""
    writer, signer = accounts.user(), accounts.user()
    make.happen(case, K.EXAMINED, on=on)
    make.happen(case, K.DRAFTED, on=on, by=Actor.user(writer.pk), data={"outcome": outcome})
    make.happen(case, K.DECIDED, on=on, by=Actor.user(signer.pk), data={"outcome": outcome})


def written(case: Application, clerk: User) -> CaseMessage:
    """Let the office write to the party."""
    return CaseMessage.objects.create(
        application=case,
        key=uuid4(),
        author=clerk,
        is_from_office=True,
        language="en",
        text="Please call us.",
        at=make.AT,
    )
