"""A kind of notice for the tests, about an office; its words are Django's own translations."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext

from portal.accounts.models import Office
from portal.notifications.choices import Channel
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Kind, Way
from portal.notifications.rules.letters import (
    Button,
    Code,
    Facts,
    Heading,
    Items,
    Mail,
    Paragraph,
    Push,
    Sms,
)

KIND = "office_opens"


def _found(pks: Sequence[str]) -> dict[str, Office]:
    return {str(office.pk): office for office in Office.objects.filter(pk__in=pks)}


def _is_open(office: Office, _about: About) -> bool:
    return office.is_open_to_public


def _ways(office: Office) -> list[Way]:
    ways = ((Channel.EMAIL, office.email), (Channel.SMS, office.phone))
    return [Way(channel, to) for channel, to in ways if to]


def _mail(office: Office, about: About) -> Mail:
    day = gettext("Monday")
    return Mail(
        f"{day} {about.version}",
        preview=f"{office.name} <{get_language()}>",
        blocks=(
            Heading(f"{office.name} & Co"),
            Paragraph(f"{day}, <b>early</b>"),
            Facts((("When", day), ("Where", office.address))),
            Items(("passport", "fee <100>")),
            Code("12-34"),
            Button("See & come", "https://example.org/?a=1&b=2"),
        ),
    )


def _sms(office: Office, about: About) -> Sms:
    return Sms(f"{office.name}: {gettext('Monday')} {about.version}")


def _push(office: Office, about: About) -> Push:
    return Push(office.name, f"{gettext('Monday')} {about.version}", "https://example.org/")


def _example() -> Office:
    return Office(pk=0, slug="example", name="Example", address="1 Example Street")


def _stop_url(office: Office) -> str:
    return f"https://example.org/stop/{office.pk}/"


OPENS = Kind(
    KIND,
    title="The office opens",
    find=_found,
    still_true=_is_open,
    example=_example,
    ways=_ways,
    mail=_mail,
    sms=_sms,
    push=_push,
    stop_url=_stop_url,
)


def register() -> None:
    kinds.register(OPENS)
