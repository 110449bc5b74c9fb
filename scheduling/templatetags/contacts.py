"""How somebody is reached, and what they need at the counter, as pages say it."""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from scheduling.choices import Arrangement
from scheduling.models import Appointment
from scheduling.models.together import together
from scheduling.rules.phones import gets_texts, spaced

PREPARED = gettext_lazy(
    "The clerk sees this before your visit and prepares the counter; "
    "if something cannot be arranged, the office contacts you."
)

# What visitors say of themselves, as a clerk reads it.
THIRD_PERSON = {Arrangement.INTERPRETER: gettext_lazy("The person brings their own interpreter")}

register = template.Library()


def in_third_person(arrangement: str) -> str | Promise:
    """Return in words what somebody else needs at the counter."""
    known = Arrangement(arrangement)
    return THIRD_PERSON.get(known, known.label)


@register.filter
def contact_words(contact: str) -> str:
    """Return an e-mail address as it is, and a phone in E.164 as people read it."""
    return spaced(contact) if gets_texts(contact) else contact


@register.filter
def code_goes_to(appointment: Appointment) -> str:
    """Return where the code of a held time goes: to the e-mail address if there is one, else to the phone."""
    return contact_words(appointment.email or appointment.phone)


@register.simple_tag
def how_prepared() -> Promise:
    """Return what the office does about what somebody needs."""
    return PREPARED


@register.filter
def arrangement_words(arrangements: Iterable[str]) -> list[str]:
    """Return what is needed at the counter, each in words."""
    return [str(Arrangement(each).label) for each in arrangements]


@register.filter
def needs_of(visit: Appointment) -> list[str]:
    """Return what a clerk prepares for one person, each in a clerk's words."""
    needs = [str(in_third_person(each)) for each in visit.arrangements]
    if visit.is_longer:
        needs.append(gettext("More time"))
    if visit.accompanied_by:
        needs.append(gettext("With: %(person)s") % {"person": visit.accompanied_by})
    return needs


@register.filter
def who_comes(visit: Appointment) -> str:
    """Return who comes in a booking, so that a clerk knows which it is: "O. K. (1990), T. K. (2015)"."""
    return ", ".join(filter(None, (_briefly(row) for row in together(visit))))


def _briefly(row: Appointment) -> str:
    year = f"({row.birth_date.year})" if row.birth_date else ""
    return f"{initials(row)} {year}".strip()


def initials(visit: Appointment) -> str:
    """Return "O. K." of a name in any script."""
    parts = f"{visit.given_names} {visit.family_name}".replace("-", " ").split()
    return " ".join(f"{part[0].upper()}." for part in parts)
