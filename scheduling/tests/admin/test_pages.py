"""Every page renders in every language, costs the same for one row as for three, and stays in its office."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.models import Appointment, Closure, Counter, Duty, ReleaseRule, Service, ShiftPattern
from scheduling.tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

MODELS = [
    "appointment",
    "blockedwindow",
    "closure",
    "counter",
    "duty",
    "matter",
    "question",
    "releaserule",
    "service",
    "shiftpattern",
]
OF_AN_OFFICE = [model for model in MODELS if model not in {"matter", "question", "service"}]
LANGUAGES = ["pl", "en", "ru"]


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


_days = iter(date(2027, 1, 1) + timedelta(days=number) for number in range(10_000))


def a_closure(office: Office) -> object:
    day = next(_days)
    return Closure.objects.create(office=office, first_on=day, last_on=day, reason_pl="-")


def a_duty(office: Office) -> Duty:
    return make.duty(make.counter(office, make.service(f"S{next(_days):%y%m%d}")))


def an_appointment(office: Office) -> Appointment:
    duty = a_duty(office)
    return make.appointment(duty.counter, duty.counter.services.get(), duty.interval.start)


def a_shift(office: Office) -> ShiftPattern:
    return ShiftPattern.objects.create(
        office=office, weekdays=[1, 3], starts=time(8), ends=time(9), valid_from=next(_days), name_pl="-"
    )


def a_rule(office: Office) -> ReleaseRule:
    service = make.service(f"R{next(_days):%y%m%d}")
    return ReleaseRule.objects.create(
        office=office, service=service, days_ahead=1, opens_at=time(8), notice_minutes=0
    )


MAKE: dict[str, Callable[[Office], object]] = {
    "appointment": an_appointment,
    "blockedwindow": lambda office: make.window(office, valid_from=next(_days)),
    "closure": a_closure,
    "counter": lambda office: make.counter(office, make.service(f"C{next(_days):%y%m%d}")),
    "duty": a_duty,
    "matter": lambda _office: make.matter(make.service(f"M{next(_days):%y%m%d}")),
    "question": lambda _office: make.question(make.service(f"Q{next(_days):%y%m%d}")),
    "releaserule": a_rule,
    "service": lambda _office: make.service(f"S{next(_days):%y%m%d}"),
    "shiftpattern": a_shift,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS)
def test_every_page_renders_in_every_language(
    client: Client, office: Office, settings: Settings, model: str, language: str
) -> None:
    row = MAKE[model](office)
    client.force_login(accounts.superuser())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    pages = [f"/admin/scheduling/{model}/", f"/admin/scheduling/{model}/{row.pk}/change/"]  # type: ignore[attr-defined]  # a row
    pages += [] if model == "appointment" else [f"/admin/scheduling/{model}/add/"]
    answers = [client.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)
    assert all(f'lang="{language}"' in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(
    client: Client, office: Office, model: str
) -> None:
    client.force_login(accounts.superuser())
    page = f"/admin/scheduling/{model}/"
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            MAKE[model](office)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            listed = client.get(page).context["cl"].result_list
        counts.append((len(listed), len(queries)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


@pytest.mark.parametrize("model", OF_AN_OFFICE)
def test_rows_of_another_office_are_not_there(client: Client, office: Office, model: str) -> None:
    theirs, ours = MAKE[model](office), MAKE[model](mine := accounts.office())
    client.force_login(accounts.member(Role.SUPERVISOR, at=mine))
    page = f"/admin/scheduling/{model}/"

    assert list(client.get(page).context["cl"].queryset) == [ours]
    assert client.get(f"{page}{theirs.pk}/change/").status_code == 302  # type: ignore[attr-defined]  # a row
    assert client.get(f"{page}{ours.pk}/change/").status_code == 200  # type: ignore[attr-defined]  # a row


@pytest.mark.parametrize("model", OF_AN_OFFICE)
def test_a_superuser_sees_all_offices_and_chooses_one(client: Client, office: Office, model: str) -> None:
    first, _second = MAKE[model](office), MAKE[model](accounts.office())
    client.force_login(accounts.superuser())
    page = f"/admin/scheduling/{model}/"

    assert client.get(page).context["cl"].queryset.count() == 2
    assert list(client.get(f"{page}?office={office.pk}").context["cl"].queryset) == [first]
    assert client.get(f"{page}?office=drop").context["cl"].queryset.count() == 2


@pytest.mark.parametrize("model", ["counter", "releaserule", "shiftpattern", "closure"])
def test_changes_are_written_down(client: Client, office: Office, model: str) -> None:
    row = MAKE[model](office)
    client.force_login(accounts.superuser())

    client.post(f"/admin/scheduling/{model}/{row.pk}/delete/", {"post": "yes"})  # type: ignore[attr-defined]  # a row

    name = "hours.unblocked" if model == "closure" else f"{model}.deleted"
    event = Event.objects.get(action=name)
    assert (event.office_id, event.subject_pk) == (office.pk, str(row.pk))  # type: ignore[attr-defined]  # a row


def test_a_service_is_added_and_that_is_written_down(client: Client) -> None:
    client.force_login(accounts.superuser())
    fields = {
        "code": "TRAVEL",
        "name_pl": "Dokument podróży",
        "purpose_pl": "Wniosek",
        "minutes": 20,
        "every_minutes": 20,
        "most_people": 6,
        "booked_by": "anyone",
        "valid_from": "2026-01-01",
        "position": 10,
    }

    wrong = {"minutes": 12, "longer_minutes": 17, "valid_to": "2025-12-31"}
    refused = client.post("/admin/scheduling/service/add/", fields | wrong)
    client.post("/admin/scheduling/service/add/", fields)

    assert list(refused.context["adminform"].form.errors) == [
        "valid_to",
        "minutes",
        "longer_minutes",
    ]
    service = Service.objects.get()
    assert Event.objects.get(action="service.added").subject_pk == str(service.pk)


def test_a_second_rule_for_the_same_service_is_refused_in_words(client: Client, office: Office) -> None:
    make.release(office)
    client.force_login(accounts.superuser())
    fields = {"office": office.pk, "days_ahead": 10, "opens_at": "08:00", "notice_minutes": 0}

    response = client.post("/admin/scheduling/releaserule/add/", fields)

    assert response.context["adminform"].form.errors
    assert ReleaseRule.objects.count() == 1


def test_a_row_stays_in_its_office(client: Client, office: Office) -> None:
    counter = make.counter(office, service := make.service())
    elsewhere = accounts.office()
    client.force_login(accounts.superuser())

    client.post(
        f"/admin/scheduling/counter/{counter.pk}/change/",
        {"office": elsewhere.pk, "code": "77", "services": [service.pk], "is_open": "on"},
    )

    changed = Counter.objects.get(pk=counter.pk)
    assert (changed.code, changed.office) == ("77", office)
