"""Cases with a number and an access code, and of each kind that the look-up does not open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from applications.actions.access import issue_access_code
from applications.choices import Stage
from applications.models import Application, Procedure
from bench.cases.world import office, opened
from portal.audit.rules.actors import SYSTEM

OF_EACH = 100
Change = Callable[[Application], object]


@dataclass(frozen=True, slots=True)
class There:
    """The cases that can be looked up, and what somebody types who misses, by the kind of miss."""

    cases: list[Application]
    typed: Mapping[str, list[tuple[str, str]]]


def made(*, at: datetime) -> There:
    of = office("bench-lookup")
    rows = opened(of, 5 * OF_EACH, filed_on=at.date(), at=at)
    codes = []
    for each, row in enumerate(rows):
        Application.objects.filter(pk=row.pk).update(case_number=number_of(each, at.year))
        codes.append(issue_access_code(case=row, by=SYSTEM, at=at))
    rows = list(Application.objects.filter(office=of).order_by("pk"))
    kinds = [
        list(zip(rows[first : first + OF_EACH], codes[first : first + OF_EACH], strict=True))
        for first in range(0, len(rows), OF_EACH)
    ]
    plain, coded, uncoded, employers, archived = kinds
    change(uncoded, access_digest="", access_issued_at=None, access_version=0)
    change(employers, procedure=Procedure.objects.get(code="WP_A"))
    change(archived, stage=Stage.ARCHIVED)
    wrong = codes[0]  # of another case, and of the right form
    return There(
        [row for row, _code in plain],
        {
            # Twice, so that noise is seen as noise: these two differ in nothing.
            "no such number": [(f"SC-II.6151.{number}.1999", wrong) for number in range(1, OF_EACH + 1)],
            "no such number, again": [
                (f"SC-II.6151.{number}.1998", wrong) for number in range(1, OF_EACH + 1)
            ],
            "wrong code": [(row.case_number, wrong) for row, _code in coded],
            "a case without a code": [(row.case_number, wrong) for row, _code in uncoded],
            "an employer's case, right code": [(row.case_number, code) for row, code in employers],
            "an archived case, right code": [(row.case_number, code) for row, code in archived],
        },
    )


def change(rows: list[tuple[Application, str]], **fields: object) -> None:
    Application.objects.filter(pk__in=[row.pk for row, _code in rows]).update(**fields)


def number_of(each: int, year: int) -> str:
    """Return a case number; all are of one length."""
    return f"SC-II.6151.{10_000 + each}.{year}"
