"""A case on a clerk's screen: what is sent, as a browser would send it."""

from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from applications.choices import EventKind as K
from applications.models import Application, CaseEvent
from applications.tests import factories as make
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

TODAY = date(2026, 12, 1)


@dataclass
class Screen:
    """Somebody signed in, and the case they look at."""

    client: Client
    case: Application
    user: User

    def as_(self, role: Role, *, at: Office | None = None) -> "Screen":
        user = accounts.member(role, at=at or self.case.office)
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(user)
        return Screen(client, self.case, user)

    def url(self, act: str) -> str:
        return reverse("admin:applications_application_act", args=[self.case.pk, act])

    def page(self, act: str, **query: Any) -> "Response":  # noqa: ANN401  of a form
        return self.client.get(self.url(act), query)

    def send(self, act: str, *, seen: int | str | None = None, **data: Any) -> "Response":  # noqa: ANN401  of a form
        """Send an act; the day is today if none is named, and the page has seen all entries."""
        self.case.refresh_from_db()
        given = {"on": TODAY.isoformat(), "seen": self.case.sequence if seen is None else seen, **data}
        return self.client.post(self.url(act), given)

    def printed(self, what: str, number: int) -> "Response":
        names = [self.case.pk, what, number]
        return self.client.get(reverse("admin:applications_application_print", args=names))

    def happen(self, what: K, /, on: date = TODAY, **data: Any) -> CaseEvent:  # noqa: ANN401  of a form
        given = data or None
        by = Actor.user(self.user.pk)
        return make.happen(self.case, what, on=on, by=by, data=given)

    @property
    def last(self) -> CaseEvent:
        return CaseEvent.objects.filter(application=self.case).latest("sequence")

    @property
    def entered(self) -> tuple[str, date, dict[str, Any]]:
        """What was entered last."""
        row = self.last
        return row.kind, row.on, row.data


def screen(client: Client, role: Role = Role.SUPERVISOR, **fields: Any) -> Screen:  # noqa: ANN401  of a form
    office = accounts.office()
    user = accounts.member(role, at=office)
    client.force_login(user)
    return Screen(client, make.case(office, **fields), user)


def text_of(response: "Response") -> str:
    """Return the words of a page, without tags and line ends between them."""
    return " ".join(unescape(response.content.decode()).split())


def decide(at_case: Screen, outcome: str) -> None:
    """Let one draft a decision and another sign it."""
    for kind in (K.REGISTERED, K.EXAMINED):
        make.happen(at_case.case, kind)
    at_case.happen(K.DRAFTED, outcome=outcome)
    signer = accounts.member(Role.SIGNER, at=at_case.case.office)
    make.happen(at_case.case, K.DECIDED, on=TODAY, by=Actor.user(signer.pk), data={"outcome": outcome})
