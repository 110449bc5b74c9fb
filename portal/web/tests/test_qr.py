"""The picture is read again: from its SVG to modules, and from modules to text (ISO/IEC 18004)."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest

from portal.web.qr import address_code, qr_code

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SIZE = 21  # modules of version 1
QUIET = 4
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,  # noqa: ARG005  each mask is asked alike
    lambda i, j: j % 3,  # noqa: ARG005  likewise
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)

Matrix = list[list[int]]


def drawn(svg: str) -> Matrix:
    """Return the modules that the SVG's one dark line passes over."""
    size = SIZE + 2 * QUIET
    matrix = [[0] * size for _ in range(size)]
    (path,) = re.findall(r"stroke='#000' d='M([^']+)'", svg)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", "M" + path):
        across, *down = (float(number) for number in numbers.split())
        if command == "h":
            for column in range(int(x), int(x + across)):
                matrix[int(y)][column] = 1
            x += across
        else:
            x, y = (across, down[0]) if command == "M" else (x + across, y + down[0])
    return matrix


def decoded(matrix: Matrix) -> str:
    """Return the text of a version 1 code; what is not there cannot be repaired here."""
    bits = _bits(matrix)
    mode, length, rest = int(bits[:4], 2), int(bits[4:13], 2), bits[13:]
    assert mode == 0b0010, "It is not in the alphanumeric mode."
    text = ""
    for _ in range(length // 2):
        first, second = divmod(int(rest[:11], 2), 45)
        text, rest = text + CHARACTERS[first] + CHARACTERS[second], rest[11:]
    return text + (CHARACTERS[int(rest[:6], 2)] if length % 2 else "")


def bytes_of(matrix: Matrix) -> bytes:
    """Return the bytes of a version 1 code in the byte mode, likewise."""
    bits = _bits(matrix)
    assert bits[:4] == "0100", "It is not in the byte mode."
    return bytes(int(bits[12 + 8 * n : 20 + 8 * n], 2) for n in range(int(bits[4:12], 2)))


def _bits(matrix: Matrix) -> str:
    rows = [row[QUIET:-QUIET] for row in matrix[QUIET:-QUIET]]
    mask = MASKS[int("".join(map(str, rows[8][2:5])), 2) ^ 0b101]
    return "".join(str(rows[i][j] ^ (mask(i, j) == 0)) for i, j in _data_modules())


def _data_modules() -> Iterator[tuple[int, int]]:
    """Yield rows and columns in the order of the bits: up and down, two columns at a time."""
    for number, right in enumerate((20, 18, 16, 14, 12, 10, 8, 5, 3, 1)):
        rows = range(SIZE) if number % 2 else range(SIZE - 1, -1, -1)
        for i in rows:
            for j in (right, right - 1):
                if 6 not in {i, j} and not (i < 9 and (j < 9 or j > 12)) and not (i > 12 and j < 9):
                    yield i, j


def picture(text: str) -> str:
    scheme, _, svg = qr_code(text).source.partition(",")
    assert scheme == "data:image/svg+xml;charset=utf-8"
    return unquote(svg)


@pytest.mark.parametrize("text", ["7F3K-9M2Q", "0000-0000", "ZZZZ-ZZZZ", "XKDB-28FJ", "A"])
def test_the_code_says_the_reference_and_nothing_else(text: str) -> None:
    assert decoded(drawn(picture(text))) == text


def test_the_code_is_as_strong_as_its_size_allows() -> None:
    rows = drawn(picture("7F3K-9M2Q"))

    level = rows[QUIET + 8][QUIET], rows[QUIET + 8][QUIET + 1]
    assert (level[0] ^ 1, level[1] ^ 0) == (1, 0)  # H, under the mask of the format bits


def test_a_quiet_zone_of_four_modules_lies_around_it() -> None:
    rows = drawn(picture("7F3K-9M2Q"))

    edges = [*range(QUIET), *range(SIZE + QUIET, SIZE + 2 * QUIET)]
    assert not any(any(rows[n]) or any(row[n] for row in rows) for n in edges)
    assert rows[QUIET][QUIET] == 1


def test_it_is_black_on_white_in_every_scheme_and_as_large_as_it_says() -> None:
    svg = picture("7F3K-9M2Q")

    assert "viewBox='0 0 29 29'" in svg
    assert "<path fill='#fff' d='M0 0h29v29h-29z'/>" in svg
    assert re.findall(r"#[0-9a-f]+|currentcolor", svg, re.IGNORECASE) == ["#fff", "#000"]
    assert qr_code("7F3K-9M2Q").size == 29 * 6


@pytest.mark.parametrize("text", ["", "7f3k-9m2q", "Ż", "a_b"])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not applicable"):
        qr_code(text)


@pytest.mark.parametrize("url", ["http://a.pl/x", "HTTP://A.PL", "a_b-C~9"])
def test_an_address_is_kept_letter_for_letter(url: str) -> None:
    svg = unquote(address_code(url).source.partition(",")[2])

    assert bytes_of(drawn(svg)) == url.encode()


def test_a_long_address_gets_a_larger_picture() -> None:
    assert address_code("https://portal.example.org/en/place/" + "x" * 43).size == (37 + 2 * QUIET) * 6
