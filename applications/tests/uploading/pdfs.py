"""PDFs that somebody made to do harm, small ones written by hand where no library would write them."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from applications.rules.files.kinds import EICAR
from applications.tests.uploading.pictures import MEGABYTE, bomb

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def pdf(*, pages: int = 1, change: Callable[[pikepdf.Pdf], object] | None = None, **saving: object) -> bytes:
    """Return a PDF of blank pages, with something in it that does not belong there."""
    made, target = pikepdf.new(), BytesIO()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    if "encryption" not in saving:  # the same each time it is made
        saving = {"deterministic_id": True, **saving}
    made.save(target, **saving)  # type: ignore[arg-type]  # what pikepdf takes
    return target.getvalue()


def with_root(name: str, value: object) -> bytes:
    return pdf(change=lambda made: made.Root.__setitem__(name, value))


def with_action(**action: Any) -> bytes:  # noqa: ANN401  any entry of a PDF
    """Return a PDF with a link on its page that does something."""

    def change(made: pikepdf.Pdf) -> None:
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([0, 0, 9, 9]),
            A=made.make_indirect(Dictionary(**action)),
        )
        made.pages[0].Annots = Array([made.make_indirect(link)])

    return pdf(change=change)


def with_annotation(**annotation: Any) -> bytes:  # noqa: ANN401  any entry of a PDF
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **annotation)])

    return pdf(change=change)


def with_stream(packed: bytes, **entries: object) -> bytes:
    """Return a PDF whose page is drawn by a stream, packed as it is given."""

    def change(made: pikepdf.Pdf) -> None:
        stream = Stream(made, b"")
        stream.write(packed, filter=entries.pop("Filter", None))  # type: ignore[arg-type]  # names
        for name, value in entries.items():
            stream[f"/{name}"] = value
        made.pages[0].Contents = stream
        made.pages[0].Resources = Dictionary(XObject=Dictionary(Im=stream))

    return pdf(change=change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def attached() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments["run.exe"] = b"MZ"

    return pdf(change=change)


def by_hand(*objects: bytes, head: bytes = b"", size: int | None = None) -> bytes:
    """Return a PDF of these objects, of which the first is the catalog."""
    body, offsets = b"%PDF-1.7\n" + head, []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    lines = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = size or len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, lines)
    return body + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(body))


CATALOG = b"<</Type/Catalog/Pages 2 0 R%s>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>"


def commented(text: bytes) -> bytes:
    return by_hand(CATALOG % b"", PAGES, PAGE % b"", head=b"%" + text + b"\n")


def hidden_script() -> bytes:
    """Return a PDF whose script is spelt with escapes."""
    return by_hand(CATALOG % b"/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>", PAGES, PAGE % b"")


def endless_tree() -> bytes:
    return by_hand(CATALOG % b"", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


def endless_table() -> bytes:
    """Return a PDF whose table of objects names itself as the one before."""
    made = by_hand(CATALOG % b"", PAGES, PAGE % b"")
    at = made.rindex(b"xref\n0")
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % at)


def deep() -> bytes:
    nested = b"[" * 200_000 + b"]" * 200_000
    return by_hand(CATALOG % b"/Deep 4 0 R", PAGES, PAGE % b"", nested)


def object_bomb() -> bytes:
    """Return a PDF that says it keeps its objects in a stream, which unfolds to 900 megabytes."""
    packed = bomb(900)
    head = b"<</Type/ObjStm/N 1/First 4/Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return by_hand(
        CATALOG % b"/Names 4 0 R", PAGES, PAGE % b"/Contents 4 0 R", head + packed + b"\nendstream"
    )


def flate_bomb() -> bytes:
    return with_stream(bomb(300), Filter=Name.FlateDecode)


def many_bombs() -> bytes:
    """Return a PDF each of whose streams is small enough, and all of which are not."""
    packed = bomb(150)

    def change(made: pikepdf.Pdf) -> None:
        for page in made.pages:
            stream = Stream(made, b"")
            stream.write(packed, filter=Name.FlateDecode)
            page.Contents = stream

    return pdf(pages=8, change=change, compress_streams=False)


def packed_twice() -> bytes:
    twice = zlib.compress(bomb(200), 9)
    return with_stream(twice, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def run_length_bomb() -> bytes:
    return with_stream(b"\x81\0" * (4 * MEGABYTE), Filter=Name.RunLengthDecode)


def infected() -> bytes:
    return with_stream(zlib.compress(b"q " + EICAR + b" Q"), Filter=Name.FlateDecode)


def long_table() -> bytes:
    """Return a PDF that says it has ten million objects."""
    return by_hand(CATALOG % b"", PAGES, PAGE % b"", size=10_000_000)
