"""What may and may not happen after what, and why not: the least of both sides of each line."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.choices import EventKind as K
from applications.rules.events import Event
from applications.tests.rules.histories import (
    APPEAL,
    CONFIRMED,
    DECIDED,
    EXAMINED,
    FILED,
    OPINION,
    READY,
    REGISTERED,
    SERVED,
    SIGNER,
    WRITER,
    called,
    delivered,
    did,
)

TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)
DUE = date(2026, 10, 12)
OPINION_DUE = date(2026, 11, 4)
REFUSAL = (REGISTERED, did(K.DRAFTED, outcome="refusal"), did(K.DECIDED, author=SIGNER, outcome="refusal"))
HEARD = (REGISTERED, EXAMINED, did(K.STATEMENT_SENT, until=DUE))
UNWELCOME = (*REFUSAL, did(K.SERVED, DUE, how="post"))
LAST_TO_APPEAL = date(2026, 10, 26)
NO_CARD = did(K.CORRECTED, fields=["gives_card"], gives_card=False)
RECEIVED_TWO = did(K.DOCUMENT_RECEIVED, brought=[{"number": 1, "name": "A"}, {"number": 2, "name": "B"}])
ASKED_ONE = called("evidence", days=14, documents=[{"number": 1, "name": "A"}])


def positive(on: date = FILED, author: int | None = SIGNER) -> Event:
    return did(K.DECIDED, on, author=author, outcome="positive")


def refused(on: date) -> Event:
    return did(K.DECIDED, on, author=SIGNER, outcome="refusal")


def draft(outcome: str = "positive", on: date = FILED, author: int | None = WRITER) -> Event:
    return did(K.DRAFTED, on, author=author, outcome=outcome)


ONE: dict[str, Any] = {"summons": 1}
SECOND = did(K.ANSWERED, summons=2)
LATE = called("fee", on=FILED + DAY)


EXAMPLES = [
    # a number is given once, a filing confirmed once
    pytest.param([REGISTERED], REGISTERED, "not_now", id="registered-twice"),
    pytest.param([called("fee")], REGISTERED, "", id="registered-during-a-call"),
    pytest.param([REGISTERED, CONFIRMED, EXAMINED], CONFIRMED, "not_now", id="confirmed-twice"),
    pytest.param([REGISTERED, EXAMINED], CONFIRMED, "", id="confirmed-late"),
    # summonses and documents are numbered one after the other
    pytest.param([], called("fee", 1), "", id="first-summons"),
    pytest.param([], called("fee", 2), "out_of_order", id="second-before-first"),
    pytest.param([called("fee")], called("formal", 1), "out_of_order", id="number-of-another"),
    pytest.param([], ASKED_ONE, "", id="first-document"),
    pytest.param([RECEIVED_TWO], ASKED_ONE, "out_of_order", id="document-number-of-another"),
    # delivery
    pytest.param([called("fee")], delivered(), "", id="delivered"),
    pytest.param([called("fee")], delivered(2), "no_such_summons", id="no-such-summons"),
    pytest.param([LATE], delivered(due_on=date(2026, 10, 20)), "before_sent", id="delivered-before-sent"),
    pytest.param([called("fee"), delivered()], delivered(), "delivered_already", id="delivered-twice"),
    pytest.param([called("fee")], delivered(due_on=DUE - DAY), "term_too_short", id="less-than-given"),
    pytest.param([called("fee")], delivered(due_on=DUE + DAY), "", id="rolled"),
    # how a summons ends
    pytest.param([called("fee")], did(K.ANSWERED, summons=1), "", id="answered-undelivered"),
    pytest.param([called("fee")], SECOND, "no_such_summons", id="answer-to-none"),
    pytest.param([LATE], did(K.ANSWERED, **ONE), "before_sent", id="answered-before-sent"),
    pytest.param(
        [called("fee"), did(K.WITHDRAWN, **ONE)], did(K.ANSWERED, **ONE), "no_such_summons", id="ended"
    ),
    pytest.param([called("fee")], did(K.LAPSED, DUE + DAY, **ONE), "not_delivered", id="not-delivered"),
    pytest.param(
        [called("fee"), delivered()], did(K.LAPSED, DUE, **ONE), "term_running", id="on-the-last-day"
    ),
    pytest.param([called("fee"), delivered()], did(K.LAPSED, DUE + DAY, **ONE), "", id="day-after"),
    # what closes a case unopened
    pytest.param([], did(K.LEFT_UNEXAMINED), "", id="unexamined-without-a-call"),
    pytest.param([called("formal")], did(K.LEFT_UNEXAMINED), "not_delivered", id="unexamined-unread"),
    pytest.param(
        [called("formal"), delivered()],
        did(K.LEFT_UNEXAMINED, DUE),
        "term_running",
        id="unexamined-early",
    ),
    pytest.param([called("formal"), delivered()], did(K.LEFT_UNEXAMINED, DUE + DAY), "", id="unexamined"),
    pytest.param(
        [REGISTERED], did(K.LEFT_UNEXAMINED), "summons_not_lapsed", id="unexamined-with-a-number-uncalled"
    ),
    pytest.param(
        [called("formal"), did(K.ANSWERED, **ONE)],
        did(K.LEFT_UNEXAMINED),
        "summons_not_lapsed",
        id="unexamined-answered",
    ),
    pytest.param(
        [called("formal"), did(K.WITHDRAWN, **ONE)], did(K.LEFT_UNEXAMINED), "", id="unexamined-withdrawn"
    ),
    pytest.param(
        [REGISTERED, called("fee"), delivered()],
        did(K.LEFT_UNEXAMINED, DUE + DAY),
        "summons_not_lapsed",
        id="unexamined-for-a-fee",
    ),
    pytest.param(
        [REGISTERED, called("formal"), delivered(), did(K.LAPSED, DUE + DAY, **ONE)],
        did(K.LEFT_UNEXAMINED, DUE + DAY),
        "",
        id="unexamined-after-the-lapse",
    ),
    pytest.param(
        [called("appearance"), delivered()],
        did(K.REFUSED_TO_OPEN, DUE),
        "term_running",
        id="no-show-early",
    ),
    pytest.param([called("appearance"), delivered()], did(K.REFUSED_TO_OPEN, DUE + DAY), "", id="no-show"),
    pytest.param([], did(K.RETURNED), "summons_not_lapsed", id="returned-uncalled"),
    pytest.param([called("formal")], did(K.RETURNED), "summons_not_lapsed", id="returned-for-another"),
    pytest.param(
        [called("fee"), did(K.ANSWERED, **ONE)], did(K.RETURNED), "summons_not_lapsed", id="returned-paid"
    ),
    pytest.param([called("fee"), delivered()], did(K.RETURNED, DUE), "term_running", id="returned-early"),
    pytest.param([called("fee"), delivered()], did(K.RETURNED, DUE + DAY), "", id="returned"),
    pytest.param(
        [called("fee"), delivered(), did(K.LAPSED, DUE + DAY, **ONE)],
        did(K.RETURNED, DUE + DAY),
        "",
        id="returned-after-the-lapse",
    ),
    # documents
    pytest.param(
        [ASKED_ONE], did(K.DOCUMENT_RECEIVED, received=[2]), "no_such_document", id="never-asked-for"
    ),
    pytest.param([ASKED_ONE], did(K.DOCUMENT_RECEIVED, received=[1]), "", id="handed-in"),
    pytest.param(
        [ASKED_ONE],
        did(K.DOCUMENT_RECEIVED, brought=[{"number": 1, "name": "B"}]),
        "out_of_order",
        id="brought-under-a-taken-number",
    ),
    pytest.param(
        [ASKED_ONE],
        did(K.DOCUMENT_RECEIVED, received=[9], brought=[{"number": 3, "name": "B"}]),
        "no_such_document out_of_order",
        id="both-wrong",
    ),
    pytest.param([ASKED_ONE], did(K.DOCUMENT_ACCEPTED, document=1), "not_received", id="accepted-unseen"),
    pytest.param([ASKED_ONE], did(K.DOCUMENT_REFUSED, document=1), "not_received", id="refused-unseen"),
    pytest.param([ASKED_ONE], did(K.DOCUMENT_DROPPED, document=1), "", id="dropped-unseen"),
    pytest.param([ASKED_ONE], did(K.DOCUMENT_DROPPED, document=2), "no_such_document", id="dropped-none"),
    pytest.param([RECEIVED_TWO], did(K.DOCUMENT_ACCEPTED, document=2), "", id="accepted"),
    pytest.param(
        [RECEIVED_TWO, did(K.DOCUMENT_ACCEPTED, document=2)],
        did(K.DOCUMENT_REFUSED, document=2),
        "no_such_document",
        id="settled-already",
    ),
    # opinions
    pytest.param(
        [REGISTERED, OPINION],
        did(K.OPINION_ASKED, OPINION_DUE, authority="sg", due_on=TODAY),
        "asked_already",
        id="asked-twice",
    ),
    pytest.param(
        [REGISTERED, OPINION],
        did(K.OPINION_ASKED, OPINION_DUE + DAY, authority="sg", due_on=TODAY),
        "",
        id="asked-again-after-silence",
    ),
    pytest.param(
        [REGISTERED, OPINION], did(K.OPINION_ASKED, authority="abw", due_on=TODAY), "", id="asked-another"
    ),
    pytest.param(
        [REGISTERED, OPINION], did(K.OPINION_GIVEN, authority="abw"), "no_such_opinion", id="not-asked"
    ),
    pytest.param([REGISTERED, OPINION], did(K.OPINION_GIVEN, TODAY, authority="sg"), "", id="given-late"),
    pytest.param(
        [REGISTERED, did(K.OPINION_ASKED, FILED + DAY, authority="sg", due_on=TODAY)],
        did(K.OPINION_GIVEN, authority="sg"),
        "before_sent",
        id="given-before-asked",
    ),
    pytest.param(
        [REGISTERED, OPINION, did(K.OPINION_GIVEN, authority="sg")],
        did(K.OPINION_GIVEN, authority="sg"),
        "no_such_opinion",
        id="given-twice",
    ),
    pytest.param(
        [REGISTERED, OPINION, EXAMINED],
        did(K.OPINION_GIVEN, TODAY, authority="sg"),
        "",
        id="given-unhoped",
    ),
    pytest.param(
        [REGISTERED, OPINION, EXAMINED],
        did(K.OPINION_EXTENDED, TODAY, authority="sg", due_on=TODAY),
        "no_such_opinion",
        id="prolonged-too-late",
    ),
    pytest.param(
        [REGISTERED, OPINION], did(K.OPINION_EXTENDED, authority="sg", due_on=TODAY), "", id="prolonged"
    ),
    # going on without an opinion
    pytest.param([REGISTERED, OPINION], did(K.EXAMINED, OPINION_DUE), "opinion_open", id="not-yet"),
    pytest.param([REGISTERED, OPINION], did(K.EXAMINED, OPINION_DUE + DAY), "", id="silence"),
    pytest.param(
        [REGISTERED, OPINION],
        did(K.STATEMENT_SENT, OPINION_DUE, until=TODAY),
        "opinion_open",
        id="statement-too-early",
    ),
    pytest.param(
        [REGISTERED, OPINION], did(K.STATEMENT_SENT, OPINION_DUE + DAY, until=TODAY), "", id="statement"
    ),
    # suspension
    pytest.param(
        [did(K.SUSPENDED, DUE, at_request=True)],
        did(K.RESUMED, DUE - DAY),
        "out_of_order",
        id="resumed-before",
    ),
    pytest.param([did(K.SUSPENDED, DUE, at_request=True)], did(K.RESUMED, DUE), "", id="resumed"),
    # drafts and decisions
    pytest.param([REGISTERED], draft(), "", id="drafted"),
    pytest.param([REGISTERED], draft(author=None), "not_yours", id="drafted-by-nobody"),
    pytest.param([REGISTERED, draft()], draft(), "draft_open", id="drafted-twice"),
    pytest.param([REGISTERED], did(K.DRAFT_DROPPED), "no_draft", id="nothing-to-send-back"),
    pytest.param([REGISTERED, draft()], did(K.DRAFT_DROPPED), "", id="sent-back"),
    pytest.param([], draft(), "not_now", id="drafted-without-a-number"),
    pytest.param([], draft("discontinued"), "", id="discontinued-without-a-number"),
    pytest.param([REGISTERED, called("fee")], draft(), "not_now answer_open", id="drafted-unpaid"),
    pytest.param([REGISTERED, ASKED_ONE], draft(), "answer_open", id="drafted-unanswered"),
    pytest.param([REGISTERED, ASKED_ONE], draft("discontinued"), "", id="discontinued-unanswered"),
    pytest.param([REGISTERED, OPINION], draft(on=OPINION_DUE), "opinion_open", id="drafted-unopined"),
    pytest.param([REGISTERED, OPINION], draft(on=OPINION_DUE + DAY), "", id="drafted-after-silence"),
    pytest.param([REGISTERED], positive(), "no_draft", id="decided-without-a-draft"),
    pytest.param([REGISTERED, draft()], positive(), "", id="decided"),
    pytest.param([REGISTERED, draft("refusal")], positive(), "other_outcome", id="decided-otherwise"),
    pytest.param([REGISTERED, draft()], positive(author=WRITER), "same_person", id="decided-by-the-author"),
    pytest.param([REGISTERED, draft()], positive(author=None), "same_person", id="decided-by-nobody"),
    pytest.param([REGISTERED, draft(on=DUE)], positive(DUE - DAY), "out_of_order", id="decided-undrafted"),
    pytest.param([REGISTERED, draft(on=DUE)], positive(DUE), "", id="decided-the-same-day"),
    pytest.param([REGISTERED, draft(), ASKED_ONE], positive(), "answer_open", id="decided-while-it-is-asked"),
    # nothing is refused while the party may comment
    pytest.param([*HEARD, draft("refusal")], refused(DUE), "term_running", id="refused-unheard"),
    pytest.param([*HEARD, draft("refusal")], refused(DUE + DAY), "", id="refused-after-the-time-to-comment"),
    pytest.param([*HEARD, draft()], positive(DUE), "", id="granted-meanwhile"),
    pytest.param([*HEARD], draft("refusal", DUE), "", id="drafted-meanwhile"),
    # service, finality, appeal
    pytest.param(
        [REGISTERED, draft(), positive(DUE)],
        did(K.SERVED, DUE - DAY, how="post"),
        "out_of_order",
        id="served-undecided",
    ),
    pytest.param([REGISTERED, draft(), positive(DUE)], did(K.SERVED, DUE, how="post"), "", id="served"),
    pytest.param([*DECIDED], did(K.FINAL), "not_now", id="unserved-is-not-final-though-it-grants-all"),
    pytest.param([*SERVED], did(K.FINAL), "", id="final-at-once-what-grants-all"),
    pytest.param(
        [REGISTERED, draft(), positive(DUE - DAY), did(K.SERVED, DUE, how="post")],
        did(K.FINAL, DUE - DAY),
        "out_of_order",
        id="final-before-it-is-served",
    ),
    pytest.param([*REFUSAL], did(K.FINAL), "not_now", id="refusal-unserved-is-not-final"),
    pytest.param([*UNWELCOME], did(K.FINAL, LAST_TO_APPEAL), "term_running", id="refusal-final-early"),
    pytest.param([*UNWELCOME], did(K.FINAL, LAST_TO_APPEAL + DAY), "", id="refusal-final"),
    pytest.param([*UNWELCOME], did(K.FINAL, DUE, waived=True), "", id="refusal-final-by-waiver"),
    pytest.param([*UNWELCOME], did(K.FINAL, DUE, waived=False), "term_running", id="refusal-not-waived"),
    pytest.param(
        [*UNWELCOME],
        did(K.FINAL, DUE - DAY),
        "out_of_order",
        id="refusal-early",
    ),
    pytest.param(
        [REGISTERED, draft(), positive(DUE - DAY), did(K.SERVED, DUE, how="post")],
        did(K.APPEALED, DUE - DAY),
        "out_of_order",
        id="appeal-early",
    ),
    pytest.param(
        [*DECIDED],
        did(K.APPEALED),
        "not_now",
        id="appeal-of-what-is-not-served",
    ),
    pytest.param(
        [*SERVED, did(K.APPEALED, DUE)],
        did(K.APPEAL_DECIDED, DUE - DAY, outcome="upheld"),
        "out_of_order",
        id="appeal-decided-early",
    ),
    pytest.param([*APPEAL, did(K.APPEAL_DECIDED, outcome="upheld")], did(K.FINAL), "", id="upheld-final"),
    pytest.param(
        [*APPEAL, did(K.APPEAL_DECIDED, DUE, outcome="upheld")],
        did(K.FINAL, DUE - DAY),
        "out_of_order",
        id="upheld-early",
    ),
    pytest.param(
        [*APPEAL, did(K.APPEAL_DECIDED, outcome="quashed")],
        did(K.FINAL),
        "not_now",
        id="quashed-not-final",
    ),
    pytest.param([*APPEAL, did(K.APPEAL_DECIDED, outcome="quashed")], EXAMINED, "", id="quashed-anew"),
    pytest.param(
        [*APPEAL, did(K.APPEAL_DECIDED, DUE, outcome="quashed")],
        did(K.EXAMINED, DUE - DAY),
        "out_of_order",
        id="quashed-early",
    ),
    pytest.param(
        [*APPEAL, did(K.APPEAL_DECIDED, outcome="upheld")], EXAMINED, "not_now", id="upheld-not-anew"
    ),
    # the card
    pytest.param([*SERVED], did(K.CARD_ORDERED), "", id="card"),
    pytest.param(
        [REGISTERED, draft(), positive(DUE), did(K.SERVED, DUE, how="post")],
        did(K.CARD_ORDERED, DUE - DAY),
        "out_of_order",
        id="card-undecided",
    ),
    pytest.param(
        [*REFUSAL, did(K.SERVED, how="post")],
        did(K.CARD_ORDERED),
        "not_positive",
        id="card-for-a-refusal",
    ),
    pytest.param([*SERVED, NO_CARD], did(K.CARD_ORDERED), "no_card", id="card-where-there-is-none"),
    pytest.param(
        [*REFUSAL, did(K.SERVED, how="post"), NO_CARD],
        did(K.CARD_ORDERED),
        "not_positive no_card",
        id="neither",
    ),
    pytest.param(
        [*SERVED, did(K.CARD_ORDERED, DUE)],
        did(K.CARD_READY, DUE - DAY),
        "out_of_order",
        id="ready-unordered",
    ),
    pytest.param([*SERVED, did(K.CARD_ORDERED, DUE)], did(K.CARD_READY, DUE), "", id="ready"),
    pytest.param(
        [*SERVED, did(K.CARD_ORDERED), did(K.CARD_READY, DUE)],
        did(K.CARD_COLLECTED, DUE - DAY),
        "out_of_order",
        id="collected-unready",
    ),
    pytest.param(
        [*READY, did(K.CARD_COLLECTED, DUE)], did(K.CLOSED, DUE - DAY), "out_of_order", id="closed-early"
    ),
    pytest.param(
        [*READY, did(K.CARD_COLLECTED), did(K.CLOSED, DUE)],
        did(K.ARCHIVED, DUE - DAY),
        "out_of_order",
        id="archived-early",
    ),
    pytest.param(
        [*READY, did(K.CARD_COLLECTED), did(K.CLOSED, DUE)], did(K.ARCHIVED, DUE), "", id="archived"
    ),
    pytest.param([REGISTERED, did(K.COMPLAINT)], did(K.COMPLAINT_DECIDED), "", id="complaint-decided"),
    pytest.param(
        [REGISTERED, did(K.COMPLAINT), did(K.COMPLAINT_DECIDED)],
        did(K.COMPLAINT_DECIDED),
        "not_complained",
        id="no-complaint-open",
    ),
]
