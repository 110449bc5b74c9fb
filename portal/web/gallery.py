"""Every component with sample data at `/components/`, for those who build pages; in DEBUG only.

The tests of accessibility visit this page, so a component that is not here is not tested.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.web.calendar import Day, Month, Time, TimeGroup
from portal.web.forms import BirthDateField, PortalForm
from portal.web.qr import qr_code

TODAY = date(2026, 12, 1)
CHOSEN = date(2026, 12, 11)
WEEKEND = {5, 6}
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


class SampleForm(PortalForm):
    name = forms.CharField(
        label="Full name",
        help_text="As it is written in your passport.",
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Enter your full name"},
    )
    birth_date = BirthDateField()
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.org",
        },
    )
    language = forms.ChoiceField(
        label="Language of our messages",
        choices=[("pl", "Polski"), ("en", "English"), ("ru", "Русский")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the language of our messages"},
    )
    help_with = forms.MultipleChoiceField(
        label="What would make your visit easier?",
        choices=[("step", "A step-free way in"), ("sign", "A sign-language interpreter")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    citizenship = forms.ChoiceField(
        label="Citizenship",
        choices=[("", "Choose a country"), ("UA", "Ukraine"), ("IN", "India"), ("GE", "Georgia")],
        widget=forms.Select({"autocomplete": "country"}),
        error_messages={"required": "Choose your citizenship"},
    )
    message = forms.CharField(label="Your message", widget=forms.Textarea({"rows": 3}), required=False)
    agreed = forms.BooleanField(
        label="I will bring my passport",
        error_messages={"required": "Confirm that you will bring your passport"},
    )


ANNOUNCEMENTS = [
    {"title": "Closed: Thursday 24 December 2026", "body": "The office takes nobody then."},
    {"title": "No visits 12:00–13:00: Mon–Fri", "body": "* From: Monday 7 December 2026"},
]
TILES = [
    {
        "title": "Collect your card",
        "url": "#card",
        "text": "Your residence card (karta pobytu) is ready and you want to pick it up.",
        "note": "10 minutes. Next free time: Thursday, 3 December",
    },
    {
        "title": "Add documents to your case",
        "url": "#docs",
        "text": "The office asked you for documents, or you have new ones.",
        "note": "10 minutes. Next free time: Friday, 4 December",
    },
]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    wrong = {"birth_date_day": "31", "birth_date_month": "", "birth_date_year": "1990", "email": "anna@"}
    context = {
        "filled": SampleForm(
            initial={"birth_date": date(1990, 3, 27), "language": "en"}, today=TODAY, prefix="ok"
        ),
        "refused": SampleForm(wrong, today=TODAY),
        "announcements": ANNOUNCEMENTS,
        "month": sample_month(),
        "times": sample_times(),
        "now": NOW,
        "ends": NOW + timedelta(minutes=10),
        "tiles": TILES,
        "rows": [
            {"label": "Service", "value": "Card collection (odbiór karty)", "change_url": "#service"},
            {"label": "Date and time", "value": "Thursday, 10 December 2026\n13:40", "change_url": "#time"},
            {"label": "Office", "value": "ul. Przykładowa 1, Kraków"},
        ],
        "head": ["Day", "First shift", "Second shift"],
        "hours": [["Monday", "07:30–15:00", "16:00–20:00"], ["Tuesday", "07:30–15:00", "closed"]],
        "qr": qr_code("K7M4-P2QX"),
        "address": ["ul. Przykładowa 1", "31-000 Kraków"],
        "opening": ["Monday to Friday, 07:30–15:00 and 16:00–20:00"],
        "links": [("Home", "#home"), ("Book a visit", "#book")],
    }
    return render(request, "components/gallery.html", context)


def sample_month() -> Month:
    _first, length = monthrange(TODAY.year, TODAY.month)
    return Month(
        days=[sample_day(date(TODAY.year, TODAY.month, number + 1)) for number in range(length)],
        previous_url="",
        next_url="#january",
    )


def sample_day(on: date) -> Day:
    if on.weekday() in WEEKEND:
        return Day(on=on, reason="closed")
    if on.day in {24, 25}:
        return Day(on=on, reason="holiday")
    if on.day % 5 == 0:
        return Day(on=on, reason="full")
    return Day(
        on=on,
        url=f"#day-{on.day}",
        free=on.day % 7 + 1,
        is_chosen=on == CHOSEN,
        is_today=on == TODAY,
    )


def sample_times() -> list[TimeGroup]:
    start = datetime(2026, 12, 10, 7, 30, tzinfo=UTC)
    times = [Time(start=start + timedelta(minutes=20 * step), value=str(step)) for step in range(31)]
    return [
        TimeGroup(title="First shift", times=times[:20]),
        TimeGroup(title="15:00–16:00: no visits, the rooms are disinfected."),
        TimeGroup(title="Second shift", times=[Time(start=time.start, url="#time") for time in times[25:]]),
    ]
