"""How much the streams of a PDF unfold to. Ten megabytes can hold ten gigabytes of nothing."""

import zlib
from io import BytesIO

import pikepdf
from PIL import Image

from applications.rules.files.faults import MOST_PIXELS, Fault, FileError
from applications.rules.files.kinds import EICAR

MOST_OF_ONE = 200 * 1024 * 1024  # four bytes for each point of the largest picture
MOST_OF_ALL = 800 * 1024 * 1024
PIECE = 256 * 1024
FLATE = ("/FlateDecode", "/Fl")
PACKED = (*FLATE, "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")
PICTURES = frozenset(["/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"])
PHOTO = ("/DCTDecode", "/DCT")

Image.MAX_IMAGE_PIXELS = None  # we say it ourselves


class Unfolded:
    """Counts what the streams of one file unfold to."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, stream: pikepdf.Stream) -> None:
        """Look into one stream.

        :raises FileError: if it unfolds to too much, has another file inside, or is packed twice.
        """
        if "/F" in stream:  # its content would be read from another file
            raise FileError(Fault.ATTACHED)
        self._picture(stream)
        filters = _filters(stream)
        if (
            PICTURES.intersection(filters) and stream.get("/Subtype") != "/Image"
        ):  # anything else, left as it is
            raise FileError(Fault.ATTACHED)
        if sum(name in PACKED for name in filters) > 1:
            raise FileError(Fault.HEAVY)
        if filters and filters[0] in FLATE:
            self._inflate(stream.read_raw_bytes())
        elif any(name in PACKED for name in filters):
            self._count(stream.read_bytes())

    def _inflate(self, packed: bytes) -> None:
        unpacker, size, tail = zlib.decompressobj(), 0, b""
        while packed:
            try:
                piece = unpacker.decompress(packed, PIECE)
            except zlib.error as error:
                raise FileError(Fault.DAMAGED) from error
            if EICAR in tail + piece:
                raise FileError(Fault.INFECTED)
            tail = piece[-len(EICAR) :]
            size += len(piece)
            self._grow(len(piece), size)
            packed = unpacker.unconsumed_tail

    def _count(self, content: bytes) -> None:
        self._grow(len(content), len(content))

    def _grow(self, more: int, size: int) -> None:
        self.total += more
        if size > MOST_OF_ONE or self.total > MOST_OF_ALL:
            raise FileError(Fault.HEAVY)

    def _picture(self, stream: pikepdf.Stream) -> None:
        """Hold the points that a picture says it has, and those that it has, against the most."""
        if stream.get("/Subtype") != "/Image":
            return
        if _number(stream, "/Width") * _number(stream, "/Height") > MOST_PIXELS:
            raise FileError(Fault.PIXELS)
        filters = _filters(stream)
        if len(filters) == 1 and filters[0] in PHOTO:
            with Image.open(BytesIO(stream.read_raw_bytes()), formats=["JPEG"]) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    raise FileError(Fault.PIXELS)


def _filters(stream: pikepdf.Stream) -> list[str]:
    given = stream.get("/Filter")
    if given is None:
        return []
    return [str(each) for each in given] if isinstance(given, pikepdf.Array) else [str(given)]


def _number(stream: pikepdf.Stream, name: str) -> int:
    value = stream.get(name)
    return int(value) if value is not None else 0
