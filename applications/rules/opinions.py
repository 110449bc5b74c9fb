"""How long other authorities have for their opinion (art. 109 and 207 of the Foreigners Act)."""

from datetime import date

OPINION_DAYS = 30
"""Silence for so long counts as an opinion (art. 109 sec. 4)."""
EXTENDED_DAYS = 60
"""With a notice to the voivode an authority may take so long, from the day it was asked."""
ASKED_FROM_AGE = 13
"""Of somebody who was younger on the day of filing nobody is asked (art. 109 sec. 5)."""


def is_too_young(birth_date: date, *, filed_on: date) -> bool:
    """Tell whether no opinion is asked, as the applicant was under 13 on the day of filing."""
    had_birthday = (filed_on.month, filed_on.day) >= (birth_date.month, birth_date.day)
    age = filed_on.year - birth_date.year - (not had_birthday)
    return age < ASKED_FROM_AGE
