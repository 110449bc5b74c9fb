"""Each message the portal sends, by each channel, in each language.

No test is skipped while words are missing: `test_every_word_is_translated` and
`test_nothing_is_said_in_another_language` fail until the catalogues have them.
"""

from collections.abc import Iterator
from gettext import NullTranslations
from itertools import combinations
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django import Settings

from portal.accounts.tests.factories import superuser
from portal.notifications.admin.preview import OCCASION, SEEN_AT, sample
from portal.notifications.choices import Channel
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import (
    Button,
    Content,
    Facts,
    Heading,
    Items,
    Mail,
    Paragraph,
    Push,
    Sms,
)
from portal.notifications.rules.sms import LONGEST_PARTS, normalise, parts

ALL = (Channel.EMAIL, Channel.SMS, Channel.PUSH)
CONTACTS = (Channel.EMAIL, Channel.SMS)  # a code goes to whoever waits for it, and to nobody's device
WRITTEN = {
    "appointment_access_code": CONTACTS,
    "appointment_booked": ALL,
    "appointment_cancelled": ALL,
    "appointment_cancelled_by_office": ALL,
    "appointment_code": CONTACTS,
    "appointment_contested": ALL,
    "appointment_member_cancelled": ALL,
    "appointment_missed": ALL,
    "appointment_moved": ALL,
    "appointment_moved_by_office": ALL,
    "appointment_rebooked": ALL,
    "appointment_reminder": ALL,
    "case_card": CONTACTS,
    "case_day": CONTACTS,
    "case_digest": (Channel.EMAIL,),
    "case_code": CONTACTS,
    "case_letter": CONTACTS,
    "case_monthly": CONTACTS,
    "case_new_date": CONTACTS,
    "case_news": CONTACTS,
    "case_term": CONTACTS,
    "client_news": (Channel.EMAIL,),
    "client_term": (Channel.EMAIL,),
    "urgent_granted": (Channel.EMAIL, Channel.SMS),
    "urgent_received": (Channel.EMAIL, Channel.SMS),
    "urgent_refused": (Channel.EMAIL, Channel.SMS),
    "barrier_closed": (Channel.EMAIL,),
    "barrier_later": (Channel.EMAIL,),
    "barrier_received": (Channel.EMAIL,),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
MESSAGES = [(kind, channel) for kind, channels in WRITTEN.items() for channel in channels]
EVERY = [(kind, channel, language) for kind, channel in MESSAGES for language in LANGUAGES]
TEXTS = [(kind, language) for kind, channel, language in EVERY if channel == Channel.SMS]
ABOUT_VISITS = [each for each in EVERY if not each[0].startswith(("barrier_", "case_", "client_"))]
VISIT = ("appointment", "visit", "application")  # where a subject that is not the visit itself has it
PERSON = {
    "given_names": "Oksana",
    "family_name": "Wzorcowa",
    "case_number": "WSC-II-P.6151.4321.2026",
    "email": "oksana.w@example.test",
    "phone": "+48123456789",
}
NEUTRAL_NAME, ADDRESS = "Małopolski Urząd Wojewódzki", "ul. Przy Rondzie 6\n31-547 Kraków"


class Missed(NullTranslations):
    """What a catalogue was asked for and does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: set[str] = set()

    def gettext(self, message: str) -> str:
        self.messages.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.messages.add(msgid1)
        return msgid1 if n == 1 else msgid2


@pytest.mark.parametrize(("kind", "channel", "language"), EVERY)
def test_every_message_is_written(kind: str, channel: Channel, language: str) -> None:
    written = sample(kinds.named(kind), language, channel)

    assert type(written.content) is {Channel.EMAIL: Mail, Channel.SMS: Sms, Channel.PUSH: Push}[channel]
    assert "%(" not in written.text + written.html
    assert bool(written.html) == (channel == Channel.EMAIL)


def test_every_kind_has_words_for_the_channels_it_is_meant_for() -> None:
    assert {name: kinds.named(name).channels for name in kinds.names()} == WRITTEN


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize(("kind", "channel"), MESSAGES)
def test_every_word_is_translated(
    monkeypatch: pytest.MonkeyPatch, kind: str, channel: Channel, language: str
) -> None:
    missed = Missed()
    monkeypatch.setattr(trans_real.translation(language), "_fallback", missed)

    written = sample(kinds.named(kind), language, channel)
    with translation.override(language):
        shown = f"{written.text}{written.html}{written.kind.title}{channel.label}"

    assert shown
    assert missed.messages == set()


def said(content: Content) -> Iterator[str]:
    """Yield what is said in words; what is only quoted, such as a reference, is the same everywhere."""
    if isinstance(content, Sms):
        yield content.text
    elif isinstance(content, Push):
        yield from (content.title, content.text)
    else:
        yield from (content.subject, content.preview)
        for block in content.blocks:
            if isinstance(block, Heading | Paragraph | Button):
                yield block.text
            elif isinstance(block, Items):
                yield from block.texts
            elif isinstance(block, Facts):
                yield from (label for label, _value in block.rows)


@pytest.mark.parametrize(("kind", "channel"), MESSAGES)
def test_nothing_is_said_in_another_language(kind: str, channel: Channel) -> None:
    sentences = {
        language: set(said(sample(kinds.named(kind), language, channel).content)) for language in LANGUAGES
    }

    same = {pair: sentences[pair[0]] & sentences[pair[1]] for pair in combinations(LANGUAGES, 2)}

    assert {pair: texts for pair, texts in same.items() if texts} == {}


def filled(kind: str, channel: Channel) -> tuple[Any, Content]:
    """Return the visit of somebody at an office with a long name, and a message about it."""
    subject = kinds.named(kind).example()
    visit = next((found for name in VISIT if (found := getattr(subject, name, None))), subject)
    for name, value in PERSON.items():
        setattr(visit, name, value)
    visit.office.message_name, visit.office.address = NEUTRAL_NAME, ADDRESS
    about = About(pk="0", version=1, occasion=OCCASION, channel=channel, at=SEEN_AT)
    return visit, kinds.named(kind).written(subject, about)


@pytest.mark.parametrize(("kind", "language"), TEXTS)
def test_a_text_message_takes_few_parts_in_any_language(kind: str, language: str) -> None:
    with translation.override(language):
        _visit, message = filled(kind, Channel.SMS)

    assert isinstance(message, Sms)
    assert parts(sample(kinds.named(kind), language, Channel.SMS).text).count <= LONGEST_PARTS
    assert NEUTRAL_NAME in message.text
    assert parts(normalise(message.text)).count <= LONGEST_PARTS


@pytest.mark.parametrize(("kind", "channel", "language"), ABOUT_VISITS)
def test_a_locked_screen_tells_nobody_who_comes_and_why(kind: str, channel: Channel, language: str) -> None:
    with translation.override(language):
        visit, message = filled(kind, channel)
        secrets = [*PERSON.values(), str(visit.service.name), str(visit.office.name), visit.reference]

    if isinstance(message, Mail):
        shown = f"{message.subject}\n{message.preview}"
    elif isinstance(message, Push):
        shown = f"{message.title}\n{message.text}"
    else:
        shown = message.text

    assert [secret for secret in secrets if secret.lower() in shown.lower()] == []


@pytest.mark.parametrize(
    ("kind", "language"), sorted({(kind, language) for kind, _channel, language in ABOUT_VISITS})
)
def test_an_e_mail_names_nobody_and_no_service(kind: str, language: str) -> None:
    with translation.override(language):
        visit, message = filled(kind, Channel.EMAIL)
        secrets = [*PERSON.values(), str(visit.service.name)]

    assert isinstance(message, Mail)
    whole = repr(message.blocks) + "".join(file.content.decode() for file in message.files)
    assert [secret for secret in secrets if secret.lower() in whole.lower()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_can_read_every_message(client: Client, settings: Settings, language: str) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(superuser())
    pages = [
        f"/admin/notifications/notice/preview/{kind}/{language}/{channel.value}/"
        for kind, channel in MESSAGES
    ]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
