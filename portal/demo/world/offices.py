"""Two offices, when they work, and their counters.

That the department would work in two shifts around a disinfection from 15:00 to 16:00 is
published; the bounds of the shifts, the counters and the rules of release are assumed.
Nothing here is a real telephone or mailbox.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from portal.accounts.models import Office
from portal.setup.catalogue import worded
from scheduling.models import BlockedWindow, Closure, Counter, ReleaseRule, Service, ShiftPattern
from scheduling.rules.holidays import is_day_off

FROM = date(2020, 9, 21)
MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
FRIDAY = 5
OPENS_AT = time(8)
DAYS_AHEAD = 60
CARD_DAYS_AHEAD = 30  # a card lies ready, nobody should wait two months for it
NOTICE_MINUTES = 120
DIRECTIONS = {
    "pl": "Przyjdź 10–15 minut przed wizytą i miej pod ręką numer rezerwacji.",
    "en": "Come 10 to 15 minutes before your time, with your booking reference at hand.",
    "ru": "Приходите за 10–15 минут до назначенного времени. Держите номер записи под рукой.",
}
# The authority, which does much else: a message on a locked screen tells nobody why one goes there.
MESSAGE_NAME = {
    "pl": "Małopolski Urząd Wojewódzki",
    "en": "Małopolska Voivodeship Office",
    "ru": "Малопольское воеводское управление",
}
DISINFECTION = {
    "pl": "Dezynfekcja sal obsługi",
    "en": "Disinfection of the service rooms",
    "ru": "Дезинфекция залов обслуживания",
}
TRAINING = {
    "pl": "Dzień szkoleniowy pracowników",
    "en": "Staff training day",
    "ru": "День обучения сотрудников",
}
SHIFTS = [
    ({"pl": "Zmiana I", "en": "First shift", "ru": "Первая смена"}, time(7, 30), time(15)),
    ({"pl": "Zmiana II", "en": "Second shift", "ru": "Вторая смена"}, time(16), time(19)),
]


@dataclass(frozen=True, slots=True)
class Place:
    """An office of the demonstration. `counters` says which services each counter takes."""

    slug: str
    name: dict[str, str]
    address: str
    phone: str
    email: str
    counters: tuple[tuple[str, ...], ...]


PLACES = [
    Place(
        slug="krakow",
        name={
            "pl": "Wydział Spraw Cudzoziemców, Kraków",
            "en": "Department for Foreigners, Kraków",
            "ru": "Отдел по делам иностранцев, Краков",
        },
        address="ul. Przy Rondzie 6\n31-547 Kraków",
        phone="+48120000000",
        email="krakow@example.test",
        counters=(
            ("INFO", "EU"),
            ("COMPLETE", "DOCS"),
            ("COMPLETE", "DOCS"),
            ("COMPLETE", "DOCS", "FILE_VIEW"),
            ("CARD", "WP_DEC"),
            ("CARD", "CARD_X"),
            ("FILE", "COMPLETE", "INFO"),
            ("HEARING", "FILE_VIEW", "INFO"),
        ),
    ),
    Place(
        slug="nowy-sacz",
        name={
            "pl": "Wydział Spraw Cudzoziemców, Nowy Sącz",
            "en": "Department for Foreigners, Nowy Sącz",
            "ru": "Отдел по делам иностранцев, Новы-Сонч",
        },
        address="ul. Przykładowa 1\n33-300 Nowy Sącz",
        phone="+48180000000",
        email="nowy-sacz@example.test",
        counters=(
            ("FILE", "COMPLETE", "DOCS", "INFO", "EU"),
            ("CARD", "CARD_X", "COMPLETE", "FILE_VIEW", "WP_DEC", "HEARING"),
        ),
    ),
]


def office(place: Place, services: dict[str, Service], *, today: date) -> Office:
    """Return the office of a place; made with its hours and rules, if it is missing."""
    if found := Office.objects.filter(slug=place.slug).first():
        return found
    made = Office.objects.create(
        slug=place.slug,
        phone=place.phone,
        email=place.email,
        time_zone="Europe/Warsaw",
        **worded(
            name=place.name,
            message_name=MESSAGE_NAME,
            address=dict.fromkeys(place.name, place.address),
            directions=DIRECTIONS,
        ),
    )
    _hours(made, today=today)
    for service, days_ahead in ((None, DAYS_AHEAD), (services["CARD"], CARD_DAYS_AHEAD)):
        ReleaseRule.objects.create(
            office=made,
            service=service,
            days_ahead=days_ahead,
            opens_at=OPENS_AT,
            notice_minutes=NOTICE_MINUTES,
        )
    return made


def missing_counters(
    place: Place, office: Office, services: dict[str, Service], *, scale: int
) -> list[Counter]:
    """Make the counters that a demonstration of this scale has more than there are."""
    known = set(Counter.objects.filter(office=office).values_list("code", flat=True))
    made = []
    for number in range(len(place.counters) * scale):
        code = f"{number + 1:02}"
        if code not in known:
            counter = Counter.objects.create(office=office, code=code)
            counter.services.set(services[name] for name in place.counters[number % len(place.counters)])
            made.append(counter)
    return made


def closed_on(today: date) -> date:
    """Return a day on which the offices are closed: a Friday, four weeks or more ahead."""
    day = today + timedelta(days=28)
    while day.isoweekday() != FRIDAY or is_day_off(day):
        day += timedelta(days=1)
    return day


def _hours(office: Office, *, today: date) -> None:
    for name, starts, ends in SHIFTS:
        ShiftPattern.objects.create(
            office=office,
            weekdays=MONDAY_TO_FRIDAY,
            starts=starts,
            ends=ends,
            valid_from=FROM,
            **worded(name=name),
        )
    BlockedWindow.objects.create(
        office=office,
        weekdays=MONDAY_TO_FRIDAY,
        starts=time(15),
        ends=time(16),
        valid_from=FROM,
        **worded(reason=DISINFECTION),
    )
    closed = closed_on(today)
    Closure.objects.create(office=office, first_on=closed, last_on=closed, **worded(reason=TRAINING))
