"""People as the clerk reads them: what is known of each, and in which language to speak."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from scheduling.forms import citizenship_name
from scheduling.models import Appointment
from scheduling.templatetags.visit_times import plain_day


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a ticket, as the clerk reads it."""

    visit: Appointment
    facts: list[tuple[str, str]]


def language_in_words(code: str) -> str:
    """Return "Russian (Русский)", or the one name where both are the same."""
    info: dict[str, Any] = get_language_info(code)
    here, there = str(info["name_translated"]), str(info["name_local"])
    return here if here.casefold() == there.casefold() else f"{here} ({there})"


def facts_of(visit: Appointment) -> list[tuple[str, str]]:
    rows = [
        (_("Date of birth"), plain_day(visit.birth_date) if visit.birth_date else ""),
        (_("Citizenship"), citizenship_name(visit.citizenship) if visit.citizenship else ""),
        (_("Case number"), visit.case_number),
    ]
    return [row for row in rows if row[1]]
