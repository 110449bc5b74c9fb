"""What the pages of imports say: our fields, and why a row or a file is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from applications.admin.words.refusals import REFUSALS
from applications.rules.imports.faults import FileError, Flaw, Problem
from applications.rules.transitions import Refusal

FIELDS: Mapping[str, Promise] = {
    "external_ref": gettext_lazy("Reference in the other system"),
    "case_number": gettext_lazy("Case number (znak sprawy)"),
    "registered_on": gettext_lazy("Case number assigned on"),
    "procedure": pgettext_lazy("column of a file", "Procedure"),
    "given_names": gettext_lazy("Given names"),
    "family_name": gettext_lazy("Family name"),
    "birth_date": gettext_lazy("Date of birth"),
    "citizenship": pgettext_lazy("column of a file", "Citizenship"),
    "filed_on": gettext_lazy("Filed on"),
    "channel": gettext_lazy("Way of filing"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "language": gettext_lazy("Language of messages"),
    "stay_until": gettext_lazy("Last day of legal stay"),
    "document_number": gettext_lazy("Number of the travel document"),
    "party_name": gettext_lazy("Employer, host or inviter"),
    "what": gettext_lazy("What has happened"),
    "on": gettext_lazy("On what day"),
    "summons": gettext_lazy("Number of the summons"),
    "how": gettext_lazy("Delivered how"),
    "fee": gettext_lazy("Which fee"),
    "authority": gettext_lazy("Which authority"),
}
HELP: Mapping[str, Promise] = {
    "external_ref": gettext_lazy(
        "By this a case is known when it comes again. It is not shown to the applicant."
    ),
    "channel": gettext_lazy("Without it: “in another way”."),
    "language": gettext_lazy("Without it: Polish."),
    "registered_on": gettext_lazy("Without it: the day of filing."),
    "document_number": gettext_lazy("It is not kept, only a digest by which duplicates are found."),
    "summons": gettext_lazy("Not needed where only one summons can be meant."),
}
FLAWS: Mapping[str, Promise] = {
    Flaw.MISSING: gettext_lazy("Nothing stands there, and it is needed."),
    Flaw.NO_NAME: gettext_lazy("There is neither a given name nor a family name."),
    Flaw.TOO_LONG: gettext_lazy("It is longer than %(detail)s characters."),
    Flaw.CONTROL: gettext_lazy("There is a character in it that is not text."),
    Flaw.NO_DATE: gettext_lazy("It is not a date, or not written as the columns say."),
    Flaw.UNCLEAR_DATE: gettext_lazy(
        "Day and month cannot be told apart. Choose how dates are written, and try again."
    ),
    Flaw.IMPLAUSIBLE_DATE: gettext_lazy("This date cannot be right."),
    Flaw.AFTER_FILING: gettext_lazy("The person would be born after the application was filed."),
    Flaw.NO_CASE_NUMBER: gettext_lazy("It is not a case number such as SC-II.6151.123.2026."),
    Flaw.NO_REFERENCE: gettext_lazy("Nothing says which case it is."),
    Flaw.NO_PROCEDURE: gettext_lazy("No procedure has this code or name."),
    Flaw.OUT_OF_REMIT: gettext_lazy("Another authority handles this procedure."),
    Flaw.NO_COUNTRY: gettext_lazy("No country has this code or name."),
    Flaw.NO_CHANNEL: gettext_lazy("It is no way of filing that the portal knows."),
    Flaw.NO_LANGUAGE: gettext_lazy("The portal does not speak this language."),
    Flaw.NO_EMAIL: gettext_lazy("It is not an e-mail address."),
    Flaw.NO_PHONE: gettext_lazy("It is not the number of a phone that gets text messages."),
    Flaw.NO_NUMBER: gettext_lazy("It is not a number from 1 to 999."),
    Flaw.NO_WAY: gettext_lazy("It is no way of delivery that the portal knows."),
    Flaw.NO_FEE: gettext_lazy("It is no fee that the portal knows."),
    Flaw.NO_AUTHORITY: gettext_lazy("It is no authority that gives opinions."),
    Flaw.NO_SUCH_EVENT: gettext_lazy("It is nothing that a file can say of a case."),
    Flaw.NO_SUCH_CASE: gettext_lazy("The office has no case with this reference or number."),
    Flaw.OTHER_CASE: gettext_lazy("Reference and case number belong to two different cases."),
    Flaw.WHICH_SUMMONS: gettext_lazy("No open summons can be meant, or more than one. Give its number."),
    Flaw.TWICE: gettext_lazy("The same stands on line %(detail)s of the file."),
    Flaw.NUMBER_TWICE: gettext_lazy("Line %(detail)s of the file has this case number."),
    Flaw.CELLS: gettext_lazy("The row has not as many cells as there are columns."),
}
PROBLEMS: Mapping[str, Promise] = {
    Problem.EMPTY: gettext_lazy("The file is empty."),
    Problem.TOO_LARGE: gettext_lazy("The file is larger than 200 MB. Divide it."),
    Problem.NO_ROWS: gettext_lazy("The file has a line of headings and nothing else."),
    Problem.ENCODING: gettext_lazy(
        "The letters of the file cannot be read. Save it as CSV UTF-8; UTF-16 and the Windows encodings for"
        " Polish (1250) and Russian (1251) are read too."
    ),
    Problem.SPREADSHEET: gettext_lazy(
        "The file is a workbook (xlsx, xls, ods) or an archive. Save the sheet as CSV UTF-8."
    ),
    Problem.NO_TABLE: gettext_lazy(
        "The file is not a table. Save it as CSV, with a semicolon, a comma or a tab between the columns."
    ),
    Problem.HEADER_TWICE: gettext_lazy("Two columns are called “%(detail)s”. Give each a name of its own."),
    Problem.HEADER_EMPTY: gettext_lazy("The first line has to name every column, and one has no name."),
    Problem.QUOTES: gettext_lazy(
        "A quotation mark is opened on line %(line)s and not closed, or closed too soon."
    ),
    Problem.LONG_LINE: gettext_lazy("Line %(line)s is too long to be a row."),
    "broken": gettext_lazy(
        "The portal could not go on. Nothing is lost: start again, or ask who looks after it."
    ),
}
FILE = "file_"


def help_of(name: str, *, is_required: bool) -> str:
    """Return what to know of a field before its column is chosen."""
    needed = pgettext("column of a file", "Needed.") if is_required else ""
    return " ".join(filter(None, (needed, str(HELP.get(name, "")))))


def label(name: str) -> str:
    """Return what a field of ours is called, or nothing where a whole row is meant."""
    return str(FIELDS.get(name, ""))


def reason(code: str, *, line: int = 0, detail: str = "") -> str:
    """Return why a row, or the file, is refused, as a sentence."""
    if code.startswith(FILE):
        text = PROBLEMS.get(code.removeprefix(FILE))
    else:
        text = FLAWS.get(code) or (REFUSALS.get(Refusal(code)) if code in set(Refusal) else None)
    if text is None:
        return _("It was refused.")
    return str(text) % {"line": line, "detail": detail} if "%(" in str(text) else str(text)


def problem(error: FileError) -> str:
    return reason(f"{FILE}{error.problem}", line=error.line, detail=error.detail)
