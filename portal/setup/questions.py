"""What is asked about a new office. The terminal and the file of answers read this one table."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from portal.setup import catalogue, reading
from portal.setup.reading import Hours

NONE = "none"
DAYS = 7
MOST_COUNTERS, MOST_DAYS, MOST_WEEKS = 200, 365, 60
LONGEST_NAME, LONGEST_ADDRESS = 200, 300
LANGUAGES = {"pl": "Polish", "en": "English", "ru": "Russian"}
NAMES = {
    "pl": "Wydział Spraw Cudzoziemców",
    "en": "Department for Foreigners",
    "ru": "Отдел по делам иностранцев",
}
REASONS = {"pl": "Dezynfekcja", "en": "Disinfection", "ru": "Дезинфекция"}

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """All that has to be known to make an office."""

    slug: str
    name_pl: str
    name_en: str
    name_ru: str
    address: str
    phone: str
    email: str
    time_zone: str
    working_days: tuple[int, ...]
    shifts: tuple[Hours, ...]
    break_hours: Hours | None
    break_reason_pl: str
    break_reason_en: str
    break_reason_ru: str
    counters: int
    services: tuple[str, ...]
    days_ahead: int
    opens_at: time
    administrator: str
    clerks: tuple[str, ...]
    weeks: int

    @property
    def seats(self) -> int:
        """How many people the office has room for: nobody works two shifts of a day."""
        return self.counters * len(self.shifts)


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is wanted. `given` are the answers to the questions before."""

    key: str
    words: str
    read: Callable[[str, Given], Any]
    default: Callable[[Given], str | None]
    """What counts if nothing is answered; None where there is nothing sensible."""
    is_asked: Callable[[Given], bool] = lambda _given: True
    """Whether the answer matters, after those before."""

    def answer(self, typed: str, given: Given) -> Any:  # noqa: ANN401  each question has a kind of its own
        """Return the value, or that of the default if nothing was typed.

        :raises ValueError: saying what is wrong with it.
        """
        wanted = typed.strip() or self.default(given)
        if wanted is None:
            raise ValueError("This has to be answered.")
        return self.read(wanted, given)


def always(text: str) -> Callable[[Given], str | None]:
    return lambda _given: text


def no_default(_given: Given) -> None:
    return None


def plain(read: Callable[[str], Any]) -> Callable[[str, Given], Any]:
    return lambda typed, _given: read(typed)


def or_none(read: Callable[[str], Any], *, empty: Any) -> Callable[[str, Given], Any]:  # noqa: ANN401  whatever stands for nothing
    return lambda typed, _given: empty if typed.lower() == NONE else read(typed)


def break_hours(typed: str, given: Given) -> Hours | None:
    if typed.lower() == NONE:
        return None
    found, shifts = reading.hours(typed), given["shifts"]
    open_for = Hours(shifts[0].starts, shifts[-1].ends)
    if found.starts < open_for.starts or found.ends > open_for.ends:
        raise ValueError(f"The break {found} is not within the hours of the office, {open_for}.")
    if all(found.starts <= shift.starts and shift.ends <= found.ends for shift in shifts):
        raise ValueError(f"The break {found} leaves no time for visits.")
    return found


def usual_break(given: Given) -> str:
    shifts = given["shifts"]
    fits = shifts[0].starts <= time(15) and time(16) <= shifts[-1].ends
    return "15:00-16:00" if fits else NONE


def clerks(typed: str, given: Given) -> tuple[str, ...]:
    found = () if typed.lower() == NONE else reading.emails(typed)
    seats = given["counters"] * len(given["shifts"])
    if len(found) > seats:
        raise ValueError(f"There is room for {seats} at the counters, in all shifts: these are {len(found)}.")
    return found


def enough_weeks(given: Given) -> str:
    return str(min(math.ceil(given["days_ahead"] / DAYS) + 1, MOST_WEEKS))


def whole(lowest: int, highest: int) -> Callable[[str, Given], int]:
    return plain(lambda typed: reading.whole(typed, lowest=lowest, highest=highest))


def name() -> Callable[[str, Given], str]:
    return plain(lambda typed: reading.text(typed, longest=LONGEST_NAME))


def has_break(given: Given) -> bool:
    return given["break_hours"] is not None


def lines(typed: str) -> str:
    """Return an address that was typed with commas, a line each."""
    parts = reading.text(typed, longest=LONGEST_ADDRESS).split(",")
    return reading.filled("\n".join(part.strip() for part in parts if part.strip()))


QUESTIONS: tuple[Question, ...] = (
    Question("slug", "Short name in addresses", plain(reading.slug), always("office")),
    *(
        Question(f"name_{code}", f"Name of the office in {language}", name(), always(NAMES[code]))
        for code, language in LANGUAGES.items()
    ),
    Question("address", "Address, lines separated by commas", plain(lines), no_default),
    Question(
        "phone", "Telephone, or none, as in +48 600 000 000", or_none(reading.phone, empty=""), always(NONE)
    ),
    Question(
        "email", "E-mail address of the office, or none", or_none(reading.email, empty=""), always(NONE)
    ),
    Question("time_zone", "Time zone", plain(reading.zone), always("Europe/Warsaw")),
    Question("working_days", "Working days", plain(reading.weekdays), always("Mon-Fri")),
    Question("shifts", "Shifts", plain(reading.shifts), always("07:30-15:00, 16:00-19:00")),
    Question("break_hours", "Break in which nobody is booked, or none", break_hours, usual_break),
    *(
        Question(
            f"break_reason_{code}",
            f"Reason of the break in {language}",
            name(),
            always(REASONS[code]),
            has_break,
        )
        for code, language in LANGUAGES.items()
    ),
    Question("counters", "Number of counters", whole(1, MOST_COUNTERS), always("2")),
    Question(
        "services",
        "Services to begin with, or all",
        plain(lambda typed: reading.some_of(typed, known=tuple(catalogue.content()))),
        always("all"),
    ),
    Question("days_ahead", "How many days ahead people may book", whole(1, MOST_DAYS), always("60")),
    Question("opens_at", "At what time a new day opens", plain(reading.clock), always("08:00")),
    Question("administrator", "E-mail address of the first administrator", plain(reading.email), no_default),
    Question(
        "clerks",
        "Who serves? E-mail addresses, each with a counter and a shift of their own, or none",
        clerks,
        lambda given: given["administrator"],
    ),
    Question(
        "weeks",
        "For how many weeks to plan their duties",
        whole(1, MOST_WEEKS),
        enough_weeks,
        lambda given: bool(given["clerks"]),
    ),
)
# What a question counts for that is not asked.
UNASKED: Given = {"weeks": 0, **{f"break_reason_{code}": "" for code in LANGUAGES}}


def read_all(typed: Mapping[str, str]) -> tuple[Answers | None, list[str]]:
    """Return the answers, or else everything that is wrong with them.

    What hangs on a wrong answer is judged once that is right.
    """
    given, wrong = dict(UNASKED), []
    for question in QUESTIONS:
        try:
            if question.is_asked(given):
                given[question.key] = question.answer(typed.get(question.key, ""), given)
        except ValueError as error:
            wrong.append(f"{question.key}: {error}")
        except KeyError:
            if not wrong:
                raise
    return (None, wrong) if wrong else (Answers(**given), [])
