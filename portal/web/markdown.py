"""Text that staff write in Markdown, made safe for a page.

CommonMark without raw HTML: whatever is typed, no tag reaches a page that this module
did not write itself. Links may lead out, images may not come in.
"""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

_writer = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")

# The classes of our components on the elements that Markdown makes.
CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "table": "govuk-table",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "tr": "govuk-table__row",
}


def to_html(text: str) -> SafeString:
    """Return the HTML of a text in Markdown."""
    tokens = _writer.parse(text)
    for token in tokens:
        for part in (token, *(token.children or ())):
            if part.nesting == 1 and part.tag in CLASSES:
                part.attrSet("class", CLASSES[part.tag])
    html: str = _writer.renderer.render(tokens, _writer.options, {})
    return SafeString(html)  # escaped by the writer, and raw HTML is off


def to_lines(text: str) -> list[str]:
    """Return the paragraphs and the items of a text without marks; a link stands behind its words."""
    tokens = _writer.parse(text)
    return [line for token in tokens if token.children and (line := "".join(_said(token.children)).strip())]


def _said(tokens: list[Token]) -> Iterator[str]:
    url = ""
    for token in tokens:
        if token.type == "link_open":
            url = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            yield f" ({url})"
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        else:
            yield token.content
