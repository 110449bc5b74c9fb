"""What a clerk can do in a case, as buttons and pages call it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import EventKind as K

ACTS: Mapping[str, Promise] = {
    K.REGISTERED: _("Assign a case number"),
    K.FEE_SEEN: _("Payment seen"),
    K.SUMMONED: _("Send a summons"),
    K.DELIVERED: _("Summons delivered"),
    K.ANSWERED: _("Summons answered"),
    K.LAPSED: _("Term over without an answer"),
    K.WITHDRAWN: _("Withdraw the summons"),
    K.APPEARED: _("Came in person"),
    K.CONFIRMED: _("Confirm the filing"),
    K.DOCUMENT_RECEIVED: _("Documents received"),
    K.DOCUMENT_ACCEPTED: _("Accept the document"),
    K.DOCUMENT_REFUSED: _("Refuse the document"),
    K.DOCUMENT_DROPPED: _("Document no longer needed"),
    K.OPINION_ASKED: _("Ask for opinions"),
    K.OPINION_EXTENDED: _("Authority needs longer"),
    K.OPINION_GIVEN: _("Opinion received"),
    K.EXAMINED: _("Begin the examination"),
    K.STATEMENT_SENT: _("Notice: the party may see the file (art. 10 KPA)"),
    K.COMPLICATED: _("Case is particularly complicated"),
    K.SUSPENDED: _("Suspend the proceedings"),
    K.RESUMED: _("Resume the proceedings"),
    K.OVERRUN_NOTIFIED: _("Notice: the term is missed (art. 36 KPA)"),
    K.COMPLAINT: _("Complaint about inaction (ponaglenie)"),
    K.COMPLAINT_DECIDED: _("Complaint about inaction decided"),
    K.DRAFTED: _("Write a draft decision"),
    K.DRAFT_DROPPED: _("Send the draft back"),
    K.DECIDED: _("Sign the decision"),
    K.SERVED: _("Decision delivered"),
    K.FINAL: _("Decision became final"),
    K.APPEALED: _("Appeal lodged"),
    K.APPEAL_DECIDED: _("Appeal decided"),
    K.CARD_ORDERED: _("Card ordered"),
    K.CARD_READY: _("Card is ready"),
    K.CARD_COLLECTED: _("Card collected"),
    K.LEFT_UNEXAMINED: _("Leave the application unexamined"),
    K.RETURNED: _("Return the application"),
    K.REFUSED_TO_OPEN: _("Refuse to open proceedings"),
    K.CLOSED: _("Close the case"),
    K.ARCHIVED: _("Archive the case"),
    K.VISITED: _("Came to the office"),
    K.ASSIGNED: _("Give the case to a clerk"),
    K.NOTED: _("Add a note"),
    K.CORRECTED: _("Correct particulars"),
    K.VOIDED: _("Correct an entry"),
    "void": _("Correct an entry"),
    "particulars": _("Correct particulars"),
    "access": _("Give an access code"),
    "account": _("Link an account"),
    "mandate": _("Enter a mandate"),
    "mandate-answer": _("Accept or refuse a mandate"),
}
"""By the name of the act in addresses. A receipt is no act: a case begins with it."""

# Beside the thing they are about, the thing need not be named again.
SHORTLY: Mapping[str, Promise] = {
    K.DELIVERED: pgettext_lazy("summons: what a clerk enters", "Delivered"),
    K.ANSWERED: pgettext_lazy("summons: what a clerk enters", "Answered"),
    K.LAPSED: pgettext_lazy("summons: what a clerk enters", "Term over"),
    K.WITHDRAWN: pgettext_lazy("summons: what a clerk enters", "Withdraw"),
    K.DOCUMENT_ACCEPTED: pgettext_lazy("document: what a clerk enters", "Accept"),
    K.DOCUMENT_REFUSED: pgettext_lazy("document: what a clerk enters", "Refuse"),
    K.DOCUMENT_DROPPED: pgettext_lazy("document: what a clerk enters", "Not needed"),
    K.OPINION_EXTENDED: pgettext_lazy("opinion: what a clerk enters", "Needs longer"),
    K.OPINION_GIVEN: pgettext_lazy("opinion: what a clerk enters", "Received"),
    K.VOIDED: pgettext_lazy("entry of a case: what a clerk does", "Correct"),
}
