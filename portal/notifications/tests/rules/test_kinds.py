from dataclasses import replace

import pytest

from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import Kind, UnknownKindError
from portal.notifications.rules.letters import Mail, Paragraph

WAVE = Kind(
    "wave",
    still_true=lambda _pk, _version, _at: True,
    mail=lambda _pk, _version, _language: Mail("Hello", preview="", blocks=(Paragraph("Hello."),)),
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
