from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.notifications.choices import Channel
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Kind, NotWrittenError, UnknownKindError
from portal.notifications.rules.letters import Mail, Paragraph

ABOUT = About("7", 1, "", Channel.EMAIL, datetime(2026, 3, 2, tzinfo=UTC))
HELLO = Mail("Hello", preview="", blocks=(Paragraph("Hello."),))
WAVE: Kind[str] = Kind(
    "wave",
    title="Wave",
    find=lambda pks: {pk: pk for pk in pks},
    still_true=lambda _hand, _about: True,
    example=lambda: "hand",
    mail=lambda _hand, _about: HELLO,
)


@pytest.fixture(autouse=True)
def no_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})


def test_a_kind_is_found_by_its_name() -> None:
    kinds.register(WAVE)

    assert kinds.named("wave") is WAVE


def test_kinds_are_listed_by_their_names() -> None:
    kinds.register(WAVE)
    kinds.register(replace(WAVE, name="nod"))

    assert kinds.names() == ["nod", "wave"]


def test_a_kind_may_be_registered_again() -> None:
    kinds.register(WAVE)
    kinds.register(WAVE)

    assert kinds.named("wave") is WAVE


def test_two_kinds_do_not_share_a_name() -> None:
    kinds.register(WAVE)

    with pytest.raises(ValueError, match="two kinds of notices called wave"):
        kinds.register(replace(WAVE))


def test_a_kind_nobody_registered_is_unknown() -> None:
    with pytest.raises(UnknownKindError, match="wave"):
        kinds.named("wave")


def test_a_kind_says_by_which_ways_it_has_words() -> None:
    assert WAVE.channels == (Channel.EMAIL,)
    assert WAVE.written("hand", ABOUT) == HELLO


def test_a_kind_has_no_words_for_other_ways() -> None:
    with pytest.raises(NotWrittenError, match="wave cannot go by sms"):
        WAVE.written("hand", replace(ABOUT, channel=Channel.SMS))
