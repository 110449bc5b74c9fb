"""A short text as a QR code (ISO/IEC 18004): a picture for the page, drawn without a request."""

from dataclasses import dataclass

import segno

MODULE = 6  # pixels to a module: at whole numbers its edges are sharp
QUIET_ZONE = 4  # modules around it, which the standard asks for


@dataclass(frozen=True, slots=True)
class Picture:
    """What an `img` needs: its source, and its height and width in pixels."""

    source: str
    size: int


def qr_code(text: str) -> Picture:
    """Return the code of digits, capital letters and dashes, dark on white in every scheme.

    A quarter of it may be dirty or torn (level Q); where the same size holds more, it is
    made stronger.

    :raises ValueError: if the text has other characters, or is empty.
    """
    return _picture(segno.make_qr(text, mode="alphanumeric", error="q"))


def address_code(url: str) -> Picture:
    """Return the code of a web address, which a phone opens: any characters, as they are.

    Level M, for less is lost from a screen or fresh paper, and a smaller code is read from further away.
    """
    return _picture(segno.make_qr(url, mode="byte", error="m"))


def _picture(code: segno.QRCode) -> Picture:
    source = code.svg_data_uri(
        border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return Picture(source, (len(code.matrix) + 2 * QUIET_ZONE) * MODULE)
