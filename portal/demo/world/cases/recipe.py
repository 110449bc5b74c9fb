"""How often what happens in the demonstration's cases.

Shares of kinds, outcomes and months are those of `domain.md` 1.5 for a year at the office, and
estimates there: decided cases are positive in 84 of 100. Lengths are lognormal around the 172 days
that the office took on average in 2025, with the long tail that offices have.
"""

from datetime import date, timedelta
from random import Random

KINDS = {
    "TEMP_WORK": 62,
    "WP_A": 6,
    "TEMP_FAMILY": 8,
    "TEMP_SPOUSE_PL": 3,
    "TEMP_STUDY": 8,
    "TEMP_OTHER": 2,
    "TEMP_BUSINESS": 1,
    "PERM": 6,
    "LTR_EU": 2,
    "TEMP_BLUE": 1,
    "CARD_REPLACE": 1,
}
MONTHS = (12, 11, 11, 5, 6, 8, 8, 5, 10, 11, 10, 8)
"""Applications come in winter and autumn; April, May and August are quiet."""
BACK = 540  # days
OUTCOMES = {"positive": 84, "refusal": 7, "discontinued": 5, "unexamined": 4}

MEDIAN_DAYS, SPREAD = 155, 0.45
SHORTER = {"WP_A": 0.3, "CARD_REPLACE": 0.25, "PERM": 1.2, "LTR_EU": 1.3}

DOCUMENTS = {
    "insurance": "Dokument potwierdzający ubezpieczenie zdrowotne",
    "contract": "Umowa o pracę albo inna umowa z podmiotem powierzającym pracę",
    "annex": "Załącznik nr 1 wypełniony przez pracodawcę",
    "income": "Zaświadczenie o zarobkach z ostatnich 3 miesięcy",
    "housing": "Dokument potwierdzający zapewnione miejsce zamieszkania",
    "tax": "PIT za ostatni rok podatkowy",
    "school": "Zaświadczenie z uczelni o kontynuowaniu studiów",
}
NOTES = (
    "Rozmowa telefoniczna: strona pyta o termin, wyjaśniono.",
    "Akta uzupełnione o tłumaczenie przysięgłe.",
    "Sprawdzono w systemie: brak wpisu.",
)


def filing_days(chance: Random, count: int, *, today: date) -> list[date]:
    """Return working days in the past on which applications came, more of them in busy months."""
    days = [today - timedelta(days=number) for number in range(1, BACK)]
    working = [on for on in days if on.weekday() < 5]  # noqa: PLR2004  Monday to Friday
    return sorted(chance.choices(working, [MONTHS[on.month - 1] for on in working], k=count))


def chosen(chance: Random, shares: dict[str, int]) -> str:
    return chance.choices([*shares], [*shares.values()])[0]


def length(chance: Random, code: str) -> int:
    """Return in how many days a case of this kind is decided."""
    return max(12, int(MEDIAN_DAYS * SHORTER.get(code, 1.0) * chance.lognormvariate(0, SPREAD)))
