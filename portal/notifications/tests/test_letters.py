"""What a message looks like, in plain text and in HTML."""

import re
from html import unescape

import pytest

from portal.notifications.carriers.letters import as_html, as_text
from portal.notifications.rules.letters import Button, Code, Facts, Heading, Items, Mail, Paragraph

EVERYTHING = Mail(
    "Tom & Jerry",
    preview="What you see <first>",
    blocks=(
        Heading("A <heading>"),
        Paragraph('A "paragraph" & more'),
        Facts((("When", "2 March 2026"), ("Where", "Przy Rondzie 6"))),
        Items(("passport", "fee of 100 zł")),
        Code("123 456"),
        Button("See my visit", "https://example.org/?a=1&b=2"),
    ),
)
FOOTER = "This message was sent automatically. Please do not reply to it: nobody reads the replies."


def words_of(html: str) -> list[str]:
    body = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL)
    return re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_plain_text_says_everything_in_order() -> None:
    assert as_text(EVERYTHING, language="en") == (
        "A <heading>\n"
        "\n"
        'A "paragraph" & more\n'
        "\n"
        "When: 2 March 2026\n"
        "Where: Przy Rondzie 6\n"
        "\n"
        "- passport\n"
        "- fee of 100 zł\n"
        "\n"
        "    123 456\n"
        "\n"
        "See my visit:\n"
        "https://example.org/?a=1&b=2\n"
        "\n"
        "-- \n"
        "Wojewoda Małopolski\n"
        "http://localhost/en/\n"
        f"{FOOTER}\n"
    )


def test_html_says_what_the_text_says_in_the_same_order() -> None:
    text = as_text(EVERYTHING, language="en").replace("http://localhost/en/", "")

    html = words_of(as_html(EVERYTHING, language="en"))

    frame = ["What", "you", "see", "first", "Wojewoda", "Małopolski"]  # the preview and the letterhead
    assert html == frame + re.findall(r"\w+", text)


@pytest.mark.parametrize("words", ["A &lt;heading&gt;", "&amp; more", "What you see &lt;first&gt;"])
def test_html_shows_marks_as_they_are(words: str) -> None:
    assert words in as_html(EVERYTHING, language="en")


def test_html_links_to_the_whole_address() -> None:
    assert 'href="https://example.org/?a=1&amp;b=2"' in as_html(EVERYTHING, language="en")


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_html_names_its_language_and_home(language: str) -> None:
    html = as_html(EVERYTHING, language=language)

    assert f'<html lang="{language}"' in html
    assert f'href="http://localhost/{language}/"' in html


def test_html_fetches_nothing() -> None:
    html = as_html(EVERYTHING, language="en")

    assert re.findall(r"<(?:img|link|script|iframe)|url\(|src=|@import", html) == []
