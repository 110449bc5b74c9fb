"""Asking what held, holds or will hold on another day."""

from datetime import date, timedelta
from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _

from portal.web.forms import PortalForm, ThreePartDateField

EARLIEST = date(2014, 5, 1)
"""The Foreigners Act came into force. Of what held before, the portal knows nothing."""

FARTHEST = timedelta(days=366)


class DayField(ThreePartDateField):
    """A day on which an application was filed, or is to be."""

    default_error_messages: ClassVar = {
        "not_past": _("Choose a day within the next year"),
        "early_year": _("Choose a day from 1 May 2014 on: the Act on Foreigners holds since then"),
    }
    earliest = EARLIEST


class DayForm(PortalForm):
    on = DayField(label=_("When do you file, or when did you?"), help_text=_("For example, 27 3 2026"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, today=today, **kwargs)
        cast("DayField", self.fields["on"]).before = today + FARTHEST


def read_day(text: str, *, today: date) -> date | None:
    """Return a day as the address of a page has it, or None for anything that the form would refuse."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if EARLIEST <= on < today + FARTHEST else None
