"""What the migrations say of the law: the facts every case is reckoned by (`domain.md` 2 and 3)."""

from datetime import date, timedelta

import pytest

from applications.choices import Channel, Consequence, Group, Instance, Party, SummonsKind, Unit
from applications.models import FACTS, ClockSuspension, Fact, Procedure
from applications.models.law import law_of
from applications.models.lookups import channels_of, documents_of, fees_of, suspensions_of
from applications.rules.law import Law, SummonsRule, TermRule

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FIRST_OF_112A = date(2022, 1, 29)
FIRST_OF_MOS = date(2026, 4, 27)
TODAY = date(2026, 12, 1)
RESIDENCE = ["TEMP_WORK", "PERM", "LTR_EU"]
FULL = {"suspension", "party", "opinion", "law"}
COMPLETE = {"suspension", "law"}


def procedure(code: str) -> Procedure:
    found: Procedure = Procedure.objects.get(code=code)
    return found


def law(code: str) -> Law:
    return law_of(procedure(code).pk)


def term(code: str, on: date, instance: Instance = Instance.FIRST) -> TermRule:
    found = law(code).term(on=on, instance=instance)
    assert found is not None
    return found


def summons(code: str, kind: SummonsKind, on: date) -> SummonsRule:
    found = law(code).summons(kind, on=on)
    assert found is not None
    return found


def fees(code: str, on: date) -> dict[tuple[str, str], tuple[int, str]]:
    return {(fee.kind, fee.variant): (int(fee.amount), fee.payee) for fee in fees_of(procedure(code), on=on)}


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("TEMP_WORK", FIRST_OF_112A - DAY, (1, 2, Unit.MONTH, "filed", FULL, True)),
        ("TEMP_WORK", FIRST_OF_112A, (60, None, Unit.DAY, "complete", COMPLETE, True)),
        ("TEMP_ICT", TODAY, (60, None, Unit.DAY, "complete", COMPLETE, True)),
        ("TEMP_WORK_CHANGE", FIRST_OF_MOS - DAY, (1, 2, Unit.MONTH, "filed", FULL, False)),
        ("TEMP_WORK_CHANGE", FIRST_OF_MOS, (60, None, Unit.DAY, "complete", COMPLETE, True)),
        ("PERM", FIRST_OF_112A - DAY, (3, None, Unit.MONTH, "filed", FULL, False)),
        ("PERM", FIRST_OF_112A, (6, None, Unit.MONTH, "complete", COMPLETE, True)),
        ("LTR_EU", FIRST_OF_112A - DAY, (3, None, Unit.MONTH, "filed", FULL, False)),
        ("LTR_EU", FIRST_OF_112A, (6, None, Unit.MONTH, "complete", COMPLETE, True)),
        ("CUKR", TODAY, (180, None, Unit.DAY, "filed", FULL, False)),
        ("WP_A", TODAY, (1, 2, Unit.MONTH, "filed", FULL, True)),
        ("CARD_REPLACE", date(2020, 9, 21), (1, 2, Unit.MONTH, "filed", FULL, True)),
        ("INVITE", TODAY, (1, 2, Unit.MONTH, "filed", FULL, False)),
    ],
)
def test_the_office_has_the_time_that_the_law_of_the_day_gives_it(
    code: str, on: date, expected: tuple[object, ...]
) -> None:
    found = term(code, on)

    shown = (found.count, found.complicated_count, found.unit, found.starts, found.pauses)
    assert (*shown, found.is_confirmed) == expected


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        *[(code, FIRST_OF_112A - DAY, (1, Unit.MONTH, "filed")) for code in RESIDENCE],
        *[(code, FIRST_OF_112A, (90, Unit.DAY, "complete")) for code in RESIDENCE],
        ("WP_A", TODAY, (1, Unit.MONTH, "filed")),
    ],
)
def test_an_appeal_has_a_term_of_its_own(code: str, on: date, expected: tuple[object, ...]) -> None:
    found = term(code, on, Instance.APPEAL)

    assert (found.count, found.unit, found.starts) == expected


@pytest.mark.parametrize("code", RESIDENCE)
@pytest.mark.parametrize(
    ("on", "confirmed"),
    [
        (date(2022, 4, 14), []),
        (date(2022, 4, 15), [True]),
        (date(2022, 12, 31), [True]),
        (date(2023, 1, 1), [True]),
        (date(2026, 3, 4), [True]),
        (date(2026, 3, 5), [False]),
        (TODAY, [False]),
    ],
)
def test_a_law_stopped_the_terms_of_residence_cases(code: str, on: date, confirmed: list[bool]) -> None:
    assert [row.is_confirmed for row in suspensions_of(procedure(code), on=on)] == confirmed


def test_no_law_stopped_the_terms_of_work_permits() -> None:
    assert law("WP_A").suspensions == ()
    assert ClockSuspension.objects.count() == 9


@pytest.mark.parametrize(
    ("code", "kind", "on", "expected"),
    [
        ("WP_A", SummonsKind.FEE, TODAY, (7, 14, Consequence.RETURNED)),
        ("TEMP_WORK", SummonsKind.FORMAL, TODAY, (7, None, Consequence.UNEXAMINED)),
        *[
            (code, kind, FIRST_OF_MOS - DAY, (7, None, consequence))
            for code in RESIDENCE
            for kind, consequence in (
                (SummonsKind.APPEARANCE, Consequence.REFUSED),
                (SummonsKind.EVIDENCE, Consequence.ON_FILE),
            )
        ],
        *[
            (code, SummonsKind.APPEARANCE, FIRST_OF_MOS, (7, None, Consequence.DISCONTINUED))
            for code in RESIDENCE
        ],
        *[(code, SummonsKind.EVIDENCE, FIRST_OF_MOS, (14, None, Consequence.ON_FILE)) for code in RESIDENCE],
        ("TEMP_WORK_CHANGE", SummonsKind.APPEARANCE, TODAY, (7, None, Consequence.ON_FILE)),
        ("TEMP_WORK_CHANGE", SummonsKind.EVIDENCE, TODAY, (14, None, Consequence.ON_FILE)),
    ],
)
def test_each_summons_has_the_term_and_consequence_of_its_day(
    code: str, kind: SummonsKind, on: date, expected: tuple[object, ...]
) -> None:
    found = summons(code, kind, on)

    assert (found.min_days, found.max_days, found.consequence) == expected


def test_whoever_handles_it_and_whose_case_it_is_stands_with_the_procedure() -> None:
    rows = Procedure.objects.all()

    assert rows.count() == 28
    assert set(rows.filter(is_in_remit=False).values_list("code", "group")) == {
        (code, Group.ELSEWHERE) for code in ("UKR", "WP_S", "STMT")
    }
    assert set(rows.filter(has_complaint=False).values_list("code", flat=True)) == {
        "WP_A", "WP_B", "WP_CDE", "WP_S", "STMT",
    }  # fmt: skip
    assert {row.code: row.party for row in rows.exclude(party=Party.FOREIGNER)} == {
        **dict.fromkeys(("WP_A", "WP_B", "WP_CDE", "WP_S", "STMT"), Party.EMPLOYER),
        "TEMP_ICT": Party.HOST,
        "INVITE": Party.INVITER,
    }


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_every_procedure_has_its_name_in_every_language(language: str) -> None:
    named = Procedure.objects.exclude(**{f"name_{language}": ""}).exclude(**{f"name_{language}": None})

    assert named.count() == 28


def test_stamp_duty_goes_to_the_city_and_the_card_fee_to_the_office() -> None:
    found = fees("TEMP_WORK", TODAY)

    assert found[("stamp", "")] == (440, "city")
    assert found[("card", "")] == (100, "office")
    assert found[("card", "relief")] == (50, "office")


@pytest.mark.parametrize(
    ("code", "key", "on", "amount"),
    [
        ("PERM", ("card", ""), date(2022, 7, 28), 50),
        ("PERM", ("card", ""), date(2022, 7, 29), 100),
        ("PERM", ("stamp", ""), TODAY, 640),
        ("PERM", ("stamp", "none_due"), TODAY, 0),
        ("TEMP_SHORT", ("stamp", "usual"), TODAY, 85),
        ("TEMP_SHORT", ("stamp", "personal"), TODAY, 340),
        ("TEMP_SEASONAL", ("stamp", ""), TODAY, 170),
        ("TEMP_WORK_CHANGE", ("stamp", ""), TODAY, 220),
        ("CARD_REPLACE", ("card", "fault"), TODAY, 200),
        ("CARD_REPLACE", ("card", "fault_again"), date(2020, 9, 21), 150),
        ("TRAVEL_DOC", ("document", ""), TODAY, 350),
        ("WP_A", ("permit", "over_3"), date(2025, 11, 30), 100),
        ("WP_A", ("permit", "over_3"), date(2025, 12, 1), 400),
        ("WP_CDE", ("permit", "posted"), date(2025, 12, 1), 800),
        ("WP_S", ("permit", ""), date(2025, 12, 1), 100),
        ("STMT", ("permit", ""), date(2025, 11, 30), 100),
        ("STMT", ("permit", ""), date(2025, 12, 1), 400),
    ],
)
def test_a_fee_is_that_of_the_day_of_filing(code: str, key: tuple[str, str], on: date, amount: int) -> None:
    assert fees(code, on)[key][0] == amount


def test_no_card_is_paid_for_where_none_is_given() -> None:
    assert {kind for kind, _variant in fees("TEMP_WORK_CHANGE", TODAY)} == {"stamp"}


def test_what_another_authority_handles_has_its_own_fees_alone() -> None:
    assert fees("WP_S", TODAY) == {("permit", ""): (100, "labour")}


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        *[(code, FIRST_OF_MOS - DAY, [Channel.OFFICE]) for code in RESIDENCE],
        *[(code, FIRST_OF_MOS, [Channel.MOS]) for code in RESIDENCE],
        ("TEMP_WORK_CHANGE", TODAY, [Channel.OFFICE]),
        ("TEMP_ICT", TODAY, [Channel.OFFICE]),
        ("TEMP_FAMILY", TODAY, [Channel.MOS, Channel.OFFICE]),
        ("TEMP_FAMILY", FIRST_OF_MOS - DAY, [Channel.OFFICE]),
        ("CUKR", date(2026, 5, 3), []),
        ("CUKR", date(2026, 5, 4), [Channel.MOS]),
        ("CUKR", date(2027, 3, 4), [Channel.MOS]),
        ("CUKR", date(2027, 3, 5), []),
        ("WP_A", date(2025, 5, 31), [Channel.OFFICE]),
        ("WP_A", date(2025, 6, 1), [Channel.PRACA]),
    ],
)
def test_an_application_is_filed_in_the_way_of_its_day(code: str, on: date, expected: list[str]) -> None:
    assert [row.channel for row in channels_of(procedure(code), on=on)] == expected


@pytest.mark.parametrize(
    ("code", "on", "core"),
    [
        ("TEMP_WORK", FIRST_OF_MOS - DAY, ["form", "photo", "passport", "stamp_duty", "annex_1"]),
        ("TEMP_WORK", FIRST_OF_MOS, ["photo", "passport", "stamp_duty", "annex_1"]),
        ("TEMP_WORK_CHANGE", TODAY, ["annex_1", "stamp_duty"]),
        ("LTR_EU", TODAY, ["photo", "passport", "stamp_duty", "housing"]),
    ],
)
def test_an_application_comes_with_the_documents_of_its_day(code: str, on: date, core: list[str]) -> None:
    assert [row.code for row in documents_of(procedure(code), on=on) if row.is_core] == core


def test_the_labour_market_was_asked_until_the_end_of_may_2025() -> None:
    last = {row.code for row in documents_of(procedure("TEMP_WORK"), on=date(2025, 5, 31))}
    after = {row.code for row in documents_of(procedure("TEMP_WORK"), on=date(2025, 6, 1))}

    assert last - after == {"labour_market"}


def test_what_comes_with_the_application_is_named_before_what_proves_the_case() -> None:
    found = [row.code for row in documents_of(procedure("TEMP_WORK"), on=TODAY)]

    core = ["photo", "passport", "stamp_duty", "annex_1"]
    assert found == [*core, "contract", "insurance", "qualifications"]


def test_the_title_to_a_home_is_shown_in_person() -> None:
    shown = [row.code for row in documents_of(procedure("LTR_EU"), on=TODAY) if row.in_person]

    assert shown == ["housing_original"]


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model._meta.model_name)
def test_a_fact_stands_on_something_and_only_what_is_confirmed_was_checked(model: type[Fact]) -> None:
    rows = list(model.objects.all())

    assert rows != []
    assert [row for row in rows if not row.basis] == []
    assert [row for row in rows if row.is_confirmed != (row.checked_on is not None)] == []
