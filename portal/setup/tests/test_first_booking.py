"""An empty database, the command, and the first visitor: what a new office has to do on its first day."""

import re
from datetime import UTC, datetime
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from portal.accounts.models import Office
from portal.notifications.actions.delivery import deliver
from portal.setup.management.commands import setup_office
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests.views.walk import DETAILS, text

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANSWERS = """
slug = "lublin"
name_pl = "Wydział Spraw Cudzoziemców, Lublin"
name_en = "Department for Foreigners, Lublin"
name_ru = "Отдел по делам иностранцев, Люблин"
address = ["ul. Przykładowa 1", "20-001 Lublin"]
counters = 1
administrator = "chief@example.test"
"""


@pytest.fixture(autouse=True)
def _on_a_tuesday() -> None:
    cache.clear()


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.toml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def set_up(answers: Path) -> str:
    out = StringIO()
    call_command(setup_office.Command(), answers=answers, no_input=True, stdout=out)
    return out.getvalue()


def last_code(at: datetime) -> str:
    """Send what waits, and return the code in the newest mail."""
    deliver(at=at, limit=20)
    (code,) = re.findall(r"^\s*(\d{6}|\d{3} \d{3})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(code)


def starts(client: Client, day_url: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', client.get(day_url).content.decode())


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_a_new_office_takes_its_first_booking(client: Client, answers: Path, language: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        set_up(answers)
        calendar = f"/{language}/visits/lublin/INFO/times/"
        days = re.findall(rf'href="({calendar}\d{{4}}-\d\d-\d\d/)"', client.get(calendar).content.decode())
        offered = starts(client, days[0])

        client.post(f"/{language}/visits/lublin/INFO/holds/", {"start": offered[0]})
        client.post(f"/{language}/visits/details/", DETAILS)
        client.post(f"/{language}/visits/code/mail/")
        done = client.post(f"/{language}/visits/code/", {"code": last_code(TUESDAY)}, follow=True)

    visit = Appointment.objects.get()
    assert visit.state == AppointmentState.BOOKED
    assert visit.reference in text(done)
    assert getattr(Office.objects.get(), f"name_{language}") in text(done)


def test_nobody_is_offered_a_time_in_the_break_or_outside_the_shift(client: Client, answers: Path) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        set_up(answers)
        offered = starts(client, "/en/visits/lublin/INFO/times/2026-12-01/")

    assert (len(offered), offered[0], offered[-1]) == (30, "2026-12-01T06:30:00Z", "2026-12-01T13:45:00Z")


def test_the_days_that_people_may_book_have_a_clerk_to_the_last(client: Client, answers: Path) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        set_up(answers)
        last, too_far = (
            starts(client, f"/en/visits/lublin/INFO/times/{on}/") for on in ("2027-01-22", "2027-01-25")
        )

    assert (len(last), too_far) == (30, [])


def test_the_first_administrator_signs_in_by_mail_and_is_asked_for_a_second_factor(
    client: Client, answers: Path
) -> None:
    set_up(answers)

    client.post("/en/account/login/code/", {"email": "chief@example.test"})
    (code,) = re.findall(r"\b\d{4}-\d{4}\b", str(mail.outbox[-1].body))
    client.post("/en/account/login/code/confirm/", {"code": code})
    page = client.get("/admin/", follow=True, headers={"accept-language": "en"})

    assert "Set up a second step first" in unescape(page.content.decode())
