"""The list of a day as a file, for the day on which the network fails."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.accounts.models import Office
from portal.audit.models import Event
from scheduling.actions.queue.day_lists import read_saved, save_day_lists, saved_lists
from scheduling.choices import AppointmentState, Arrangement
from scheduling.models import Appointment
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NAME = "krakow-2026-12-07.html"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "day-lists"


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service("CARD", name_pl="Odbiór karty"), slug="krakow")


@pytest.fixture
def five(office: Office) -> datetime:
    return make.local(office, make.MONDAY, "05:00")


@pytest.fixture
def visit(office: Office) -> Appointment:
    counter = office.counter_set.get()
    nine = make.local(office, make.MONDAY, "09:00")
    return make.appointment(
        counter,
        counter.services.get(),
        nine,
        given_names="Olena",
        family_name="<Kovalenko>",
        phone="+48500600700",
        arrangements=[Arrangement.INTERPRETER],
        is_longer=True,
    )


@pytest.fixture
def _at_noon() -> Iterator[None]:
    with time_machine.travel("2026-12-07T11:00Z", tick=False):
        yield


@pytest.mark.usefixtures("visit")
def test_from_five_on_there_is_a_file_that_is_whole_in_itself(office: Office, five: datetime) -> None:
    assert [save_day_lists(at=five - MINUTE), save_day_lists(at=five)] == [0, 1]

    text = (read_saved(office, NAME) or b"").decode()
    assert '<html lang="pl">' in text
    assert ".list table {" in text
    assert "&lt;Kovalenko&gt;</strong> Olena" in text
    assert "Odbiór karty" in text
    assert "09:00" in text
    assert ("500 600 700" in text, "500600700" in text) == (False, False)
    assert "src=" not in text
    event = Event.objects.get(action="day_list.saved")
    assert (event.office_id, event.data) == (office.pk, {"on": "2026-12-07"})


@pytest.mark.usefixtures("visit")
def test_nobody_else_on_the_machine_reads_it(office: Office, five: datetime, folder: Path) -> None:
    save_day_lists(at=five)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert [(path.name, path.stat().st_mode & 0o777) for path in folder.iterdir()] == [(NAME, 0o600)]
    assert [(saved.name, saved.on, saved.saved_at) for saved in saved_lists(office)] == [
        (NAME, make.MONDAY, five)
    ]


def test_it_is_written_anew_each_hour_for_those_who_booked_since(
    office: Office, visit: Appointment, five: datetime
) -> None:
    save_day_lists(at=five)
    make.appointment(visit.counter, visit.service, visit.interval.end, family_name="Nowak")

    counts = [save_day_lists(at=five + number * MINUTE) for number in (59, 60)]

    assert counts == [0, 1]
    assert "Nowak" in (read_saved(office, NAME) or b"").decode()


def test_a_day_without_visits_needs_no_list(office: Office, visit: Appointment, five: datetime) -> None:
    visit.state = AppointmentState.EXPIRED
    visit.save()

    assert save_day_lists(at=five) == 0
    assert saved_lists(office) == []


@pytest.mark.usefixtures("visit")
def test_after_a_week_a_list_is_deleted(office: Office, five: datetime) -> None:
    save_day_lists(at=five)

    save_day_lists(at=five + timedelta(days=7))
    assert len(saved_lists(office)) == 1
    save_day_lists(at=five + timedelta(days=8))

    assert saved_lists(office) == []


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("name", ["../secret.html", "krakow-2026-12-08.html", "warszawa-2026-12-07.html", ""])
def test_only_lists_of_the_office_are_read(office: Office, five: datetime, folder: Path, name: str) -> None:
    save_day_lists(at=five)
    (folder.parent / "secret.html").write_text("secret")
    (folder / "warszawa-2026-12-07.html").write_text("of another office")

    assert read_saved(office, name) is None


@pytest.mark.usefixtures("visit", "_at_noon")
def test_the_command_writes_a_file_and_prints_its_path(folder: Path) -> None:
    said = StringIO()

    call_command("day_list", "krakow", stdout=said)

    assert said.getvalue().strip() == str(folder / NAME)
    assert (folder / NAME).exists()


@pytest.mark.usefixtures("visit", "_at_noon")
def test_the_command_prints_another_day(folder: Path) -> None:
    said = StringIO()

    call_command("day_list", "krakow", "2026-12-08", print=True, stdout=said)

    assert ("2026-12-08" in said.getvalue(), "Kovalenko" in said.getvalue()) == (True, False)
    assert not folder.exists()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["nowhere"], "There are: krakow"), (["krakow", "tomorrow"], "Write it as 2026-12-01")],
)
def test_the_command_says_what_is_wrong(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("day_list", *arguments)
