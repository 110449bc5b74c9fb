"""How a case can have ended, and what somebody can still do."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from applications.choices import Reason, Stage
from applications.notices.plain.texts import Text

ENDS: Mapping[tuple[Stage, Reason], Text] = {
    (Stage.CARD_COLLECTED, Reason.NONE): Text(
        _("You have your card"),
        _("The card (karta pobytu) was handed to you. The case is finished."),
        _(
            "You do not have to do anything now. Apply for the next permit before the last day of this one, "
            "and have the card replaced within 14 days if something on it changes."
        ),
    ),
    (Stage.LEFT_UNEXAMINED, Reason.NONE): Text(
        _("The application was left unexamined"),
        _(
            "It was not completed in time, so the office did not examine it (pozostawienie bez "
            "rozpoznania). The letter that you got says why."
        ),
        _(
            "If you did complete it in time, or missed the term through no fault of yours, write to the "
            "office: the letter says how. You can file a new application while your stay is legal."
        ),
    ),
    (Stage.RETURNED, Reason.NONE): Text(
        _("The application was returned"),
        _("The fee was not paid in time, so the office returned the application (zwrot wniosku)."),
        _(
            "The letter that you got says how you can complain of this (zażalenie), within 7 days. You can "
            "file a new application while your stay is legal."
        ),
    ),
    (Stage.REFUSED_TO_OPEN, Reason.NONE): Text(
        _("The office did not open proceedings"),
        _("The law does not let the office examine this application (odmowa wszczęcia postępowania)."),
        _("The letter that you got says why, and how you can complain of this (zażalenie), within 7 days."),
    ),
    (Stage.CLOSED, Reason.NONE): Text(
        _("The case is closed"),
        _("The office has finished it. Nothing more happens in this case."),
    ),
    (Stage.ARCHIVED, Reason.NONE): Text(
        _("The case is in the archive"),
        _("The office has finished it and filed it away. Nothing more happens in this case."),
        _("You do not have to do anything now. If you need a document from the file, write to the office."),
    ),
}
