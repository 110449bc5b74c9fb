"""Which of several facts counts: the nearest, each for itself or all together."""

from dataclasses import dataclass
from datetime import date

from applications.rules.facts import each_nearest, of_nearest_scope

SCOPES = ("TEMP_WORK", "TEMP", "ALL")
DAY = date(2026, 12, 1)
BEFORE, AFTER = date(2026, 11, 30), date(2026, 12, 2)


@dataclass(frozen=True)
class Row:
    scope: str
    code: str = ""
    valid_from: date = DAY
    valid_to: date | None = None


def test_of_each_key_the_nearest_counts_and_the_others_add_to_it() -> None:
    own, group, other = Row("TEMP_WORK", "a"), Row("TEMP", "a"), Row("ALL", "b")

    assert each_nearest([other, group, own], SCOPES, on=DAY, key=lambda row: row.code) == [own, other]


def test_what_does_not_hold_on_the_day_leaves_its_place_to_the_next() -> None:
    over, to_come = Row("TEMP_WORK", valid_from=BEFORE, valid_to=BEFORE), Row("TEMP", valid_from=AFTER)
    general = Row("ALL", valid_from=DAY, valid_to=DAY)

    assert each_nearest([over, to_come, general], SCOPES, on=DAY, key=lambda row: row.code) == [general]


def test_ways_of_its_own_shut_out_those_of_the_group() -> None:
    own, also, group = Row("TEMP_WORK", "office"), Row("TEMP_WORK", "post"), Row("TEMP", "mos")

    assert of_nearest_scope([group, own, also], SCOPES, on=DAY) == [own, also]


def test_ways_of_its_own_shut_out_those_of_the_group_when_they_are_over() -> None:
    over, group = Row("TEMP_WORK", valid_from=BEFORE, valid_to=BEFORE), Row("TEMP")

    assert of_nearest_scope([over, group], SCOPES, on=DAY) == []


def test_without_ways_of_its_own_those_of_the_group_hold() -> None:
    group, everybody = Row("TEMP"), Row("ALL")

    assert of_nearest_scope([everybody, group], SCOPES, on=DAY) == [group]


def test_of_nothing_nothing_holds() -> None:
    assert of_nearest_scope([], SCOPES, on=DAY) == []
    assert each_nearest([], SCOPES, on=DAY, key=lambda row: row.code) == []
