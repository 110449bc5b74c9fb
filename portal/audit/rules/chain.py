"""The chain of seals: each digest is made of the event and of the digest before it.

Changing, removing, adding or swapping sealed events breaks the chain from there on. Cutting
off its end, or writing all of it anew, does not: only a digest that was noted elsewhere
(an anchor) shows that.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

GENESIS = "0" * 64


class Fault(StrEnum):
    SEAL_MISSING = "seal missing"
    EVENT_MISSING = "event missing"
    EVENT_CHANGED = "event changed"
    DIGEST_WRONG = "digest wrong"
    ANCHOR_NOT_MET = "anchor not met"


@dataclass(frozen=True, slots=True)
class Link:
    """A seal, and what it speaks for: the event's columns, or nothing if that is gone."""

    sequence: int
    digest: str
    event_id: int
    row: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    fault: Fault
    sequence: int
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the chain holds, its last good digest, and what is wrong after that."""

    length: int
    head: str
    broken: Break | None = None


def digest_of(row: Mapping[str, object], *, previous: str) -> str:
    """Return the digest of an event, given the one before it.

    The row is written as JSON in one way only: keys sorted, no spaces, times in UTC with
    microseconds.
    """
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_instant)
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def walk(links: Iterable[Link], *, anchors: Mapping[int, str], head: str | None = None) -> Chain:
    """Follow the chain from its first seal to its last, or to the first that is broken.

    `anchors` are digests noted earlier, by number of seal; `head` is the one that the
    last seal must carry.
    """
    length, previous = 0, GENESIS
    remaining = iter(links)
    for link in remaining:
        if broken := _broken(link, number=length + 1, previous=previous, anchors=anchors):
            return Chain(length, previous, _named(broken, link, following=next(remaining, None)))
        length, previous = link.sequence, link.digest
    return Chain(length, previous, _cut_short(length, previous, anchors=anchors, head=head))


def _broken(link: Link, *, number: int, previous: str, anchors: Mapping[int, str]) -> Break | None:
    if link.sequence != number:
        return Break(Fault.SEAL_MISSING, number)
    if link.row is None:
        return Break(Fault.EVENT_MISSING, number, link.event_id)
    if digest_of(link.row, previous=previous) != link.digest:
        return Break(Fault.EVENT_CHANGED, number, link.event_id)
    if anchors.get(number, link.digest) != link.digest:
        return Break(Fault.ANCHOR_NOT_MET, number, link.event_id)
    return None


def _named(broken: Break, link: Link, *, following: Link | None) -> Break:
    """Tell a changed event from a changed seal: the next seal still builds on a true one."""
    if broken.fault is not Fault.EVENT_CHANGED or following is None or following.row is None:
        return broken
    if digest_of(following.row, previous=link.digest) == following.digest:
        return broken
    return Break(Fault.DIGEST_WRONG, broken.sequence, broken.event_id)


def _cut_short(length: int, last: str, *, anchors: Mapping[int, str], head: str | None) -> Break | None:
    if any(number > length for number in anchors):
        return Break(Fault.SEAL_MISSING, length + 1)
    if head is not None and head != last:
        return Break(Fault.ANCHOR_NOT_MET, length)
    return None


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"A sealed row holds no {type(value).__name__}.")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
