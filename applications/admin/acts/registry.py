"""What can be done in a case: each name of an address, the event it is about, and its form."""

from collections.abc import Mapping
from typing import NamedTuple

from applications.admin.acts import (
    access,
    account,
    answers,
    corrections,
    decisions,
    documents,
    mandates,
    notices,
    opinions,
    people,
    plain,
    summonses,
)
from applications.admin.acts.base import ActForm
from applications.choices import EventKind as K


class Entry(NamedTuple):
    """`kind` is what is entered; what is no entry itself has the rights of one that is like it."""

    kind: K
    form: type[ActForm]


PLAIN = (
    K.APPEARED,
    K.CONFIRMED,
    K.EXAMINED,
    K.RESUMED,
    K.COMPLAINT,
    K.COMPLAINT_DECIDED,
    K.APPEALED,
    K.CARD_ORDERED,
    K.CARD_READY,
    K.CARD_COLLECTED,
    K.CLOSED,
    K.ARCHIVED,
)
REASONED = (K.COMPLICATED, K.LEFT_UNEXAMINED, K.RETURNED, K.REFUSED_TO_OPEN)
FORMS: Mapping[K, type[ActForm]] = {
    **dict.fromkeys(PLAIN, plain.PlainForm),
    **dict.fromkeys(REASONED, plain.ReasonedForm),
    K.REGISTERED: plain.RegistrationForm,
    K.FEE_SEEN: plain.FeeForm,
    K.NOTED: plain.NoteForm,
    K.FINAL: plain.FinalityForm,
    K.SUSPENDED: plain.SuspensionForm,
    K.VISITED: plain.VisitForm,
    K.SUMMONED: summonses.SummonsForm,
    K.DELIVERED: summonses.DeliveryForm,
    K.ANSWERED: summonses.CallForm,
    K.LAPSED: summonses.CallForm,
    K.WITHDRAWN: summonses.CallForm,
    K.DOCUMENT_RECEIVED: documents.ReceiptForm,
    K.DOCUMENT_ACCEPTED: documents.CheckForm,
    K.DOCUMENT_REFUSED: documents.RefusalForm,
    K.DOCUMENT_DROPPED: documents.CheckForm,
    K.OPINION_ASKED: opinions.QuestionForm,
    K.OPINION_EXTENDED: opinions.ExtensionForm,
    K.OPINION_GIVEN: opinions.OpinionForm,
    K.STATEMENT_SENT: notices.StatementForm,
    K.OVERRUN_NOTIFIED: notices.OverrunForm,
    K.DRAFTED: decisions.DraftForm,
    K.DRAFT_DROPPED: decisions.ReturnForm,
    K.DECIDED: decisions.SignatureForm,
    K.SERVED: summonses.ServiceForm,
    K.APPEAL_DECIDED: decisions.AppealForm,
    K.ASSIGNED: people.AssignmentForm,
    K.VOIDED: corrections.VoidForm,
    K.CORRECTED: corrections.ParticularsForm,
}
ENTRIES: Mapping[str, Entry] = {
    **{kind.value: Entry(kind, form) for kind, form in FORMS.items()},
    "void": Entry(K.VOIDED, corrections.VoidForm),
    "particulars": Entry(K.CORRECTED, corrections.ParticularsForm),
    "mandate": Entry(K.CORRECTED, mandates.MandateForm),
    "mandate-answer": Entry(K.CORRECTED, answers.AnswerForm),
    "access": Entry(K.CORRECTED, access.AccessForm),
    "account": Entry(K.CORRECTED, account.AccountForm),
}
