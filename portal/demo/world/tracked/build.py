"""Whoever follows cases in the demonstration, besides Olena: a lawyer, an employer."""

from datetime import date, datetime

from applications.actions.pacing import reckon_pace
from portal.accounts.models import Office
from portal.demo.world.tracked.others import give_mandates


def let_follow(office: Office, *, today: date, at: datetime) -> None:
    """Give people mandates in the cases that have just been made, and count how long such cases take."""
    give_mandates(office, today=today, at=at)
    reckon_pace(at=at)
