"""Facts about components: what a reader, a screen reader and a keyboard get of them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.web.calendar import Day, Month, Time, TimeGroup
from portal.web.forms import PortalForm
from portal.web.gallery import SampleForm, sample_month

TODAY = date(2026, 12, 1)


def component(name: str, /, **context: object) -> str:
    with translation.override("en"):
        return " ".join(render_to_string(f"components/{name}.html", context).split())


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def control(html: str, name: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html)
    assert found is not None
    return found.group()


def test_a_field_is_tied_to_its_label_its_hint_and_its_error() -> None:
    html = component("field", field=SampleForm({}, today=TODAY)["name"])

    name = control(html, "name")
    assert '<label class="govuk-label govuk-label--s" for="id_name">Full name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in name
    assert 'aria-invalid="true"' in name
    assert 'class="govuk-input govuk-input--error"' in name
    assert 'autocomplete="name"' in name
    assert '<div class="govuk-hint" id="id_name_helptext">As it is written in your passport.</div>' in html
    assert text(html[html.index('id="id_name_error"') :]).endswith("Error: Enter your full name")


def test_a_field_without_errors_is_not_marked() -> None:
    html = component("field", field=SampleForm(today=TODAY)["name"])

    assert "error" not in html
    assert 'class="govuk-input"' in html


def test_a_field_that_is_a_page_of_its_own_has_its_label_as_title() -> None:
    html = component("field", field=SampleForm(today=TODAY)["name"], heading=True)

    assert '<h1 class="govuk-label-wrapper"> <label class="govuk-label govuk-label--l" for="id_name">' in html


def test_only_fields_that_may_be_left_out_say_so() -> None:
    form = SampleForm(today=TODAY)

    assert "(optional)" in component("field", field=form["message"])
    assert "(optional)" not in component("field", field=form["name"])


class OwnForm(PortalForm):
    code = forms.CharField(widget=forms.TextInput({"class": "govuk-input--width-10"}))
    token = forms.CharField(widget=forms.HiddenInput)
    letter = forms.FileField()


@pytest.mark.parametrize(
    ("name", "classes"),
    [("code", 'class="govuk-input govuk-input--width-10"'), ("letter", 'class="govuk-file-upload"')],
)
def test_a_control_keeps_the_classes_it_was_given(name: str, classes: str) -> None:
    assert classes in control(component("field", field=OwnForm()[name]), name)


def test_a_hidden_field_shows_nothing() -> None:
    assert component("field", field=OwnForm()["token"]) == (
        '<input type="hidden" name="token" id="id_token">'
    )


def test_radios_are_a_group_with_a_name_and_an_error() -> None:
    html = component("field", field=SampleForm({}, today=TODAY)["language"])

    assert 'aria-describedby="id_language_error"' in html.partition("<legend")[0]
    assert html.count('type="radio"') == 3
    assert '<label class="govuk-label govuk-radios__label" for="id_language_1">English</label>' in html
    assert "checked" not in html


def test_radios_keep_what_was_chosen() -> None:
    html = component("field", field=SampleForm({"language": "en"}, today=TODAY)["language"])

    assert re.findall(r'value="(\w+)"[^>]*checked', html) == ["en"]


def test_checkboxes_keep_all_that_were_chosen() -> None:
    html = component("field", field=SampleForm({"help_with": ["step", "sign"]}, today=TODAY)["help_with"])

    assert re.findall(r'value="(\w+)"[^>]*checked', html) == ["step", "sign"]


def test_a_single_checkbox_has_its_label_beside_it() -> None:
    html = component("field", field=SampleForm({"agreed": "on"}, today=TODAY)["agreed"])

    assert 'class="govuk-checkboxes__input"' in control(html, "agreed")
    assert "checked" in control(html, "agreed")
    assert '<label class="govuk-label govuk-checkboxes__label" for="id_agreed">' in html


def test_a_date_names_its_parts_and_its_error_belongs_to_the_group() -> None:
    wrong = {"birth_date_day": "31", "birth_date_month": "", "birth_date_year": "1990"}

    html = component("field", field=SampleForm(wrong, today=TODAY)["birth_date"])

    assert 'aria-describedby="id_birth_date_helptext id_birth_date_error"' in html.partition("<legend")[0]
    assert "govuk-input--error" in control(html, "birth_date_month")
    assert "govuk-input--error" not in control(html, "birth_date_day")
    assert 'value="31"' in control(html, "birth_date_day")


def test_the_summary_of_errors_leads_to_controls_that_exist() -> None:
    form = SampleForm({}, today=TODAY)

    html = component("error_summary", errors=form.error_list)

    page = "".join(component("field", field=field) for field in form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == len(form.error_list) == 6
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_without_errors_there_is_no_summary() -> None:
    assert component("error_summary", errors=[]) == ""


@pytest.mark.parametrize(
    ("free", "says"),
    [(1, "11 December 2026, Friday: 1 free"), (12, "11 December 2026, Friday: 12 free")],
)
def test_a_day_says_its_date_and_how_much_is_free(free: int, says: str) -> None:
    html = component("calendar_day", day=Day(on=date(2026, 12, 11), url="/day/", free=free))

    assert text(html) == says
    assert html.startswith('<a class="portal-day portal-day--free')


def test_a_day_that_cannot_be_chosen_says_why_and_is_no_link() -> None:
    html = component("calendar_day", day=Day(on=date(2026, 12, 25), reason="holiday"))

    assert text(html) == "25 December 2026, Friday: holiday"
    assert "<a" not in html


@pytest.mark.parametrize(("free", "is_scarce"), [(2, True), (3, False)])
def test_a_day_with_few_times_left_stands_out(free: int, is_scarce: bool) -> None:
    html = component("calendar_day", day=Day(on=date(2026, 12, 11), url="/day/", free=free))

    assert ("portal-day--scarce" in html) is is_scarce


def test_the_chosen_day_and_today_are_told_to_everybody() -> None:
    html = component("calendar_day", day=Day(on=TODAY, url="/day/", free=5, is_today=True, is_chosen=True))

    assert 'aria-current="date"' in html
    assert text(html) == "1 December 2026, Tuesday, today: 5 free"


@pytest.mark.parametrize(
    ("year", "month", "rows", "first", "last"),
    [
        pytest.param(2026, 12, 5, [None, 1, 2, 3, 4, 5, 6], [28, 29, 30, 31, None, None, None], id="ragged"),
        pytest.param(2027, 2, 4, [1, 2, 3, 4, 5, 6, 7], [22, 23, 24, 25, 26, 27, 28], id="square"),
        pytest.param(2026, 11, 6, [None] * 6 + [1], [30] + [None] * 6, id="six-rows"),
    ],
)
def test_a_month_is_laid_out_in_weeks_from_monday(
    year: int, month: int, rows: int, first: list[int | None], last: list[int | None]
) -> None:
    start, end = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)

    weeks = Month(days=[Day(on=start + timedelta(days)) for days in range((end - start).days)]).weeks

    numbers = [[day and day.on.day for day in week] for week in weeks]
    assert (len(numbers), numbers[0], numbers[-1]) == (rows, first, last)


def test_the_month_is_a_table_with_named_days_of_the_week() -> None:
    html = component("calendar_month", month=sample_month(), id="month")

    assert re.findall(r'<th scope="col" abbr="(\w+)"', html) == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    assert 'aria-labelledby="month-title"' in html
    assert html.count('rel="next"') == 1
    assert html.count('rel="prev"') == 0
    assert "hx-" not in html


def test_the_month_is_turned_in_place_where_the_page_can() -> None:
    month = Month(days=[Day(on=TODAY)], next_url="/en/month/?m=2027-01", is_fragment=True)

    html = component("calendar_month", month=month, id="month")

    assert 'href="/en/month/?m=2027-01" hx-get="/en/month/?m=2027-01" hx-target="#month"' in html


def test_times_are_submitted_or_followed_and_a_break_says_why() -> None:
    at = datetime(2026, 12, 11, 8, 0, tzinfo=UTC)
    groups = [
        TimeGroup("First shift", [Time(start=at, value="a1")]),
        TimeGroup("No visits from 15:00 to 16:00"),
        TimeGroup("Second shift", [Time(start=at + timedelta(hours=8), url="/time/")]),
    ]

    html = component("time_list", groups=groups, action="/hold/", name="start", csrf_token="t0ken")  # noqa: S106  a sample

    assert '<form method="post" action="/hold/">' in html
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in html
    assert 'name="start" value="a1" data-prevent-double-click>09:00</button>' in html
    assert '<a class="portal-time" href="/time/">17:00</a>' in html
    assert "No visits from 15:00 to 16:00" in text(html)


def test_a_change_link_says_what_it_changes() -> None:
    rows = [
        {"label": "Service", "value": "Card", "change_url": "/s/"},
        {"label": "Office", "value": "Kraków"},
    ]

    html = component("summary_list", rows=rows)

    assert re.findall(r'href="([^"]+)"', html) == ["/s/"]
    assert "Change – Service" in text(html)


@pytest.fixture
def gallery(browser: Browser, live_server: LiveServer) -> Page:
    page = browser.new_page()
    page.goto(f"{live_server.url}/en/components/")
    return page


@pytest.mark.urls("portal.web.tests.gallery_urls")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("address", ["components/", "broken/", "nothing/"])
def test_every_component_is_accessible_and_fits(
    address: str, width: int, scheme: str, browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(f"{live_server.url}/pl/{address}")

    violations = [
        (violation["id"], [node["target"] for node in violation["nodes"]])
        for violation in Axe().run(page).response["violations"]
    ]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.urls("portal.web.tests.gallery_urls")
def test_what_is_pressed_with_a_thumb_is_large_enough(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 320, "height": 800})

    sizes = gallery.eval_on_selector_all(
        ".portal-time, .govuk-button, a.portal-day, a.portal-calendar__turn",
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.height, box.width])",
    )
    assert min(height for height, _width in sizes) >= 44
    assert min(width for _height, width in sizes) >= 36


@pytest.mark.urls("portal.web.tests.gallery_urls")
def test_the_summary_of_errors_has_the_focus_and_leads_to_the_control(gallery: Page) -> None:
    expect(gallery.locator("[data-error-summary]")).to_be_focused()

    gallery.get_by_role("link", name="Date of birth must include a month").click()

    expect(gallery.locator("#id_birth_date_month")).to_be_focused()


@pytest.mark.urls("portal.web.tests.gallery_urls")
def test_a_marked_form_goes_out_once(gallery: Page) -> None:
    gallery.evaluate(
        """() => {
            window.sent = 0;
            document.addEventListener("submit", (event) => { event.preventDefault(); window.sent += 1; });
        }"""
    )

    gallery.get_by_role("button", name="Continue").dblclick()

    assert gallery.evaluate("window.sent") == 1


@pytest.mark.urls("portal.web.tests.gallery_urls")
def test_an_unmarked_form_goes_out_as_often_as_it_is_sent(gallery: Page) -> None:
    gallery.evaluate(
        """() => {
            window.sent = 0;
            document.addEventListener("submit", (event) => { event.preventDefault(); window.sent += 1; });
        }"""
    )

    gallery.get_by_role("button", name="Save for later").dblclick()

    assert gallery.evaluate("window.sent") == 2


@pytest.mark.urls("portal.web.tests.gallery_urls")
def test_the_time_that_is_held_counts_down_and_is_announced(
    browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/en/components/")
    left, status = page.locator("[data-hold-left]"), page.locator("[data-hold-status]")

    expect(left).to_have_text(re.compile("^(10:00|9:5.)$"))
    expect(status).to_have_text("")
    expect(page.locator("[data-hold-more]")).to_be_hidden()

    page.clock.fast_forward("05:00")
    expect(status).to_have_text("We keep this time for you for 5 more minutes.")
    expect(page.locator("[data-hold-more]")).to_contain_text("ends soon. Keep the time for longer")

    page.clock.fast_forward("04:00")
    expect(status).to_have_text("We keep this time for you for 1 more minute.")

    page.clock.fast_forward("01:01")
    expect(status).to_have_text("We no longer keep this time for you.")
    expect(page.locator("[data-hold-over]")).to_be_visible()
    expect(page.locator("[data-hold-running]")).to_be_hidden()
    expect(page.locator("[data-hold-more]")).to_be_hidden()
