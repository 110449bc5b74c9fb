"""What is asked, and said, of the visits that a change of hours hits: nobody is named."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from scheduling.admin.words import listed
from scheduling.models import Appointment
from scheduling.models.reached import beyond_reach


def asked(visits: list[Appointment]) -> list[Any]:
    """Return the parts of a form: how many are hit and the box to tick; then, folded, which."""
    booked = ngettext("%(count)d visit is booked then.", "%(count)d visits are booked then.", len(visits))
    lines = (booked % {"count": len(visits)}, _untold(beyond_reach(visits)))
    first = format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))
    return [
        (_("Visits are booked in this time"), {"fields": ("cancel_visits", "seen"), "description": first}),
        (_("Which visits"), {"fields": (), "classes": ("collapse",), "description": listed(visits)}),
    ]


def box(visits: list[Appointment]) -> str:
    """Return what the box says that whoever saves the hours has to tick."""
    text = ngettext(
        "Cancel this %(count)d visit and tell the person",
        "Cancel these %(count)d visits and tell each person",
        len(visits),
    )
    if beyond_reach(visits):
        text = ngettext(
            "Cancel this %(count)d visit",
            "Cancel these %(count)d visits and tell whoever can be reached",
            len(visits),
        )
    return text % {"count": len(visits)}


def cancelled(visits: list[Appointment]) -> str:
    """Return what is said once they are cancelled: who is told, and who is not."""
    silent = beyond_reach(visits)
    text = ngettext(
        "%(count)d visit was cancelled, and the person is told.",
        "%(count)d visits were cancelled, and each person is told.",
        len(visits),
    )
    if silent:
        text = ngettext(
            "%(count)d visit was cancelled.",
            "%(count)d visits were cancelled, and whoever can be reached is told.",
            len(visits),
        )
    return " ".join(line for line in (text % {"count": len(visits)}, _untold(silent)) if line)


def _untold(visits: list[Appointment]) -> str:
    """Return whose visits no message can tell of, and what to do; nothing if there are none."""
    if not visits:
        return ""
    text = ngettext(
        "%(count)d visit has neither an e-mail address nor a phone number: no message can tell the person. "
        "Put up a notice, and tell them at the desk. Reference: %(references)s",
        "%(count)d visits have neither an e-mail address nor a phone number: no message can tell the people. "
        "Put up a notice, and tell them at the desk. References: %(references)s",
        len(visits),
    )
    return text % {"count": len(visits), "references": ", ".join(visit.reference for visit in visits)}
