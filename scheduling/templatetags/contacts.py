"""How somebody is reached, and what they need at the counter, as pages say it."""

from collections.abc import Iterable

from django import template

from scheduling.choices import Arrangement
from scheduling.models import Appointment
from scheduling.rules.phones import gets_texts, spaced

register = template.Library()


@register.filter
def contact_words(contact: str) -> str:
    """Return an e-mail address as it is, and a phone in E.164 as people read it."""
    return spaced(contact) if gets_texts(contact) else contact


@register.filter
def code_goes_to(appointment: Appointment) -> str:
    """Return where the code of a held time goes: to the e-mail address if there is one, else to the phone."""
    return contact_words(appointment.email or appointment.phone)


@register.filter
def arrangement_words(arrangements: Iterable[str]) -> list[str]:
    """Return what is needed at the counter, each in words."""
    return [str(Arrangement(each).label) for each in arrangements]
