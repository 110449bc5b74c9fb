"""Why something may not be entered in a case now, as a clerk is told."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.rules.transitions import Refusal

REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.NOT_YOURS: _("Your role at this office does not do this."),
    Refusal.NOT_NOW: _("The case is not at a stage where this can happen."),
    Refusal.IN_FUTURE: _("The date lies ahead. Enter it when it has happened."),
    Refusal.BEFORE_FILING: _("The date is before the application was filed."),
    Refusal.OUT_OF_ORDER: _("It does not follow what was entered before. Check the date."),
    Refusal.NO_SUCH_SUMMONS: _("There is no open summons with this number."),
    Refusal.DELIVERED_ALREADY: _("The delivery of this summons is entered already."),
    Refusal.NOT_DELIVERED: _("The summons is not delivered yet, so no term runs."),
    Refusal.BEFORE_SENT: _("The date is before it was sent."),
    Refusal.TERM_RUNNING: _("The party's term is not over yet."),
    Refusal.TERM_TOO_SHORT: _("The law asks for more days than that."),
    Refusal.TERM_TOO_LONG: _("The law allows fewer days than that."),
    Refusal.SUMMONS_NOT_LAPSED: _("The summons is answered, or its term is not over."),
    Refusal.ANSWER_OPEN: _("The party still has time to answer a summons."),
    Refusal.OPINION_OPEN: _("Another authority still has time for its opinion."),
    Refusal.NO_SUCH_OPINION: _("This authority has not been asked, or has answered already."),
    Refusal.ASKED_ALREADY: _("This authority has been asked already and has not answered."),
    Refusal.NO_SUCH_DOCUMENT: _("This document is not open: it was not asked for, or it is settled."),
    Refusal.NOT_RECEIVED: _("This document has not come yet."),
    Refusal.NO_DRAFT: _("There is no draft decision."),
    Refusal.DRAFT_OPEN: _("There is a draft already. Send it back before you write another."),
    Refusal.OTHER_OUTCOME: _("The draft says something else."),
    Refusal.SAME_PERSON: _("Whoever wrote the draft cannot sign it. Somebody else signs."),
    Refusal.NOT_POSITIVE: _("A card follows a positive decision only."),
    Refusal.NO_CARD: _("No card follows this procedure."),
    Refusal.NOTICE_FORBIDDEN: _("The law forbids this notice while it suspends the terms."),
    Refusal.NOT_OVERRUN: _("The office has not missed its term."),
    Refusal.NO_LAW: _("The portal knows no term for this procedure on that day."),
    Refusal.NOT_COMPLAINED: _("No complaint about inaction is open."),
    Refusal.NO_COMPLAINT: _("Nobody can complain about inaction in this procedure."),
    Refusal.NUMBER_TAKEN: _("Another case has this number."),
}


def refused(reasons: Iterable[Refusal]) -> list[str]:
    """Return every reason as a sentence, each once."""
    return [str(REFUSALS[reason]) for reason in dict.fromkeys(reasons)]
