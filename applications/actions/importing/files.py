"""Keep a file while it is read in: private, out of reach of any address, and deleted afterwards."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from applications.rules.imports.encodings import Seen
from applications.rules.imports.faults import FileError, Problem
from applications.rules.imports.tables import Row, Table, rows_of, table_of

LARGEST = 200 * 1024 * 1024
PIECE = 1024 * 1024
SAMPLE = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies in the folder for uploads."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is: its letters, its columns, how many rows, and the first of them."""

    encoding: str
    table: Table
    rows: int
    sample: tuple[Row, ...]


def folder() -> Path:
    found = Path(settings.UPLOADS_DIR)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def store(pieces: Iterable[bytes]) -> Stored:
    """Write a file into the folder, under a name of ours.

    :raises FileError: if there is nothing in it, or too much.
    """
    name, digest = f"{secrets.token_hex(16)}.csv", sha256()
    path = folder() / name
    path.touch(mode=0o600, exist_ok=False)
    try:
        with path.open("wb") as file:
            for piece in _within_bounds(pieces):
                digest.update(piece)
                file.write(piece)
    except BaseException:
        path.unlink()
        raise
    return Stored(name, digest.hexdigest())


def forget(name: str) -> None:
    """Delete a file; one that is gone already is no mistake."""
    if name:
        (folder() / name).unlink(missing_ok=True)


def look(name: str) -> Look:
    """Read a whole file once, as a table, and keep nothing of it but its first rows.

    :raises FileError: if it cannot be read, or has no rows.
    """
    encoding = _encoding(name)
    table = _table(name, encoding)
    sample: list[Row] = []
    count = 0
    for row in rows(name, encoding, table):
        count += 1
        if len(sample) < SAMPLE:
            sample.append(row)
    if not count:
        raise FileError(Problem.NO_ROWS)
    return Look(encoding, table, count, tuple(sample))


def opened(name: str) -> Iterator[Row]:
    """Yield the rows of a file, one by one.

    :raises FileError: if it cannot be read, or is gone.
    """
    encoding = _encoding(name)
    return rows(name, encoding, _table(name, encoding))


def rows(name: str, encoding: str, table: Table) -> Iterator[Row]:
    """Yield the rows of a file whose layout is known.

    :raises FileError: if a row cannot be read.
    """
    with (folder() / name).open(encoding=encoding, newline="") as file:
        try:
            yield from rows_of(file, table)
        except UnicodeError as error:
            raise FileError(Problem.ENCODING) from error


def _within_bounds(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise FileError(Problem.TOO_LARGE)
        yield piece
    if not size:
        raise FileError(Problem.EMPTY)


def _encoding(name: str) -> str:
    seen = Seen()
    with (folder() / name).open("rb") as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            seen.add(piece)
            if seen.is_spreadsheet:
                raise FileError(Problem.SPREADSHEET)
    found = seen.encoding()
    if found is None:
        raise FileError(Problem.ENCODING)
    return found


def _table(name: str, encoding: str) -> Table:
    with (folder() / name).open(encoding=encoding, newline="") as file:
        try:
            return table_of(file)
        except UnicodeError as error:
            raise FileError(Problem.ENCODING) from error
