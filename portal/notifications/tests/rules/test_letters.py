import pytest

from portal.notifications.rules.letters import Button, Mail, Paragraph

SOMETHING = (Paragraph("Something."),)


@pytest.mark.parametrize("subject", ["", "  ", "Two\nlines", "Bcc:\rsomebody"])
def test_a_subject_is_one_line(subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        Mail(subject, preview="", blocks=SOMETHING)


def test_a_message_says_something() -> None:
    with pytest.raises(ValueError, match="says something"):
        Mail("Hello", preview="", blocks=())


@pytest.mark.parametrize("url", ["/pl/visit/", "javascript:alert(1)", "//example.org/", ""])
def test_a_link_in_a_message_has_its_whole_address(url: str) -> None:
    with pytest.raises(ValueError, match="whole address"):
        Button("Open", url)


@pytest.mark.parametrize("url", ["http://localhost:8000/pl/", "https://example.org/"])
def test_a_link_goes_to_a_page(url: str) -> None:
    assert Button("Open", url).url == url
