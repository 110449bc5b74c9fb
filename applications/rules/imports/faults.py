"""What can be wrong with a row, and with a file. Words for each stand with the pages."""

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """Why a row is refused, before anybody asks what may happen to a case."""

    MISSING = "missing"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    CONTROL = "control"
    NO_DATE = "no_date"
    UNCLEAR_DATE = "unclear_date"
    IMPLAUSIBLE_DATE = "implausible_date"
    AFTER_FILING = "after_filing"
    NO_CASE_NUMBER = "no_case_number"
    NO_REFERENCE = "no_reference"
    NO_PROCEDURE = "no_procedure"
    OUT_OF_REMIT = "out_of_remit"
    NO_COUNTRY = "no_country"
    NO_CHANNEL = "no_channel"
    NO_LANGUAGE = "no_language"
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    NO_NUMBER = "no_number"
    NO_WAY = "no_way"
    NO_FEE = "no_fee"
    NO_AUTHORITY = "no_authority"
    NO_SUCH_EVENT = "no_such_event"
    NO_SUCH_CASE = "no_such_case"
    OTHER_CASE = "other_case"
    WHICH_SUMMONS = "which_summons"
    TWICE = "twice"
    NUMBER_TWICE = "number_twice"
    CELLS = "cells"


class Problem(StrEnum):
    """Why a whole file is refused: nothing of it is read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_ROWS = "no_rows"
    ENCODING = "encoding"
    SPREADSHEET = "spreadsheet"
    NO_TABLE = "no_table"
    HEADER_TWICE = "header_twice"
    HEADER_EMPTY = "header_empty"
    QUOTES = "quotes"
    LONG_LINE = "long_line"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against a row. `column` is our name of it; `detail` no word that stood there."""

    code: str
    column: str = ""
    detail: str = ""


class FileError(Exception):
    """A file that cannot be read; `line` where that is known."""

    def __init__(self, problem: Problem, *, line: int = 0, detail: str = "") -> None:
        super().__init__(problem.value)
        self.problem, self.line, self.detail = problem, line, detail
