"""Keep the rows that lists and pages read in step with the events: summonses, documents, decisions."""

from collections.abc import Callable

from django.db.models import Max

from applications.choices import Closing, DocumentState
from applications.choices import EventKind as K
from applications.models import CaseDocument, Decision, Summons
from applications.rules.events import Event


def project(case: int, event: Event) -> None:
    """Write what one event means for the summonses, documents and decisions of a case."""
    if step := STEPS.get(event.kind):
        step(case, event)


def _summoned(case: int, event: Event) -> None:
    data = event.data
    Summons.objects.create(
        application_id=case,
        number=data["summons"],
        kind=data["kind"],
        sent_on=event.on,
        days=data["days"],
    )
    CaseDocument.objects.bulk_create(
        CaseDocument(
            application_id=case,
            number=each["number"],
            code=each.get("code", ""),
            name=each["name"],
            summons=data["summons"],
            state=DocumentState.ASKED,
            asked_on=event.on,
        )
        for each in data.get("documents", ())
    )


def _delivered(case: int, event: Event) -> None:
    data = event.data
    Summons.objects.filter(application=case, number=data["summons"]).update(
        delivered_on=event.on, how=data["how"], due_on=event.date("due_on")
    )


def _closed(closing: Closing) -> Callable[[int, Event], None]:
    def step(case: int, event: Event) -> None:
        Summons.objects.filter(application=case, number=event.data["summons"]).update(
            closed_on=event.on, closing=closing
        )

    return step


def _appeared(case: int, event: Event) -> None:
    Summons.objects.filter(application=case, kind="appearance", closed_on=None).update(
        closed_on=event.on, closing=Closing.ANSWERED
    )


def _documents_received(case: int, event: Event) -> None:
    data = event.data
    CaseDocument.objects.filter(application=case, number__in=data.get("received", ())).update(
        state=DocumentState.RECEIVED, received_on=event.on, settled_on=None
    )
    CaseDocument.objects.bulk_create(
        CaseDocument(
            application_id=case,
            number=each["number"],
            code=each.get("code", ""),
            name=each["name"],
            state=DocumentState.RECEIVED,
            received_on=event.on,
        )
        for each in data.get("brought", ())
    )


def _settled(state: DocumentState) -> Callable[[int, Event], None]:
    def step(case: int, event: Event) -> None:
        CaseDocument.objects.filter(application=case, number=event.data["document"]).update(
            state=state, settled_on=event.on
        )

    return step


def _drafted(case: int, event: Event) -> None:
    last = Decision.objects.filter(application=case).aggregate(last=Max("number"))["last"]
    Decision.objects.create(
        application_id=case,
        number=(last or 0) + 1,
        outcome=event.data["outcome"],
        author_id=event.author or 0,  # nobody drafts without an account; the database would refuse it
        drafted_on=event.on,
    )


def _draft_dropped(case: int, event: Event) -> None:
    Decision.objects.filter(application=case, signed_on=None, dropped_on=None).update(dropped_on=event.on)


def _decided(case: int, event: Event) -> None:
    """Sign the open draft, and end what was still asked for."""
    Decision.objects.filter(application=case, signed_on=None, dropped_on=None).update(
        signed_on=event.on, signer=event.author
    )
    end_everything(case, event)


def end_everything(case: int, event: Event) -> None:
    """End what is still asked for, and a draft nobody signed: the case is decided, or closed, without it."""
    still = Summons.objects.filter(application=case, closed_on=None)
    still.filter(due_on__lt=event.on).update(closed_on=event.on, closing=Closing.LAPSED)
    still.update(closed_on=event.on, closing=Closing.WITHDRAWN)
    CaseDocument.objects.filter(
        application=case, state__in=(DocumentState.ASKED, DocumentState.RECEIVED)
    ).update(state=DocumentState.WITHDRAWN, settled_on=event.on)
    _draft_dropped(case, event)


STEPS: dict[K, Callable[[int, Event], None]] = {
    K.SUMMONED: _summoned,
    K.DELIVERED: _delivered,
    K.ANSWERED: _closed(Closing.ANSWERED),
    K.LAPSED: _closed(Closing.LAPSED),
    K.WITHDRAWN: _closed(Closing.WITHDRAWN),
    K.APPEARED: _appeared,
    K.DOCUMENT_RECEIVED: _documents_received,
    K.DOCUMENT_ACCEPTED: _settled(DocumentState.ACCEPTED),
    K.DOCUMENT_REFUSED: _settled(DocumentState.REFUSED),
    K.DOCUMENT_DROPPED: _settled(DocumentState.WITHDRAWN),
    K.DRAFTED: _drafted,
    K.DRAFT_DROPPED: _draft_dropped,
    K.DECIDED: _decided,
    K.LEFT_UNEXAMINED: end_everything,
    K.RETURNED: end_everything,
    K.REFUSED_TO_OPEN: end_everything,
}
