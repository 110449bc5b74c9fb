"""A kind of notice for the tests, about an office; its words are Django's own translations."""

from datetime import datetime

from django.utils.translation import gettext

from portal.accounts.models import Office
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import Kind
from portal.notifications.rules.letters import Button, Code, Facts, Heading, Items, Mail, Paragraph

KIND = "office_opens"


def _is_open(pk: str, version: int, at: datetime) -> bool:  # noqa: ARG001  a kind's signature
    return Office.objects.filter(pk=pk, is_open_to_public=True).exists()


def _mail(pk: str, version: int, language: str) -> Mail:
    office = Office.objects.get(pk=pk)
    day = gettext("Monday")
    return Mail(
        f"{day} {version}",
        preview=f"{office.name} <{language}>",
        blocks=(
            Heading(f"{office.name} & Co"),
            Paragraph(f"{day}, <b>early</b>"),
            Facts((("When", day), ("Where", office.address))),
            Items(("passport", "fee <100>")),
            Code("12-34"),
            Button("See & come", "https://example.org/?a=1&b=2"),
        ),
    )


OPENS = Kind(KIND, still_true=_is_open, mail=_mail)


def register() -> None:
    kinds.register(OPENS)
