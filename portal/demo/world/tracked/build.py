"""Whoever follows cases in the demonstration: their person, a lawyer, an employer."""

from datetime import date, datetime

from portal.accounts.models import Office
from portal.demo.world.tracked.olena import give_case
from portal.demo.world.tracked.others import give_mandates


def let_follow(office: Office, *, today: date, at: datetime) -> None:
    """Link people to the cases of an office that have just been made."""
    give_case(office, today=today, at=at)
    give_mandates(office, today=today, at=at)
