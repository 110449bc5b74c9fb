"""What a clerk does next, in a sentence: one for each reason a case waits for."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.choices import Reason

HINTS: Mapping[Reason, Promise] = {
    Reason.REGISTRATION: _("Give the case its number."),
    Reason.FEE: _("Wait for the payment. When it is there, enter that the summons is answered."),
    Reason.FORMAL: _("Wait for what was asked for. Enter it when it comes."),
    Reason.APPEARANCE: _("Wait for the visit. Enter it when the person has come."),
    Reason.EVIDENCE: _("Wait for the documents. Enter them when they come."),
    Reason.DELIVERY: _("Wait for the proof of delivery, and enter its date: the term runs from it."),
    Reason.TERM_OVER: _("The term is over. Enter what follows from that, or what came in time after all."),
    Reason.CHECKING: _("Look at the documents that came. Accept or refuse each."),
    Reason.OPINIONS: _("Wait for the authorities. After their term, silence counts as an answer."),
    Reason.EXAMINATION: _("Go on with the examination: ask for what is missing, or prepare the decision."),
    Reason.STATEMENT: _("Wait for what the party says. When the term is over, draft the decision."),
    Reason.SIGNATURE: _("Whoever may sign, and did not write the draft, signs it or sends it back."),
    Reason.SUSPENDED: _("Nothing is done until the proceedings are resumed."),
    Reason.SERVICE: _("Send the decision. Enter the date when the proof of delivery comes."),
    Reason.APPEAL_TERM: _("Wait whether the party appeals. After the term, the decision is final."),
    Reason.SECOND_INSTANCE: _("Wait for the second instance. Enter what it decides."),
    Reason.CARD_ORDER: _("Order the card."),
    Reason.CARD_PRODUCTION: _("Wait for the card. Enter it when it is here: the person is told then."),
    Reason.CARD_COLLECTION: _("Wait until the person collects the card."),
    Reason.CLOSING: _("Close the file."),
    Reason.NONE: _("Nothing is left to do."),
}
