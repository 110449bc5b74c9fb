"""One announcement, so that it can be seen on every page and in the mail about a visit. It is made up."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import translation

from portal.accounts.models import Office
from portal.setup.catalogue import worded
from portal.web.models import Announcement
from scheduling.templatetags.visit_times import plain_day

SHOWN = timedelta(days=27)
SOURCE = "demo:cash-desk"
TITLE = {
    "pl": "Kasa w urzędzie jest nieczynna do {day}",
    "en": "The cash desk at the office is closed until {day}",
    "ru": "Касса в управлении не работает до {day}",
}
BODY = {
    "pl": "Opłatę zapłać wcześniej przelewem i przynieś potwierdzenie na wizytę.",
    "en": "Pay the fee before your visit, by bank transfer, and bring the proof of payment with you.",
    "ru": "Оплатите сбор заранее банковским переводом и возьмите подтверждение оплаты с собой на визит.",
}


def announce(office: Office, *, today: date) -> None:
    """Make the announcement, if it is missing."""
    if Announcement.objects.filter(source=SOURCE).exists():
        return
    until = today + SHOWN
    titles = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles[language] = TITLE[language].format(day=plain_day(until))
    Announcement.objects.create(
        office=office,
        first_on=today,
        last_on=until,
        is_published=True,
        source=SOURCE,
        **worded(title=titles, body=BODY),
    )
