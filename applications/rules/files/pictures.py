"""Draw a picture anew: what comes out holds its points and nothing else that was in the file.

Runs in the process of `checker`, with little memory: of more than 25 million points only every
second is kept, row of strips by row of strips.
"""

from contextlib import suppress
from typing import Any, BinaryIO

from PIL import Image, ImageFile

from applications.rules.files.faults import MOST_PIXELS, Fault, FileError

FINE_ENOUGH = 25_000_000  # points; A4 at 300 dpi has nine million
STRIP = 64  # rows that are drawn at once, after they were made smaller
QUALITY = 88
ORIENTATION = 0x0112  # in EXIF: how the camera was held
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
GREY = {"1", "L"}
DEEP = {"I", "F", "I;16", "I;16B", "I;16L"}
DEPTH = 1 / 256  # of sixteen bits, as eight

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None  # we say it ourselves, before anything is drawn


def draw(source: BinaryIO, target: BinaryIO, *, kind: str) -> int:
    """Write a picture anew, and return how many pages it is.

    :raises FileError: for one that is too large to be drawn, or that cannot be drawn whole.
    """
    try:
        drawn = _turned(source, kind)
    except MemoryError as error:
        raise FileError(Fault.HEAVY) from error
    except FileError:
        raise
    except Exception as error:  # a reader of pictures raises whatever its formats bring
        raise FileError(Fault.DAMAGED) from error
    if kind == "jpeg":
        drawn.save(target, format="JPEG", quality=QUALITY, optimize=False)
    else:
        drawn.save(target, format="PNG", compress_level=4)
    return 1


def _turned(source: BinaryIO, kind: str) -> Image.Image:
    with Image.open(source, formats=[kind.upper()]) as picture:
        pixels = picture.width * picture.height
        if pixels > MOST_PIXELS:
            raise FileError(Fault.PIXELS)
        if pixels > FINE_ENOUGH and picture.info.get("progressive"):
            raise FileError(Fault.HEAVY)  # all of it would have to be held twice
        turn = _turn(picture)
        if pixels > FINE_ENOUGH:
            picture.draft("RGB", (picture.width // 2, picture.height // 2))
        drawn = _flat(picture)
    return drawn.transpose(turn) if turn is not None else drawn


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """Return how a picture is to be turned; not at all, if what the camera wrote of it cannot be read."""
    with suppress(Exception):  # phones write whatever they like, and the picture may be good
        return TURNS.get(picture.getexif().get(ORIENTATION, 1))
    return None


def _flat(picture: Image.Image) -> Image.Image:
    """Return it in grey or in colours, on white where one could see through it."""
    picture.load()
    step = 2 if picture.width * picture.height > FINE_ENOUGH else 1
    mode = "L" if picture.mode in GREY | DEEP and "transparency" not in picture.info else "RGB"
    flat = Image.new(mode, (max(1, picture.width // step), max(1, picture.height // step)))
    for top in range(0, picture.height, STRIP * step):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + STRIP * step)))
        flat.paste(_opaque(strip, mode).reduce(step), (0, top // step))
    return flat


def _opaque(strip: Image.Image, mode: str) -> Image.Image:
    if strip.mode in DEEP:
        return strip.convert("I").point(_shallow).convert("L").convert(mode)
    if not strip.has_transparency_data:
        return strip.convert(mode)
    layer = strip.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    white.alpha_composite(layer)
    return white.convert(mode)


def _shallow(value: Any) -> Any:  # noqa: ANN401  Pillow asks what is done with a value
    return value * DEPTH
