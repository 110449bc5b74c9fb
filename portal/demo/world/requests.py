"""Two urgent requests that wait for a supervisor. Whoever asks never was."""

from datetime import date, datetime, timedelta

from portal.accounts.choices import Language
from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM
from portal.demo.world.offices import FRIDAY
from portal.demo.world.people import Person
from scheduling.actions import urgent
from scheduling.actions.booking import Details
from scheduling.models import Service, UrgentRequest
from scheduling.rules.holidays import is_day_off

# Then: the day after, some times before the terms are free, as others have given them back.
FIRST_FREE = timedelta(days=8)
ASKED_BEFORE = timedelta(hours=15)  # on the day before, at nine
# Who asks, in how many days the term ends, and what they write.
ASKING = (
    (
        Person("Iryna", "Lysenko", date(1991, 5, 14), "UA", Language.RUSSIAN),
        3,
        "Вызов от прошлой пятницы: 7 дней, чтобы дополнить заявление и сдать отпечатки пальцев.",
    ),
    (
        Person("Deepak", "Thapa", date(1988, 9, 2), "NP", Language.ENGLISH),
        6,
        "Summons (wezwanie): I have 7 days to come in person and show my passport.",
    ),
)


def ask_for_visits(office: Office, service: Service, *, at: datetime) -> None:
    """Make the requests, unless there are some. `at` is midnight of the demonstration's first day, in UTC."""
    if UrgentRequest.objects.exists():
        return
    today = at.astimezone(office.zone).date()
    for number, (person, days, why) in enumerate(ASKING):
        details = Details(
            given_names=person.given_names,
            family_name=person.family_name,
            birth_date=person.birth_date,
            citizenship=person.citizenship,
            email=person.email,
            language=person.language,
        )
        urgent.make(
            office=office,
            service=service,
            wish=urgent.Wish(details, today + timedelta(days=days), why),
            first_free_on=_first_free_on(today),
            key=f"demo-{number}",
            by=SYSTEM,
            at=at - ASKED_BEFORE,
        )


def _first_free_on(today: date) -> date:
    """Return the first working day that had a free time when they asked: after both terms."""
    on = today + FIRST_FREE
    while on.isoweekday() > FRIDAY or is_day_off(on):
        on += timedelta(days=1)
    return on
