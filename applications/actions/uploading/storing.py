"""Where copies lie: outside everything that is served, under names of ours, readable by us alone.

`<key>.sent` is what somebody sent, until it was checked; `<key>` is the clean file that is shown.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from applications.rules.files.faults import LARGEST, Fault, FileError
from applications.rules.files.kinds import EICAR, LONGEST_SIGNATURE, kind_of

SENT = ".sent"
DIGITS = 32  # of a key


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it came: under which key, what it says it is, how large, and its digest."""

    key: UUID
    kind: str
    size: int
    digest: str


def folder_of(key: UUID) -> Path:
    found = Path(settings.UPLOADS_DIR) / "cases" / key.hex[:2]
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def clean_path(key: UUID) -> Path:
    return folder_of(key) / key.hex


def sent_path(key: UUID) -> Path:
    return folder_of(key) / f"{key.hex}{SENT}"


def store(name: str, pieces: Iterable[bytes]) -> Stored:
    """Write down what somebody sends, piece by piece, and look at its beginning.

    :raises FileError: for what is not taken at first sight; then nothing is kept.
    """
    key, digest, size, head = uuid4(), sha256(), 0, b""
    path = sent_path(key)
    path.touch(mode=0o600, exist_ok=False)
    try:
        with path.open("wb") as file:
            for piece in _within_bounds(pieces):
                head = head or piece[:LONGEST_SIGNATURE]
                size += len(piece)
                digest.update(piece)
                file.write(piece)
        return Stored(key, kind_of(name, head), size, digest.hexdigest())
    except BaseException:
        forget(key)
        raise


def forget(key: UUID) -> None:
    """Delete what there is of a copy; one that is gone already is no mistake."""
    for path in (sent_path(key), clean_path(key)):
        path.unlink(missing_ok=True)


def left_behind(*, before: float) -> Iterator[tuple[UUID, Path]]:
    """Yield the files that were last written before a moment of the clock, each with its key."""
    for path in sorted((Path(settings.UPLOADS_DIR) / "cases").glob("??/*")):
        with suppress(ValueError, FileNotFoundError):  # no file of ours; deleted meanwhile
            if path.stat().st_mtime < before:
                yield UUID(path.name[:DIGITS]), path


def _within_bounds(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size, tail = 0, b""
    for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise FileError(Fault.TOO_LARGE)
        if EICAR in tail + piece:
            raise FileError(Fault.INFECTED)
        tail = piece[-len(EICAR) :]
        yield piece
    if not size:
        raise FileError(Fault.EMPTY)
