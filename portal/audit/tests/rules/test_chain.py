from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from portal.audit.rules.chain import GENESIS, Break, Chain, Fault, Link, digest_of, walk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def chain(*actions: str) -> list[Link]:
    links, previous = [], GENESIS
    for number, action in enumerate(actions, start=1):
        row = {"id": number + 100, "action": action, "at": NOON}
        previous = digest_of(row, previous=previous)
        links.append(Link(number, previous, number + 100, row))
    return links


def broken(
    links: Iterable[Link], *, anchors: Mapping[int, str] | None = None, head: str | None = None
) -> Break | None:
    return walk(links, anchors=anchors or {}, head=head).broken


def test_a_digest_is_of_the_one_before_and_of_the_row_written_in_one_way() -> None:
    row = {"id": 5, "at": NOON.astimezone(ZoneInfo("Europe/Warsaw")), "action": "zażalenie"}
    text = f'{"a" * 64}\n{{"action":"zażalenie","at":"2026-03-02T12:00:00.000000+00:00","id":5}}'

    assert digest_of(row, previous="a" * 64) == sha256(text.encode()).hexdigest()


def test_a_row_with_anything_but_times_and_json_is_refused() -> None:
    with pytest.raises(TypeError, match="no bytes"):
        digest_of({"id": b"5"}, previous=GENESIS)


def test_an_empty_chain_holds() -> None:
    assert walk([], anchors={}) == Chain(0, GENESIS)


def test_a_whole_chain_holds_to_its_head() -> None:
    links = chain("a", "b", "c")

    found = walk(links, anchors={1: links[0].digest, 3: links[2].digest}, head=links[2].digest)

    assert found == Chain(3, links[2].digest)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_changed_event_is_named(position: int) -> None:
    links = chain("a", "b", "c")
    links[position] = replace(links[position], row={**(links[position].row or {}), "action": "x"})

    assert broken(links) == Break(Fault.EVENT_CHANGED, position + 1, position + 101)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_missing_event_is_named(position: int) -> None:
    links = chain("a", "b", "c")
    links[position] = replace(links[position], row=None)

    assert broken(links) == Break(Fault.EVENT_MISSING, position + 1, position + 101)


@pytest.mark.parametrize("position", [0, 1])
def test_a_missing_seal_is_named(position: int) -> None:
    links = chain("a", "b", "c")
    del links[position]

    assert broken(links) == Break(Fault.SEAL_MISSING, position + 1)


@pytest.mark.parametrize("position", [0, 1])
def test_a_wrong_digest_is_named(position: int) -> None:
    links = chain("a", "b", "c")
    links[position] = replace(links[position], digest="f" * 64)

    assert broken(links) == Break(Fault.DIGEST_WRONG, position + 1, position + 101)


def test_a_changed_event_before_a_missing_one_is_named_as_changed() -> None:
    links = chain("a", "b")
    links[0] = replace(links[0], row={**(links[0].row or {}), "action": "x"})
    links[1] = replace(links[1], row=None)

    assert broken(links) == Break(Fault.EVENT_CHANGED, 1, 101)


def test_events_that_changed_places_are_named() -> None:
    first, second, third = chain("a", "b", "c")
    swapped = [
        replace(first, event_id=second.event_id, row=second.row),
        replace(second, event_id=first.event_id, row=first.row),
        third,
    ]

    assert broken(swapped) == Break(Fault.DIGEST_WRONG, 1, 102)


def test_an_event_put_in_between_shows_in_the_next_one() -> None:
    first, second, third = chain("a", "b", "c")
    row = {"id": 999, "action": "x", "at": NOON}
    added = Link(2, digest_of(row, previous=first.digest), 999, row)

    links = [first, added, replace(second, sequence=3), replace(third, sequence=4)]

    assert broken(links) == Break(Fault.EVENT_CHANGED, 3, 102)


def test_the_head_is_the_last_that_holds() -> None:
    links = chain("a", "b", "c")
    links[1] = replace(links[1], row=None)

    assert walk(links, anchors={}) == Chain(1, links[0].digest, Break(Fault.EVENT_MISSING, 2, 102))


def test_a_chain_written_anew_does_not_meet_its_anchor() -> None:
    noted = chain("a", "b", "c")[1]

    assert broken(chain("a", "x", "c"), anchors={2: noted.digest}) == Break(Fault.ANCHOR_NOT_MET, 2, 102)


def test_a_chain_cut_short_shows_only_by_what_was_noted() -> None:
    links = chain("a", "b", "c")

    assert broken(links[:2]) is None
    assert broken(links[:2], anchors={3: links[2].digest}) == Break(Fault.SEAL_MISSING, 3)
    assert broken(links[:2], head=links[2].digest) == Break(Fault.ANCHOR_NOT_MET, 2)
