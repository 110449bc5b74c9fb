"""Reasons for which somebody has to do something themselves: what, and what happens otherwise."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from applications.choices import Reason
from applications.notices.plain.texts import Text

YOURS: Mapping[Reason, Text] = {
    Reason.FEE: Text(
        _("Pay the fee"),
        _(
            "The office has asked you in a letter to pay a fee. If it is not paid in time, the office "
            "returns the application (zwrot wniosku) and does not examine it."
        ),
        _(
            "Pay it by the last day. The letter says how much and to which account. Then send or bring the "
            "proof of payment to the office."
        ),
    ),
    Reason.FORMAL: Text(
        _("Complete your application"),
        _(
            "Something is missing from the application or has to be put right (braki formalne). The letter "
            "that you got names each point. If they are not put right in time, the application is left "
            "unexamined (pozostawienie bez rozpoznania)."
        ),
        _("Put right each point of the letter by the last day, and hand it in at the office or by post."),
    ),
    Reason.APPEARANCE: Text(
        _("Come to the office in person"),
        _(
            "The office has to see you and your passport, and takes your fingerprints. If you do not come "
            "in time, the case may end without a decision on what you applied for, as a rule by being "
            "discontinued (umorzenie postępowania). The letter says which rule holds for you."
        ),
        _(
            "Book a visit and come by the last day, with your passport and the letter. If you cannot come "
            "by then, write to the office before that day and say why."
        ),
    ),
    Reason.EVIDENCE: Text(
        _("Hand in documents"),
        _(
            "The office needs more documents to decide. If they do not come in time, it decides on what is "
            "in the file."
        ),
        _(
            "Hand in the documents that the letter names, by the last day. If you cannot get one of them in "
            "time, write to the office before that day and say why."
        ),
    ),
    Reason.STATEMENT: Text(
        _("You may see the file before the decision"),
        _(
            "The office has what it needs to decide. Before that you may read the file, add documents and "
            "say what you think of it (art. 10 KPA). You do not have to."
        ),
        _(
            "If you want to see the file, book a visit by the last day. If you do nothing, the office "
            "decides on what is in the file."
        ),
    ),
    Reason.APPEAL_TERM: Text(
        _("You have the decision"),
        _(
            "The decision was delivered to you. If you do not agree with it, you can appeal (odwołanie). "
            "After the last day to appeal the decision is final (ostateczna)."
        ),
        _(
            "Read the decision. If you want to appeal, hand the appeal in at the office that decided, or "
            "send it there by post, by the last day. If you agree with it, you do not have to do anything."
        ),
    ),
    Reason.CARD_COLLECTION: Text(
        _("Your card is ready"),
        _(
            "The residence card (karta pobytu) is at the office. It is handed to you in person, because "
            "your fingerprints are compared with those on the card. The card of a child under 13 is "
            "collected by a parent or guardian."
        ),
        _("Book a visit and collect it. Bring your passport and, if you have one, your old card."),
    ),
}
