"""Files as other systems write them: letters, tables, dates, columns."""

from datetime import date
from io import StringIO
from itertools import pairwise
from time import perf_counter

import pytest

from applications.choices import EventKind as K
from applications.choices import Part
from applications.rules.acts import ACTS
from applications.rules.events import CARRIES
from applications.rules.imports.columns import (
    CASES,
    EVENTS,
    FIELDS,
    Layout,
    guess,
    key_of,
    missing,
    used_twice,
)
from applications.rules.imports.dates import read_date
from applications.rules.imports.encodings import Seen, encoding_of
from applications.rules.imports.faults import FileError, Flaw, Problem
from applications.rules.imports.happenings import KINDS
from applications.rules.imports.tables import LONGEST_LINE, MOST_COLUMNS, Row, rows_of, table_of

POLISH = "nazwisko;imię\nŻółkiewska;Świętosława\nKowalska;Łucja\n"
RUSSIAN = "фамилия;имя\nКоваленко;Елена\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "utf-8"),
        (POLISH, "utf-8-sig"),
        (POLISH, "utf-16"),
        (POLISH, "utf-16-le"),
        (POLISH, "utf-16-be"),
        (POLISH, "cp1250"),
        ("miasto;x\nŁódź;1\n", "cp1250"),
        ("name;x\nMüller – Ruiz;1\n", "cp1250"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "cp1251"),
        ("name;x\nЇжак;1\n", "cp1251"),
        ("plain;ascii\n1;2\n", "utf-8"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_an_encoding_is_recognised_however_it_comes(text: str, encoding: str, size: int) -> None:
    content = text.encode(encoding)
    pieces = [content[start:end] for start, end in pairwise([*range(0, len(content), size), len(content)])]

    assert encoding_of(pieces) == encoding


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(POLISH.encode("iso-8859-2"), id="latin-2"),
        pytest.param(RUSSIAN.encode("koi8-r"), id="koi8"),
        pytest.param(POLISH.encode("cp852"), id="dos"),
        pytest.param("miasto;x\nŁódź;1\n".encode("iso-8859-2"), id="latin-2-with-few-letters"),
        pytest.param(b"\x00\x01\x00\xff\x02\x00\x00\x03", id="no-text"),
        pytest.param(b"n\x00a\x00m\x00e", id="half-a-letter"),
        pytest.param(b"\xef\xbb\xbfname;x\n\xff;1\n", id="utf-8-mark-and-other-letters"),
        pytest.param("imię".encode()[:-1] + b"\xff", id="broken"),
    ],
)
def test_what_nobody_can_read_is_not_guessed(content: bytes) -> None:
    assert encoding_of([content]) is None


def test_a_long_line_of_letters_is_read_once_and_not_once_from_each_letter() -> None:
    begun = perf_counter()

    encoding = encoding_of([b"header\n", b"x" * 1_000_000])

    assert (encoding, perf_counter() - begun < 10) == ("utf-8", True)


def test_words_are_counted_once_however_the_pieces_fall() -> None:
    content = POLISH.encode("cp1250")
    whole, split = Seen(), Seen()

    whole.add(content)
    for byte in content:
        split.add(bytes([byte]))

    assert (whole.encoding(), whole.pairs) == (split.encoding(), split.pairs)


@pytest.mark.parametrize(
    ("head", "is_one"), [(b"PK\x03\x04", True), (b"\xd0\xcf\x11\xe0", True), (b"PKO;x", False), (b"", False)]
)
def test_a_workbook_is_known_by_how_it_begins(head: bytes, is_one: bool) -> None:
    seen = Seen()

    seen.add(head)

    assert seen.is_spreadsheet is is_one


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_delimiter_is_recognised(delimiter: str) -> None:
    text = f'﻿ id {delimiter}"data  urodzenia"{delimiter}\n'

    found = table_of(StringIO(text))

    assert (found.delimiter, found.headers) == (delimiter, ("id", "data urodzenia"))


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("", Problem.EMPTY, 1),
        ("\n1;2\n", Problem.HEADER_EMPTY, 1),
        ("a;;b\n", Problem.HEADER_EMPTY, 1),
        ("a; a\n", Problem.HEADER_TWICE, 1),
        ("name\n", Problem.NO_TABLE, 1),
        (";".join(map(str, range(MOST_COLUMNS + 1))) + "\n", Problem.NO_TABLE, 1),
        ('a;"b\n', Problem.QUOTES, 1),
    ],
)
def test_a_header_that_is_none_is_refused(text: str, problem: Problem, line: int) -> None:
    with pytest.raises(FileError) as refused:
        table_of(StringIO(text))

    assert (refused.value.problem, refused.value.line) == (problem, line)


def rows(text: str) -> list[Row]:
    return list(rows_of(StringIO(text), table_of(StringIO(text))))


def test_rows_know_the_line_on_which_they_begin() -> None:
    text = 'a;b\n1;"two\nlines"\n\n ; \n3;4\n'

    assert [(row.line, row.cells["b"]) for row in rows(text)] == [(2, "two\nlines"), (6, "4")]


@pytest.mark.parametrize(
    ("line", "is_whole"), [("1;2", True), ("1;2;", True), ("1;2; ;", True), ("1", False), ("1;2;3", False)]
)
def test_a_row_has_as_many_cells_as_the_header(line: str, is_whole: bool) -> None:
    assert [row.is_whole for row in rows(f"a;b\n{line}\n")] == [is_whole]


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ('a;b\n1;2\n"3;4\n5;6\n', Problem.QUOTES, 3),
        ('a;b\n1;"2"x\n', Problem.QUOTES, 2),
        (f"a;b\n1;2\n{'x' * LONGEST_LINE};3\n", Problem.LONG_LINE, 3),
    ],
)
def test_a_row_that_has_no_end_stops_the_file(text: str, problem: Problem, line: int) -> None:
    with pytest.raises(FileError) as refused:
        rows(text)

    assert (refused.value.problem, refused.value.line) == (problem, line)


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("2026-12-03", "", date(2026, 12, 3)),
        ("03.12.2026", "", date(2026, 12, 3)),
        ("3.12.2026", "", date(2026, 12, 3)),
        ("2026/12/03", "", date(2026, 12, 3)),
        ("20261203", "", date(2026, 12, 3)),
        ("2026-12-03 00:00:00", "", date(2026, 12, 3)),
        ("2026-12-03T00:00:00.000", "", date(2026, 12, 3)),
        ("13/12/2026", "", date(2026, 12, 13)),
        ("12/13/2026", "", date(2026, 12, 13)),
        ("12-12-2026", "", date(2026, 12, 12)),
        ("03/12/2026", "", Flaw.UNCLEAR_DATE),
        ("03-12-2026", "", Flaw.UNCLEAR_DATE),
        ("03/12/2026", "dmy", date(2026, 12, 3)),
        ("03/12/2026", "mdy", date(2026, 3, 12)),
        ("13/12/2026", "mdy", Flaw.NO_DATE),
        ("12.13.2026", "", Flaw.NO_DATE),
        ("2026-12-03", "dmy", Flaw.NO_DATE),
        ("20261203", "mdy", Flaw.NO_DATE),
        ("03.12.2026", "ymd", Flaw.NO_DATE),
        ("2026-12-03 14:30", "", Flaw.NO_DATE),
        ("03.12.26", "", Flaw.NO_DATE),
        ("2026-02-29", "", Flaw.NO_DATE),
        ("0000-01-01", "", Flaw.NO_DATE),
        ("9999-12-31", "", date(9999, 12, 31)),
        ("2026-12/03", "", Flaw.NO_DATE),
        ("٢٠٢٦-12-03", "", Flaw.NO_DATE),
        ("46000", "", Flaw.NO_DATE),
        ("tomorrow", "", Flaw.NO_DATE),
    ],
)
def test_a_date_is_read_in_one_way_or_not_at_all(text: str, order: str, found: date | Flaw) -> None:
    assert read_date(text, order) == found


def test_columns_are_recognised_by_their_usual_names() -> None:
    headers = ["ID sprawy", "Znak  Sprawy", "Rodzaj sprawy", "Nazwisko", "IMIĘ", "Data ur.", "Obywatelstwo"]

    found = guess(CASES, [*headers, "Data złożenia", "Uwagi"])

    assert found == {
        "external_ref": "ID sprawy",
        "case_number": "Znak  Sprawy",
        "procedure": "Rodzaj sprawy",
        "given_names": "IMIĘ",
        "family_name": "Nazwisko",
        "birth_date": "Data ur.",
        "citizenship": "Obywatelstwo",
        "filed_on": "Data złożenia",
    }


def test_our_own_names_are_recognised_first() -> None:
    assert guess(EVENTS, ["date", "on", "event", "what"]) == {"what": "what", "on": "on"}


@pytest.mark.parametrize("kind", [CASES, EVENTS])
def test_no_usual_name_is_that_of_two_fields(kind: str) -> None:
    names = [name for each in FIELDS[kind] for name in {key_of(word) for word in (each.name, *each.words)}]

    assert sorted(names) == sorted(set(names))


def test_columns_that_are_needed_or_gone_are_named() -> None:
    columns = {"what": "status", "on": "day", "how": "way"}

    assert missing(EVENTS, columns, ["status", "way"]) == ["on"]
    assert missing(EVENTS, {"what": "status"}, ["status"]) == ["on"]
    assert missing(EVENTS, columns, ["status", "day", "way"]) == []


def test_a_column_is_one_field() -> None:
    assert used_twice({"email": "a", "phone": "b", "language": "a"}) == ["language"]


def test_a_cell_is_read_tidy_and_in_our_word() -> None:
    layout = Layout({"procedure": "rodzaj"}, {"procedure": {"Pobyt czasowy": "TEMP_WORK"}})

    assert layout.read("procedure", {"rodzaj": "  Pobyt \n czasowy "}) == "TEMP_WORK"
    assert layout.read("procedure", {"rodzaj": "PERM"}) == "PERM"
    assert layout.read("procedure", {}) == ""
    assert layout.read("email", {"rodzaj": "x"}) == ""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_file_says_nothing_that_the_portal_may_not_enter(kind: K) -> None:
    assert Part.SYSTEM in ACTS[kind].parts


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_row_says_all_that_its_event_must_carry(kind: K) -> None:
    needed = {name for name in CARRIES.get(kind, {}) if not name.endswith("?")} - {"summons", "due_on"}

    assert needed == ({KINDS[kind]} - {""})
