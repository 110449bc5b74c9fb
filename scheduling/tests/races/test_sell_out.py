"""Five hundred want what two hundred can have."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random

import pytest
from django.db import connections

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR
from portal.notifications.models import Notice
from scheduling.actions.holding import hold
from scheduling.actions.seating import TimeTakenError
from scheduling.models import Appointment, Service
from scheduling.models.offers import offers_on
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import active, booked, confirm, overlaps, prepare

PLACES, CLIENTS, AT_ONCE = 200, 500, 32

pytestmark = pytest.mark.django_db(transaction=True)


def full_house() -> tuple[Office, Service]:
    """Return an office with ten counters and twenty times at each of them."""
    service, office = make.service(), accounts.office()
    make.release(office)
    for _ in range(10):
        make.duty(make.counter(office, service), starts="07:30", ends="12:30")
    return office, service


def free(office: Office, service: Service) -> list[datetime]:
    """Return each time that is offered, once for each counter that is free for it."""
    offers = offers_on(office, service, on=make.MONDAY, at=make.AT)
    return [offer.start for offer in offers for _counter in offer.counters]


def letters(number: int) -> str:
    """Write a number without digits, which are no part of a name."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


class Client:
    """Somebody who looks at the calendar once, and again each time somebody else was faster."""

    def __init__(self, number: int, *, office: Office, service: Service, seen: list[datetime]) -> None:
        self._number, self._office, self._service, self._seen = number, office, service, seen
        self._chance = Random(number)  # noqa: S311  which time they like

    def come(self) -> bool:
        """Return whether they went away with a visit; if not, there was nothing left to choose."""
        try:
            offered = self._seen
            while offered:
                try:
                    held = self._hold(self._chance.choice(offered))
                except TimeTakenError:
                    offered = free(self._office, self._service)
                else:
                    confirm(prepare(held, f"Olena {letters(self._number)}"))
                    return True
            return False
        finally:
            connections.close_all()

    def _hold(self, start: datetime) -> Appointment:
        return hold(
            office=self._office,
            service=self._service,
            start=start,
            holder=f"browser {self._number}",
            language="en",
            by=VISITOR,
            at=make.AT,
        )


def test_500_clients_buy_200_places_and_not_one_more_or_less() -> None:
    office, service = full_house()
    seen = free(office, service)
    clients = [Client(number, office=office, service=service, seen=seen) for number in range(CLIENTS)]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        won = list(threads.map(Client.come, clients))

    assert len(seen) == PLACES
    assert (won.count(True), won.count(False)) == (PLACES, CLIENTS - PLACES)
    assert (len(active()), len(booked()), free(office, service)) == (PLACES, PLACES, [])
    assert overlaps(booked()) == []
    assert len({row.identity_digest for row in booked()}) == PLACES
    assert len({row.reference for row in booked()}) == PLACES
    assert Notice.objects.filter(kind="appointment_booked").count() == PLACES
