"""Write a PDF anew if it has pages and nothing that acts: no scripts, no programs, no files inside.

Runs in the process of `checker`. What is refused is what a page to read never needs; links and
what programs wrote about the file are left out.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf

from applications.rules.files.faults import MOST_PAGES, Fault, FileError
from applications.rules.files.streams import Unfolded

LONGEST_SIDE = 14_400  # points; the most that PDF allows (ISO 32000, annex C)
ACTIONS = frozenset(
    [
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
        "/GoTo3DView",
    ]
)
ACTING = frozenset(["/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"])
HOLDING = frozenset(["/EF", "/EmbeddedFiles"])
PARTS = frozenset(["/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"])
LEFT_OUT = ("/AA", "/OpenAction", "/Metadata", "/PieceInfo")


def rewrite(source: BinaryIO, target: BinaryIO) -> int:
    """Write a PDF anew, and return how many pages it has.

    :raises FileError: if it is locked, damaged, too long or unfolds to too much, or has what acts.
    """
    try:
        return _rewrite(source, target)
    except FileError:
        raise
    except MemoryError as error:
        raise FileError(Fault.HEAVY) from error
    except pikepdf.PasswordError as error:
        raise FileError(Fault.LOCKED) from error
    except Exception as error:  # a reader of PDF raises whatever stands in the file
        raise FileError(Fault.DAMAGED) from error


def _rewrite(source: BinaryIO, target: BinaryIO) -> int:
    with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise FileError(Fault.LOCKED)
        pages = len(pdf.pages)
        if not pages:
            raise FileError(Fault.DAMAGED)
        if pages > MOST_PAGES:
            raise FileError(Fault.PAGES)
        for page in pdf.pages:
            _measure(page)
        _clean(pdf)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.save(target, fix_metadata_version=False, compress_streams=True)
        return pages


def _measure(page: pikepdf.Page) -> None:
    left, bottom, right, top = (float(each) for each in page.mediabox)
    if max(abs(right - left), abs(top - bottom)) > LONGEST_SIDE:
        raise FileError(Fault.PIXELS)


def _clean(pdf: pikepdf.Pdf) -> None:
    unfolded = Unfolded()
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            unfolded.add(thing)
        for each in list(_dictionaries(thing)):  # all of them, before anything is left out
            _inspect(each)


def _dictionaries(thing: Any) -> Iterator[Any]:  # noqa: ANN401  any object of a PDF
    """Yield the dictionaries in an object that stand in it, and not by themselves."""
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            waiting += [value for _name, value in each.items() if _is_inner(value)]
        elif isinstance(each, pikepdf.Array):
            waiting += [value for value in each if _is_inner(value)]


def _is_inner(value: Any) -> bool:  # noqa: ANN401  any value of a PDF
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _inspect(each: Any) -> None:  # noqa: ANN401  a dictionary of a PDF
    """Refuse what acts, and leave out what leads elsewhere."""
    keys = set(each.keys())
    if keys & ACTING or str(each.get("/S", "")) in ACTIONS or str(each.get("/Subtype", "")) in PARTS:
        raise FileError(Fault.ACTIVE)
    if keys & HOLDING or each.get("/Subtype") == "/FileAttachment":
        raise FileError(Fault.ATTACHED)
    for name in LEFT_OUT:
        if name in keys:
            del each[name]
    if "/URI" in keys and each.get("/S") == "/URI":
        del each["/URI"], each["/S"]
