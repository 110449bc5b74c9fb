"""Files that were made to do harm: none is kept as it came, and none takes long or much."""

import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, String
from pytest_django import Settings

from applications.actions.uploading import sandbox, storing
from applications.rules.files.checker import MEMORY
from applications.rules.files.faults import LARGEST, Fault, FileError
from applications.rules.files.kinds import EICAR
from applications.tests.uploading import pdfs, pictures
from applications.tests.uploading.pdfs import (
    SCRIPT,
    pdf,
    with_action,
    with_annotation,
    with_root,
    with_stream,
)
from applications.tests.uploading.pictures import PAGE, PHP, chunk, picture, png_of

PIECE = 64 * 1024
LONGEST = sandbox.PATIENCE + 2  # with what the machine does besides


@dataclass(frozen=True)
class Hostile:
    """A file, and why it is refused; without a fault it is taken, and `harm` is no longer in it."""

    name: str
    content: Callable[[], bytes]
    faults: tuple[Fault, ...] = ()
    harm: bytes = b""


def refused(name: str, content: bytes | Callable[[], bytes], *faults: Fault) -> Hostile:
    return Hostile(name, content if callable(content) else lambda: content, faults)


def harmless(name: str, content: bytes | Callable[[], bytes], harm: bytes) -> Hostile:
    return Hostile(name, content if callable(content) else lambda: content, harm=harm)


def archive() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("word/document.xml", PAGE)
    return target.getvalue()


NO_KIND, NOT_IT, BROKEN = Fault.EXTENSION, Fault.CONTENT, Fault.DAMAGED
ACTIVE, ATTACHED, HEAVY, PIXELS = Fault.ACTIVE, Fault.ATTACHED, Fault.HEAVY, Fault.PIXELS

FIRST_SIGHT = {
    "empty": refused("a.pdf", b"", Fault.EMPTY),
    "blank": refused("a.pdf", b" \n" * 9, NOT_IT),
    "html-as-pdf": refused("a.pdf", PAGE, NOT_IT),
    "php-as-jpeg": refused("a.jpg", PHP, NOT_IT),
    "svg-as-png": refused("a.png", b"<svg onload=alert(1)>", NOT_IT),
    "svg": refused("a.svg", b"<svg onload=alert(1)>", NO_KIND),
    "html": refused("a.html", PAGE, NO_KIND),
    "program": refused("a.exe", b"MZ\x90\0", NO_KIND),
    "program-as-pdf": refused("a.pdf", b"MZ\x90\0", NOT_IT),
    "elf-as-png": refused("a.png", b"\x7fELF\2", NOT_IT),
    "script-as-jpeg": refused("a.jpeg", b"#!/bin/sh\n", NOT_IT),
    "second-ending": refused("scan.pdf.exe", pdf, NO_KIND),
    "turned-ending": refused("scan\u202efdp.exe", pdf, NO_KIND),
    "nul-ending": refused("scan.exe\0.pdf.sh", pdf, NO_KIND),
    "trailing-dot": refused("scan.pdf.", pdf, NO_KIND),
    "no-ending": refused("scan", pdf, NO_KIND),
    "only-an-ending": refused(".pdf", pdf, NO_KIND),
    "path": refused("../../../etc/passwd", pdf, NO_KIND),
    "zip-as-pdf": refused("a.pdf", archive, NOT_IT),
    "word": refused("a.docx", archive, NO_KIND),
    "gzip-as-pdf": refused("a.pdf", b"\x1f\x8b\x08", NOT_IT),
    "heic": refused("a.heic", b"\0\0\0\x18ftypheic", NO_KIND),
    "gif-as-png": refused("a.png", b"GIF89a" + b"\0" * 20, NOT_IT),
    "webp-as-jpeg": refused("a.jpg", b"RIFF\0\0\0\0WEBP", NOT_IT),
    "tiff-as-jpeg": refused("a.jpg", b"II*\0", NOT_IT),
    "bmp-as-png": refused("a.png", b"BM" + b"\0" * 30, NOT_IT),
    "jpeg-as-png": refused("a.png", picture("JPEG"), NOT_IT),
    "png-as-jpeg": refused("a.jpg", picture("PNG"), NOT_IT),
    "pdf-as-png": refused("a.png", pdf, NOT_IT),
    "gif-before-pdf": refused("a.pdf", lambda: b"GIF89a" + pdf(), NOT_IT),
    "page-before-pdf": refused("a.pdf", lambda: PAGE + pdf(), NOT_IT),
    "zip-before-pdf": refused("a.pdf", lambda: archive() + pdf(), NOT_IT),
    "jpeg-before-pdf": refused("a.pdf", lambda: picture("JPEG") + pdf(), NOT_IT),
    "eicar": refused("a.pdf", EICAR, Fault.INFECTED),
    "eicar-after-png": refused("a.png", lambda: picture("PNG") + EICAR, Fault.INFECTED),
    "eicar-across-pieces": refused("a.pdf", lambda: b"%PDF-" + b" " * (PIECE - 20) + EICAR, Fault.INFECTED),
    "too-large": refused("a.pdf", lambda: b"%PDF-" + b" " * (LARGEST - 4), Fault.TOO_LARGE),
}
PDFS = {
    "only-a-head": refused("a.pdf", b"%PDF-1.7\n", BROKEN),
    "garbage": refused("a.pdf", lambda: b"%PDF-1.7\n" + random.Random(7).randbytes(9000), BROKEN),  # noqa: S311  no secret
    "truncated": refused("a.pdf", lambda: pdf(pages=20)[:-400], BROKEN),
    "no-pages": refused("a.pdf", lambda: pdf(pages=0), BROKEN),
    "locked": refused("a.pdf", lambda: pdf(encryption=Encryption(owner="o", user="u")), Fault.LOCKED),
    "locked-without-password": refused(
        "a.pdf", lambda: pdf(encryption=Encryption(owner="o", user="")), Fault.LOCKED
    ),
    "script-at-opening": refused("a.pdf", lambda: with_root("/OpenAction", SCRIPT), ACTIVE),
    "script-by-name": refused(
        "a.pdf",
        lambda: with_root("/Names", Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT])))),
        ACTIVE,
    ),
    "script-of-a-page": refused(
        "a.pdf",
        lambda: pdf(change=lambda made: made.pages[0].obj.__setitem__("/AA", Dictionary(O=SCRIPT))),
        ACTIVE,
    ),
    "script-in-disguise": refused("a.pdf", pdfs.hidden_script, ACTIVE),
    "script-packed-away": refused(
        "a.pdf",
        lambda: pdf(
            change=lambda made: made.Root.__setitem__("/X", made.make_indirect(SCRIPT)), object_stream_mode=2
        ),
        ACTIVE,
    ),
    "launch": refused("a.pdf", lambda: with_action(S=Name.Launch, F=String("calc.exe")), ACTIVE),
    "submit": refused("a.pdf", lambda: with_action(S=Name.SubmitForm, F=String("http://192.0.2.1")), ACTIVE),
    "import": refused("a.pdf", lambda: with_action(S=Name.ImportData, F=String("a.fdf")), ACTIVE),
    "go-to-another-file": refused("a.pdf", lambda: with_action(S=Name.GoToR, F=String("b.pdf")), ACTIVE),
    "go-into-a-file": refused("a.pdf", lambda: with_action(S=Name.GoToE), ACTIVE),
    "rendition": refused("a.pdf", lambda: with_action(S=Name.Rendition), ACTIVE),
    "movie": refused("a.pdf", lambda: with_annotation(Subtype=Name.Movie), ACTIVE),
    "rich-media": refused("a.pdf", lambda: with_annotation(Subtype=Name.RichMedia), ACTIVE),
    "three-d": refused("a.pdf", lambda: with_annotation(Subtype=Name("/3D")), ACTIVE),
    "form-of-xml": refused("a.pdf", lambda: with_root("/AcroForm", Dictionary(XFA=String("<x/>"))), ACTIVE),
    "file-inside": refused("a.pdf", pdfs.attached, ATTACHED),
    "file-pinned-on": refused("a.pdf", lambda: with_annotation(Subtype=Name.FileAttachment), ATTACHED),
    "stream-elsewhere": refused("a.pdf", lambda: with_stream(b"q", F=String("/etc/passwd")), ATTACHED),
    "zip-as-a-photo-of-nothing": refused(
        "a.pdf", lambda: with_stream(archive(), Filter=Name.DCTDecode), ATTACHED
    ),
    "zip-as-a-picture": refused(
        "a.pdf",
        lambda: with_stream(archive(), Filter=Name.JPXDecode, Subtype=Name.Image, Width=9, Height=9),
        ATTACHED,
    ),
    "zip-packed-as-it-is": refused(
        "a.pdf", lambda: with_stream(zlib.compress(archive(), 0), Filter=Name.FlateDecode), ATTACHED
    ),
    "bomb": refused("a.pdf", pdfs.flate_bomb, HEAVY),
    "many-bombs": refused("a.pdf", pdfs.many_bombs, HEAVY),
    "packed-twice": refused("a.pdf", pdfs.packed_twice, HEAVY),
    "run-length-bomb": refused("a.pdf", pdfs.run_length_bomb, HEAVY, BROKEN),
    "object-bomb": refused("a.pdf", pdfs.object_bomb, HEAVY, BROKEN),
    "eicar-packed": refused("a.pdf", pdfs.infected, Fault.INFECTED),
    "broken-stream": refused("a.pdf", lambda: with_stream(b"\0\1\2\3", Filter=Name.FlateDecode), BROKEN),
    "too-many-pages": refused("a.pdf", lambda: pdf(pages=51), Fault.PAGES),
    "thousands-of-pages": refused("a.pdf", lambda: pdf(pages=2000), Fault.PAGES),
    "endless-tree": refused("a.pdf", pdfs.endless_tree, BROKEN),
    "endless-table": refused("a.pdf", pdfs.endless_table, BROKEN),
    "long-table": refused("a.pdf", pdfs.long_table, BROKEN, HEAVY),
    "huge-page": refused(
        "a.pdf",
        lambda: pdf(
            change=lambda made: made.pages[0].obj.__setitem__("/MediaBox", Array([0, 0, 10**9, 10**9]))
        ),
        PIXELS,
    ),
    "huge-picture": refused(
        "a.pdf", lambda: with_stream(b"\0", Subtype=Name.Image, Width=100_000, Height=100_000), PIXELS
    ),
    "huge-photo-that-says-it-is-small": refused(
        "a.pdf",
        lambda: with_stream(
            pictures.jpeg_of(60_000, 60_000), Filter=Name.DCTDecode, Subtype=Name.Image, Width=9, Height=9
        ),
        PIXELS,
    ),
    "deep": harmless("a.pdf", pdfs.deep, b"[" * 500),
    "page-after-pdf": harmless("a.pdf", lambda: pdf() + PAGE, PAGE),
    "zip-after-pdf": harmless("a.pdf", lambda: pdf() + archive(), b"PK"),
    "page-in-a-comment": harmless("a.pdf", lambda: pdfs.commented(PAGE), PAGE),
    "link": harmless(
        "a.pdf", lambda: with_action(S=Name.URI, URI=String("https://bank.example.org")), b"bank"
    ),
    "written-by": harmless(
        "a.pdf", lambda: pdf(change=lambda made: made.docinfo.__setitem__("/Author", "Olena")), b"Olena"
    ),
}
PICTURES = {
    "truncated-png": refused("a.png", picture("PNG", size=(900, 900))[:-40], BROKEN),
    "truncated-jpeg": refused("a.jpg", picture("JPEG", size=(900, 900))[:-400], BROKEN),
    "jpeg-head-only": refused("a.jpg", b"\xff\xd8\xff\xe0", BROKEN),
    "png-head-only": refused("a.png", pictures.SIGNATURE, BROKEN),
    "png-without-data": refused("a.png", pictures.SIGNATURE + chunk(b"IEND", b""), BROKEN),
    "huge-png": refused("a.png", png_of(100_000, 100_000), PIXELS),
    "wide-png": refused("a.png", png_of(2_000_000_000, 1), PIXELS),
    "one-point-too-many": refused("a.png", png_of(50_000_001, 1), PIXELS),
    "large-png-of-nothing": refused("a.png", png_of(50_000, 1000), BROKEN),
    "no-size": refused("a.png", png_of(0, 0), BROKEN),
    "huge-jpeg": refused("a.jpg", lambda: pictures.jpeg_of(65_000, 65_000), PIXELS),
    "wrong-sum": refused("a.png", picture("PNG").replace(b"IDAT", b"IDAU"), BROKEN),
    "profile-bomb": refused("a.png", pictures.profile_bomb, BROKEN, HEAVY),
    "text-bomb": refused("a.png", pictures.text_bomb, BROKEN, HEAVY),
    "many-scans": refused("a.jpg", pictures.many_scans, HEAVY, BROKEN),
    "large-in-parts": refused(
        "a.jpg", lambda: picture("JPEG", size=(7000, 7000), mode="L", progressive=True), HEAVY
    ),
    "data-bomb": harmless("a.png", pictures.data_bomb, b"\0" * 300),
    "php-after-jpeg": harmless("a.jpg", lambda: picture("JPEG") + PHP, PHP),
    "php-in-a-comment": harmless("a.jpg", lambda: picture("JPEG", comment=PHP), PHP),
    "page-in-a-profile": harmless("a.jpg", lambda: picture("JPEG", icc_profile=PAGE), PAGE),
    "page-in-a-text": harmless("a.png", lambda: pictures.told(PAGE), PAGE),
    "zip-after-png": harmless("a.png", lambda: picture("PNG") + archive(), b"PK"),
    "moving": harmless("a.png", pictures.moving, b"fdAT"),
    "where-it-was-taken": harmless("a.jpg", pictures.located, b"PhoneMaker"),
}
HOSTILE = FIRST_SIGHT | PDFS | PICTURES


@pytest.fixture(autouse=True)
def _uploads(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path


def kept(name: str, content: bytes, folder: Path) -> tuple[bytes, sandbox.Verdict]:
    """Send a file as anybody may, and return what is kept of it: nothing, if the verdict has a fault."""
    pieces = (content[at : at + PIECE] for at in range(0, len(content), PIECE))
    try:
        stored = storing.store(name, pieces)
    except FileError as error:
        assert list(folder.rglob("*.sent")) == []
        return b"", sandbox.Verdict(fault=error.fault)
    target = folder / "clean"
    verdict = sandbox.cleaned(storing.sent_path(stored.key), target, kind=stored.kind)
    return (target.read_bytes() if target.exists() else b""), verdict


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len(HOSTILE) > 100


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_no_file_that_does_harm_is_kept(hostile: Hostile, tmp_path: Path) -> None:
    content = hostile.content()
    began = monotonic()

    clean, verdict = kept(hostile.name, content, tmp_path)

    assert monotonic() - began < LONGEST
    assert verdict.memory < MEMORY
    if hostile.faults:
        assert verdict.fault in hostile.faults
        assert clean == b""
    else:
        assert hostile.harm in content
        assert verdict.fault == ""
        assert clean
        assert hostile.harm not in clean
