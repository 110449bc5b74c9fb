"""Text that staff write in Markdown, made safe for a page.

CommonMark without raw HTML: whatever is typed, no tag reaches a page that this module
did not write itself. Links may lead out, images may not come in.
"""

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

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
