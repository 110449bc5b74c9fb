"""Tell how the letters of a file are written, from its bytes, or say that nobody can.

Unicode says of itself what it is, or cannot be mistaken: few texts of another encoding happen to be
valid UTF-8. The Windows tables have a letter for nearly every byte, so what tells is how the letters
stand: a Polish word has English letters beside its own and a Russian one has not, and no word has a
capital after a small letter. What was written by a third table (DOS, ISO, KOI8) breaks one of these.
"""

import re
from codecs import (
    BOM_UTF8,
    BOM_UTF16_BE,
    BOM_UTF16_LE,
    BOM_UTF32_BE,
    BOM_UTF32_LE,
    getincrementaldecoder,
)
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
NEIGHBOURS = frozenset("áäčďéěëíľĺňôöőřŕšťúůüűýžâçđîăţşßÁÄČĎÉĚËÍĽĹŇÔÖŐŘŔŠŤÚŮÜŰÝŽÂÇĐÎĂŢŞ")
CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎ")
SIGNS = frozenset("„”“’‘–—…\xa0§°«»№")
WORD = re.compile(rb"(?<![A-Za-z])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*")  # begun at a first letter alone
END_OF_WORD = re.compile(rb"[^A-Za-z\x80-\xff]")
LONGEST_WORD = 200
SAMPLE = 200_000  # letters in words: more of them tell no more
MOST_ODD = 0.03  # of two letters that stand together
FEW_NULS, ONE_SIDE = 0.02, 0.9  # a text in UTF-16 has some, and nearly all on the same side
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
HEAD = 4
LAST_ASCII = 0x7F


def encoding_of(pieces: Iterable[bytes]) -> str | None:
    """Return what the encoding of a file is called in Python, or None. Takes it piece by piece."""
    seen = Seen()
    for piece in pieces:
        seen.add(piece)
    return seen.encoding()


class Seen:
    """What there was in a file so far, in memory that does not grow with it."""

    def __init__(self) -> None:
        self.head = b""
        self.size = 0
        self.nuls = [0, 0]  # at even places, and at odd ones
        self.is_utf8 = True
        self.pairs: Counter[tuple[int, int]] = Counter()  # of letters beside each other in a word
        self.letters: set[int] = set()
        self._rest = b""
        self._decode: Callable[[bytes, bool], str] = getincrementaldecoder("utf-8")().decode

    def add(self, piece: bytes) -> None:
        self.head = (self.head + piece[:HEAD])[:HEAD]
        for parity in (0, 1):
            self.nuls[(self.size + parity) % 2] += piece[parity::2].count(0)
        self.size += len(piece)
        self._look_at(piece)
        if self.pairs.total() < SAMPLE:
            self._read_words(self._rest + piece)

    @property
    def is_spreadsheet(self) -> bool:
        """Whether it is a workbook, or an archive, and no text at all."""
        return self.head.startswith(SPREADSHEETS)

    def encoding(self) -> str | None:
        self._look_at(b"", is_last=True)
        self._read_words(self._rest + b"\n")
        if self.head.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):  # the first begins as UTF-16 does
            return None
        if self.head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "utf-16"
        if self.head.startswith(BOM_UTF8):
            return "utf-8-sig" if self.is_utf8 else None
        if sum(self.nuls) > FEW_NULS * self.size:
            return self._utf16()
        return "utf-8" if self.is_utf8 else self._table()

    def _look_at(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self._decode(piece if self.is_utf8 else b"", is_last)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def _read_words(self, text: bytes) -> None:
        """Count how letters stand in whole words, and keep the last one: it may go on."""
        ends = [found.end() for found in END_OF_WORD.finditer(text, max(0, len(text) - LONGEST_WORD))]
        end = ends[-1] if ends else max(0, len(text) - LONGEST_WORD)
        self._rest = text[end:]
        for word in WORD.findall(text[:end]):
            self.letters.update(byte for byte in word if byte > LAST_ASCII)
            self.pairs.update(pairwise(word))

    def _utf16(self) -> str | None:
        if self.size % 2 or max(self.nuls) < ONE_SIDE * sum(self.nuls):
            return None
        return "utf-16-be" if self.nuls[0] > self.nuls[1] else "utf-16-le"

    def _table(self) -> str | None:
        """Choose the Windows table; Cyrillic first, whose words have letters of their own alone."""
        if self._fits("cp1251", CYRILLIC) and not self._is_mixed():
            return "cp1251"
        return "cp1250" if self._fits("cp1250", POLISH | NEIGHBOURS) else None

    def _fits(self, name: str, letters: frozenset[str]) -> bool:
        if not set(bytes(self.letters).decode(name, errors="replace")) <= letters | SIGNS:
            return False
        odd = 0
        for (first, second), number in self.pairs.items():
            text = bytes((first, second)).decode(name, errors="replace")
            odd += number if text[0].islower() and text[1].isupper() else 0
        return odd <= MOST_ODD * self.pairs.total()

    def _is_mixed(self) -> bool:
        mixed = sum(
            number
            for (first, second), number in self.pairs.items()
            if (first > LAST_ASCII) != (second > LAST_ASCII)
        )
        return mixed > MOST_ODD * self.pairs.total()
