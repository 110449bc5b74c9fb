"""The foreigner with an account has booked a visit, so that there is one to look at."""

from datetime import date, datetime, timedelta

from portal.accounts.models import User
from portal.demo.world.people import Person
from portal.demo.world.staff import APPLICANT
from portal.demo.world.visits import digest_of
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.codes import token_digest

SERVICE = "COMPLETE"
AHEAD = timedelta(days=6)
OLENA = Person("Olena", "Prykladna", date(1991, 5, 14), "UA", APPLICANT.language)
CASE_NUMBER = "SC-II.6151.20001.2026"
NAMED = ("given_names", "family_name", "birth_date", "citizenship", "language")


def give_visit(visits: list[Appointment], *, at: datetime) -> Appointment | None:
    """Let the applicant have the first of these visits that is some days ahead, in place of somebody.

    It is not written down yet: afterwards nobody's visit becomes another's.
    """
    account = User.objects.get(email=APPLICANT.email)
    coming = [visit for visit in visits if _fits(visit, after=at + AHEAD)]
    if not coming or Appointment.objects.of_account(account).exists():
        return None
    visit = min(coming, key=lambda each: (each.interval.start, each.counter.code))
    for name in NAMED:
        setattr(visit, name, getattr(OLENA, name))
    visit.account, visit.email, visit.phone = account, account.email, ""
    visit.identity_digest = digest_of(OLENA)
    return visit


def open_page(visit: Appointment) -> None:
    """Give a visit that is written down its own page, whose address depends on its number."""
    visit.token_digest = token_digest(notices.token_of(visit))
    visit.save(update_fields=["token_digest"])


def _fits(visit: Appointment, *, after: datetime) -> bool:
    is_booked = visit.state == AppointmentState.BOOKED
    return is_booked and visit.service.code == SERVICE and visit.interval.start > after
