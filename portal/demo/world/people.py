"""Invented visitors, of the citizenships that the office sees.

The shares are estimates for 2020 from published counts of residence documents. Names are
common ones put together by chance; whoever bears one is not meant.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.accounts.choices import Language

UKRAINIAN = (
    "Olena Iryna Oksana Natalia Svitlana Andrii Oleksandr Serhii Dmytro Vasyl Yuliia Taras",
    "Kovalenko Bondarenko Tkachenko Shevchuk Melnyk Kravchuk Savchenko Rudenko Lysenko Moroz Hnatiuk Dziuba",
)
EASTERN = (
    "Aleksei Olga Tatiana Pavel Viktor Marina Ilya Anastasia Maksim Elena",
    "Novik Karpov Zhukov Belova Sokol Orlova Kozlov Lebed Gromov Melnik",
)
CAUCASIAN = (
    "Giorgi Nino Tamar Levan Ani Armen Davit Mariam",
    "Beridze Kapanadze Sarkisian Petrosian Lomidze",
)
TURKISH = (
    "Mehmet Elif Emre Zeynep Murat Ayşe Aziz Dilnoza",
    "Yılmaz Demir Kaya Karimov Rashidov Aydın Saparov",
)
INDIAN = (
    "Priya Rahul Anita Arjun Deepak Kavita Sunil Maya",
    "Sharma Patel Singh Gurung Thapa Rahman Nair Das",
)
EAST_ASIAN = ("Linh Minh Thi Wei Jing Hao Min-jun Mei", "Nguyen Tran Pham Wang Li Zhang Kim Santos")
WESTERN = (
    "Emma James Sofia Lucas Laura Marco Anna Daniel",
    "Martin Rossi Schmidt Garcia Smith Brown Silva Costa",
)
AFRICAN = (
    "Ahmed Fatima Chidi Amina Omar Grace Samuel Leila",
    "Hassan Okafor Ibrahim Adeyemi Mansour Bello Diallo",
)

SHARES = {
    "UA": (56, UKRAINIAN),
    "BY": (6, EASTERN),
    "IN": (5, INDIAN),
    "RU": (4, EASTERN),
    "GE": (2, CAUCASIAN),
    "VN": (2, EAST_ASIAN),
    "TR": (2, TURKISH),
    "CN": (2, EAST_ASIAN),
    "US": (2, WESTERN),
    "MD": (2, EASTERN),
    "AM": (2, CAUCASIAN),
    "UZ": (2, TURKISH),
    "EG": (2, AFRICAN),
    "NG": (2, AFRICAN),
    "BR": (2, WESTERN),
    "PH": (2, EAST_ASIAN),
    "BD": (1, INDIAN),
    "KR": (1, EAST_ASIAN),
    "GB": (1, WESTERN),
    "KZ": (1, EASTERN),
    "NP": (1, INDIAN),
}
EUROPEANS = {"IT": (6, WESTERN), "DE": (5, WESTERN), "FR": (2, WESTERN), "ES": (2, WESTERN)}
RUSSIAN_READERS = {"UA", "BY", "RU", "KZ", "MD", "GE", "AM", "UZ"}
LANGUAGES = [Language.RUSSIAN, Language.ENGLISH, Language.POLISH]
RUSSIAN_WEIGHTS, OTHER_WEIGHTS = [55, 10, 35], [0, 80, 20]
YOUNGEST, AGES = 19, 45  # most are between 20 and 59


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who never was."""

    given_names: str
    family_name: str
    birth_date: date
    citizenship: str
    language: Language

    @property
    def email(self) -> str:
        return f"visitor-{self.birth_date:%y%m%d}-{self.citizenship.lower()}@example.test"


def somebody(chance: Random, *, today: date, european: bool) -> Person:
    """Return a person by chance, with a language that somebody from there may well read."""
    shares = EUROPEANS if european else SHARES
    (citizenship,) = chance.choices([*shares], [share for share, _names in shares.values()])
    given, family = (chance.choice(names.split()) for names in shares[citizenship][1])
    weights = RUSSIAN_WEIGHTS if citizenship in RUSSIAN_READERS else OTHER_WEIGHTS
    (language,) = chance.choices(LANGUAGES, weights)
    days = chance.randrange(YOUNGEST * 365, (YOUNGEST + AGES) * 365)
    return Person(given, family, today - timedelta(days=days), citizenship, language)
