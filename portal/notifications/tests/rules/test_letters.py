import pytest

from portal.notifications.rules.letters import Button, File, Mail, Paragraph

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


@pytest.mark.parametrize(
    "name", ["", "visit", "../visit.ics", "wizytą.ics", "a b.ics", 'v".ics', "visit.ics\n"]
)
def test_a_file_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        File(name, b"", "text/plain")


@pytest.mark.parametrize(
    "kind", ["", "text", "text/", "text/plain\nBcc: x", "text/plain;charset=utf-8", "a/b; c"]
)
def test_a_file_says_of_what_type_it_is(kind: str) -> None:
    with pytest.raises(ValueError, match="type"):
        File("visit.ics", b"", kind)


@pytest.mark.parametrize("kind", ["application/pdf", "text/calendar; charset=utf-8; method=CANCEL"])
def test_a_type_may_have_parameters(kind: str) -> None:
    assert File("visit-1.ics", b"", kind).media_type == kind


def test_a_message_comes_without_files_unless_it_has_some() -> None:
    assert Mail("Hello", preview="", blocks=SOMETHING).files == ()
