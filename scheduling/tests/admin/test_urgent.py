"""Urgent requests in the admin: who looks, who decides, and what they are shown."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from scheduling.actions import deciding, urgent
from scheduling.actions.booking import Details
from scheduling.choices import AppointmentState, RequestState
from scheduling.models import Appointment, Service, StaffAct, UrgentRequest
from scheduling.tests import factories as make
from scheduling.tests.views.walk import Page, text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/scheduling/urgentrequest/"
FRIDAY = date(2026, 12, 4)
NINE = "2026-12-04T08:00:00Z"  # 09:00 in Kraków


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    """Return an office that works on Friday and on Monday; the public can book from Monday on."""
    made = make.working_office(service, on=[FRIDAY, make.MONDAY], slug="krakow")
    made.releaserule_set.update(notice_minutes=5 * 24 * 60)
    return made


def ask(
    office: Office,
    service: Service,
    *,
    given_names: str = "Oksana",
    term_on: date = FRIDAY,
    language: str = "ru",
    phone: str = "+48600000123",
) -> UrgentRequest:
    details = Details(given_names, "Wzorcowa", date(1990, 3, 27), "UA", "", language, phone=phone)
    made = urgent.make(
        office=office,
        service=service,
        wish=urgent.Wish(details, term_on, "Summons of 27 November\n<b>7 days</b>"),
        first_free_on=None,
        key="",
        by=VISITOR,
        at=make.AT,
    )
    return UrgentRequest.objects.for_page().get(pk=made.pk)


@pytest.fixture
def asked(office: Office, service: Service) -> UrgentRequest:
    return ask(office, service)


def sign_in(client: Client, role: Role, office: Office, name: str = "Supervisor Nowak") -> User:
    made = accounts.member(role, at=office, name=name)
    client.force_login(made)
    return made


@pytest.fixture
def supervisor(office: Office, client: Client) -> User:
    return sign_in(client, Role.SUPERVISOR, office)


def page(asked: UrgentRequest) -> str:
    return f"{LIST}{asked.pk}/change/"


def grant(client: Client, asked: UrgentRequest, start: str = NINE) -> Page:
    return client.post(page(asked), {"decision": "grant", "start": start}, follow=True)


def refuse(client: Client, asked: UrgentRequest, answer: str = "Пришлите почтой.") -> Page:
    return client.post(page(asked), {"decision": "refuse", "answer": answer}, follow=True)


@pytest.mark.usefixtures("supervisor")
def test_the_list_begins_with_whose_term_ends_next_and_names_nobody(
    client: Client, office: Office, service: Service
) -> None:
    late = ask(office, service, given_names="A", term_on=FRIDAY + timedelta(days=2))
    soon = ask(office, service, given_names="B", term_on=FRIDAY)
    done = ask(office, service, given_names="C", term_on=FRIDAY - timedelta(days=2))
    over = ask(office, service, given_names="D", term_on=FRIDAY)
    UrgentRequest.objects.filter(pk=over.pk).update(term_on=make.AT.date() - timedelta(days=1))
    deciding.refuse(request=done, answer="No", clerk=accounts.user(), by=VISITOR, at=make.AT)

    shown = client.get(LIST)

    assert list(shown.context["cl"].result_list) == [over, soon, late, done]
    said = text(shown)
    assert "30 November 2026 Overdue" in said
    assert said.count("Overdue") == 1
    assert [name for name in ("Wzorcowa", "600") if name in said] == []


@pytest.mark.usefixtures("supervisor")
def test_the_list_costs_the_same_for_one_as_for_three(
    client: Client, office: Office, service: Service
) -> None:
    counts = []
    for name in ("A", "B", "C"):
        ask(office, service, given_names=name)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[1] == counts[2]


@pytest.mark.usefixtures("supervisor")
def test_two_who_ask_for_one_person_are_marked_until_one_is_decided(
    client: Client, asked: UrgentRequest
) -> None:
    other = ask(asked.office, asked.service, phone="+48600000999")
    ask(asked.office, asked.service, given_names="Olena")
    ask(asked.office, make.service("OTHER"))
    warning = "Another request waits for the same person, from another contact."

    assert text(client.get(LIST)).count("waiting for a decision Asked for from two contacts") == 2
    assert [warning in text(client.get(page(each))) for each in UrgentRequest.objects.order_by("pk")] == [
        True,
        True,
        False,
        False,
    ]
    refuse(client, other)
    assert "two contacts" not in text(client.get(LIST))
    assert [warning in text(client.get(page(each))) for each in (asked, other)] == [False, False]


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("decision", [{}, {"decision": ""}, {"decision": "later"}], ids=str)
def test_a_time_alone_grants_nothing(client: Client, asked: UrgentRequest, decision: dict[str, str]) -> None:
    shown = client.post(page(asked), {"start": NINE, **decision})

    assert "Give a time" in text(shown)
    assert UrgentRequest.objects.get().is_waiting
    assert Appointment.objects.count() == 0


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("typed", ["reference", "wzor"])
def test_a_request_is_found_by_its_reference_and_by_name(
    client: Client, asked: UrgentRequest, typed: str
) -> None:
    ask(asked.office, make.service("OTHER"))
    UrgentRequest.objects.exclude(pk=asked.pk).update(family_name="Else")
    query = asked.reference.lower().replace("-", " ") if typed == "reference" else typed

    assert list(client.get(LIST, {"q": query}).context["cl"].result_list) == [asked]


@pytest.mark.usefixtures("supervisor")
def test_the_page_shows_the_matter_chosen_on_the_way(client: Client, asked: UrgentRequest) -> None:
    UrgentRequest.objects.update(matter=make.matter(asked.service, "FIRST", name_en="First card"))

    assert "Matter First card" in text(client.get(page(asked)))


@pytest.mark.usefixtures("supervisor")
def test_the_page_shows_what_is_asked_and_what_there_is_to_give(client: Client, asked: UrgentRequest) -> None:
    shown = client.get(page(asked))

    said = text(shown)
    assert "Last day of the term Friday 4 December 2026" in said
    assert "Name Oksana Wzorcowa" in said
    assert "Matter" not in said
    assert "Contact +48 600 000 123" in said
    assert "For everybody the first free time is Monday 7 December 2026 at 07:30." in said
    assert "Friday 4 December 2026 (21)" in said
    assert "Monday 7 December" not in said.replace("is Monday 7 December 2026 at", "")
    assert "Free times on Friday 4 December 2026 (none of them open to everybody) 07:30 08:00" in said
    assert "The person reads Russian (Русский): write the answer in that language." in said
    assert "<b>7 days" not in shown.content.decode()
    assert Event.objects.filter(action="urgentrequest.seen", subject_pk=str(asked.pk)).count() == 1


@pytest.mark.usefixtures("supervisor")
def test_every_day_until_the_term_can_be_chosen_and_none_after_it(
    client: Client, office: Office, service: Service
) -> None:
    make.duty(office.counter_set.get(), on=FRIDAY - timedelta(days=1), starts="09:00", ends="10:00")
    asked = ask(office, service, term_on=FRIDAY)

    first = client.get(page(asked))
    second = client.get(page(asked), {"on": "2026-12-04"})
    beyond = client.get(page(asked), {"on": "2026-12-07"})

    assert [(day.text, day.count, day.is_shown) for day in first.context["days"]] == [
        ("Thursday 3 December 2026", 2, True),
        ("Friday 4 December 2026", 21, False),
    ]
    assert [time.text for time in first.context["times"]] == ["09:00", "09:30"]
    assert [day.is_shown for day in second.context["days"]] == [False, True]
    assert beyond.context["times"] == first.context["times"]


@pytest.mark.usefixtures("supervisor")
def test_times_that_everybody_can_take_are_told_from_those_that_are_not_open(
    client: Client, asked: UrgentRequest
) -> None:
    asked.office.releaserule_set.update(notice_minutes=3 * 24 * 60)  # until 10:00 on the Friday

    said = text(client.get(page(asked)))

    assert "Free times on Friday 4 December 2026 07:30 (not open to everybody)" in said
    assert "09:30 (not open to everybody) 10:00 10:30" in said


@pytest.mark.usefixtures("supervisor")
def test_of_a_term_that_is_over_the_next_two_weeks_are_shown(client: Client, asked: UrgentRequest) -> None:
    UrgentRequest.objects.update(term_on=make.AT.date() - timedelta(days=1))

    shown = client.get(page(asked))

    assert "The term is over and nobody has decided." in text(shown)
    assert "these are the free times of the next two weeks" in text(shown)
    assert [day.text for day in shown.context["days"]] == [
        "Friday 4 December 2026",
        "Monday 7 December 2026",
    ]


@pytest.mark.usefixtures("supervisor")
def test_of_a_term_that_ends_today_today_is_shown_alone(
    client: Client, office: Office, service: Service
) -> None:
    make.duty(office.counter_set.get(), on=make.AT.date(), starts="12:00", ends="13:00")
    asked = ask(office, service, term_on=make.AT.date())

    days = client.get(page(asked)).context["days"]

    assert [(day.text, day.count) for day in days] == [("Tuesday 1 December 2026", 2)]


@pytest.mark.usefixtures("supervisor")
def test_of_a_long_term_the_next_sixty_days_are_shown(
    client: Client, office: Office, service: Service
) -> None:
    for on in (date(2027, 1, 30), date(2027, 1, 31)):
        make.duty(office.counter_set.get(), on=on, starts="09:00", ends="10:00")
    asked = ask(office, service, term_on=date(2027, 3, 1))

    days = client.get(page(asked)).context["days"]

    assert [day.url for day in days] == ["?on=2026-12-04", "?on=2026-12-07", "?on=2027-01-30"]


@pytest.mark.usefixtures("supervisor")
def test_where_no_counter_has_time_the_page_says_so(client: Client, office: Office, service: Service) -> None:
    asked = ask(office, service, term_on=FRIDAY - timedelta(days=1))

    said = text(client.get(page(asked)))

    assert "No counter has time for this visit until then, released or not." in said
    assert "Refuse and send the answer" in said


def test_a_granted_time_is_booked_and_the_page_says_by_whom(
    client: Client, asked: UrgentRequest, supervisor: User
) -> None:
    shown = grant(client, asked)

    visit = Appointment.objects.get()
    assert (visit.state, visit.interval.start) == (
        AppointmentState.BOOKED,
        make.local(asked.office, FRIDAY, "09:00"),
    )
    assert StaffAct.objects.get().by == supervisor
    said = text(shown)
    assert "Granted. The visit is booked, and the person is told." in said
    assert "Decided Tuesday 1 December 2026 at 10:00, Supervisor Nowak" in said
    assert f"Open the visit {visit.reference}" in said
    assert "Give a time" not in said
    assert Event.objects.get(action="urgentrequest.granted").user == supervisor


def test_a_refusal_has_an_answer_that_is_shown_afterwards(
    client: Client, asked: UrgentRequest, supervisor: User
) -> None:
    shown = refuse(client, asked)

    decided = UrgentRequest.objects.get()
    assert (decided.state, decided.answer, decided.decided_by) == (
        RequestState.REFUSED,
        "Пришлите почтой.",
        supervisor,
    )
    assert "Refused. The answer is being sent." in text(shown)
    assert "Answer to the person Пришлите почтой." in text(shown)


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("answer", ["", "  ", "x" * 1001])
def test_without_an_answer_nobody_is_refused(client: Client, asked: UrgentRequest, answer: str) -> None:
    shown = refuse(client, asked, answer)

    assert shown.status_code == 422
    assert shown.context["form"]["answer"].value() == answer
    assert UrgentRequest.objects.get().is_waiting


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("start", ["", "never", "2026-12-04T08:10:00Z", "2026-12-05T08:00:00Z", NINE])
def test_a_time_that_is_not_free_decides_nothing(client: Client, asked: UrgentRequest, start: str) -> None:
    make.appointment(asked.office.counter_set.get(), asked.service, make.local(asked.office, FRIDAY, "09:00"))

    said = text(grant(client, asked, start))

    assert "Nothing is decided: this time is not free. Choose another one." in said
    assert "Give a time" in said
    assert UrgentRequest.objects.get().is_waiting


@pytest.mark.usefixtures("supervisor")
def test_a_visit_that_the_person_has_meanwhile_is_shown_and_stays_the_only_one(
    client: Client, asked: UrgentRequest
) -> None:
    visit = make.appointment(
        asked.office.counter_set.get(),
        asked.service,
        make.local(asked.office, make.MONDAY, "09:00"),
        identity_digest=asked.identity_digest,
    )

    before, after = text(client.get(page(asked))), text(grant(client, asked))

    there = "The person, or the case, has a visit of this kind on Monday 7 December 2026 at 09:00."
    assert f"{there} {visit.reference}" in before
    assert "Nothing is decided: the person, or the case, has a visit of this kind already." in after
    assert there in after
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("decide", [grant, refuse])
def test_the_second_supervisor_sees_who_decided(client: Client, asked: UrgentRequest, decide: object) -> None:
    sign_in(client, Role.SUPERVISOR, asked.office, name="First Supervisor")
    refuse(client, asked)
    sign_in(client, Role.SUPERVISOR, asked.office, name="Second Supervisor")

    shown = grant(client, asked) if decide is grant else refuse(client, asked)

    assert (
        "Nothing is changed: First Supervisor has decided it already"
        " (refused, Tuesday 1 December 2026 at 10:00)." in text(shown)
    )
    assert UrgentRequest.objects.get().decided_by == User.objects.get(name="First Supervisor")
    assert Appointment.objects.count() == 0


def test_a_clerk_looks_and_does_not_decide(client: Client, asked: UrgentRequest) -> None:
    sign_in(client, Role.CLERK, asked.office)

    shown = client.get(page(asked))

    assert "Name Oksana Wzorcowa" in text(shown)
    assert "It waits for a supervisor of the office to decide." in text(shown)
    assert "Give a time" not in text(shown)
    assert [grant(client, asked).status_code, refuse(client, asked).status_code] == [403, 403]
    assert UrgentRequest.objects.get().is_waiting


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CLERK])
def test_requests_to_other_offices_are_not_there(client: Client, asked: UrgentRequest, role: Role) -> None:
    sign_in(client, role, make.working_office(asked.service))

    assert list(client.get(LIST).context["cl"].result_list) == []
    shown = client.get(page(asked))
    assert (shown.status_code, shown.headers["Location"]) == (302, "/admin/")
    assert grant(client, asked).redirect_chain[0] == ("/admin/", 302)
    assert UrgentRequest.objects.get().is_waiting
    assert Event.objects.filter(action="urgentrequest.seen").count() == 0


def test_a_supervisor_elsewhere_who_is_a_clerk_here_only_looks(client: Client, asked: UrgentRequest) -> None:
    both = sign_in(client, Role.CLERK, asked.office)
    accounts.member(Role.SUPERVISOR, at=make.working_office(asked.service), of=both)

    assert "Give a time" not in text(client.get(page(asked)))
    assert grant(client, asked).status_code == 403
    assert UrgentRequest.objects.get().is_waiting


def test_whoever_is_not_staff_here_sees_nothing(client: Client, asked: UrgentRequest) -> None:
    assert client.get(page(asked)).status_code == 302  # to the sign-in
    client.force_login(accounts.user())
    assert client.get(page(asked), follow=True).status_code == 403
    sign_in(client, Role.CONSULTANT, asked.office)
    assert client.get(LIST).status_code == 403


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_a_request(client: Client, asked: UrgentRequest, path: str) -> None:
    assert client.get(f"{LIST}{path.format(pk=asked.pk)}").status_code == 403


@pytest.mark.usefixtures("supervisor")
def test_what_was_forgotten_names_nobody(client: Client, asked: UrgentRequest) -> None:
    UrgentRequest.objects.all().forget()

    shown = text(client.get(page(asked)))

    assert "Who asked and why has been deleted." in shown
    assert "Give a time" not in shown
    assert "Nothing is decided: who asked has been forgotten." in text(grant(client, asked))


def waiting(client: Client, path: str = LIST) -> int | None:
    """Return the number beside the requests in the menu."""
    groups = client.get(path).context["sidebar_navigation"]
    entries = [entry for group in groups for entry in group["items"]]
    found: int | None = next(entry.get("badge") for entry in entries if entry["link"] == LIST)
    return found


def test_the_menu_counts_what_waits_for_this_supervisor(
    client: Client, asked: UrgentRequest, supervisor: User
) -> None:
    ask(asked.office, asked.service, given_names="Olena")
    ask(make.working_office(asked.service), asked.service, given_names="Iryna")

    assert waiting(client) == 2
    deciding.refuse(request=asked, answer="No", clerk=supervisor, by=VISITOR, at=make.AT)
    assert waiting(client) == 1
    sign_in(client, Role.CLERK, asked.office)
    assert waiting(client) is None


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_every_page_renders_in_every_language(
    client: Client, asked: UrgentRequest, settings: Settings, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    assert [client.get(address).status_code for address in (LIST, page(asked))] == [200, 200]
