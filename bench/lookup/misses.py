"""How long each kind of miss takes, in turns: through the whole page, and the look-up alone.

Promised: that they differ by no more than noise. Told as the chance that of two answers, one of each
kind, the slower is rightly guessed: 0.50 is a coin. The second line, of the same kind again, is noise.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from itertools import cycle
from random import Random
from statistics import median
from time import perf_counter

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.actions.looking_up import look_up
from bench.lookup.world import There
from portal.audit.rules.actors import VISITOR

PAGES, ALONE = 500, 4_000  # five tries at each case: the limits of a page have room for ten
HEAD = "| miss | of what | answers | fastest {unit} | median {unit} | p90 {unit} | told from the first |"
Typed = tuple[str, str]


def run(there: There, *, random: Random) -> None:
    client = Client(headers={"host": "localhost"})
    path = reverse("case_find")
    networks = cycle(f"2001:db8:{high:x}:{low:x}::1" for high in range(200) for low in range(200))

    def page(typed: Typed) -> None:
        data = {"number": typed[0], "code": typed[1]}
        answer = client.post(path, data, REMOTE_ADDR=next(networks))
        if answer.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise RuntimeError(f"The look-up answers {answer.status_code}.")

    def alone(typed: Typed) -> None:
        if look_up(number=typed[0], code=typed[1], by=VISITOR, at=timezone.now()):
            raise RuntimeError("That was no miss.")

    told("page", "ms", 1_000, in_turns(there.typed, page, repeats=PAGES, random=random))
    with transaction.atomic():
        told("look-up", "µs", 1_000_000, in_turns(there.typed, alone, repeats=ALONE, random=random))
        transaction.set_rollback(True)


def in_turns(
    typed: Mapping[str, list[Typed]], ask: Callable[[Typed], None], *, repeats: int, random: Random
) -> dict[str, list[float]]:
    """Return the seconds of each kind. In each round every kind comes once, in an order by chance."""
    found: dict[str, list[float]] = {kind: [] for kind in typed}
    kinds = list(typed)
    for number in range(repeats):
        random.shuffle(kinds)
        for kind in kinds:
            one = typed[kind][number % len(typed[kind])]
            before = perf_counter()
            ask(one)
            found[kind].append(perf_counter() - before)
    return found


def told(what: str, unit: str, scale: int, found: Mapping[str, list[float]]) -> None:
    print(f"\n{HEAD.format(unit=unit)}\n| --- | --- | --- | --- | --- | --- | --- |")
    first = next(iter(found.values()))
    for kind, seconds in found.items():
        slow = sorted(seconds)[len(seconds) * 9 // 10]
        chance = "" if seconds is first else f"{slower(seconds, first):.3f}"
        print(
            f"| {kind} | {what} | {len(seconds):,} | {min(seconds) * scale:.1f}"
            f" | {median(seconds) * scale:.1f} | {slow * scale:.1f} | {chance} |",
            flush=True,
        )


def slower(one: list[float], other: list[float]) -> float:
    """Return how often a value of one is above a value of the other: Mann-Whitney's U over all pairs."""
    ranked = sorted([(value, 1) for value in one] + [(value, 0) for value in other])
    ranks = sum(rank for rank, (_value, is_one) in enumerate(ranked, start=1) if is_one)
    return (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
