"""Read a table from lines of text: its delimiter, its header, its rows with their line numbers.

Nothing here holds more than one row, and no row is longer than a row can be: a quotation mark that
is never closed would otherwise swallow the rest of the file.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from applications.rules.imports.faults import FileError, Problem

DELIMITERS = (";", ",", "\t")
LONGEST_LINE = 100_000  # characters, and the longest a row may be in several lines
MOST_COLUMNS = 200


class Text(Protocol):
    """A file that was opened to be read as text."""

    def readline(self, size: int = -1, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row: on which line of the file it begins, and its cells by the name of their column."""

    line: int
    cells: Mapping[str, str]
    is_whole: bool = True  # it has as many cells as the header


@dataclass(frozen=True, slots=True)
class Table:
    """How a file is laid out."""

    delimiter: str
    headers: tuple[str, ...]


def table_of(file: Text) -> Table:
    """Read the header of a file that was just opened.

    :raises FileError: if its first line is no header.
    """
    first = file.readline(LONGEST_LINE)
    if not first.strip():
        raise FileError(Problem.EMPTY if not first else Problem.HEADER_EMPTY, line=1)
    delimiter = max(DELIMITERS, key=first.count)
    if not first.count(delimiter):
        raise FileError(Problem.NO_TABLE, line=1)
    headers = tuple(map(plain, next(_cells([first], delimiter))[1]))
    if len(headers) > MOST_COLUMNS or "\0" in first:
        raise FileError(Problem.NO_TABLE, line=1)
    while headers and not headers[-1]:  # a delimiter at the end of each line
        headers = headers[:-1]
    if not all(headers):
        raise FileError(Problem.HEADER_EMPTY, line=1)
    if twice := sorted({name for name in headers if headers.count(name) > 1}):
        raise FileError(Problem.HEADER_TWICE, line=1, detail=twice[0])
    return Table(delimiter, headers)


def rows_of(file: Text, table: Table) -> Iterator[Row]:
    """Yield the rows of a file that was just opened, after its header; empty lines are none.

    :raises FileError: if a row cannot be told from the next.
    """
    width = len(table.headers)
    for line, cells in _cells(_lines(file), table.delimiter):
        if line == 1 or not any(map(str.strip, cells)):
            continue
        more = any(map(str.strip, cells[width:]))
        yield Row(line, dict(zip(table.headers, cells, strict=False)), len(cells) >= width and not more)


def plain(text: str) -> str:
    """Return the name of a column as it is compared: one space between words, none around them."""
    return " ".join(text.replace("﻿", "").split())


def _lines(file: Text) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise FileError(Problem.LONG_LINE, line=number)
        yield line


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(Problem.QUOTES, line=line) from error
        yield line, cells
        line = reader.line_num + 1
