"""Whether two spellings are one person's name, or the names of two people.

A clerk with the passport in hand may correct how a name was typed, and never put in somebody
else's: a time cannot be sold. So the spellings are made alike as far as alphabets and
transliterations differ, and what is left may differ by a slip of the keyboard. The first given
name and the first family name stay; others may be missing, joined or in the wrong field.

Scripts other than Latin, Cyrillic and Georgian are not read here: nobody can tell, so it is no.
"""

import re
from dataclasses import dataclass
from unicodedata import category, normalize

LATIN = {
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
}
LATIN |= {"þ": "th", "ə": "a"}
CYRILLIC = dict(zip("абвгґдежзиіклмнопрстуфыэ", "abvggdezziiklmnoprstufye", strict=True))
CYRILLIC |= {"є": "ie", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
CYRILLIC |= {"ъ": "", "ь": "", "ў": "u", "ђ": "d", "ј": "i", "љ": "l", "њ": "n", "ћ": "c", "џ": "dz"}
GEORGIAN = dict(zip("აბგდევზთიკლმნოპრსტუფქღხჰ", "abgdevztiklmnoprstupkggg", strict=True))
GEORGIAN |= {"ჟ": "z", "ყ": "k", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ჯ": "j"}
LETTERS = str.maketrans(LATIN | CYRILLIC | GEORGIAN)
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz")

# How one sound is written in English, German, French and Polish; the digits stand for sounds.
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"schtsch|chtch|shch|szcz", "5"),
        (r"tsch|tch|cz|ch", "4"),
        (r"sch|sh|sz", "3"),
        (r"zh|rz", "z"),
        (r"kh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"ts|tz", "c"),
        (r"w", "v"),
        (r"ou|ue", "u"),
        (r"oe", "o"),
        (r"ae", "a"),
        (r"[jy]", "i"),
        (r"i+(?=[aeou])", ""),
        (r"h", "g"),
        (r"(.)\1+", r"\1"),
    )
)
BETWEEN = re.compile(r"[\s\-‐‑‒–—−.,/]+")
MOST_JOINED = 3  # parts of a name that were typed as one, or one that was typed as so many
MOST_MISSING = 2
SHORTEST_START = 2
SHORTEST_WITH_SLIP, LETTERS_A_SLIP, MOST_SLIPS = 4, 4, 3

Parts = list[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as typed or as in the passport. One of the two fields may be empty."""

    given: str
    family: str


def is_one_persons(before: Name, after: Name) -> bool:
    """Tell whether two spellings can be one person's name; both ways round it is the same."""
    given, family = _parts(before.given), _parts(before.family)
    names, surnames = _parts(after.given), _parts(after.family)
    if not (given or family) or not (names or surnames) or not _is_read(given, family, names, surnames):
        return False
    straight = _is_one(given, names) and _is_one(family, surnames)
    swapped = _is_one(given, surnames) and _is_one(family, names)
    return straight or swapped or _have_the_same([*given, *family], [*names, *surnames])


def begins_alike(typed: str, name: Name) -> bool:
    """Tell whether each word that was typed is how a part of a name begins, in whichever alphabet."""
    words = _parts(typed)
    sounds = [_sound(part) for part in (*_parts(name.given), *_parts(name.family))]
    return bool(words) and all(_begins_any(_sound(word), sounds) for word in words)


def sounds(text: str) -> list[str]:
    """Return how each part of a name sounds: alike for the spellings of one name in most alphabets."""
    return [_sound(part) for part in _parts(text)]


def _begins_any(word: str, sounds: list[str]) -> bool:
    """Tell whether a sound begins with that one; an i at its end may be the beginning of ya or yu."""
    start = word.rstrip("i")
    return len(start) >= SHORTEST_START and any(sound.startswith(start) for sound in sounds)


def _parts(text: str) -> list[str]:
    """Return the parts of a name in small Latin letters, without accents and apostrophes."""
    folded = normalize("NFKD", normalize("NFKD", text).casefold())
    plain = "".join(letter for letter in folded if category(letter)[0] != "M")
    spelt = (part.translate(LETTERS) for part in BETWEEN.split(plain))
    return [part for part in (_without_marks(each) for each in spelt) if part]


def _without_marks(part: str) -> str:
    return "".join(letter for letter in part if category(letter)[0] in "LN" and category(letter) != "Lm")


def _is_read(*names: Parts) -> bool:
    return all(set(part) <= PLAIN for name in names for part in name)


def _have_the_same(before: Parts, after: Parts) -> bool:
    """Tell whether all parts are there, only in another field: a part too many is not."""
    turned = (after[cut:] + after[:cut] for cut in range(len(after)))
    return any(_is_one(before, each, most_missing=0) for each in turned)


def _is_one(before: Parts, after: Parts, *, most_missing: int = MOST_MISSING) -> bool:
    """Tell whether the parts of one field are those of another; later ones may be missing on one side."""
    if not before or not after:
        return not before and not after
    missing = [(0, 0), *((number, 0) for number in range(1, most_missing + 1))]
    return any(_begin_alike(before, after, each) for each in {*missing, *(each[::-1] for each in missing)})


def _begin_alike(before: Parts, after: Parts, missing: tuple[int, int]) -> bool:
    """Read both from the left: the first parts agree, and the rest with exactly so many missing."""
    return any(
        _sound_alike(
            "".join(before[:ours]),
            "".join(after[:theirs]),
            # A whole part could hide in the slips of two.
            most_slips=MOST_SLIPS if ours == theirs else 1,
        )
        and _go_on_alike(before[ours:], after[theirs:], missing)
        for ours, theirs in _ways_to_join(len(before), len(after))
    )


def _go_on_alike(before: Parts, after: Parts, missing: tuple[int, int]) -> bool:
    absent, too_many = missing
    if not before or not after:
        return (len(after), len(before)) == missing
    if _begin_alike(before, after, missing):
        return True
    if absent:
        return _go_on_alike(before, after[1:], (absent - 1, too_many))
    return too_many > 0 and _go_on_alike(before[1:], after, (absent, too_many - 1))


def _ways_to_join(ours: int, theirs: int) -> list[tuple[int, int]]:
    joined = range(2, MOST_JOINED + 1)
    ways = [(1, 1), *((number, 1) for number in joined), *((1, number) for number in joined)]
    return [(mine, yours) for mine, yours in ways if mine <= ours and yours <= theirs]


def _sound_alike(before: str, after: str, *, most_slips: int) -> bool:
    one, other = _sound(before), _sound(after)
    longest = max(len(one), len(other))
    allowed = min(most_slips, longest // LETTERS_A_SLIP) if longest >= SHORTEST_WITH_SLIP else 0
    return one == other or _distance(one, other) <= allowed


def _sound(part: str) -> str:
    for pattern, sound in SOUNDS:
        part = pattern.sub(sound, part)
    return part


def _distance(one: str, other: str) -> int:
    """Return how many slips lie between two words: a letter wrong, missing, too many, or two swapped."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, there in enumerate(other, start=1):
            is_other = letter != there
            least = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + is_other)
            if i > 1 and j > 1 and is_other and letter == other[j - 2] and one[i - 2] == there:
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]
