"""A case goes its whole way by the clerk's forms alone."""

from datetime import date

import pytest

from applications.choices import EventKind as K
from applications.choices import Stage
from applications.models import CaseDocument, CaseEvent, Decision
from applications.tests.admin.acts.world import TODAY, Screen
from portal.accounts.choices import Role

pytestmark = pytest.mark.django_db

KINDS = [
    K.RECEIVED,
    K.REGISTERED,
    K.SUMMONED,
    K.DELIVERED,
    K.DOCUMENT_RECEIVED,
    K.ANSWERED,
    *[K.DOCUMENT_ACCEPTED] * 2,
    *[K.OPINION_ASKED] * 2,
    *[K.OPINION_GIVEN] * 2,
    K.DRAFTED,
    K.DECIDED,
    K.SERVED,
    K.CARD_ORDERED,
    K.CARD_READY,
    K.CARD_COLLECTED,
]


def test_a_case_goes_from_receipt_to_card(at_case: Screen) -> None:
    clerk, officer, signer = (at_case.as_(role) for role in (Role.CLERK, Role.OFFICER, Role.SIGNER))

    clerk.send("registered", case_number="sc-ii 6151 777 2026", on="2026-10-06")
    clerk.send(
        "summoned", summons_kind="evidence", others="Umowa o pracę\nZaświadczenie z ZUS", on="2026-10-07"
    )
    clerk.send("delivered", summons="1", how="post", on="2026-10-12")
    clerk.send("doc_received", received=["1", "2"], answered=["1"], on="2026-10-20")
    clerk.send("doc_accepted", document=["1", "2"], on="2026-10-21")
    clerk.send("opinion_asked", authority=["sg", "police"], on="2026-10-21")
    clerk.send("opinion_given", authority="sg", on="2026-11-02")
    clerk.send("opinion_given", authority="police", on="2026-11-03")
    officer.send("drafted", outcome="positive", on="2026-11-20")
    signer.send("decided", outcome="positive", agreed="on", on="2026-11-21")
    clerk.send("served", how="hand", on="2026-11-24")
    clerk.send("card_ordered", on="2026-11-24")
    clerk.send("card_ready", on="2026-11-30")
    clerk.send("card_collected", on=TODAY.isoformat())

    at_case.case.refresh_from_db()
    assert at_case.case.stage == Stage.CARD_COLLECTED
    assert at_case.case.case_number == "SC-II.6151.777.2026"
    kinds = (
        CaseEvent.objects.filter(application=at_case.case).order_by("sequence").values_list("kind", flat=True)
    )
    assert list(kinds) == KINDS
    decision = Decision.objects.get(application=at_case.case)
    assert (decision.author, decision.signer) == (officer.user, signer.user)
    papers = CaseDocument.objects.filter(application=at_case.case).order_by("number")
    assert [(row.name, row.state) for row in papers] == [
        ("Umowa o pracę", "accepted"),
        ("Zaświadczenie z ZUS", "accepted"),
    ]


def test_the_last_day_to_answer_is_rolled_over_a_sunday(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, on=date(2026, 10, 12), summons=1, kind="formal", days=7)

    at_case.send("delivered", summons="1", how="post", on="2026-10-18")

    assert at_case.entered == (
        "delivered",
        date(2026, 10, 18),
        {"summons": 1, "how": "post", "due_on": "2026-10-26"},
    )
