from datetime import date

import pytest

from applications.choices import EventKind as K
from applications.models import Decision
from applications.tests import factories as make
from applications.tests.admin.acts.world import TODAY, Screen, text_of
from portal.accounts.choices import Role
from portal.accounts.models import Membership
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(at_case: Screen) -> Screen:
    make.happen(at_case.case, K.REGISTERED)
    make.happen(at_case.case, K.EXAMINED)
    return at_case.as_(Role.OFFICER)


@pytest.fixture
def signer(officer: Screen) -> Screen:
    return officer.as_(Role.SIGNER)


def test_one_drafts_and_another_signs(officer: Screen, signer: Screen) -> None:
    officer.send("drafted", outcome="refusal")
    page = text_of(signer.page("decided"))

    signer.send("decided", outcome="refusal", agreed="on")

    assert f"Draft: refusal (odmowa). Written by {officer.user} on Tuesday 1 December 2026." in page
    assert signer.entered == (K.DECIDED, TODAY, {"outcome": "refusal"})


def test_nobody_signs_their_own_draft(officer: Screen, signer: Screen) -> None:
    signers = Membership.objects.get(user=signer.user).group
    Membership.objects.create(user=officer.user, office=officer.case.office, group=signers)
    officer.send("drafted", outcome="positive")

    response = officer.send("decided", outcome="positive", agreed="on")

    assert response.status_code == 422
    assert "Whoever wrote the draft cannot sign it. Somebody else signs." in text_of(response)
    assert Decision.objects.get(application=officer.case).signed_on is None


def test_a_draft_that_was_changed_meanwhile_is_not_signed(officer: Screen, signer: Screen) -> None:
    officer.send("drafted", outcome="positive")
    signer.page("decided")
    officer.send("draft_dropped", note="No")
    officer.send("drafted", outcome="refusal")

    response = signer.send("decided", outcome="positive", agreed="on")

    assert response.status_code == 422
    page = text_of(response)
    assert "The draft says something else." in page
    assert '<input type="hidden" name="outcome" value="refusal"' in page
    assert not response.context["form"]["agreed"].value()


def test_a_signature_has_to_be_confirmed(officer: Screen, signer: Screen) -> None:
    officer.send("drafted", outcome="positive")

    response = signer.send("decided", outcome="positive")

    assert response.status_code == 422
    assert "Confirm that you sign it" in text_of(response)


def test_a_draft_goes_back_with_a_reason(officer: Screen, signer: Screen) -> None:
    officer.send("drafted", outcome="positive")

    unexplained = signer.send("draft_dropped")
    signer.send("draft_dropped", note="The term is wrong")

    assert "Write down what is to be changed" in text_of(unexplained)
    assert (signer.last.kind, signer.last.note) == (K.DRAFT_DROPPED, "The term is wrong")


def test_what_the_second_instance_decided_is_entered(officer: Screen, signer: Screen) -> None:
    officer.send("drafted", outcome="refusal", on="2026-11-02")
    signer.send("decided", outcome="refusal", agreed="on", on="2026-11-03")
    officer.send("served", how="post", on="2026-11-09")
    officer.send("appealed", on="2026-11-20")

    officer.send("appeal_decided", outcome="quashed", on="2026-11-30")

    assert officer.entered == (K.APPEAL_DECIDED, date(2026, 11, 30), {"outcome": "quashed"})


def test_a_refusal_is_final_before_its_time_only_if_the_party_waives_an_appeal(
    officer: Screen, signer: Screen
) -> None:
    officer.send("drafted", outcome="refusal")
    signer.send("decided", outcome="refusal", agreed="on")
    officer.send("served", how="post")

    refused = officer.send("final")
    officer.send("final", waived="on")

    assert "The party's term is not over yet." in text_of(refused)
    assert officer.entered == (K.FINAL, TODAY, {"waived": True})


@pytest.mark.parametrize(("answer", "at_request"), [("yes", True), ("no", False)])
def test_proceedings_are_suspended_with_reasons(officer: Screen, answer: str, at_request: bool) -> None:
    warning = "While the proceedings are suspended at the party's request, this case makes no stay legal."
    seen = text_of(officer.send("suspended", at_request=answer, note="Court", look="1"))

    unexplained = officer.send("suspended", at_request=answer)
    officer.send("suspended", at_request=answer, note="Court")

    assert (warning in seen) == at_request
    assert "Write down the reasons" in text_of(unexplained)
    assert officer.entered == (K.SUSPENDED, TODAY, {"at_request": at_request})


def test_the_notice_of_the_file_proposes_a_day(officer: Screen) -> None:
    form = officer.page("statement_sent").context["form"]

    assert form["until"].value() == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-12-01", "This day has to come after the day of the letter"),
        ("2027-12-03", "This day is too far ahead"),
        ("", "Enter the day"),
        ("9999-12-31", "Check the year of this day"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(officer: Screen, until: str, said: str) -> None:
    response = officer.send("statement_sent", until=until)

    assert response.status_code == 422
    assert said in text_of(response)


def test_the_amount_of_a_payment_is_kept_as_it_was_read(officer: Screen) -> None:
    officer.send("fee_seen", fee="stamp", amount="440")

    assert officer.entered == (K.FEE_SEEN, TODAY, {"fee": "stamp", "amount": "440.00"})


def test_a_case_is_given_to_a_colleague_and_taken_back(officer: Screen) -> None:
    colleague = officer.as_(Role.CLERK).user

    officer.send("assigned", clerk=str(colleague.pk), note="For the week", on="2026-11-01")
    given, note = officer.entered, officer.last.note
    officer.send("assigned", clerk="0")

    assert (given, note) == ((K.ASSIGNED, TODAY, {"clerk": colleague.pk}), "For the week")
    assert officer.entered == (K.ASSIGNED, TODAY, {})


def test_a_case_is_given_to_nobody_from_an_old_page(officer: Screen) -> None:
    colleague = officer.as_(Role.CLERK).user

    response = officer.send("assigned", clerk=str(colleague.pk), seen=1)

    assert (response.status_code, officer.last.kind) == (409, K.EXAMINED)


def test_a_case_is_not_given_to_somebody_who_only_signs(officer: Screen, signer: Screen) -> None:
    response = officer.send("assigned", clerk=str(signer.user.pk))

    assert response.status_code == 422
    assert officer.last.kind == K.EXAMINED


def test_a_case_is_not_given_to_somebody_of_another_office(officer: Screen) -> None:
    stranger = officer.as_(Role.CLERK, at=accounts.office()).user

    response = officer.send("assigned", clerk=str(stranger.pk))

    assert response.status_code == 422
    assert officer.last.kind == K.EXAMINED
