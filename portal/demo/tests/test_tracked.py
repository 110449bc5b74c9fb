"""What one may follow in the demonstration: Olena's own case, a lawyer's clients, an employer's permits."""

from datetime import UTC, date, datetime

import pytest

from applications.actions.looking_up import case_of
from applications.actions.verifying import verify
from applications.choices import Reason, Stage
from applications.models import Application, Mandate
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.demo.world import staff
from portal.demo.world.cases.build import build_cases
from portal.demo.world.tracked.build import let_follow
from portal.demo.world.tracked.olena import give_case, looked_up

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def office() -> Office:
    office = accounts.office()
    staff.logins([office], at=AT)
    give_case(office, today=TODAY, at=AT)
    build_cases(office, count=400, seed=1, today=TODAY, at=AT)
    let_follow(office, today=TODAY, at=AT)
    return office


def test_olena_has_papers_to_hand_in_and_nothing_in_it_is_impossible(office: Office) -> None:
    case = Application.objects.of_party(User.objects.get(email=staff.APPLICANT.email), on=TODAY).get()

    assert (case.stage, case.reason, case.office) == (Stage.EVIDENCE_CALL, Reason.EVIDENCE, office)
    assert [row.state for row in case.documents.order_by("number")] == ["received", "asked", "asked"]
    assert [found for found in verify(judge=True) if found.drifted] == []


@pytest.mark.usefixtures("office")
def test_what_is_printed_opens_her_case() -> None:
    (printed,) = looked_up()

    assert case_of(printed.number, printed.code) == Application.objects.get(case_number=printed.number)


@pytest.mark.usefixtures("office")
def test_a_lawyer_sees_clients_and_an_employer_permits_alone() -> None:
    seen = {
        login.email: set(
            Application.objects.of_party(User.objects.get(email=login.email), on=TODAY).values_list(
                "procedure__party", flat=True
            )
        )
        for login in (staff.PROXY, staff.EMPLOYER)
    }

    assert seen == {"proxy@example.test": {"foreigner"}, "employer@example.test": {"employer"}}
    assert not Mandate.objects.exclude(application__closed_on=None).exists()
