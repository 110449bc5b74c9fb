"""How files are called: what is shown, what is saved, and what they are."""

import pytest

from applications.rules.files.faults import Fault, FileError
from applications.rules.files.kinds import kind_of
from applications.rules.files.names import LONGEST, saved_name, shown_name
from applications.rules.files.papers import is_passport


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("umowa o pracę.pdf", "umowa o pracę.pdf"),
        ("договор.pdf", "договор.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\scan.pdf", "scan.pdf"),
        ("scan\u202efdp.exe", "scanfdp.exe"),
        ("a\u200bb\u2066c\ufeff.pdf", "abc.pdf"),
        ("a\0b\r\nc\x7f.pdf", "abc.pdf"),
        ("a\u2028b\ue000.pdf", "ab.pdf"),
        ('<script>"x"|?*:.pdf', "_script__x_____.pdf"),
        ("  two   words .pdf", "two words .pdf"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("consent.pdf", "consent.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(given: str, shown: str) -> None:
    assert shown_name(given) == shown


@pytest.mark.parametrize(("length", "shown"), [(116, 120), (117, 120), (5000, 120), (10, 14)])
def test_a_long_name_is_cut_before_its_ending(length: int, shown: int) -> None:
    name = shown_name("x" * length + ".pdf")

    assert len(name) == shown
    assert name.endswith("x.pdf")


@pytest.mark.parametrize(
    ("shown", "kind", "saved"),
    [
        ("scan.pdf", "pdf", "scan.pdf"),
        ("photo.JPEG", "jpeg", "photo.jpg"),
        ("page.html.png", "png", "page.html.png"),
        ("file", "pdf", "file.pdf"),
    ],
)
def test_a_file_is_saved_with_the_ending_of_what_it_is(shown: str, kind: str, saved: str) -> None:
    assert saved_name(shown, kind=kind) == saved
    assert len(saved_name("x" * LONGEST, kind=kind)) == LONGEST


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("A.PDF", b"%PDF-2.0", "pdf"),
        ("a.jpg", b"\xff\xd8\xff\xe1", "jpeg"),
        ("a.jpeg", b"\xff\xd8\xff\xdb", "jpeg"),
        ("a.exe.png", b"\x89PNG\r\n\x1a\n", "png"),
    ],
)
def test_a_file_is_what_its_name_and_its_first_bytes_say(name: str, head: bytes, kind: str) -> None:
    assert kind_of(name, head) == kind


def test_the_ending_is_judged_before_the_content() -> None:
    with pytest.raises(FileError) as error:
        kind_of("a.exe", b"")

    assert error.value.fault is Fault.EXTENSION


@pytest.mark.parametrize(
    ("code", "name", "is_one"),
    [
        ("passport", "Dokument", True),
        ("", "Paszport do wglądu", True),
        ("", "Kopia paszportu", True),
        ("", "A copy of the PASSPORT", True),
        ("", "Polski dokument podróży", True),
        ("", "Kopia dokumentu tożsamości", True),
        ("", "Копия паспорта", True),
        ("contract", "Umowa o pracę", False),
        ("", "Dokumenty finansowe", False),
        ("", "Dokument potwierdzający podróże służbowe", False),
    ],
)
def test_passports_are_known_by_code_and_by_name(*, code: str, name: str, is_one: bool) -> None:
    assert is_passport(code=code, name=name) is is_one
