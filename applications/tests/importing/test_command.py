"""The command that reads in a file without the pages."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applications.actions.importing import files
from applications.models import Application, ImportRun, ImportState
from applications.tests.importing.world import cases, tried
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(office: Office) -> User:
    return people.member(Role.SUPERVISOR, at=office)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    path.write_text(cases({}, {"external_ref": "WSC/2", "birth_date": "?"}))
    return path


def run(file: Path, by: User, *more: str, office: str = "krakow") -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(
        "import_cases", str(file), "--office", office, "--by", by.email, *more, stdout=out, stderr=err
    )
    return out.getvalue(), err.getvalue()


def test_a_file_is_tried_and_then_read_in(file: Path, boss: User) -> None:
    out, err = run(file, boss)

    assert out == ("Tried: 1 new, 0 known already, 1 refused.\nRead in: 1 new, 0 known already, 1 refused.\n")
    assert err == "3: Date of birth: It is not a date, or not written as the columns say.\n" * 2
    assert Application.objects.get().external_ref == "WSC/1"


def test_a_dry_run_writes_nothing_and_keeps_nothing(file: Path, boss: User) -> None:
    out, _err = run(file, boss, "--dry-run")

    assert out == "Tried: 1 new, 0 known already, 1 refused.\n"
    assert not Application.objects.exists()
    assert ImportRun.objects.get().state == ImportState.STOPPED


def test_columns_that_are_kept_are_used(file: Path, boss: User, office: Office) -> None:
    mapping = tried(cases({"external_ref": "WSC/9"}), office=office, by=boss).mapping

    assert mapping is not None
    run(file, boss, "--mapping", mapping.name)

    assert ImportRun.objects.latest("pk").mapping == mapping


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"a;b\n1;2\n", "The file has no column for external_ref, procedure"),
        (b"PK\x03\x04", "The file is a workbook"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, said: str, file: Path, boss: User) -> None:
    file.write_bytes(content)

    with pytest.raises(CommandError, match=said):
        run(file, boss)

    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("more", "slug", "said"),
    [
        (["--mapping", "x"], "krakow", "The office has no columns “x”"),
        ([], "nowhere", "There is no office “nowhere”. Known offices: krakow."),
    ],
)
def test_what_is_not_there_is_named(more: list[str], slug: str, said: str, file: Path, boss: User) -> None:
    with pytest.raises(CommandError, match=said):
        run(file, boss, *more, office=slug)


def test_a_file_that_is_not_there_is_named(boss: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "gone.csv", boss)

    assert not list(files.folder().iterdir())


def test_only_who_may_import_does(file: Path, office: Office) -> None:
    clerk = people.member(Role.CLERK, at=office)

    with pytest.raises(CommandError, match="may not import cases of this office"):
        run(file, clerk)
