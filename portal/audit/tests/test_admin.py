from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from portal.accounts.tests import factories
from portal.audit.actions import record, seal
from portal.audit.models import Event, Seal
from portal.audit.rules.actors import SYSTEM, VISITOR, Actor

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENTS, SEALS = "admin:audit_event_changelist", "admin:audit_seal_changelist"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings: Settings) -> Client:
    """The browser of somebody who may do anything that anybody may."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.superuser("chief@example.test"))
    return client


def shown(client: Client, **filters: str) -> list[str]:
    """Return the actions that the list shows, in its order."""
    changelist = client.get(reverse(EVENTS), filters).context["cl"]
    return [event.action for event in changelist.result_list]


@pytest.mark.parametrize("model", [Event, Seal])
@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_nobody_adds_changes_or_deletes(client: Client, model: type[Event | Seal], page: str) -> None:
    record("portal.started", subject=None, by=SYSTEM, at=NOON)
    seal(at=NOON)
    row = model.objects.order_by("pk")[0]
    before = model.objects.count()

    name = f"admin:audit_{model._meta.model_name}_{page}"
    address = reverse(name, args=[] if page == "add" else [row.pk])
    refused = client.post(address, {"action": "nothing", "post": "yes"})

    assert (refused.status_code, model.objects.count()) == (403, before)


@pytest.mark.parametrize("model", [Event, Seal])
def test_no_action_is_offered_for_many_rows(model: type[Event | Seal], rf: object) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]  # the fixture is a request factory
    request.user = factories.superuser()

    assert site.get_model_admin(model).get_actions(request) == {}


@pytest.mark.parametrize("address", [EVENTS, SEALS])
def test_a_row_can_be_opened_and_read(client: Client, address: str) -> None:
    record("portal.started", subject=None, by=SYSTEM, at=NOON)
    seal(at=NOON)
    row = (Event if address == EVENTS else Seal).objects.order_by("-pk")[0]

    page = client.get(reverse(address.replace("changelist", "change"), args=[row.pk]))

    assert (page.status_code, page.context["has_change_permission"]) == (200, False)


def test_the_newest_comes_first(client: Client) -> None:
    for hour, action in enumerate(("a.first", "a.second", "a.third")):
        record(action, subject=None, by=SYSTEM, at=NOON + timedelta(hours=hour) + timedelta(days=9000))

    assert shown(client)[:3] == ["a.third", "a.second", "a.first"]


def test_events_are_found_by_who_what_where_and_what_about(client: Client) -> None:
    clerk, office = factories.user("clerk@example.test"), factories.office()
    record("office.closed", subject=office, by=Actor.user(clerk.pk), at=NOON, office=office)
    record("office.opened", subject=None, by=VISITOR, at=NOON)

    assert shown(client, q="clerk@example.test") == ["office.closed"]
    assert shown(client, q=str(office.pk), action="office.closed") == ["office.closed"]
    assert shown(client, action="office.opened") == ["office.opened"]
    assert shown(client, actor_kind__exact="visitor") == ["office.opened"]
    assert shown(client, office__id__exact=str(office.pk)) == ["office.closed"]
    assert shown(client, q="clerk") == []


def test_the_filter_offers_the_actions_there_are() -> None:
    for action in ("b.second", "a.first", "b.second"):
        record(action, subject=None, by=SYSTEM, at=NOON)

    assert Event.objects.actions() == ["a.first", "b.second"]


def test_the_filter_of_an_empty_audit_offers_none() -> None:
    assert Event.objects.actions() == []


@pytest.mark.parametrize("address", [EVENTS, SEALS])
def test_more_rows_cost_no_more_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    def more(number: int) -> None:
        for _each in range(number):
            clerk, office = factories.user(), factories.office()
            record("office.closed", subject=office, by=Actor.user(clerk.pk), at=NOON, office=office)
        seal(at=NOON)

    more(1)
    client.get(reverse(address))
    with django_assert_num_queries(QUERIES[address]):
        client.get(reverse(address))
    more(3)
    with django_assert_num_queries(QUERIES[address]):
        client.get(reverse(address))


# Three of them count for the menu: messages to answer, mandates and copies to look at.
QUERIES = {EVENTS: 12, SEALS: 8}
