"""The tables."""

from collections.abc import Mapping

from bench.booking.crowd import Crowd
from bench.booking.places import Sales
from bench.booking.visitors import BARE_KIND, FORMS


def journey(name: str, crowd: Crowd, bare: Crowd, *, places: int, sold: Sales) -> None:
    diary = crowd.diary
    requests, rows = diary.per_second(diary.requests(FORMS)), bare.diary.per_second(bare.diary.requests())
    print(f"### {name}\n")
    print("| what | measured | promised |\n| --- | --- | --- |")
    print(f"| visitors, of them told that none is left | {diary.visitors}, {diary.sold_out} | |")
    print(f"| sold ÷ places | {sold.booked} ÷ {places} | all |")
    unknown = sold.booked - diary.booked
    print(f"| sold twice, still held, sold to nobody we know | {sold.double}, {sold.held}, {unknown} | 0 |")
    print(f"| errors | {diary.errors.total()} | 0 |")
    print(f'| told "taken" | {diary.taken} | |')
    print(f"| bookings/s | {diary.per_second(diary.booked):.1f} | ≥ 100 |")
    print(f"| booking requests/s | {requests:.0f} | |")
    print(f"| all requests/s | {diary.per_second(diary.requests()):.0f} | |")
    print(f"| booking requests, p99 ms | {diary.percentiles(FORMS)[-1]:.0f} | < 500 |")
    print(f"| bare view, rows/s (errors) | {rows:.0f} ({bare.diary.errors.total()}) | |")
    print(f"| booking requests/s ÷ rows/s | {requests / rows:.2f} | ≥ 0.5 |")
    _latencies(crowd, bare)
    _load(crowd, bare)
    for what, number in (diary.errors + bare.diary.errors).most_common(10):
        print(f"- {number} × {what}")


def same_statements(number: int, tps: float, bookings: Mapping[str, float]) -> None:
    print(f"### The {number} statements of one booking, by pgbench with as many clients\n")
    print("| bookings/s | of it, forms | of it, pages |\n| --- | --- | --- |")
    shares = " | ".join(f"{bookings[name] / tps:.2f}" for name in ("forms", "pages"))
    print(f"| {tps:.0f} | {shares} |\n")


def _latencies(crowd: Crowd, bare: Crowd) -> None:
    diary = crowd.diary
    print("\n| request | number | p50 ms | p95 ms | p99 ms |\n| --- | --- | --- | --- | --- |")
    rows = {kind: [kind] for kind in diary.took} | {"**booking requests**": [*FORMS], "all": [*diary.took]}
    for name, kinds in rows.items():
        print(_latency(name, diary.requests(kinds), diary.percentiles(kinds)))
    print(_latency("bare view", bare.diary.requests(), bare.diary.percentiles([BARE_KIND])))


def _latency(name: str, number: int, ranks: list[float]) -> str:
    return f"| {name} | {number} | {' | '.join(f'{rank:.0f}' for rank in ranks)} |"


def _load(crowd: Crowd, bare: Crowd) -> None:
    """Say who used the processors: how many cores, and how much for each booking or row."""
    booked, rows = max(crowd.diary.booked, 1), max(bare.diary.requests(), 1)
    print("\n| who used the processors | cores | ms a booking | bare view: cores | ms a row |")
    print("| --- | --- | --- | --- | --- |")
    for name, used in crowd.used.items():
        ours = f"{used / crowd.diary.wall:.2f} | {used / booked * 1000:.1f}"
        theirs = f"{bare.used[name] / bare.diary.wall:.2f} | {bare.used[name] / rows * 1000:.2f}"
        print(f"| {name} | {ours} | {theirs} |")
    print(flush=True)
