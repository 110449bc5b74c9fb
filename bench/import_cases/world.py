"""A file of cases as another system might write it: invented people, in any length."""

from collections.abc import Iterator
from datetime import date, timedelta

COLUMNS = (
    "Id sprawy",
    "Znak sprawy",
    "Rodzaj sprawy",
    "Imię",
    "Nazwisko",
    "Data urodzenia",
    "Obywatelstwo",
    "Data złożenia",
    "Sposób złożenia",
    "E-mail",
    "Telefon",
    "Język",
    "Nr paszportu",
    "Pracodawca",
)
NAMES = ("Олена", "Aliaksandr", "Nguyễn Thị", "Łukasz", "Gulnara", "Giorgi", "Ayşe", "Precious")
FAMILIES = ("Коваленко", "Kavaliou", "Trần", "Żółtowski", "Mammadova", "Beridze", "Yılmaz", "Okafor")
PROCEDURES = ("TEMP_WORK", "TEMP_STUDY", "TEMP_FAMILY", "PERM", "LTR_EU", "WP_A", "CARD_REPLACE")
COUNTRIES = ("UA", "BY", "VN", "Gruzja", "IN", "TR", "RU", "NG")


def pieces(count: int, *, symbol: str, today: date) -> Iterator[bytes]:
    """Yield the file of an office with that symbol piece by piece, in UTF-8."""
    yield (";".join(COLUMNS) + "\n").encode()
    for number in range(count):
        yield (";".join(cells(number, symbol=symbol, today=today)) + "\n").encode()


def cells(number: int, *, symbol: str, today: date) -> tuple[str, ...]:
    filed_on = today - timedelta(days=1 + number % 700)
    born_on = date(1960, 1, 1) + timedelta(days=number * 37 % 15_000)
    return (
        f"WSC/{number}",
        f"SC-{symbol}.6151.{number + 1}.{filed_on.year}",
        PROCEDURES[number % len(PROCEDURES)],
        NAMES[number % len(NAMES)],
        f"{FAMILIES[number // 8 % len(FAMILIES)]}-{number}",
        f"{born_on:%d.%m.%Y}",
        COUNTRIES[number % len(COUNTRIES)],
        f"{filed_on:%d.%m.%Y}",
        "mos",
        f"person-{number}@example.test",
        "+48 600 000 000" if number % 3 else "",
        "pl",
        f"FT{number:07}",
        "Budowa sp. z o.o." if number % 7 == 5 else "",  # noqa: PLR2004  work permits alone
    )


def events(count: int, *, today: date) -> Iterator[bytes]:
    """Yield what happened in the first of the same cases: each person came."""
    yield b"Id sprawy;Zdarzenie;Data\n"
    for number in range(count):
        yield f"WSC/{number};appeared;{today:%d.%m.%Y}\n".encode()
