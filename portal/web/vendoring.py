"""Cut the published stylesheet of GOV.UK Frontend down to what this portal uses.

`python -m portal.web.vendoring path/to/govuk-frontend.min.css > vendored.css`

The typeface of gov.uk may be used there only, so its files go and every mention of it
becomes a variable that `portal.css` sets. Components nobody here uses go as well: a
person on an old phone pays for every kilobyte. Left and right become start and end, so
that a language written from the right needs no second stylesheet. Nothing else is
touched; `docs/vendored.md` records what went in, what came out and both checksums.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

UNUSED = re.compile(
    r"\.govuk-(accordion|cookie-banner|drop-zone|exit-this-page|feedback|file-upload-(button|wrapper)"
    r"|footer|frontend-supported|generic-header|header|language-navigation|logo-dot|phase-banner"
    r"|service-navigation|tabs|\\!-static|\\!-padding)(?![a-z])"
)
REPLACED = [
    (re.compile(r"GDS Transport,arial,sans-serif|(?<=font-family:)sans-serif"), "var(--portal-font)"),
    (re.compile(r"(?<=[;{])(margin|padding|border)-left(?=[-:])"), r"\1-inline-start"),
    (re.compile(r"(?<=[;{])(margin|padding|border)-right(?=[-:])"), r"\1-inline-end"),
    (re.compile(r"(?<=[;{])left(?=:)"), "inset-inline-start"),
    (re.compile(r"(?<=[;{])right(?=:)"), "inset-inline-end"),
    (re.compile(r"text-align:left"), "text-align:start"),
    (re.compile(r"text-align:right"), "text-align:end"),
]


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield each statement of a stylesheet as its prelude and what stands in its braces."""
    start = depth = opened = 0
    for found in re.finditer(r"[{};]", css):
        at, sign = found.start(), found.group()
        if sign == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened], css[opened + 1 : at]
                start = at + 1
        elif depth == 0:
            yield css[start : at + 1], ""
            start = at + 1


def purged(css: str) -> str:
    """Return the stylesheet without the unused components and without anybody's font files."""
    return "".join(_kept(prelude, body) for prelude, body in blocks(css))


def _kept(prelude: str, body: str) -> str:
    if not body:
        return prelude if prelude.endswith(";") else ""
    if prelude.endswith("@font-face"):
        return ""
    if prelude.startswith("@"):
        inner = purged(body)
        return f"{prelude}{{{inner}}}" if inner else ""
    selectors = [one for one in _selectors(prelude) if not UNUSED.search(one)]
    return f"{','.join(selectors)}{_ours('{' + body)}}}" if selectors else ""


def _selectors(prelude: str) -> list[str]:
    """Split at the commas that stand outside brackets, as in `:not(a,b)`."""
    return re.split(r",(?![^(]*\))", prelude)


def _ours(body: str) -> str:
    for theirs, ours in REPLACED:
        body = theirs.sub(ours, body)
    return body


if __name__ == "__main__":
    sys.stdout.write(purged(Path(sys.argv[1]).read_text(encoding="utf-8")))
