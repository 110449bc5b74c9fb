"""What a visit says of its case, so that no clerk types it again."""

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from applications.actions.applying import apply
from applications.choices import EventKind as K
from applications.choices import Stage
from applications.models import Application, CaseEvent, VisitRule
from applications.rules.folding import fold_all
from applications.tests import factories as cases
from applications.tests.factories import happen
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from scheduling.actions.outcomes import record_outcome
from scheduling.choices import OutcomeKind, VainReason
from scheduling.models import Appointment, Counter, Outcome, Service
from scheduling.signals import visit_ended
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # on make.MONDAY, in Kraków
NOON = NINE + timedelta(hours=3)
MONDAY = date(2026, 12, 7)
NUMBER = "SC-II.6151.12345.2026"


@pytest.fixture
def service() -> Service:
    return make.service("COMPLETE")


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def clerk() -> User:
    return accounts.user(is_staff=True)


@pytest.fixture
def case(office: Office) -> Application:
    case = cases.case(office)
    happen(case, K.REGISTERED, data={"case_number": NUMBER})
    happen(case, K.SUMMONED, data={"summons": 1, "kind": "appearance", "days": 7})
    return case


def visit(office: Office, service: Service, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    whose: dict[str, Any] = {"case_number": NUMBER, "birth_date": date(1990, 5, 17)}
    return make.appointment(Counter.objects.get(office=office), service, NINE, **whose | fields)


def end(
    of: Appointment, clerk: User, kind: OutcomeKind = OutcomeKind.SERVED, *, at: datetime = NOON
) -> Outcome:
    reason = VainReason.NOT_NEEDED if kind == OutcomeKind.IN_VAIN else None
    return record_outcome(
        appointment=of, kind=kind, vain_reason=reason, clerk=clerk, by=Actor.user(clerk.pk), at=at
    )


def entered(case: Application) -> list[tuple[str, dict[str, Any]]]:
    """Return what visits have said of a case, and see that its state is that of its entries."""
    case.refresh_from_db()
    entries = CaseEvent.objects.filter(application=case).order_by("sequence")
    assert fold_all(entry.value for entry in entries) == case.known
    return [(entry.kind, entry.data) for entry in entries[3:]]


def test_a_visit_to_complete_an_application_is_the_appearance(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    booked = visit(office, service)

    end(booked, clerk, at=NOON + timedelta(hours=2))

    assert entered(case) == [("appeared", {"visit": booked.pk})]
    assert (case.stage, case.known.appeared_on) == (Stage.REGISTERED, MONDAY)
    entry = CaseEvent.objects.latest("pk")
    assert (entry.on, entry.part, entry.by) == (MONDAY, "system", clerk)


def test_a_card_that_was_handed_over_is_collected(case: Application, clerk: User) -> None:
    card = make.service("CARD", minutes=20)
    office = case.office
    Counter.objects.get(office=office).services.add(card)
    signer = Actor.user(accounts.user().pk)
    happen(case, K.ANSWERED, data={"summons": 1})
    happen(case, K.DRAFTED, by=Actor.user(clerk.pk), data={"outcome": "positive"})
    happen(case, K.DECIDED, by=signer, data={"outcome": "positive"})
    happen(case, K.SERVED, data={"how": "hand"})
    happen(case, K.CARD_ORDERED)
    happen(case, K.CARD_READY)

    booked = visit(office, card)
    end(booked, clerk)

    assert entered(case)[-1] == ("card_collected", {"visit": booked.pk})
    assert case.stage == Stage.CARD_COLLECTED


@pytest.mark.parametrize(
    ("code", "fields", "kind"),
    [
        ("INFO", {}, OutcomeKind.SERVED),
        ("CARD", {}, OutcomeKind.SERVED),
        ("COMPLETE", {}, OutcomeKind.IN_VAIN),
        ("COMPLETE", {"birth_date": date(1990, 5, 18)}, OutcomeKind.SERVED),
    ],
    ids=["other-service", "no-card-yet", "in-vain", "another-person"],
)
def test_of_every_other_visit_it_is_only_noted_that_somebody_came(
    case: Application, clerk: User, code: str, fields: dict[str, Any], kind: OutcomeKind
) -> None:
    service = Service.objects.filter(code=code).first() or make.service(code)
    booked = visit(case.office, service, **fields)

    end(booked, clerk, kind)

    assert entered(case) == [("visited", {"service": code, "visit": booked.pk})]
    assert case.stage == Stage.APPEARANCE


@pytest.mark.parametrize("number", ["", "SC-II.6151.99999.2026", "nonsense"])
def test_a_visit_for_no_case_or_an_unknown_one_is_entered_nowhere(
    office: Office, service: Service, case: Application, clerk: User, number: str
) -> None:
    end(visit(office, service, case_number=number), clerk)

    assert entered(case) == []


def test_a_visit_at_another_office_is_not_entered_in_a_case_of_this_one(
    service: Service, case: Application, clerk: User
) -> None:
    end(visit(make.working_office(service), service), clerk)

    assert entered(case) == []


def test_the_number_is_read_however_it_is_written(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    end(visit(office, service, case_number="sc-ii 6151.12345.2026"), clerk)

    assert [kind for kind, _data in entered(case)] == ["appeared"]


def test_a_rule_of_the_office_says_what_a_service_means(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    VisitRule.objects.create(service=service, event=K.VISITED)

    end(visit(office, service), clerk)

    assert [kind for kind, _data in entered(case)] == ["visited"]


def test_the_same_outcome_twice_is_one_entry(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    booked = visit(office, service)

    end(booked, clerk)
    end(booked, clerk, at=NOON + timedelta(minutes=1))

    assert [kind for kind, _data in entered(case)] == ["appeared"]


def test_a_corrected_outcome_takes_back_what_the_visit_said(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    booked = visit(office, service)
    end(booked, clerk)

    end(booked, clerk, OutcomeKind.IN_VAIN, at=NOON + timedelta(minutes=1))

    assert [kind for kind, _data in entered(case)] == ["appeared", "voided", "visited"]
    assert (case.stage, case.known.appeared_on) == (Stage.APPEARANCE, None)

    end(booked, clerk, at=NOON + timedelta(minutes=2))

    assert [kind for kind, _data in entered(case)] == ["appeared", "voided", "visited", "appeared"]
    assert case.stage == Stage.REGISTERED


def test_who_did_not_come_after_all_has_not_been_there(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    booked = visit(office, service)
    end(booked, clerk)

    end(booked, clerk, OutcomeKind.MISSED, at=NOON + timedelta(minutes=1))

    assert [kind for kind, _data in entered(case)] == ["appeared", "voided"]


def test_a_missed_visit_says_nothing(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    end(visit(office, service), clerk, OutcomeKind.MISSED)

    assert entered(case) == []


def test_what_was_built_on_an_entry_keeps_it(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    """The filing was confirmed since: taking the appearance back is for a person to do."""
    booked = visit(office, service)
    end(booked, clerk)
    apply(case=case, kind=K.CONFIRMED, on=MONDAY, by=Actor.user(clerk.pk), parts=cases.EVERY_PART, at=NOON)

    end(booked, clerk, OutcomeKind.IN_VAIN, at=NOON + timedelta(minutes=1))

    assert [kind for kind, _data in entered(case)] == ["appeared", "confirmed", "visited"]


def test_a_walk_in_for_a_case_that_a_clerk_named_is_entered_once(
    office: Office, service: Service, case: Application, clerk: User
) -> None:
    ticket = make.ticket(office, service)
    said = {
        "appointment": None,
        "ticket": ticket,
        "office": office,
        "service": service,
        "kind": OutcomeKind.SERVED,
        "vain_reason": "",
        "case_number": NUMBER,
        "by": Actor.user(clerk.pk),
        "at": NOON,
    }

    visit_ended.send(sender=None, **said)
    visit_ended.send(sender=None, **said)

    assert entered(case) == [("appeared", {"ticket": ticket.pk})]


def test_a_visit_before_the_day_of_filing_is_not_entered(
    office: Office, service: Service, clerk: User
) -> None:
    late = datetime(2026, 12, 8, 9, tzinfo=UTC)
    case = cases.case(office, filed_on=MONDAY + timedelta(days=1), at=late)
    happen(case, K.REGISTERED, data={"case_number": NUMBER}, at=late)

    end(visit(office, service), clerk, at=NOON)

    assert CaseEvent.objects.filter(application=case).count() == 2


def test_whatever_goes_wrong_in_the_case_the_visit_has_ended(
    office: Office, service: Service, case: Application, clerk: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Here the state beside the case cannot be read; the transaction of the visit goes on unharmed."""
    Application.objects.filter(pk=case.pk).update(state={"calls": [{"colour": "blue"}]})

    with caplog.at_level(logging.ERROR, logger="applications.receivers"):
        outcome = end(visit(office, service), clerk)

    assert Outcome.objects.filter(pk=outcome.pk).exists()
    assert CaseEvent.objects.filter(application=case).count() == 3
    assert caplog.messages == ["A visit was not entered in its case."]
