"""The party of a case, and whoever acts for them: for tests of their pages."""

from typing import Any

from applications.choices import Assurance, MandateKind
from applications.models import Application, Mandate
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts


def owner_of(case: Application, level: Assurance = Assurance.DESK, **fields: Any) -> User:  # noqa: ANN401  of the user
    user = accounts.user(**{"language": "en"} | fields)
    Application.objects.filter(pk=case.pk).update(account=user, account_level=level)
    case.refresh_from_db()
    return user


def proxy_of(case: Application, *, kind: MandateKind = MandateKind.PROXY, **scope: Any) -> User:  # noqa: ANN401  of the mandate
    """Return somebody whose mandate a clerk has accepted."""
    user = accounts.user(language="en", name="Piotr Nowak")
    Mandate.objects.create(
        application=case,
        kind=kind,
        name="Piotr Nowak",
        user=user,
        began_on=make.FILED,
        noted_by=user,
        accepted_at=make.AT,
        **scope,
    )
    return user
