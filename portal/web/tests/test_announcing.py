"""What is shown when, where and in which order, and drafts of a change of hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.web.announcing import Draft, current, draft, drafted_from, told_with, withdraw
from portal.web.models import Announcement
from portal.web.tests.factories import AT, TODAY, announcement

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SOURCE = "scheduling.closure:12"


def titles(**asked: Any) -> list[str]:  # noqa: ANN401  what `current` takes
    return [row.title_en for row in current(**{"at": AT} | asked)]  # type: ignore[attr-defined]  # by modeltranslation


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        pytest.param(0, 0, True, id="today-alone"),
        pytest.param(-1, 1, True, id="around"),
        pytest.param(-2, -1, False, id="until-yesterday"),
        pytest.param(1, 2, False, id="from-tomorrow"),
    ],
)
def test_it_is_shown_on_its_days_and_both_count(first: int, last: int, shown: bool) -> None:
    announcement("A", first_on=TODAY + first * DAY, last_on=TODAY + last * DAY)

    assert titles() == (["A"] if shown else [])


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-30T22:59", []),
        ("2026-11-30T23:00", ["A"]),
        ("2026-12-01T22:59", ["A"]),
        ("2026-12-01T23:00", []),
    ],
)
@pytest.mark.parametrize("of_one", [True, False])
def test_a_day_is_one_of_the_offices_clock(at: str, shown: list[str], of_one: bool) -> None:
    announcement("A", office=accounts.office() if of_one else None)

    assert titles(at=datetime.fromisoformat(f"{at}+00:00")) == shown


@pytest.mark.parametrize(("zone", "shown"), [("Pacific/Kiritimati", []), ("Pacific/Pago_Pago", ["A"])])
def test_the_other_end_of_the_world_has_its_own_day(zone: str, shown: list[str]) -> None:
    announcement("A", office=accounts.office(time_zone=zone))

    assert titles(at=datetime(2026, 12, 2, 10, 30, tzinfo=UTC)) == shown


def test_a_draft_is_shown_to_nobody() -> None:
    announcement("A", is_published=False)

    assert titles() == []


def test_a_page_of_one_office_shows_its_own_and_what_all_say() -> None:
    here, there = accounts.office(), accounts.office()
    announcement("Here", office=here)
    announcement("There", office=there)
    announcement("All")

    assert titles(office=here) == ["Here", "All"]
    assert titles() == ["Here", "There", "All"]


def test_an_office_that_is_not_public_speaks_on_its_own_pages_alone() -> None:
    hidden = accounts.office(is_open_to_public=False)
    announcement("Hidden", office=hidden)

    assert titles() == []
    assert titles(office=hidden) == ["Hidden"]


def test_what_comes_first_stands_first() -> None:
    announcement("Third", visits_from=TODAY + 3 * DAY, visits_to=TODAY + 3 * DAY)
    announcement("First", first_on=TODAY - DAY)
    announcement("Second", visits_from=TODAY + DAY, visits_to=TODAY + 4 * DAY)

    assert titles() == ["First", "Second", "Third"]


@pytest.mark.parametrize(("others", "named"), [(0, False), (1, True)])
def test_an_office_is_told_apart_where_there_are_several(others: int, named: bool) -> None:
    office = accounts.office()
    accounts.office(is_open_to_public=False)
    for _ in range(others):
        accounts.office()
    announcement(office=office)

    assert [row.has_other_offices for row in current(at=AT)] == [named]  # type: ignore[attr-defined]  # annotated


def test_all_of_it_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        announcement(str(number), office=accounts.office())

    with django_assert_num_queries(1):
        assert [row.office is not None and row.office.name != "" for row in current(at=AT)] == [True] * 3


@pytest.mark.parametrize(
    ("days", "on", "told"),
    [
        pytest.param({}, TODAY, True, id="on-a-day-it-is-shown"),
        pytest.param({}, TODAY + DAY, False, id="on-no-day-it-is-shown"),
        pytest.param({"visits": (5, 6)}, TODAY + 5 * DAY, True, id="on-the-first-day-it-is-about"),
        pytest.param({"visits": (5, 6)}, TODAY + 6 * DAY, True, id="on-the-last"),
        pytest.param({"visits": (5, 6)}, TODAY + 4 * DAY, False, id="before"),
        pytest.param({"visits": (5, 6)}, TODAY + 7 * DAY, False, id="after"),
        pytest.param({"visits": (5, 6)}, TODAY, False, id="though-it-is-shown-then"),
    ],
)
def test_whoever_visits_on_a_day_it_is_about_is_told(
    days: dict[str, tuple[int, int]], on: date, told: bool
) -> None:
    about = {
        name: TODAY + number * DAY
        for name, number in zip(("visits_from", "visits_to"), days.get("visits", ()), strict=False)
    }
    office = accounts.office()
    announcement("A", office=office, **about)

    assert len(told_with(office=office, on=on, today=TODAY)) == told


def test_nobody_is_told_before_it_is_announced() -> None:
    office = accounts.office()
    announcement(first_on=TODAY + DAY, last_on=TODAY + 2 * DAY)

    assert told_with(office=office, on=TODAY + DAY, today=TODAY) == []
    assert len(told_with(office=office, on=TODAY + DAY, today=TODAY + DAY)) == 1


def test_who_visits_is_not_told_of_drafts_and_of_other_offices() -> None:
    announcement(is_published=False)
    announcement(office=accounts.office())

    assert told_with(office=accounts.office(), on=TODAY, today=TODAY) == []


@pytest.mark.parametrize("missing", ["title_pl", "title_en", "title_ru", "body_pl", "body_en", "body_ru"])
@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_is_published_that_lacks_words_in_a_language(missing: str, nothing: str | None) -> None:
    lacking: dict[str, Any] = {missing: nothing}

    with pytest.raises(IntegrityError, match="published_in_every_language"), transaction.atomic():
        announcement(**lacking)

    assert announcement(is_published=False, **lacking).pk


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"last_on": TODAY - DAY}, "announcement_forwards"),
        ({"visits_from": TODAY}, "announcement_visits_forwards"),
        ({"visits_to": TODAY}, "announcement_visits_forwards"),
        ({"visits_from": TODAY, "visits_to": TODAY - DAY}, "announcement_visits_forwards"),
    ],
)
def test_days_stand_in_their_order(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        announcement(**fields)


def test_one_change_drafts_one_announcement() -> None:
    announcement(source=SOURCE)

    with pytest.raises(IntegrityError, match="source_once"), transaction.atomic():
        announcement(source=SOURCE)

    assert [announcement().source, announcement().source] == ["", ""]


class TestDraft:
    @pytest.fixture
    def office(self) -> Office:
        return accounts.office()

    @pytest.fixture
    def by(self) -> Actor:
        return Actor.user(accounts.user().pk)

    @pytest.fixture
    def wanted(self, office: Office) -> Callable[..., Draft]:
        def made(word: str = "Closed", **changed: Any) -> Draft:  # noqa: ANN401  any field of a draft
            words = {language: f"{word} {language}" for language in ("pl", "en", "ru")}
            fields: dict[str, Any] = {"source": SOURCE, "office": office, "titles": words, "bodies": words}
            days = {"first_day": TODAY + 60 * DAY, "last_day": TODAY + 61 * DAY}
            return Draft(**fields | days | changed)

        return made

    def test_it_is_written_in_each_language_and_shown_to_nobody(
        self, wanted: Callable[..., Draft], by: Actor, office: Office
    ) -> None:
        row = draft(wanted(), before=None, by=by, at=AT)

        assert row is not None
        row.refresh_from_db()
        assert (row.is_published, row.office, row.created_by_id, row.source) == (
            False,
            office,
            by.user_id,
            SOURCE,
        )
        assert (row.title_pl, row.body_en, row.title_ru) == ("Closed pl", "Closed en", "Closed ru")  # type: ignore[attr-defined]  # by modeltranslation
        event = Event.objects.get(action="announcement.drafted")
        assert (event.subject_pk, event.user_id, event.office_id) == (str(row.pk), by.user_id, office.pk)

    @pytest.mark.parametrize(
        ("first", "last", "is_lasting", "shown"),
        [
            pytest.param(60, 61, False, (32, 61), id="far"),
            pytest.param(28, 28, False, (0, 28), id="in-four-weeks"),
            pytest.param(29, 29, False, (1, 29), id="a-day-later"),
            pytest.param(-3, 90, False, (0, 90), id="a-long-closure-under-way"),
            pytest.param(-3, 90, True, (0, 27), id="a-change-that-stays"),
            pytest.param(-3, 5, True, (0, 5), id="a-change-that-ends-soon"),
            pytest.param(10, None, True, (0, 37), id="a-change-for-good"),
        ],
    )
    def test_it_is_shown_four_weeks_before_and_a_lasting_change_four_weeks_after(
        self,
        wanted: Callable[..., Draft],
        first: int,
        last: int | None,
        is_lasting: bool,
        shown: tuple[int, int],
    ) -> None:
        last_day = None if last is None else TODAY + last * DAY
        days = wanted(first_day=TODAY + first * DAY, last_day=last_day, is_lasting=is_lasting).days_from(
            TODAY
        )

        first_on, last_on = (TODAY + number * DAY for number in shown)
        assert (days["first_on"], days["last_on"]) == (first_on, last_on)
        assert (days["visits_from"], days["visits_to"]) == (TODAY + first * DAY, last_on)

    def test_another_change_brings_the_same_draft_up_to_date(
        self, wanted: Callable[..., Draft], by: Actor
    ) -> None:
        first = draft(wanted(), before=None, by=by, at=AT)
        second = draft(wanted("Shut", last_day=TODAY + 70 * DAY), before=wanted(), by=by, at=AT)

        assert second == first
        assert Announcement.objects.count() == 1
        row = Announcement.objects.get()
        assert (row.title_en, row.visits_to) == ("Shut en", TODAY + 70 * DAY)  # type: ignore[attr-defined]  # by modeltranslation
        assert Event.objects.filter(action="announcement.redrafted").count() == 1

    def test_what_is_published_stays_as_it_is(self, wanted: Callable[..., Draft], by: Actor) -> None:
        there = announcement("By hand", source=SOURCE)

        assert draft(wanted(), before=wanted("Before"), by=by, at=AT) == there
        there.refresh_from_db()
        assert there.title_en == "By hand"  # type: ignore[attr-defined]  # by modeltranslation
        assert Event.objects.filter(action__startswith="announcement").count() == 0

    def test_a_change_that_changes_nothing_of_it_keeps_what_was_written_by_hand(
        self, wanted: Callable[..., Draft], by: Actor
    ) -> None:
        there = announcement("By hand", source=SOURCE, is_published=False)

        assert draft(wanted(), before=wanted(), by=by, at=AT) == there
        there.refresh_from_db()
        assert there.title_en == "By hand"  # type: ignore[attr-defined]  # by modeltranslation

    def test_a_draft_that_was_deleted_does_not_come_back_by_itself(
        self, wanted: Callable[..., Draft], by: Actor
    ) -> None:
        assert draft(wanted(), before=wanted(), by=by, at=AT) is None
        assert Announcement.objects.count() == 0

    @pytest.mark.parametrize(
        ("first", "last", "drafted"),
        [(-3, 0, 1), (-3, -1, 0), (366, 366, 1), (367, 367, 0)],
        ids=["ends-today", "ended-yesterday", "a-year-ahead", "farther"],
    )
    def test_what_is_over_or_far_away_is_not_announced(
        self, wanted: Callable[..., Draft], by: Actor, first: int, last: int, drafted: int
    ) -> None:
        draft(wanted(first_day=TODAY + first * DAY, last_day=TODAY + last * DAY), before=None, by=by, at=AT)

        assert Announcement.objects.count() == drafted

    def test_a_draft_goes_when_its_change_is_put_into_the_past(
        self, wanted: Callable[..., Draft], by: Actor
    ) -> None:
        announcement(source=SOURCE, is_published=False)
        over = wanted(first_day=TODAY - DAY, last_day=TODAY - DAY)

        assert draft(over, before=wanted(), by=by, at=AT) is None
        assert drafted_from(SOURCE) is None

    def test_withdrawing_deletes_a_draft_and_tells_of_what_is_published(self, by: Actor) -> None:
        announcement(source=SOURCE, is_published=False)
        published = announcement(source="scheduling.closure:13")

        assert withdraw(SOURCE, by=by, at=AT) is None
        assert withdraw("scheduling.closure:13", by=by, at=AT) == published
        assert withdraw("scheduling.closure:14", by=by, at=AT) is None
        assert list(Announcement.objects.all()) == [published]
        assert [event.action for event in Event.objects.all()] == ["announcement.withdrawn"]
