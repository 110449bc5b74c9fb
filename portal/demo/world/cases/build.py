"""The cases of the demonstration: as many as are asked for, all at the first office."""

from datetime import date, datetime
from random import Random

from applications.models import Application
from portal.accounts.models import Office, User
from portal.demo.world import staff
from portal.demo.world.applicant import CASE_NUMBER
from portal.demo.world.cases.making import Maker
from portal.demo.world.cases.story import Cast

OFFICERS = 14
CLERKS = 6


def build_cases(office: Office, *, count: int, seed: int, today: date, at: datetime) -> int:
    """Make the cases of an office that has none, and return how many events they have."""
    if Application.objects.filter(office=office).exclude(case_number=CASE_NUMBER).exists():
        return 0
    cast = Cast(
        clerks=tuple(staff.clerk(office, number, at=at).pk for number in range(1, CLERKS + 1)),
        officers=tuple(staff.case_officer(office, number, at=at).pk for number in range(1, OFFICERS + 1)),
        signer=User.objects.get(email=staff.SIGNER.email).pk,
    )
    chance = Random(f"{seed}-cases-{office.slug}")  # noqa: S311  no secret hangs on it
    return Maker(office, cast, chance, today, at).make(count)
