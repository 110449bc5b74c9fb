"""A million guesses in thirty days, in three ways, against the limits of the portal as they are.

Promised: none succeeds, and the limits hold. Each guess asks the limits by the script and in the
Valkey that the portal uses; what they let through is compared as the look-up compares it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import NamedTuple

from applications.actions.access import same_access_code
from applications.rules.access import CODE_BITS, access_code
from bench.lookup.world import There
from portal.web.limits import TooOftenError, spend
from scheduling.views.limits import LOOK, By

SPAN = timedelta(days=30)
A_CASE, A_NETWORK = (LOOK.limits[by][-1].times for by in (By.CASE, By.NETWORK))
HEAD = (
    f"| attack | guesses | let through | most at one case a day (≤ {A_CASE})"
    f" | most of one network a day (≤ {A_NETWORK}) | right | s |"
)


class Attack(NamedTuple):
    """Who guesses at what: the number of a network and of a case, by the number of the guess."""

    name: str
    guesses: int
    aim: Callable[[int], tuple[int, int]]


ATTACKS = (
    Attack("one case, from 400,000 networks", 400_000, lambda each: (each, 0)),
    Attack("one network, at 100 cases in turn", 300_000, lambda each: (0, each % 100)),
    Attack("1,000 networks, at 100 cases in turn", 300_000, lambda each: (each // 7 % 1_000, each % 100)),
)


def run(there: There, *, at: datetime, random: Random, attacks: tuple[Attack, ...] = ATTACKS) -> list[int]:
    """Print what becomes of each attack, and return how many guesses of each were right."""
    print(f"\n{HEAD}\n| --- | --- | --- | --- | --- | --- | --- |")
    right = []
    for number, attack in enumerate(attacks):
        # Each on days of its own, so that none is stopped by what another has spent.
        right.append(tried(there, attack, at=at + number * 2 * SPAN, random=random))
    odds = sum(attack.guesses for attack in attacks) / 2**CODE_BITS
    print(f"\nThe chance that one of them had been right, had no limit stopped any: {odds:.0e}.")
    return right


def tried(there: There, attack: Attack, *, at: datetime, random: Random) -> int:
    before, right = perf_counter(), 0
    by_case: Counter[tuple[int, int]] = Counter()
    by_network: Counter[tuple[int, int]] = Counter()
    for each in range(attack.guesses):
        network, number = attack.aim(each)
        moment = at + SPAN * each / attack.guesses
        case = there.cases[number]
        whom = {By.NETWORK: [f"network {network}"], By.CASE: [case.case_number]}
        try:
            spend(*LOOK.costs(whom), at=moment)
        except TooOftenError:
            continue
        day = (moment - at).days
        by_case[number, day] += 1
        by_network[network, day] += 1
        right += same_access_code(case, access_code(random.getrandbits(CODE_BITS)))
    seconds = perf_counter() - before
    print(
        f"| {attack.name} | {attack.guesses:,} | {by_case.total():,} | {max(by_case.values())}"
        f" | {max(by_network.values())} | {right} | {seconds:.0f} |",
        flush=True,
    )
    return right
