"""Announcements on the staff's pages: one's own offices, every language, and how it will look."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.web.models import Announcement
from portal.web.tests.factories import AT, TODAY, announcement

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/web/announcement/"
ADD = f"{LIST}add/"
DAY = timedelta(days=1)
OURS = Event.objects.filter(action__startswith="announcement.")


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


@pytest.fixture
def elsewhere() -> Office:
    return accounts.office("nowy-sacz")


@pytest.fixture
def supervisor(office: Office, client: Client) -> User:
    person = accounts.member(Role.SUPERVISOR, at=office)
    client.force_login(person)
    return person


def typed(office: Office | None, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field of the form
    fields = {
        "office": office.pk if office else "",
        **{f"title_{language}": f"Closed {language}" for language in ("pl", "en", "ru")},
        **{f"body_{language}": f"All day {language}" for language in ("pl", "en", "ru")},
        "first_on": str(TODAY),
        "last_on": str(TODAY),
        "visits_from": "",
        "visits_to": "",
        "is_published": "on",
    }
    return {name: value for name, value in (fields | changed).items() if value is not None}


def errors(response: Any) -> dict[str, list[str]]:  # noqa: ANN401  a response of the test client
    return {name: list(lines) for name, lines in response.context["adminform"].form.errors.items()}


def change(row: Announcement) -> str:
    return f"{LIST}{row.pk}/change/"


def shown(client: Client, **query: str) -> list[str]:
    return [row.title_en for row in client.get(LIST, query).context["cl"].queryset]


def test_a_supervisor_writes_one_and_it_is_written_down(
    client: Client, office: Office, supervisor: User
) -> None:
    response = client.post(ADD, typed(office))

    assert response.status_code == 302
    row = Announcement.objects.get()
    assert (row.office, row.is_published, row.created_by) == (office, True, supervisor)
    events = OURS.order_by("pk").values_list("action", "user_id", "office_id")
    assert list(events) == [
        ("announcement.added", supervisor.pk, office.pk),
        ("announcement.published", supervisor.pk, office.pk),
    ]


def test_taking_it_back_is_written_down_and_keeps_who_wrote_it(
    client: Client, office: Office, supervisor: User
) -> None:
    author = accounts.user()
    row = announcement(office=office, created_by=author)

    response = client.post(change(row), typed(office, is_published=None))

    row.refresh_from_db()
    assert response.status_code == 302
    assert (row.is_published, row.created_by) == (False, author)
    actions = list(OURS.order_by("pk").values_list("action", flat=True))
    assert actions == ["announcement.changed", "announcement.unpublished"]
    assert supervisor.pk


@pytest.mark.parametrize("missing", ["title_en", "title_ru", "body_en", "body_ru"])
@pytest.mark.usefixtures("supervisor")
def test_it_is_published_only_in_every_language(client: Client, office: Office, missing: str) -> None:
    response = client.post(ADD, typed(office, **{missing: ""}))

    assert errors(response) == {missing: ["Needed before this can be published."]}
    assert response.context["adminform"].form["title_pl"].value() == "Closed pl"
    assert client.post(ADD, typed(office, is_published=None, **{missing: ""})).status_code == 302


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"last_on": str(TODAY - DAY)}, {"last_on": ["The last day comes before the first."]}),
        (
            {"visits_from": str(TODAY), "visits_to": str(TODAY - DAY)},
            {"visits_to": ["The last day comes before the first."]},
        ),
        ({"visits_from": str(TODAY)}, {"visits_to": ["Enter both days, or none of them."]}),
        ({"visits_to": str(TODAY)}, {"visits_to": ["Enter both days, or none of them."]}),
    ],
)
@pytest.mark.usefixtures("supervisor")
def test_days_out_of_order_are_refused_in_words(
    client: Client, office: Office, changed: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    assert errors(client.post(ADD, typed(office, **changed))) == wrong


@pytest.mark.usefixtures("supervisor")
def test_a_supervisor_has_their_own_offices_and_reads_what_all_say(
    client: Client, office: Office, elsewhere: Office
) -> None:
    announcement("Mine", office=office)
    theirs = announcement("Theirs", office=elsewhere)
    everybodys = announcement("All")

    assert sorted(shown(client)) == ["All", "Mine"]
    assert client.get(change(theirs)).status_code == 302  # to the index: there is no such row
    assert client.get(f"{LIST}{theirs.pk}/preview/").status_code == 404
    assert client.get(change(everybodys)).status_code == 200
    assert client.post(change(everybodys), typed(None)).status_code == 403
    assert client.post(f"{LIST}{everybodys.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("target", ["elsewhere", "all"])
@pytest.mark.usefixtures("supervisor")
def test_nobody_speaks_for_an_office_that_is_not_theirs(
    client: Client, elsewhere: Office, target: str
) -> None:
    response = client.post(ADD, typed(elsewhere if target == "elsewhere" else None))

    assert list(errors(response)) == ["office"]
    assert Announcement.objects.count() == 0


def test_who_may_at_each_office_speaks_for_all(client: Client, elsewhere: Office, supervisor: User) -> None:
    accounts.member(Role.SUPERVISOR, at=elsewhere, of=supervisor)

    assert client.post(ADD, typed(None)).status_code == 302
    row = Announcement.objects.get()
    assert row.office is None
    assert client.post(change(row), typed(None, title_en="Changed")).status_code == 302
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Announcement.objects.count() == 0


def test_a_clerk_has_no_announcements(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))

    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("time", "titles"), [("current", ["Now"]), ("coming", ["Then"]), ("past", ["Before"])]
)
@pytest.mark.usefixtures("supervisor")
def test_the_list_tells_times_apart(client: Client, office: Office, time: str, titles: list[str]) -> None:
    for title, on in {"Before": TODAY - DAY, "Now": TODAY, "Then": TODAY + DAY}.items():
        announcement(title, office=office, first_on=on, last_on=on)

    assert shown(client, time=time) == titles


@pytest.mark.usefixtures("supervisor")
def test_the_list_says_what_is_a_draft(client: Client, office: Office) -> None:
    announcement(office=office)
    announcement(office=office, is_published=False, first_on=date(2026, 11, 1))

    html = client.get(LIST).content.decode()

    assert [word for word in ("published", "draft") if f">{word}<" in "".join(html.split())] == [
        "published",
        "draft",
    ]


@pytest.mark.usefixtures("supervisor", "elsewhere")
def test_the_preview_shows_each_language_in_a_frame_that_runs_nothing(client: Client, office: Office) -> None:
    row = announcement("Early", office=office, body_en="From **12:00** <script>", is_published=False)

    page = client.get(change(row)).content.decode()
    response = client.get(f"{LIST}{row.pk}/preview/")
    html = response.content.decode()

    assert f'src="{LIST}{row.pk}/preview/"' in page
    assert re.findall(r"__title\">([^<]+?) *<", html) == ["Early (pl)", "Early", "Early (ru)"]
    assert "<strong>12:00</strong> &lt;script&gt;" in html
    assert html.count("Office krakow") == 3
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
