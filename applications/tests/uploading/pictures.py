"""Pictures that somebody made to do harm."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

MEGABYTE = 1024 * 1024
PHP = b"<?php system($_GET['c']); ?>"
PAGE = b"<script>alert(document.domain)</script>"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (60, 40),
    mode: str = "RGB",
    **saving: Any,  # noqa: ANN401  what Pillow takes
) -> bytes:
    target = BytesIO()
    Image.new(mode, size, "white" if mode == "RGB" else 0).save(target, format=kind, **saving)
    return target.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    """Return a PNG that says it is so large, and holds next to nothing."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        SIGNATURE + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


def inserted(*chunks: bytes) -> bytes:
    """Return a good PNG with more chunks after its head."""
    good, after = picture("PNG"), len(SIGNATURE) + 25
    return good[:after] + b"".join(chunks) + good[after:]


def bomb(megabytes: int) -> bytes:
    """Return what unfolds to so many megabytes of nothing: one that is packed, many times over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    check = ((megabytes * MEGABYTE % 65521) << 16) | 1  # Adler-32 of nothing
    return b"\x78\x9c" + one * megabytes + b"\x03\0" + struct.pack(">I", check)


def text_bomb() -> bytes:
    return inserted(*[chunk(b"zTXt", b"a\0\0" + bomb(30))] * 10)


def profile_bomb() -> bytes:
    return inserted(chunk(b"iCCP", b"a\0\0" + bomb(400)))


def data_bomb() -> bytes:
    """Return a PNG whose data are four hundred megabytes for forty rows."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60, 40, 8, 2, 0, 0, 0))
    return SIGNATURE + head + chunk(b"IDAT", bomb(400)) + chunk(b"IEND", b"")


def told(text: bytes) -> bytes:
    """Return a PNG that says something in a chunk of text."""
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", text.decode())
    return picture("PNG", pnginfo=said)


def moving() -> bytes:
    """Return an APNG of many frames: what is shown is not what was looked at."""
    frames = [Image.new("RGB", (60, 40), (n, 0, 0)) for n in range(50)]
    target = BytesIO()
    frames[0].save(target, format="PNG", save_all=True, append_images=frames[1:])
    return target.getvalue()


def jpeg_of(width: int, height: int) -> bytes:
    """Return a JPEG that says it is so large."""
    made = bytearray(picture("JPEG"))
    at = made.index(b"\xff\xc0") + 5
    made[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(made)


def located() -> bytes:
    """Return a photo that knows where it was taken, and by which phone."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif)


def many_scans() -> bytes:
    """Return a JPEG that draws its points anew a hundred thousand times."""
    good = picture("JPEG", size=(4000, 4000), progressive=True)
    starts = [at for at in range(len(good) - 1) if good[at : at + 2] == b"\xff\xda"]
    scan = good[starts[-1] : good.rindex(b"\xff\xd9")]
    return good[: starts[-1]] + scan * (9 * MEGABYTE // len(scan)) + b"\xff\xd9"
