"""What the oldest browsers we serve do not know stays out of our own styles and scripts, or has a substitute.

The public pages work on Android 7 (Chrome up to 119) and on iOS 12 (Safari 12.1); Safari 12 reads
no script of ours, because htmx and our modules use what came later, so it sees the pages without
JavaScript. The staff's pages work on Chrome 109, the last for Windows 7.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

APPS = Path(settings.BASE_DIR)
PUBLIC = [
    APPS / "portal/web/static/portal/css/portal.css",
    APPS / "portal/accounts/static/accounts/qr.css",
]
SCRIPTS = sorted(APPS.glob("*/**/static/**/*.js"))

# Properties and values: what is not known is left out, alone. But a page may need it.
SAFARI_12_LACKS = {
    r"(?<![\w-])(?:padding|margin)-(?:block|inline):": "Safari 14.1: write -start and -end",
    r"(?<![\w-])inset(?:-[a-z-]+)?:": "Safari 14.1: write top, right, bottom, left",
    r"border-(?:start|end)-(?:start|end)-radius": "Safari 15",
    r"border-(?:block|inline):": "Safari 14.1: write -start and -end",
    r"aspect-ratio:": "Safari 15: give width and height",
    r"\d[sdl]v[hwb]\b": "Safari 15.4: vh",
    r"color-mix\(|light-dark\(|oklch\(|oklab\(|\blab\(": "Safari 15.4 and later: name the colour",
    r"@layer|@container|@property|@starting-style": "Safari 15.4 and later: the whole block is lost",
    r"\((?:width|height)\s*[<>]": "Safari 16.4: min-width, max-width",
    r"^\s*&": "Safari 16.5: nesting; write the selector out",
    r"subgrid": "Safari 16",
}
# Selectors: one that is not known takes all the rule with it, so it never shares one.
MODERN_SELECTOR = re.compile(r":focus-visible|:has\(")
MANY_IN_ONE = re.compile(r":(?:is|where)\(")  # Safari 14
GAP = re.compile(r"(?<![\w-])(?:column-)?gap:")
# Known to Safari 12 or an ornament that may be missing: the art of the front page, at its right place.
ORNAMENTS = {"inset-inline-end: max(1.5rem, calc(50vw - 28rem));"}

CHROME_109_LACKS = {
    r"\.(?:toSorted|toReversed|toSpliced)\(": "Chrome 110",
    r"(?:Object|Map)\.groupBy\(": "Chrome 117",
    r"Promise\.(?:withResolvers|try)\(": "Chrome 119 and later",
    r"Array\.fromAsync\(": "Chrome 121",
    r"URL\.(?:canParse|parse)\(": "Chrome 120 and later",
    r"\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(": "Chrome 122",
    r"showPopover|hidePopover|togglePopover|popovertarget": "Chrome 114",
    r"\bimport\b.*\bwith\s*\{": "Chrome 123",
    r"scheduler\.yield|Iterator\.from": "Chrome 122 and later",
    r"/[a-z]*v[a-z]*\.(?:test|exec)\(": "Chrome 112: the flag v",
}


def without_comments(path: Path) -> str:
    return re.sub(
        r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def rules(css: str) -> list[tuple[list[str], str]]:
    """Return the innermost rules: their selectors, and what they declare."""
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    return [(re.split(r",\s*(?![^(]*\))", " ".join(head.split())), body) for head, body in found]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
@pytest.mark.parametrize(("pattern", "reason"), SAFARI_12_LACKS.items())
def test_a_style_that_safari_12_lacks_is_not_used(path: Path, pattern: str, reason: str) -> None:
    lines = (line.strip() for line in without_comments(path).splitlines())
    used = [line for line in lines if re.search(pattern, line) and not line.startswith("@supports")]

    assert [line for line in used if line not in ORNAMENTS] == [], reason


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_a_selector_that_is_not_known_everywhere_takes_no_other_rule_with_it(path: Path) -> None:
    mixed = [
        selectors
        for selectors, _body in rules(without_comments(path))
        if len({bool(MODERN_SELECTOR.search(selector)) for selector in selectors}) == 2
    ]
    lost = [
        selector
        for selectors, _body in rules(without_comments(path))
        for selector in selectors
        if MANY_IN_ONE.search(selector) and not MODERN_SELECTOR.search(selector)
    ]

    assert (mixed, lost) == ([], []), "write :is() out, and :has() or :focus-visible in a rule of its own"


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_a_row_with_a_gap_has_margins_where_gaps_are_not_known(path: Path) -> None:
    css, _at, substitutes = without_comments(path).partition("@supports not (inset: 0)")
    rows = {
        selector
        for selectors, body in rules(css)
        if re.search(r"display: (?:inline-)?flex", body) and GAP.search(body)
        for selector in selectors
    }

    assert {row for row in rows if f"{row} >" not in substitutes} == set(), "name it in the last block"


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_a_length_that_is_clamped_has_a_plain_one_before_it(path: Path) -> None:
    bare = [
        selectors
        for selectors, body in rules(without_comments(path))
        for name in re.findall(r"([a-z-]+):[^;]*clamp\(", body)
        if len(re.findall(rf"(?<![\w-]){name}:", body)) < 2
    ]

    assert bare == [], "Safari 13.1 is the first to know clamp()"


@pytest.mark.parametrize(("pattern", "reason"), CHROME_109_LACKS.items())
def test_a_script_uses_nothing_that_chrome_109_lacks(pattern: str, reason: str) -> None:
    used = [path.name for path in SCRIPTS if re.search(pattern, without_comments(path))]

    assert used == [], reason


def test_the_admin_is_coloured_in_a_notation_that_chrome_109_knows() -> None:
    colours: Any = settings.UNFOLD["COLORS"]
    named = [value for shades in colours.values() for value in shades.values()]

    assert {"base", "primary"} <= colours.keys()
    assert [value for value in named if not re.fullmatch(r"#[0-9a-f]{6}", value)] == []
