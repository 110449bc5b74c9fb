"""The questions at a terminal: a default in brackets, a wrong answer asked again."""

from collections.abc import Callable, Mapping
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.setup import catalogue
from portal.setup.questions import QUESTIONS, UNASKED, Answers, Given, Question
from portal.setup.reading import WEEKDAYS

Say = Callable[[str], object]


def ask_all(typed: Mapping[str, str], *, say: Say, check: Callable[[str, Any], None]) -> Answers:
    """Ask for what was not typed before, or was wrong. `check` may stop everything after an answer."""
    given = dict(UNASKED)
    for question in QUESTIONS:
        if question.is_asked(given):
            given[question.key] = _answered(question, typed.get(question.key, ""), given, say=say)
            check(question.key, given[question.key])
    return Answers(**given)


def _answered(question: Question, typed: str, given: Given, *, say: Say) -> Any:  # noqa: ANN401  each question has a kind of its own
    if question.key == "services" and not typed:
        for code, row in catalogue.content().items():
            say(f"  {code:<10} {row['name']['en']}")
    default = question.default(given)
    while True:
        heard = typed or input(f"{question.words} [{default or 'no default'}]: ")
        try:
            return question.answer(heard, given)
        except ValueError as error:
            say(f"  {error}")
        typed = ""


def ask_password(email: str, *, say: Say) -> str:
    """Return a password that was typed twice, unseen, or nothing: a code by e-mail does as well."""
    say(f"A password for {email}, not shown while you type. Empty: they sign in with a code by e-mail.")
    while password := getpass("Password: "):
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            say("\n".join(f"  {message}" for message in error.messages))
            continue
        if getpass("Again: ") == password:
            return password
        say("  These two are not the same.")
    return ""


def is_confirmed() -> bool:
    while True:
        heard = input("Write this? [yes/no]: ").strip().lower()
        if heard in {"y", "yes", "n", "no"}:
            return heard.startswith("y")


def summary(answers: Answers) -> str:
    """Return a line an answer, for one look before it is written."""
    return "\n".join(
        f"  {question.key:<16} {shown(question.key, getattr(answers, question.key))}"
        for question in QUESTIONS
    )


def shown(key: str, value: Any) -> str:  # noqa: ANN401  each question has a kind of its own
    if key == "working_days":
        return ", ".join(WEEKDAYS[day - 1].capitalize() for day in value)
    if key == "opens_at":
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value).replace("\n", ", ") if value else "none"
