"""Who works in the demonstration, and one person of each role to sign in as.

Nobody here exists: names are "Example" in Polish or plain numbers, and addresses end in
`example.test`, where no mail can go (RFC 2606).
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from portal.accounts.choices import Language, Role
from portal.accounts.models import Membership, Office, User

PASSWORD = "demonstration"  # noqa: S105  known to everybody, on an installation without secrets


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody to sign in as. Without a role, a foreigner with an account."""

    email: str
    name: str
    role: Role | None = None
    language: Language = Language.POLISH


CLERK = Login("clerk@example.test", "Ala Przykładowa", Role.CLERK)
OFFICER = Login("officer@example.test", "Maria Przykładowa", Role.OFFICER)
SIGNER = Login("signer@example.test", "Piotr Przykładowy", Role.SIGNER)
APPLICANT = Login("applicant@example.test", "Olena Prykladna", language=Language.ENGLISH)
PROXY = Login("proxy@example.test", "Anna Pełnomocna")
EMPLOYER = Login("employer@example.test", "Marek Pracodawca")
LOGINS = [
    CLERK,
    OFFICER,
    SIGNER,
    Login("supervisor@example.test", "Jan Przykładowy", Role.SUPERVISOR),
    Login("consultant@example.test", "Ewa Przykładowa", Role.CONSULTANT),
    Login("administrator@example.test", "Adam Przykładowy", Role.ADMINISTRATOR),
    APPLICANT,
    PROXY,
    EMPLOYER,
]


def logins(offices: list[Office], *, at: datetime) -> None:
    """Make the logins that are missing. The administrator works for every office."""
    password = make_password(PASSWORD)  # once: a good hash is slow on purpose
    known = set(User.objects.values_list("email", flat=True))
    for login in LOGINS:
        if login.email in known:
            continue
        person = User.objects.create(
            email=login.email,
            name=login.name,
            language=login.language,
            is_staff=login.role is not None,
            password=password,
            joined_at=at,
        )
        EmailAddress.objects.create(user=person, email=login.email, primary=True, verified=True)
        for office in offices if login.role is Role.ADMINISTRATOR else offices[:1]:
            if login.role:
                _works_at(office, person, login.role)


def clerk(office: Office, number: int, *, at: datetime) -> User:
    """Return a clerk of an office; the very first is the one whom people sign in as."""
    return _colleague(office, number, CLERK, "clerk", f"Urzędnik {number:03}", at=at)


def case_officer(office: Office, number: int, *, at: datetime) -> User:
    """Return one of those who examine cases at an office; the first, again, is one to sign in as."""
    return _colleague(office, number, OFFICER, "officer", f"Inspektor {number:03}", at=at)


def _colleague(  # noqa: PLR0913  who, as what and where
    office: Office, number: int, login: Login, slug: str, name: str, *, at: datetime
) -> User:
    email = f"{slug}-{office.slug}-{number:03}@example.test"
    first = User.objects.filter(email=login.email, membership__office=office) if number == 1 else None
    if found := (first and first.first()) or User.objects.filter(email=email).first():
        return found
    person = User.objects.create(
        email=email, name=name, is_staff=True, password=make_password(None), joined_at=at
    )
    _works_at(office, person, login.role or Role.CLERK)
    return person


def _works_at(office: Office, person: User, role: Role) -> None:
    Membership.objects.create(user=person, office=office, group=Group.objects.get(name=role))
