"""Cases of one office, opened as a clerk would open them."""

from datetime import date, datetime, timedelta

from applications.actions.opening import Applicant, open_case
from applications.choices import Channel, Part
from applications.models import Application, Procedure
from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM

EVERY_PART = frozenset(Part)


def office(slug: str = "bench-cases") -> Office:
    return Office.objects.create(slug=slug, name_pl="Bench", address_pl="ul. Przykładowa 1")


def opened(of: Office, count: int, *, filed_on: date, at: datetime) -> list[Application]:
    """Open so many cases, one a person."""
    procedure = Procedure.objects.get(code="TEMP_WORK")
    return [
        open_case(
            office=of,
            procedure=procedure,
            applicant=Applicant(
                given_names=f"Given{number}",
                family_name=f"Family{number}",
                birth_date=date(1970, 1, 1) + timedelta(days=number % 10_000),
                citizenship="UA",
            ),
            channel=Channel.OFFICE,
            filed_on=filed_on,
            by=SYSTEM,
            parts=EVERY_PART,
            at=at,
        )
        for number in range(count)
    ]
