"""Ask a few questions, and make an office that can work."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from portal.accounts.models import Office, User
from portal.setup import reading
from portal.setup.file import FileError, typed_in
from portal.setup.office import Made, OfficeKnownError, set_up
from portal.setup.questions import Answers, read_all
from portal.setup.terminal import ask_all, ask_password, is_confirmed, summary
from scheduling.actions.rota import DutyConflictError

STOPPED = "Stopped. Nothing was written."


class Command(BaseCommand):
    help = (
        "Make an office: its hours, counters and services, the first administrator and the first duties."
        " An office that is there is not changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--answers", type=Path, help="a TOML file with answers; the rest is asked")
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="ask nothing: what the file does not answer takes its default, and no password is set",
        )

    def handle(self, *_args: Any, answers: Path | None, no_input: bool, **_options: Any) -> None:  # noqa: ANN401  Django's signature
        try:
            typed = typed_in(answers) if answers else {}
            self._without_input(typed) if no_input else self._asking(typed)
        except (EOFError, KeyboardInterrupt):
            raise CommandError(f"\n{STOPPED}") from None
        except FileError as error:
            raise CommandError(f"{error} {STOPPED}") from error
        except DutyConflictError as error:
            raise CommandError(
                f"{error.duties[0].clerk} is on duty elsewhere at these times: name somebody else. {STOPPED}"
            ) from error
        except OfficeKnownError as error:
            self.stdout.write(f"There is an office “{error}” already. Nothing was changed.")

    def _without_input(self, typed: Mapping[str, str]) -> None:
        with suppress(ValueError):  # a name that does not do is told of with all else
            _stop_if_known("slug", reading.slug(typed.get("slug", "").strip()))
        answers, wrong = read_all(typed)
        if answers is None:
            raise CommandError("\n  ".join(["These answers do not do:", *wrong, STOPPED]))
        self._write(answers)

    def _asking(self, typed: Mapping[str, str]) -> None:
        self.stdout.write("Enter takes what stands in brackets. Ctrl-D stops, and nothing is written.\n\n")
        answers = ask_all(typed, say=self.stdout.write, check=_stop_if_known)
        self.stdout.write(f"\n{summary(answers)}\n\n")
        password = self._password(answers.administrator)
        if is_confirmed():
            self._write(answers, password=password)
        else:
            self.stdout.write(STOPPED)

    def _password(self, email: str) -> str:
        """Ask for one at a terminal alone, and only for somebody who has none: elsewhere it would be seen."""
        if not sys.stdin.isatty() or User.objects.filter(email=email).exists():
            return ""
        return ask_password(email, say=self.stdout.write)

    def _write(self, answers: Answers, *, password: str = "") -> None:
        with translation.override("pl"):
            made = set_up(answers, password=password, at=timezone.now())
        self.stdout.write(report(made, answers))


def _stop_if_known(key: str, value: Any) -> None:  # noqa: ANN401  any answer
    if key == "slug" and Office.objects.filter(slug=value).exists():
        raise OfficeKnownError(value)


def report(made: Made, answers: Answers) -> str:
    """Return what there is now, and what is still to be done by hand."""
    who, seats = made.administrator.email, answers.seats
    lines = [
        f"Made the office “{answers.slug}”.",
        f"{answers.counters} counters, {len(answers.services)} services, {made.duties} duties.",
        f"{who} signs in at {settings.SITE_URL}/en/account/login/ and sets up a second factor.",
    ]
    lines += [
        f"Nobody had shown that the account {email} is theirs. Its password, second factors and other"
        " addresses are gone: they sign in with a code by e-mail."
        for email in made.taken_back
    ]
    if empty := seats - len(answers.clerks):
        lines.append(
            f"{empty} of {seats} places (a counter in a shift) have no clerk yet, and nobody can be"
            " booked there: add people under Users, then Hours → Shifts → Plan duties."
        )
    if not made.duties:
        lines.append("No duties are planned: the calendar stays empty until some are.")
    return "\n".join(lines)
