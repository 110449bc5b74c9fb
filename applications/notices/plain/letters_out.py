"""A letter that is on its way, and a term that is over: what it was about depends on the stage."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from applications.choices import Reason, Stage
from applications.notices.plain.texts import Text

COLLECT = _(
    "Collect the letter: from your letter box, the post office or your account for e-delivery. Your time to "
    "answer begins on the day on which you get it. A letter that nobody collects counts as delivered after "
    "14 days (fikcja doręczenia)."
)
ON_ITS_WAY = _("A letter is on its way to you")
OVER = _("The time to answer is over")
IN_TIME = _(
    "If you answered in time, you do not have to do anything: what you sent may still be on its way. If you "
    "missed the day through no fault of yours, you can ask for the term to be restored (przywrócenie "
    "terminu, art. 58 KPA): within 7 days after what held you up has ended, and together with what was "
    "asked of you."
)

ON_THEIR_WAY: Mapping[tuple[Stage, Reason], Text] = {
    (Stage.FEE_CALL, Reason.DELIVERY): Text(
        ON_ITS_WAY, _("The office has sent you a letter. It asks you to pay a fee."), COLLECT
    ),
    (Stage.FORMAL_CALL, Reason.DELIVERY): Text(
        ON_ITS_WAY,
        _(
            "The office has sent you a letter. It names what is missing from the application (braki "
            "formalne)."
        ),
        COLLECT,
    ),
    (Stage.APPEARANCE, Reason.DELIVERY): Text(
        ON_ITS_WAY,
        _("The office has sent you a letter. It asks you to come in person, with your passport."),
        COLLECT,
    ),
    (Stage.EVIDENCE_CALL, Reason.DELIVERY): Text(
        ON_ITS_WAY,
        _("The office has sent you a letter. It asks for documents that are needed for the decision."),
        COLLECT,
    ),
    (Stage.FEE_CALL, Reason.TERM_OVER): Text(
        OVER,
        _(
            "The last day to pay the fee has passed. The office looks whether the payment came in time. If "
            "it did not, the application is returned (zwrot wniosku)."
        ),
        IN_TIME,
    ),
    (Stage.FORMAL_CALL, Reason.TERM_OVER): Text(
        OVER,
        _(
            "The last day to complete the application has passed. The office looks whether something came "
            "in time. If nothing did, the application is left unexamined (pozostawienie bez rozpoznania)."
        ),
        IN_TIME,
    ),
    (Stage.APPEARANCE, Reason.TERM_OVER): Text(
        OVER,
        _(
            "The last day to come in person has passed. The office decides what follows from that. The case "
            "may end without a decision on what you applied for, as a rule by being discontinued "
            "(umorzenie postępowania)."
        ),
        IN_TIME,
    ),
    (Stage.EVIDENCE_CALL, Reason.TERM_OVER): Text(
        OVER,
        _(
            "The last day to hand in the documents has passed. The office looks what has come, and goes on "
            "with what is in the file."
        ),
        IN_TIME,
    ),
    (Stage.SERVED, Reason.TERM_OVER): Text(
        _("The time for an appeal is over"),
        _(
            "The office makes sure that no appeal is on its way by post. Then it notes that the decision is "
            "final (ostateczna)."
        ),
    ),
}
