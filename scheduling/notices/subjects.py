"""What notices are about: visits read by their keys, and one that nobody has booked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About, Way
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Service, UrgentRequest
from scheduling.models.arrivals import read_check_ins
from scheduling.models.together import read_members

EXAMPLE_START = datetime(2026, 12, 8, 8, 15, tzinfo=UTC)


def found(pks: Sequence[str]) -> Mapping[str, Appointment]:
    """Read a batch of visits, and in one more query who comes with them, if anybody does."""
    visits = list(Appointment.objects.for_page().filter(pk__in=pks))
    read_members(visits)
    return {str(visit.pk): visit for visit in visits}


def found_to_come(pks: Sequence[str]) -> Mapping[str, Appointment]:
    """Read the same, and when each may check in."""
    visits = found(pks)
    read_check_ins(visits.values())
    return visits


def is_last_word(visit: Appointment, about: About) -> bool:
    """Tell whether the visit is where it was then: once moved, only that is told, by its own notice."""
    is_as_told = visit.state == AppointmentState.BOOKED and visit.sequence == about.version
    return is_as_told and visit.interval.end > about.at


def contacts_of(subject: Appointment | UrgentRequest) -> list[Way]:
    """Return how the person can be reached without a device of theirs, the best way first."""
    contacts = ((Channel.EMAIL, subject.email), (Channel.SMS, subject.phone))
    return [Way(channel, to, subject.language) for channel, to in contacts if to]


def example() -> Appointment:
    """Return a visit that nobody has booked, to show what a message looks like."""
    office = Office(
        slug="example",
        name=_("Foreigners' office"),
        message_name="",
        address=_("1 Example Street\n31-000 Kraków"),
    )
    return Appointment(
        pk=0,
        counter=Counter(office=office, code="1"),
        service=Service(code="EXAMPLE", name=_("Example of a service"), minutes=15),
        period=DateTimeTZRange(EXAMPLE_START, EXAMPLE_START + timedelta(minutes=15)),
        state=AppointmentState.BOOKED,
        reference="7F3K-9M2Q",
        created_at=EXAMPLE_START - timedelta(days=9),
        booked_at=EXAMPLE_START - timedelta(days=9),
        code_version=1,
    )


def family_example() -> Appointment:
    """Return a visit of three, the last of whom waits for a counter."""
    visit, length = example(), timedelta(minutes=15)
    visit.people = 3
    starts = {2: EXAMPLE_START, 3: EXAMPLE_START + length}
    # As if they had been read with it (`read_members`).
    vars(visit)["_prefetched_objects_cache"] = {
        "members": [
            Appointment(number=number, people=3, period=DateTimeTZRange(start, start + length))
            for number, start in starts.items()
        ]
    }
    return visit


def cancelled_example() -> Appointment:
    visit = example()
    visit.state, visit.cancelled_at = AppointmentState.CANCELLED, EXAMPLE_START - timedelta(days=1)
    return visit
