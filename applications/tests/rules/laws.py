"""The law of the residence and the work permit cases, as values: what the clock is reckoned by."""

from dataclasses import replace
from datetime import date, timedelta

from applications.choices import Consequence, SummonsKind, Unit
from applications.rules.law import Law, SummonsRule, Suspension, TermRule

EVERYTHING = frozenset({"suspension", "party", "opinion", "law"})
DAY = timedelta(days=1)

CODE = TermRule(
    scope="ALL",
    valid_from=date(1990, 1, 1),
    valid_to=None,
    basis="art. 35 § 3 KPA",
    is_confirmed=True,
    instance="first",
    count=1,
    complicated_count=2,
    unit=Unit.MONTH,
    starts="filed",
    pauses=EVERYTHING,
)
CODE_ONCE = replace(CODE, scope="TEMP", valid_to=date(2022, 1, 28))
ACT = TermRule(
    scope="TEMP",
    valid_from=date(2022, 1, 29),
    valid_to=None,
    basis="art. 112a",
    is_confirmed=True,
    instance="first",
    count=60,
    complicated_count=None,
    unit=Unit.DAY,
    starts="complete",
    pauses=frozenset({"suspension", "law"}),
)
APPEAL = replace(ACT, instance="appeal", count=90)


def suspension(first: date, last: date | None, **fields: object) -> Suspension:
    row = Suspension(
        scope="TEMP",
        valid_from=first,
        valid_to=last,
        basis="art. 100d",
        is_confirmed=True,
        stops_clock=True,
        forbids_notice=True,
        bars_complaint=True,
    )
    return replace(row, **fields)  # type: ignore[arg-type]  # fields of a suspension


ART_100C = suspension(date(2022, 4, 15), date(2022, 12, 31), basis="art. 100c")
ART_100D = suspension(date(2023, 1, 1), date(2026, 3, 4))
AFTER_100D = suspension(date(2026, 3, 5), None, basis="Dz.U. 2026 poz. 203", is_confirmed=False)


def appearance(first: date, last: date | None, consequence: Consequence) -> SummonsRule:
    return SummonsRule(
        scope="TEMP",
        valid_from=first,
        valid_to=last,
        basis="art. 106e",
        is_confirmed=True,
        kind=SummonsKind.APPEARANCE,
        min_days=7,
        max_days=None,
        consequence=consequence,
    )


RESIDENCE = Law(
    scopes=("TEMP_WORK", "TEMP", "ALL"),
    terms=(CODE, CODE_ONCE, ACT, APPEAL),
    suspensions=(ART_100C, ART_100D, AFTER_100D),
    summonses=(
        appearance(date(1990, 1, 1), date(2026, 4, 26), Consequence.REFUSED),
        appearance(date(2026, 4, 27), None, Consequence.DISCONTINUED),
    ),
)
WORK_PERMITS = Law(("WP_A", "WORK", "ALL"), (CODE,), (), (), has_complaint=False)
