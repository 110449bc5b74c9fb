"""Read one row of a file of cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from applications.rules.imports.cells import Cells
from applications.rules.imports.columns import Layout, key_of
from applications.rules.imports.faults import Fault, Flaw
from applications.rules.imports.tables import Row
from applications.rules.transitions import Refusal
from scheduling.rules.identity import normalise_case_number
from scheduling.rules.phones import Fault as PhoneFault
from scheduling.rules.phones import read_phone

# As long as the columns of a case.
LONGEST_REFERENCE, LONGEST_NAME, LONGEST_PARTY, LONGEST_MAIL = 60, 100, 200, 254
LONGEST_NUMBER = 60
FIRST_BIRTH = date(1900, 1, 1)
FIRST_FILING = date(1990, 1, 1)  # before it there were other offices and other law
LAST_STAY = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a file stand for, each as `key_of` has it: codes of ours."""

    procedures: Mapping[str, str]
    countries: Mapping[str, str]
    channels: Mapping[str, str]
    languages: Mapping[str, str]
    is_email: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row that can be read. Whether there may be such a case is judged later."""

    line: int
    external_ref: str
    case_number: str
    registered_on: date
    procedure: str
    given_names: str
    family_name: str
    birth_date: date
    citizenship: str
    filed_on: date
    channel: str
    email: str
    phone: str
    language: str
    stay_until: date | None
    document_number: str
    party_name: str


def read_case(row: Row, layout: Layout, words: Words, *, today: date) -> CaseRow | list[Fault]:
    """Return what a row says, or every fault it has."""
    cells = Cells(row.cells, layout, is_whole=row.is_whole)
    filed_on = cells.date(
        "filed_on", first=FIRST_FILING, last=today, is_required=True, too_late=Refusal.IN_FUTURE
    )
    birth_date = cells.date("birth_date", first=FIRST_BIRTH, last=today, is_required=True)
    if birth_date and filed_on and birth_date > filed_on:
        cells.refuse("birth_date", Flaw.AFTER_FILING)
    given, family = (cells.text(name, longest=LONGEST_NAME) for name in ("given_names", "family_name"))
    if not given and not family and not {"given_names", "family_name"} & _columns(cells):
        cells.refuse("family_name", Flaw.NO_NAME)
    stay_until = cells.date("stay_until", first=FIRST_FILING, last=LAST_STAY)
    registered_on = cells.date("registered_on", first=FIRST_FILING, last=today, too_late=Refusal.IN_FUTURE)
    texts = {
        "external_ref": cells.text("external_ref", longest=LONGEST_REFERENCE, is_required=True),
        "case_number": case_number(cells),
        "procedure": cells.word("procedure", words.procedures, Flaw.NO_PROCEDURE, by=key_of),
        "citizenship": cells.word("citizenship", words.countries, Flaw.NO_COUNTRY, by=key_of),
        "channel": cells.word("channel", words.channels, Flaw.NO_CHANNEL, by=key_of, default="other"),
        "language": cells.word("language", words.languages, Flaw.NO_LANGUAGE, by=key_of, default="pl"),
        "email": _email(cells, words),
        "phone": _phone(cells),
        "document_number": cells.text("document_number", longest=LONGEST_NUMBER),
        "party_name": cells.text("party_name", longest=LONGEST_PARTY),
    }
    if cells.faults or filed_on is None or birth_date is None:
        return cells.faults
    return CaseRow(
        line=row.line,
        given_names=given,
        family_name=family,
        birth_date=birth_date,
        filed_on=filed_on,
        registered_on=registered_on or filed_on,
        stay_until=stay_until,
        **texts,
    )


def case_number(cells: Cells) -> str:
    """Return a case number as the office writes it, however it stands there."""
    if not (text := cells.text("case_number", longest=LONGEST_NUMBER)):
        return ""
    return normalise_case_number(text) or cells.refuse("case_number", Flaw.NO_CASE_NUMBER)


def _email(cells: Cells, words: Words) -> str:
    text = cells.text("email", longest=LONGEST_MAIL)
    return text if not text or words.is_email(text) else cells.refuse("email", Flaw.NO_EMAIL)


def _phone(cells: Cells) -> str:
    if not (text := cells.text("phone", longest=40)):
        return ""
    found = read_phone(text)
    return cells.refuse("phone", Flaw.NO_PHONE) if isinstance(found, PhoneFault) else found


def _columns(cells: Cells) -> set[str]:
    return {fault.column for fault in cells.faults}
