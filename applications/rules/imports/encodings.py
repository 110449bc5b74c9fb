"""Tell how the letters of a file are written, from its bytes, or say that nobody can.

Unicode says of itself what it is, or cannot be mistaken: few texts of another encoding happen to be
valid UTF-8. The two Windows tables cannot be told apart by validity. In Polish a letter beyond ASCII
stands among others; in Russian and Ukrainian such letters come word by word.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterable

POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
NEIGHBOURS = frozenset("áäčďéěëíľĺňôöőřŕšťúůüűýžâçđîăţşßÁÄČĎÉĚËÍĽĹŇÔÖŐŘŔŠŤÚŮÜŰÝŽÂÇĐÎĂŢŞ")
CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎ")
SIGNS = frozenset("„”“’‘–—…\xa0§°«»№")
LEAST_TOGETHER = 0.5  # of the letters of a Cyrillic text stand beside another one
MANY_NULS = 0.2  # of the bytes of a text in UTF-16
BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
SAMPLE = 200_000  # bytes beyond ASCII: more of them tell no more


def encoding_of(chunks: Iterable[bytes]) -> str | None:
    """Return what the encoding of a file is called in Python, or None. Takes it piece by piece."""
    seen = Seen()
    for chunk in chunks:
        seen.add(chunk)
    return seen.encoding()


class Seen:
    """What there was in a file so far, in memory that does not grow with it."""

    def __init__(self) -> None:
        self.head = b""
        self.size = 0
        self.is_utf8 = True
        self.nuls = [0, 0]  # at even places, and at odd ones
        self.beyond: Counter[int] = Counter()
        self.together = 0
        self._decode: Callable[[bytes, bool], str] = getincrementaldecoder("utf-8")().decode

    def add(self, chunk: bytes) -> None:
        self.head = (self.head + chunk[:3])[:3]
        for parity in (0, 1):
            self.nuls[(self.size + parity) % 2] += chunk[parity::2].count(0)
        self.size += len(chunk)
        self._look_at(chunk)
        if self.beyond.total() < SAMPLE:
            for run in BEYOND_ASCII.findall(chunk):
                self.beyond.update(run)
                self.together += len(run) if len(run) > 1 else 0

    def encoding(self) -> str | None:
        self._look_at(b"", is_last=True)
        for mark, name in ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16")):
            if self.head.startswith(mark):
                return name if name == "utf-16" or self.is_utf8 else None
        if sum(self.nuls) > MANY_NULS * self.size:
            return "utf-16-be" if self.nuls[0] > self.nuls[1] else "utf-16-le"
        if self.is_utf8:
            return "utf-8"
        return self._table()

    def _look_at(self, chunk: bytes, *, is_last: bool = False) -> None:
        try:
            self._decode(chunk if self.is_utf8 else b"", is_last)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def _table(self) -> str | None:
        """Choose between the Windows tables by which letters there would be."""
        is_cyrillic = self.together >= LEAST_TOGETHER * self.beyond.total()
        name, letters = ("cp1251", CYRILLIC) if is_cyrillic else ("cp1250", POLISH | NEIGHBOURS)
        text = bytes(self.beyond).decode(name, errors="replace")
        return name if set(text) <= letters | SIGNS else None
