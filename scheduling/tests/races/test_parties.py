"""Families and single people want the same times at the same moment: all of a family or nobody."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR
from scheduling.actions import cancelling, seating
from scheduling.actions.holding import hold
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.models.offers import offers_on
from scheduling.rules.parties import Party
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import active, asking, clear, overlaps, together

FAMILIES = 24
ROUNDS = 4
QUARTER = timedelta(minutes=15)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=4)


def coming(office: Office, service: Service, people: int, turn: int, number: int) -> bool:
    """Try to hold for a party; tell whether they are in."""
    try:
        hold(
            office=office,
            service=service,
            start=make.local(office, make.MONDAY, "09:00") + turn * QUARTER,
            holder=f"browser {number}",
            language="en",
            party=Party(people),
            by=VISITOR,
            at=make.AT,
        )
    except TimeTakenError:
        return False
    return True


def torn_apart() -> list[str]:
    """Return the bookings of which not everybody is in."""
    there = active()
    sizes = Counter(row.lead_id or row.pk for row in there)
    leads = {row.pk: row for row in there if row.lead_id is None}
    return [str(pk) for pk, size in sizes.items() if pk not in leads or leads[pk].people != size]


def test_families_and_single_people_race_and_no_family_is_torn_apart(
    office: Office, service: Service
) -> None:
    chance = Random(5)  # noqa: S311  who wants what

    for _round in range(ROUNDS):
        clear()
        wishes = [(chance.randint(1, 6), chance.randrange(5)) for _ in range(FAMILIES)]

        got_in = together(
            [partial(coming, office, service, *wish, number) for number, wish in enumerate(wishes)]
        )

        assert overlaps(active()) == []
        assert torn_apart() == []
        assert len(active()) == sum(
            people for (people, _), is_in in zip(wishes, got_in, strict=True) if is_in
        )


def test_nobody_loses_to_nobody(office: Office, service: Service) -> None:
    """Whoever was told "taken" could not be seated then by what was left at the end."""
    together([partial(coming, office, service, 1, 0, number) for number in range(FAMILIES)])

    assert len(active()) == 4
    free = offers_on(office, service, on=make.MONDAY, at=make.AT)
    assert make.local(office, make.MONDAY, "09:00") not in {offer.start for offer in free}


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Seat each of a party in a transaction of their own, and keep who got in."""

    def switch_on() -> None:
        def seat(rows: list[Appointment], wanted: seating.Wanted, **_others: object) -> bool:
            counters = list(wanted.office.counter_set.order_by("pk"))
            for row, counter in zip(rows, counters, strict=False):
                row.counter_id, row.lead_id = counter.pk, rows[0].pk if row is not rows[0] else None
                try:
                    with transaction.atomic():
                        row.save()
                except IntegrityError:
                    continue
            return True

        monkeypatch.setattr("scheduling.actions.holding.seat", seat)

    return switch_on


def test_seated_one_by_one_a_family_is_torn_apart(
    office: Office, service: Service, one_by_one: Callable[[], None]
) -> None:
    """The negative control: what all-or-none prevents."""
    make.appointment(
        office.counter_set.order_by("pk")[2],
        service,
        make.local(office, make.MONDAY, "09:00"),
        state=AppointmentState.BOOKED,
    )
    one_by_one()

    coming(office, service, 4, 0, 1)

    assert len(torn_apart()) == 1


def test_all_and_one_of_them_cancelled_at_once_wait_for_each_other_in_one_order(
    office: Office, service: Service
) -> None:
    """However the rows lie on the disk: the lead is locked before the others."""
    account = accounts.user()
    for _round in range(8):
        clear()
        start = make.local(office, make.MONDAY, "09:00")
        place = office.counter_set.order_by("pk")[0]
        lead = make.appointment(place, service, start, people=3)
        for number in (2, 3):
            later = start + number * QUARTER
            make.appointment(place, service, later, lead=lead, number=number, people=3)
        Appointment.objects.filter(pk=lead.pk).update(account=account)  # its row lies behind the others now
        visit = Appointment.objects.for_page().get(pk=lead.pk)
        whom: dict[str, Any] = {"appointment": visit, "by": VISITOR, "at": make.AT}

        said = together(
            [
                asking(partial(cancelling.cancel, **whom)),
                asking(partial(cancelling.cancel_member, number=3, **whom)),
                asking(partial(cancelling.cancel_member, number=2, **whom)),
            ]
        )

        assert said[0] == "done"
        assert {*said} <= {"done", "TooLateError"}
        assert active() == []
