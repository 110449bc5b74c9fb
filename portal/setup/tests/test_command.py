"""The questions, a file of answers, and everything that can be wrong with them."""

import re
from collections.abc import Callable
from datetime import time
from io import StringIO
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User
from portal.accounts.tests.factories import member, user
from portal.audit.models import Event
from portal.setup import catalogue
from portal.setup.management.commands import setup_office
from portal.setup.questions import QUESTIONS
from scheduling.models import BlockedWindow, Counter, Duty, ReleaseRule, Service, ShiftPattern

pytestmark = pytest.mark.django_db

LEAST = 'address = "ul. Przykładowa 1, 31-000 Kraków"\nadministrator = "chief@example.test"\n'
# What somebody types who presses Enter wherever they can.
DEFAULTS = {question.key: "" for question in QUESTIONS} | {
    "address": "ul. Przykładowa 1, 31-000 Kraków",
    "administrator": "chief@example.test",
}
WRITTEN: tuple[Any, ...] = (
    Office,
    Counter,
    Service,
    ShiftPattern,
    BlockedWindow,
    ReleaseRule,
    Duty,
    User,
    Event,
)

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return the command with a file of answers that asks nothing."""

    def command(content: str = LEAST, **options: Any) -> str:  # noqa: ANN401  any option of the command
        path, out = tmp_path / "answers.toml", StringIO()
        path.write_text(content, encoding="utf-8")
        call_command(setup_office.Command(), stdout=out, **{"answers": path, "no_input": True, **options})
        return out.getvalue()

    return command


@pytest.fixture
def type_in(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the command with somebody who types these lines; all that could be read comes back."""

    def command(*lines: str, content: str = "") -> str:
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        said = run(content, no_input=False)
        return capsys.readouterr().out + said

    return command


def typed(**changes: str) -> list[str]:
    return list((DEFAULTS | changes).values())


def nothing_is_written() -> bool:
    return not any(model.objects.exists() for model in WRITTEN)


def test_the_defaults_are_those_of_the_office_that_the_portal_was_made_for(run: Run) -> None:
    run()

    office = Office.objects.get()
    window, rule = BlockedWindow.objects.get(), ReleaseRule.objects.get()
    assert (office.slug, office.time_zone) == ("office", "Europe/Warsaw")
    assert office.address == "ul. Przykładowa 1\n31-000 Kraków"
    assert list(ShiftPattern.objects.order_by("starts").values_list("weekdays", "starts", "ends")) == [
        ([1, 2, 3, 4, 5], time(7, 30), time(15)),
        ([1, 2, 3, 4, 5], time(16), time(19)),
    ]
    assert (window.starts, window.ends, window.weekdays) == (time(15), time(16), [1, 2, 3, 4, 5])
    assert [getattr(window, f"reason_{code}") for code in ("pl", "en", "ru")] == [
        "Dezynfekcja",
        "Disinfection",
        "Дезинфекция",
    ]
    assert (rule.service, rule.days_ahead, rule.opens_at) == (None, 60, time(8))
    assert set(Service.objects.values_list("code", flat=True)) == set(catalogue.content())
    assert {counter.services.count() for counter in Counter.objects.all()} == {len(catalogue.content())}


def test_the_answers_of_a_file_count(run: Run) -> None:
    said = run(
        LEAST
        + """
slug = "lublin"
phone = "+48 81 000 00 00"
email = "Lublin@example.test"
working_days = [1, 3]
shifts = "08:00-14:00"
break_hours = "none"
counters = 3
services = ["CARD", "INFO"]
opens_at = 09:30:00
clerks = ["ala@example.test", "jan@example.test"]
weeks = 2
"""
    )

    office = Office.objects.get()
    assert (office.slug, office.phone, office.email) == ("lublin", "+48810000000", "lublin@example.test")
    assert ShiftPattern.objects.get().weekdays == [1, 3]
    assert not BlockedWindow.objects.exists()
    assert set(Service.objects.values_list("code", flat=True)) == {"CARD", "INFO"}
    assert ReleaseRule.objects.get().opens_at == time(9, 30)
    assert set(Duty.objects.values_list("clerk__email", "counter__code")) == {
        ("ala@example.test", "01"),
        ("jan@example.test", "02"),
    }
    assert "1 of 3 places (a counter in a shift) have no clerk yet" in said


def test_the_file_in_the_handbook_makes_an_office(run: Run) -> None:
    handbook = (settings.BASE_DIR / "docs/operations.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"--answers .*\n\n((?:    \w+ = .*\n)+)", handbook)

    said = run(dedent(example))

    assert said.startswith("Made the office “krakow”.\n4 counters, 3 services, ")
    assert "6 of 8 places (a counter in a shift) have no clerk yet" in said


def test_nobody_works_both_shifts(run: Run) -> None:
    run(LEAST + 'counters = 1\nclerks = "ala@example.test, jan@example.test"\nweeks = 1\n')

    assert set(Duty.objects.values_list("clerk__email", "pattern__name_en")) == {
        ("ala@example.test", "Shift 1"),
        ("jan@example.test", "Shift 2"),
    }


def test_without_clerks_no_duties_are_planned_and_that_is_said(run: Run) -> None:
    said = run(LEAST + 'clerks = "none"\n')

    assert not Duty.objects.exists()
    assert said.endswith("No duties are planned: the calendar stays empty until some are.\n")


def test_it_is_written_down_once_with_numbers_alone(run: Run) -> None:
    run(LEAST + "weeks = 1\n")

    event = Event.objects.get(action="office.set_up")
    chief = User.objects.get()
    assert event.data == {
        "administrator": chief.pk,
        "counters": 2,
        "services": len(catalogue.content()),
        "clerks": 1,
        "duties": Duty.objects.count(),
    }


def test_the_first_administrator_may_do_everything_and_the_next_only_what_the_role_may(run: Run) -> None:
    run()
    run(LEAST.replace("chief", "second") + 'slug = "second"\n')

    assert list(User.objects.order_by("pk").values_list("email", "is_staff", "is_superuser")) == [
        ("chief@example.test", True, True),
        ("second@example.test", True, False),
    ]
    assert Membership.objects.filter(
        user__email="second@example.test", group__name=Role.ADMINISTRATOR
    ).exists()


def test_without_a_terminal_no_password_is_set(run: Run) -> None:
    run()

    assert not User.objects.get().has_usable_password()
    assert not EmailAddress.objects.get().verified


def test_an_office_that_is_there_is_not_changed(run: Run) -> None:
    run()
    before = {model: model.objects.count() for model in WRITTEN}

    said = run(LEAST.replace("ul. Przykładowa 1", "elsewhere") + "counters = 9\n")

    assert said == "There is an office “office” already. Nothing was changed.\n"
    assert {model: model.objects.count() for model in WRITTEN} == before
    assert Office.objects.get().address.startswith("ul. Przykładowa 1")


def test_at_the_terminal_it_is_said_at_once_that_an_office_is_there(run: Run, type_in: Run) -> None:
    run()

    said = type_in("office")

    assert said.endswith("There is an office “office” already. Nothing was changed.\n")


def test_a_colleague_who_is_known_keeps_what_they_are(run: Run) -> None:
    known = user("chief@example.test", name="Ewa")

    run()

    known.refresh_from_db()
    assert (known.name, known.is_staff, known.has_usable_password()) == ("Ewa", True, True)
    assert EmailAddress.objects.count() == 1


@pytest.mark.parametrize("clerks", ["none", "chief@example.test"])
def test_whoever_signed_up_with_a_colleague_s_address_gets_nothing_by_it(run: Run, clerks: str) -> None:
    person = signed_up_and_unproven("chief@example.test")

    said = run(LEAST + f'clerks = "{clerks}"\n')

    assert "Nobody had shown that the account chief@example.test is theirs." in said
    assert said.count("Nobody had shown") == 1
    assert_nothing_opens(person)
    assert User.objects.get().is_superuser


def test_nor_is_a_clerk_s_account_left_to_a_stranger(run: Run) -> None:
    person = signed_up_and_unproven("ala@example.test")

    said = run(LEAST + 'clerks = "Ala@example.test"\n')

    assert "Nobody had shown that the account ala@example.test is theirs." in said
    assert_nothing_opens(person)
    assert User.objects.get(pk=person.pk).is_staff


def test_an_address_that_was_never_to_be_confirmed_counts_as_unproven(run: Run) -> None:
    person = User.objects.create_user("chief@example.test", "a stranger's password")

    run()

    person.refresh_from_db()
    assert not person.has_usable_password()
    assert not EmailAddress.objects.get(user=person).verified


def test_whoever_has_proven_their_address_keeps_their_ways_in(run: Run) -> None:
    chief, clerk = user("chief@example.test"), user("ala@example.test")
    for person in (chief, clerk):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})

    said = run(LEAST + 'clerks = "ala@example.test"\n')

    assert "Nobody had shown" not in said
    assert [person.password for person in User.objects.order_by("pk")] == [chief.password, clerk.password]
    assert Authenticator.objects.count() == 2


def signed_up_and_unproven(email: str) -> User:
    """Return an account that somebody made with an address of another, and all they may add to it."""
    person = User.objects.create_user(email, "a stranger's password")
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    EmailAddress.objects.create(user=person, email="stranger@example.test", primary=False, verified=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session = SessionStore()
    session.create()
    UserSession.objects.create(
        user=person, ip="127.0.0.1", session_key=session.session_key, user_agent="", data={}
    )
    return person


def assert_nothing_opens(person: User) -> None:
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "primary", "verified")) == [
        (person.email, True, False)
    ]
    assert not Authenticator.objects.filter(user=person).exists()
    assert not UserSession.objects.filter(user=person).exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        *(
            (f'time_zone = "{zone}"', f"time_zone: “{zone}” is no time zone: write one like Europe/Warsaw.")
            for zone in ("posixrules", "localtime", "posix/Europe/Warsaw", "Europe", "../Europe/Warsaw")
        ),
        (r'slug = "a\u0000b"', "slug: Use letters from a to z, digits and hyphens, as in nowy-sacz."),
        ('slug = "Booked"', "slug: Pages of the portal are named “Booked”. Choose another one."),
        ('address = ",,,"', "address: This cannot be left empty."),
        ("opens_at = 08:00:30", "opens_at: “08:00:30” is no time of the day: write it like 07:30."),
        (
            "opens_at = 08:00:00.5",
            "opens_at: “08:00:00.500000” is no time of the day: write it like 07:30.",
        ),
        (
            'time_zone = "Europe/Krakow"',
            "time_zone: “Europe/Krakow” is no time zone: write one like Europe/Warsaw.",
        ),
        (
            'break_hours = "19:00-20:00"',
            "break_hours: The break 19:00-20:00 is not within the hours of the office, 07:30-19:00.",
        ),
        (
            'break_hours = "07:00-08:00"',
            "break_hours: The break 07:00-08:00 is not within the hours of the office, 07:30-19:00.",
        ),
        ('break_hours = "07:30-19:00"', "break_hours: The break 07:30-19:00 leaves no time for visits."),
        ("counters = 0", "counters: Write a whole number from 1 to 200."),
        ("counters = 201", "counters: Write a whole number from 1 to 200."),
        ('counters = "two"', "counters: Write a whole number from 1 to 200."),
        (
            'email = "office.example.test"',
            "email: “office.example.test” is no e-mail address: write one like name@example.org.",
        ),
        ('phone = "12 345"', "phone: Write the number with its country code, as in +48 600 000 000."),
        ('shifts = "15:00-07:30"', "shifts: 15:00-07:30 ends before it begins: hours lie within one day."),
        ('shifts = "07:30-15:00, 14:00-19:00"', "shifts: The shifts 07:30-15:00 and 14:00-19:00 overlap."),
        ('shifts = "07:32-15:00"', "shifts: 07:32 does not fall on five minutes, as 07:30 or 07:35 do."),
        ('shifts = "25:00-26:00"', "shifts: “25:00” is no time of the day: write it like 07:30."),
        ('shifts = ","', "shifts: Write at least one shift, as in 07:30-15:00."),
        (
            'working_days = "Mon-Funday"',
            "working_days: “Funday” is no day of the week: write Mon, Tue, Wed, Thu, Fri, Sat or Sun.",
        ),
        ('working_days = "Fri-Mon"', "working_days: “Fri-Mon” runs backwards: a week begins on Monday."),
        ('working_days = ","', "working_days: Name at least one day, as in Mon-Fri."),
        (
            'services = "CARD, VISA"',
            f"services: VISA is not in the catalogue: choose from {', '.join(catalogue.content())}.",
        ),
        ('services = ","', "services: Choose at least one."),
        ("days_ahead = 366", "days_ahead: Write a whole number from 1 to 365."),
        ('opens_at = "8"', "opens_at: “8” is no time of the day: write it like 07:30."),
        ('slug = "Nowy Sącz"', "slug: Use letters from a to z, digits and hyphens, as in nowy-sacz."),
        (f'name_ru = "{"ы" * 201}"', "name_ru: Write at most 200 characters: these are 201."),
        (r'name_en = "a\tb"', "name_en: This has characters that cannot be shown. Write it anew."),
        (
            'clerks = "a@example.test, b@example.test, A@example.test"',
            "clerks: a@example.test stands there twice.",
        ),
        (
            'counters = 1\nclerks = ["a@example.test", "b@example.test", "c@example.test"]',
            "clerks: There is room for 2 at the counters, in all shifts: these are 3.",
        ),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_written(run: Run, line: str, message: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(f"{LEAST}{line}\n" if "address" not in line else f"{LEAST.splitlines()[1]}\n{line}\n")

    assert str(refused.value) == f"These answers do not do:\n  {message}\n  Stopped. Nothing was written."
    assert nothing_is_written()


def test_all_that_is_wrong_is_said_together(run: Run) -> None:
    with pytest.raises(CommandError) as refused:
        run('time_zone = "Mars"\ncounters = 0\nadministrator = "chief"\n')

    assert str(refused.value).splitlines()[1:] == [
        "  address: This has to be answered.",
        "  time_zone: “Mars” is no time zone: write one like Europe/Warsaw.",
        "  counters: Write a whole number from 1 to 200.",
        "  administrator: “chief” is no e-mail address: write one like name@example.org.",
        "  Stopped. Nothing was written.",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('adress = "x"', "Nobody asks for adress. Known are: slug, name_pl,"),
        ('password = "hunter2"', "Nobody asks for password."),
        ("counters = true", "counters: write text, a number or a list."),
        ("counters = 1.5", "counters: write text, a number or a list."),
        ("[address]\ncity = 'x'", "address: write text, a number or a list."),
        ("counters = = 2", "is no TOML"),
        (f"counters = {'9' * 5000}", "is no TOML"),
        ("shifts = []", r"shifts: this list is empty\. For the default leave the line out\."),
        ('services = ["", " "]', "services: this list is empty"),
        ("clerks = []", "clerks: this list is empty"),
    ],
)
def test_a_file_that_is_none_is_refused(run: Run, content: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(content)

    assert nothing_is_written()


def test_a_file_that_is_missing_is_named(run: Run) -> None:
    with pytest.raises(CommandError, match=r"nowhere.toml cannot be read \(No such file or directory\)"):
        run(answers=Path("nowhere.toml"))


def test_a_clerk_who_is_on_duty_elsewhere_stops_everything(run: Run) -> None:
    run(LEAST + "weeks = 1\n")
    before = {model: model.objects.count() for model in WRITTEN}

    with pytest.raises(CommandError, match="is on duty elsewhere at these times"):
        run(LEAST + 'slug = "second"\nweeks = 1\n')

    assert {model: model.objects.count() for model in WRITTEN} == before


# At the terminal


def test_whoever_only_presses_enter_gets_an_office(type_in: Run) -> None:
    said = type_in(*typed(), "yes")

    assert Office.objects.values_list("name_en", flat=True).get() == "Department for Foreigners"
    assert "Time zone [Europe/Warsaw]: " in said
    assert "  CARD       Collecting a residence card (odbiór karty pobytu)\n" in said
    assert "  break_hours      15:00-16:00\n" in said


def test_a_wrong_answer_is_asked_again_at_once(type_in: Run) -> None:
    lines = typed()
    lines.insert(list(DEFAULTS).index("time_zone"), "Europe/Krakow")

    said = type_in(*lines, "yes")

    assert said.count("Time zone [Europe/Warsaw]: ") == 2
    assert "  “Europe/Krakow” is no time zone: write one like Europe/Warsaw.\n" in said
    assert Office.objects.get().time_zone == "Europe/Warsaw"


def test_what_the_file_answers_is_not_asked_unless_it_is_wrong(type_in: Run) -> None:
    rest = [line for key, line in DEFAULTS.items() if key not in {"slug", "address", "administrator"}]

    said = type_in(*rest, "yes", content=LEAST + 'slug = "lublin"\n')

    assert "Short name" not in said
    assert Office.objects.get().slug == "lublin"


def test_the_reason_of_a_break_is_not_asked_where_there_is_none(type_in: Run) -> None:
    lines = [line for key, line in (DEFAULTS | {"break_hours": "none"}).items() if "reason" not in key]

    said = type_in(*lines, "yes")

    assert "Reason of the break" not in said
    assert not BlockedWindow.objects.exists()


def test_without_a_yes_nothing_is_written(type_in: Run) -> None:
    said = type_in(*typed(), "perhaps", "no")

    assert said.endswith("Stopped. Nothing was written.\n")
    assert nothing_is_written()


@pytest.mark.parametrize("answered", [0, 5, len(DEFAULTS)])
def test_ctrl_d_ends_it_and_nothing_is_written(type_in: Run, answered: int) -> None:
    with pytest.raises(CommandError, match=r"Stopped\. Nothing was written\."):
        type_in(*typed()[:answered])

    assert nothing_is_written()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_password_is_typed_unseen_until_it_does_and_twice(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = "a long enough sentence"
    secrets = iter(["short", good, "another", good, good])
    monkeypatch.setattr("sys.stdin", Terminal("\n".join([*typed(), "yes", ""])))
    monkeypatch.setattr("portal.setup.terminal.getpass", lambda _prompt: next(secrets))

    said = run("", no_input=False) + capsys.readouterr().out

    assert User.objects.get().check_password(good)
    assert EmailAddress.objects.get().verified
    assert "These two are not the same." in said
    assert good not in said


def test_nobody_sets_a_password_for_somebody_who_has_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    chief = member(Role.ADMINISTRATOR, email="chief@example.test")
    monkeypatch.setattr("sys.stdin", Terminal("\n".join([*typed(slug="lublin"), "yes", ""])))
    monkeypatch.setattr("portal.setup.terminal.getpass", lambda _prompt: pytest.fail("asked"))

    run("", no_input=False)

    assert User.objects.get(pk=chief.pk).password == chief.password
