"""One row of a file of cases: each fault that it has, and what it says if it has none."""

import pytest

from applications.models import Application
from applications.tests.importing.world import cases, counts, read_in, tried, why
from portal.accounts.models import Office, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"external_ref": ""}, "external_ref", "missing"),
        ({"external_ref": "x" * 61}, "external_ref", "too_long"),
        ({"case_number": "12/2026"}, "case_number", "no_case_number"),
        ({"procedure": ""}, "procedure", "missing"),
        ({"procedure": "TEMP"}, "procedure", "no_procedure"),
        ({"given_names": "", "family_name": " "}, "family_name", "no_name"),
        ({"given_names": "x" * 101}, "given_names", "too_long"),
        ({"family_name": "Ko\x00val"}, "family_name", "control"),
        ({"birth_date": ""}, "birth_date", "missing"),
        ({"birth_date": "1899-12-31"}, "birth_date", "implausible_date"),
        ({"birth_date": "2026-12-02"}, "birth_date", "implausible_date"),
        ({"birth_date": "2026-10-06"}, "birth_date", "after_filing"),
        ({"birth_date": "05/06/1990"}, "birth_date", "unclear_date"),
        ({"citizenship": "Atlantis"}, "citizenship", "no_country"),
        ({"filed_on": "2026-13-01"}, "filed_on", "no_date"),
        ({"filed_on": "0001-01-01"}, "filed_on", "implausible_date"),
        ({"filed_on": "9999-12-31"}, "filed_on", "in_future"),
        ({"channel": "pigeon"}, "channel", "no_channel"),
        ({"email": "olena@"}, "email", "no_email"),
        ({"email": "x" * 250 + "@example.test"}, "email", "too_long"),
        ({"phone": "12"}, "phone", "no_phone"),
        ({"language": "de"}, "language", "no_language"),
        ({"stay_until": "9999-12-31"}, "stay_until", "implausible_date"),
        ({"document_number": "x" * 61}, "document_number", "too_long"),
        ({"party_name": "x" * 201}, "party_name", "too_long"),
        ({"party_name": "x;y"}, "", "cells"),
    ],
)
def test_a_row_is_refused_with_its_reason(
    row: dict[str, str], column: str, code: str, office: Office, clerk: User
) -> None:
    run = tried(cases(row), office=office, by=clerk)

    assert counts(run) == (0, 0, 1)
    assert [found[:3] for found in why(run)] == [(2, column, code)]


def test_every_fault_of_a_row_is_named(office: Office, clerk: User) -> None:
    run = tried(cases({"birth_date": "?", "citizenship": "?", "email": "?"}), office=office, by=clerk)

    assert counts(run) == (0, 0, 1)
    assert {column for _line, column, _code, _detail in why(run)} == {"birth_date", "citizenship", "email"}


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ({"procedure": "temp_work"}, "procedure__code", "TEMP_WORK"),
        ({"citizenship": "Ukraina"}, "citizenship", "UA"),
        ({"citizenship": "Украина"}, "citizenship", "UA"),
        ({"citizenship": "UKR"}, "citizenship", "UA"),
        ({"citizenship": "Kosowo"}, "citizenship", "XK"),
        ({"channel": ""}, "channel", "other"),
        ({"channel": "by post"}, "channel", "post"),
        ({"channel": "pocztą"}, "channel", "post"),
        ({"language": ""}, "language", "pl"),
        ({"language": "Русский"}, "language", "ru"),
        ({"given_names": ""}, "given_names", ""),
        ({"family_name": "  Kovalenko \t Shevchenko "}, "family_name", "Kovalenko Shevchenko"),
        ({"phone": "+380 50 123 45 67"}, "phone", "+380501234567"),
    ],
)
def test_words_of_people_are_read(
    row: dict[str, str], field: str, value: str, office: Office, clerk: User
) -> None:
    run = read_in(cases(row), office=office, by=clerk)

    assert (counts(run), why(run)) == ((1, 0, 0), [])
    assert Application.objects.values_list(field, flat=True).get() == value


def test_the_number_of_a_document_is_not_kept(office: Office, clerk: User) -> None:
    read_in(cases({"document_number": "FT123456"}), office=office, by=clerk)

    case = Application.objects.values().get()
    assert len(case["document_digest"]) == 64
    assert not [value for value in case.values() if "FT123456" in str(value)]
