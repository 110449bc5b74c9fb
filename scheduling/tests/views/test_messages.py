"""What the page of a visit says of the messages about it, and how one is sent again."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from portal.audit.models import Event
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.models import Appointment, ReminderRule
from scheduling.tests import factories as make
from scheduling.tests.told import REMINDER, reminders, told
from scheduling.tests.views.walk import Page, book, text, the_only

pytestmark = pytest.mark.usefixtures("office")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SENT = "We sent it on Tuesday 1 December 2026 at 10:00."


@pytest.fixture
def visit(client: Client) -> Appointment:
    """Return a booked visit of which nothing was said yet."""
    booked = book(client)
    Notice.objects.all().delete()
    Appointment.objects.filter(pk=booked.pk).update(phone="+48600000123")
    return the_only()


@pytest.fixture
def page(visit: Appointment) -> str:
    return f"/en/visits/booked/{notices.token_of(visit)}/"


def repetition(page: str, notice: Notice) -> str:
    return f"{page}messages/{notice.pk}/repetition/"


def block(response: Page) -> str:
    """Return what the part about messages says."""
    main = response.content.decode().partition('id="messages"')[2].partition("</dl>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main.partition(">")[2]).split())


def offered(response: Page) -> list[str]:
    return re.findall(r'href="([^"]*/repetition/)"', response.content.decode())


def test_the_booking_itself_is_told_and_can_be_had_again(client: Client) -> None:
    booked = book(client)
    page = f"/en/visits/booked/{notices.token_of(booked)}/"
    code, confirmation = Notice.objects.order_by("pk")

    said = block(client.get(page))

    on_its_way = "The visit is booked On its way E-mail: o•••@example.test"
    assert said.startswith(f"Messages about this visit {on_its_way}")
    assert "Code to book a visit On its way" in said
    Notice.objects.update(state=State.SENT, sent_at=make.AT, next_try_at=None)
    assert offered(client.get(page)) == [repetition(page, confirmation)]
    assert code.kind == "appointment_code"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"state": State.SENT}, f"Sent E-mail: o•••@example.test {SENT}", id="sent"),
        pytest.param(
            {"state": State.SENT, "delivered_at": make.AT + HOUR},
            "Delivered E-mail: o•••@example.test It arrived on Tuesday 1 December 2026 at 11:00.",
            id="delivered",
        ),
        pytest.param(
            {"state": State.FAILED, "reason": "550 5.1.1 <o•••@example.test> User unknown"},
            "Not delivered E-mail: o•••@example.test There is no mailbox with this address.",
            id="failed",
        ),
        pytest.param(
            {
                "state": State.FAILED,
                "reason": "absent subscriber",
                "channel": Channel.SMS,
                "to": "+48600000123",
            },
            "Not delivered Text message: +48•••123 The phone could not be reached.",
            id="failed-text",
        ),
        pytest.param(
            {
                "state": State.FAILED,
                "reason": "The device is not known any more.",
                "channel": Channel.PUSH,
                "to": "7",
            },
            "Not delivered Notification on a device The device takes no more notifications from us.",
            id="failed-device",
        ),
        pytest.param(
            {"state": State.UNCERTAIN},
            "Perhaps not delivered E-mail: o•••@example.test We do not know whether it arrived.",
            id="uncertain",
        ),
        pytest.param(
            {"state": State.QUEUED},
            "On its way E-mail: o•••@example.test We are sending it now.",
            id="due",
        ),
        pytest.param(
            {"state": State.SENDING, "reason": "451 later", "next_try_at": make.AT + HOUR},
            "On its way E-mail: o•••@example.test We are sending it now.",
            id="being-sent",
        ),
        pytest.param(
            {"state": State.QUEUED, "reason": "451 later", "next_try_at": make.AT + HOUR},
            "Delayed E-mail: o•••@example.test It could not be sent yet."
            " We try again on Tuesday 1 December 2026 at 11:00.",
            id="put-off",
        ),
        pytest.param(
            {"state": State.QUEUED, "reason": "451 later", "next_try_at": make.AT - HOUR},
            "Delayed E-mail: o•••@example.test It could not be sent yet."
            " We try again on Tuesday 1 December 2026 at 10:00.",
            id="put-off-until-now",
        ),
        pytest.param(
            {"state": State.QUEUED, "due_at": make.AT + 5 * DAY - 45 * timedelta(minutes=1)},
            "Planned E-mail: o•••@example.test It goes on Sunday 6 December 2026 at 09:15.",
            id="planned",
        ),
    ],
)
def test_what_became_of_a_message_is_said_in_plain_words(
    page: str, visit: Appointment, stranger: Client, fields: dict[str, object], said: str
) -> None:
    make.reminder(2)
    told(visit, REMINDER, occasion="P2D", **fields)  # type: ignore[arg-type]  # fields of the model

    shown = stranger.get(page)

    assert block(shown).partition(" Send again")[0] == f"Messages about this visit Reminder of a visit {said}"
    assert "550" not in text(shown)


def test_what_was_never_sent_is_not_shown(page: str, visit: Appointment, stranger: Client) -> None:
    told(visit, state=State.DROPPED)

    said = text(stranger.get(page))

    assert "Messages about this visit None yet. Turn reminders off" in said
    assert "The visit is booked" not in said


def test_where_another_way_stood_in_for_it_the_page_says_so(
    page: str, visit: Appointment, stranger: Client
) -> None:
    failed = told(visit, state=State.FAILED, reason="550 no")
    instead = told(visit, channel=Channel.SMS, to="+48600000123", state=State.QUEUED, instead_of=failed)

    before = text(stranger.get(page))
    Notice.objects.filter(pk=instead.pk).update(state=State.SENT, sent_at=make.AT, next_try_at=None)
    after = text(stranger.get(page))

    assert "We sent it by text message instead." not in before
    assert "There is no mailbox with this address. We sent it by text message instead." in after


def test_the_newest_come_first_and_what_is_to_go_before_them(
    page: str, visit: Appointment, stranger: Client
) -> None:
    told(visit, due_at=make.AT - DAY)
    told(visit, "appointment_code", state=State.FAILED, due_at=make.AT - 2 * DAY)
    told(visit, "appointment_moved", due_at=make.AT)
    make.reminder(2)
    told(visit, REMINDER, occasion="P2D", state=State.QUEUED, due_at=make.AT + DAY)
    told(visit, REMINDER, occasion="P9D", state=State.QUEUED, due_at=make.AT + DAY)  # no rule asks for it

    titles = re.findall(
        r'<dt class="govuk-summary-list__key">(.*?)</dt>', stranger.get(page).content.decode()
    )

    assert [title for title in titles if title not in {"Visit", "When", "Where", "Who comes"}] == [
        "Reminder of a visit",
        "The visit has a new time",
        "The visit is booked",
        "Code to book a visit",
    ]


@pytest.mark.parametrize(
    ("count", "folded"), [(10, ""), (11, "1 earlier message"), (12, "2 earlier messages")]
)
def test_ten_are_shown_and_the_others_folded_away(
    page: str, visit: Appointment, stranger: Client, count: int, folded: str
) -> None:
    reminders(visit, count)

    html = stranger.get(page).content.decode()
    shown, _details, rest = html.partition("<details")

    assert shown.count("Reminder of a visit</dt>") == min(count, 10)
    assert rest.count("Reminder of a visit</dt>") == max(count - 10, 0)
    assert folded in rest
    assert bool(rest) is bool(folded)


def test_the_page_costs_as_many_queries_for_three_messages_as_for_one(
    page: str, visit: Appointment, stranger: Client
) -> None:
    costs = []
    for new in (1, 2):
        for number in range(new):
            told(visit, REMINDER, occasion=f"P{new}{number}D", state=State.FAILED, reason="550 no")
        with CaptureQueriesContext(connection) as queries:
            shown = stranger.get(page)
        costs.append((shown.content.decode().count("Reminder of a visit</dt>"), len(queries)))

    assert costs == [(1, costs[0][1]), (3, costs[0][1])]


def test_opening_the_link_sends_nothing_and_says_what_would_go(
    page: str, visit: Appointment, stranger: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = told(visit)

    with django_assert_num_queries(3):  # the third is what is announced
        response = stranger.get(repetition(page, first))

    assert "Do you want this message again? The visit is booked E-mail: o•••@example.test" in text(response)
    assert "Look into the folder for unwanted mail too" in text(response)
    assert Notice.objects.count() == 1


def test_the_page_that_asks_can_send_its_form(page: str, visit: Appointment, stranger: Client) -> None:
    """Under the policy `no-referrer` a browser sends `Origin: null`, which is refused as a forgery."""
    response = stranger.get(repetition(page, told(visit)))

    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_a_message_is_sent_again_by_post(page: str, visit: Appointment, stranger: Client) -> None:
    first = told(visit)

    response = stranger.post(repetition(page, first), {"seen": "1"}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "We are sending you the message again." in text(response)
    again = Notice.objects.exclude(pk=first.pk).get()
    assert (again.kind, again.occasion, again.due_at) == (first.kind, "again-1", make.AT)
    assert Event.objects.get(action="appointment.told_again").actor_kind == "visitor"
    assert block(stranger.get(page)).startswith(
        "Messages about this visit The visit is booked (sent again) On its way"
    )
    assert offered(stranger.get(page)) == []


def test_a_double_click_sends_one_and_says_it_once(page: str, visit: Appointment, stranger: Client) -> None:
    first = told(visit)

    for _ in range(2):
        stranger.post(repetition(page, first), {"seen": "1"})
        Notice.objects.open().update(state=State.SENT, sent_at=make.AT, next_try_at=None)
    said = text(stranger.get(page))

    assert Notice.objects.count() == 2
    assert said.count("We are sending you the message again.") == 1


def test_only_the_newest_of_a_message_is_offered_again(
    page: str, visit: Appointment, stranger: Client
) -> None:
    first = told(visit)
    again = told(visit, occasion="again-1", due_at=make.AT)

    assert offered(stranger.get(page)) == [repetition(page, again)]
    assert stranger.get(repetition(page, first))["Location"] == page


@pytest.mark.parametrize("why", ["begun", "over", "turned-off", "old-time", "no-phone"])
def test_what_would_not_go_is_not_offered(page: str, visit: Appointment, stranger: Client, why: str) -> None:
    first = told(visit, REMINDER, occasion="P2D", channel=Channel.SMS, to="+48600000123")
    before = offered(stranger.get(page))
    changes: dict[str, dict[str, object]] = {
        "turned-off": {"reminders_stopped_at": make.AT},
        "old-time": {"sequence": 1},
        "no-phone": {"phone": ""},
    }
    Appointment.objects.filter(pk=visit.pk).update(**changes.get(why, {"code_tries": 0}))
    moments = {"begun": visit.interval.start, "over": visit.interval.end}

    with time_machine.travel(moments.get(why, make.AT), tick=False):
        after = offered(stranger.get(page))

    assert (before, after) == ([repetition(page, first)], [])


def test_a_confirmation_is_offered_until_the_visit_is_over(
    page: str, visit: Appointment, stranger: Client
) -> None:
    first = told(visit)
    end = visit.interval.end

    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert offered(stranger.get(page)) == [repetition(page, first)]
    with time_machine.travel(end, tick=False):
        assert offered(stranger.get(page)) == []


def test_what_is_no_longer_true_is_refused_in_words(page: str, visit: Appointment, stranger: Client) -> None:
    first = told(visit, REMINDER, occasion="P2D")  # no rule asks for it

    response = stranger.post(repetition(page, first), follow=True)

    assert "This message cannot be sent again: it is no longer up to date." in text(response)
    assert Notice.objects.count() == 1


def test_a_message_goes_again_three_times_a_day(page: str, visit: Appointment, stranger: Client) -> None:
    first = told(visit)
    for _ in range(4):
        response = stranger.post(repetition(page, first), follow=True)
        Notice.objects.open().update(state=State.SENT, sent_at=make.AT, next_try_at=None)

    assert "We have sent you this message several times today." in text(response)
    assert Notice.objects.count() == 4


def test_all_messages_of_a_visit_together_go_again_ten_times_a_day(
    page: str, visit: Appointment, stranger: Client
) -> None:
    ReminderRule.objects.create(days=2, changed_at=make.AT)
    first = told(visit)
    for _ in range(10):
        stranger.post(repetition(page, first))

    response = stranger.post(repetition(page, first))

    assert response.status_code == 429
    assert "Please wait before you try again Many messages were sent again." in text(response)
    assert f'href="{page}"' in response.content.decode()


def test_a_message_of_another_visit_is_not_found(client: Client, stranger: Client) -> None:
    mine = book(client)
    other = make.appointment(
        mine.counter, mine.service, make.local(mine.office, make.MONDAY, "11:00"), email="b@example.test"
    )
    notice = told(other)
    page = f"/en/visits/booked/{notices.token_of(mine)}/"

    assert stranger.get(repetition(page, notice)).status_code == 404
    assert stranger.post(repetition(page, notice)).status_code == 404
    assert stranger.post(f"{page}messages/{2**70}/repetition/").status_code == 404
    assert stranger.post(f"/en/visits/booked/{'A' * 43}/messages/{notice.pk}/repetition/").status_code == 404
    assert Notice.objects.about(other).count() == 1


def test_the_form_is_protected_from_forgeries(page: str, visit: Appointment) -> None:
    first = told(visit)

    answer = Client(enforce_csrf_checks=True).post(repetition(page, first))

    assert answer.status_code == 403
    assert Notice.objects.count() == 1


def test_reminders_are_turned_off_and_on_from_here(page: str, visit: Appointment, stranger: Client) -> None:
    stop = f"/en/visits/reminders/{visit.pk}/{notices.stop_token_of(visit)}/"

    on = stranger.get(page)
    Appointment.objects.filter(pk=visit.pk).update(reminders_stopped_at=make.AT)
    off = stranger.get(page)
    with time_machine.travel(visit.interval.start, tick=False):
        begun = stranger.get(page)

    assert f'<a class="govuk-link" href="{stop}">Turn reminders off</a>' in on.content.decode()
    assert f'<a class="govuk-link" href="{stop}">Turn reminders on</a>' in off.content.decode()
    assert "Reminders of this visit are turned off." in text(off)
    assert stop not in begun.content.decode()


def test_of_a_cancelled_visit_reminders_are_not_spoken(page: str, visit: Appointment, client: Client) -> None:
    client.post(f"{page}cancellation/")

    assert "Turn reminders" not in text(client.get(page))
    assert notices.stop_token_of(visit) not in client.get(page).content.decode()


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_block_speaks_every_language(
    page: str, visit: Appointment, stranger: Client, language: str
) -> None:
    first = told(visit)
    its = page.replace("/en/", f"/{language}/")

    assert offered(stranger.get(its)) == [repetition(its, first)]
    assert stranger.get(repetition(its, first)).status_code == 200
