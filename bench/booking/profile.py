"""Where the time of each request goes: its statements, and the packages that our own time is spent in."""

import pstats
import re
from collections import defaultdict
from collections.abc import Mapping
from operator import itemgetter
from pathlib import PurePath

from bench.booking.inside import Cost, walk
from bench.booking.visitors import Market

VISITS = 60
MOST = 25
SHOWN = re.compile(
    r"/(scheduling|portal|contrib/sessions|middleware|csp|allauth|django_htmx|whitenoise|db/transaction)/|/forms\.py|shortcuts"
)
HIDDEN = re.compile(r"^(middleware|__call__|inner|page|_wrapper_view|sync_middleware|_view_wrapper|<)")


def show(market: Market) -> None:
    costs = walk(market, times=VISITS)
    print("### One visitor alone\n")
    print("| request | ms | of it our processor | statements | in the database ms |")
    print("| --- | --- | --- | --- | --- |")
    for kind, cost in costs.items():
        whole, ours = cost.seconds / cost.number * 1000, cost.processor / cost.number * 1000
        asked, theirs = cost.statements.total() / cost.watched, sum(cost.took.values()) / cost.watched * 1000
        print(f"| {kind} | {whole:.1f} | {ours:.1f} | {asked:.1f} | {theirs:.1f} |")
    for kind, cost in costs.items():
        if kind.startswith("POST"):
            _statements(kind, cost)
    for kind, cost in costs.items():
        _functions(kind, cost)


def _statements(kind: str, cost: Cost) -> None:
    print(f"\n#### {kind}: statements\n\n| number | ms together | statement |\n| --- | --- | --- |")
    for sql, seconds in most(cost.took):
        number = cost.statements[sql] / cost.watched
        print(f"| {number:.1f} | {seconds / cost.watched * 1000:.2f} | `{sql[:150]}` |")


def _functions(kind: str, cost: Cost) -> None:
    """Show our own functions with what they call, and what each package spends by itself.

    The profile slows calls down; its times are scaled to what the request takes without it.
    """
    stats = pstats.Stats(cost.profile).stats  # type: ignore[attr-defined]  # typeshed leaves it out
    own: defaultdict[str, float] = defaultdict(float)
    ours: defaultdict[str, float] = defaultdict(float)
    for (file, _line, function), (_calls, _all, seconds, cumulative, _callers) in stats.items():
        own[_package(file, function)] += seconds
        if SHOWN.search(file) and not HIDDEN.search(function):
            ours[f"{PurePath(file).parent.name}.{PurePath(file).stem}.{function}"] += cumulative
    scale = cost.seconds / cost.number / sum(own.values()) * 1000
    print(f"\n#### {kind}: functions with what they call, ms; packages by themselves, ms\n")
    print(", ".join(f"{name} {seconds * scale:.2f}" for name, seconds in most(ours)) + "\n")
    print(", ".join(f"{name} {seconds * scale:.2f}" for name, seconds in most(own)))


def most(times: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(times.items(), key=itemgetter(1), reverse=True)[:MOST]


def _package(file: str, function: str) -> str:
    """Return `django.db.models` of a file below site-packages, or what is built in."""
    if file == "~":
        return function if "psycopg2" in function else "built in"
    parts = PurePath(file).with_suffix("").parts
    if "site-packages" in parts:
        return ".".join(parts[parts.index("site-packages") + 1 :][:3])
    return f"python {parts[-1]}" if "lib" in parts else ".".join(parts[-3:])
