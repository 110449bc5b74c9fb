"""What a letter of the office means, by when something is to be done, and what: for the page beside it.

Letters are Polish, and no translation of one is a letter. This says in plain words what the reader
holds in their hands; it is information, and promises nothing that the letter does not.
"""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from applications.choices import EventKind as K
from applications.notices.plain.decisions import DECISIONS
from applications.notices.plain.guides import Guide, Letter
from applications.notices.plain.summonses import summons
from portal.web import words

__all__ = ["GUIDES", "Guide", "Letter", "guide_to"]


def guide_to(letter: Letter) -> Guide:
    """Return what is said of a letter, in the language that is active.

    :raises KeyError: if nothing is said of such letters.
    """
    return GUIDES[letter.kind](letter)


def _received(_letter: Letter) -> Guide:
    return Guide(
        "Potwierdzenie złożenia wniosku",
        _("The office has your application. First it checks whether anything is missing."),
        steps=(
            _("There is nothing that you must do now. If something is missing, the office writes to you."),
            _moving(),
        ),
    )


def _registered(_letter: Letter) -> Guide:
    return Guide(
        "Zawiadomienie o nadaniu znaku sprawy",
        _("Your case has a number now (znak sprawy). The office checks whether anything is missing."),
        steps=(
            _("Write the case number on every letter to the office and into the title of every payment."),
            _(
                "There is nothing else that you must do now. If something is missing, the office writes to "
                "you."
            ),
            _moving(),
        ),
    )


def _papers(_letter: Letter) -> Guide:
    return Guide(
        "Potwierdzenie przyjęcia dokumentów",
        _("The office has received what is listed here. Whether it is complete and right is checked later."),
        steps=(
            _("Keep the receipt: it proves what you handed in, and when."),
            _("If the office has asked for something else, the last day for that stays as it was."),
        ),
        listed=_("What the office has received"),
    )


def _statement(letter: Letter) -> Guide:
    return Guide(
        "Zawiadomienie o prawie wglądu w akta przed wydaniem decyzji (art. 10 § 1 KPA)",
        _(
            "The office has gathered what it needs and will decide soon. Before that you may see the file "
            "(wgląd w akta), say what you think of it and hand in more."
        ),
        until=_until(letter.last),
        steps=(
            _("If you want to see the file, book a visit for that. Bring your passport."),
            _("If you want to add something, hand it in in one of the ways below."),
        ),
        otherwise=_("You need not do anything. Then the office decides on what is in the file."),
        has_ways=True,
    )


def _overrun(letter: Letter) -> Guide:
    complaint = _(
        "If you want to complain of the delay, you may lodge a ponaglenie: a letter with your reasons to "
        "the Head of the Office for Foreigners (Szef Urzędu do Spraw Cudzoziemców), handed in at this office."
    )
    return Guide(
        "Zawiadomienie o niezałatwieniu sprawy w terminie (art. 36 KPA)",
        _(
            "The office has not decided your case in the time that the law sets. The letter says why, and "
            "by when the office means to decide."
        ),
        until=_("The office means to decide by %(day)s.") % {"day": _day(letter.last)} if letter.last else "",
        steps=(
            _("There is nothing that you must do. The office goes on with your case."),
            *([complaint] if letter.may_complain else []),
        ),
        has_ways=letter.may_complain,
    )


def _until(last: date | None) -> str:
    return _("Until %(day)s.") % {"day": _day(last)} if last else ""


def _day(on: date | None) -> str:
    return words.day(on) if on else ""


def _moving() -> str:
    return _(
        "If your address changes, tell the office at once: letters that are sent to the old one count as "
        "delivered (art. 41 KPA)."
    )


GUIDES: Mapping[str, Callable[[Letter], Guide]] = {
    K.RECEIVED: _received,
    K.REGISTERED: _registered,
    K.DOCUMENT_RECEIVED: _papers,
    K.SUMMONED: summons,
    K.STATEMENT_SENT: _statement,
    K.OVERRUN_NOTIFIED: _overrun,
    **DECISIONS,
}
