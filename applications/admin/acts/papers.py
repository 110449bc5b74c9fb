"""Documents in forms: those that the law names for a procedure, and lines that a clerk writes."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.admin.cases.place import Case
from applications.admin.prints.polish import proof_of
from applications.admin.words.fees import due, due_for
from applications.models import DocumentRequirement
from applications.models.lookups import documents_of

LONGEST_NAME = 200  # of a document
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Known:
    """A required document: its name in letters, which are Polish, and on the clerk's page."""

    name: str
    label: str


def papers_of(case: Case) -> dict[str, Known]:
    """Return the documents that were required on the day of filing, by code, in their order."""
    rows = documents_of(case.application.procedure, on=case.application.filed_on)
    return {row.code: _known(row) for row in rows}


def proofs_of(case: Case) -> dict[str, Known]:
    """Return proofs of the fees that held on the day of filing, by key: what a call for a fee asks for."""
    return {str(fee.pk): Known(proof_of(fee)[:LONGEST_NAME], due(fee)) for fee in due_for(case.application)}


def _known(row: DocumentRequirement) -> Known:
    polish: str = row.name_pl  # type: ignore[attr-defined]  # a column of modeltranslation
    return Known(polish or row.name, row.name)


def read_lines(text: str) -> list[str]:
    """Return what stands on the lines of a text, one thing on each.

    :raises ValidationError: for a line that is too long, or too many.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if any(len(line) > LONGEST_NAME for line in lines):
        raise ValidationError(_("Write at most %(most)d letters on a line") % {"most": LONGEST_NAME})
    if len(lines) > MOST_LINES:
        raise ValidationError(_("Write at most %(most)d lines") % {"most": MOST_LINES})
    return lines
