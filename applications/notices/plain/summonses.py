"""What a summons means: what is asked for, by when, and what follows if it does not come."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.choices import Consequence, SummonsKind
from applications.notices.plain.guides import Guide, Letter
from portal.web import words

CONSEQUENCES: Mapping[str, object] = {
    Consequence.UNEXAMINED: gettext_lazy(
        "If it does not come in time, the office does not examine the application (pozostawienie bez "
        "rozpoznania). You may then have to file a new one."
    ),
    Consequence.RETURNED: gettext_lazy(
        "If the fee is not paid in time, the office gives the application back (zwrot wniosku) and does not "
        "examine it."
    ),
    Consequence.DISCONTINUED: gettext_lazy(
        "If you do not come in time, the office ends the proceedings (umorzenie postępowania) and does not "
        "examine the application."
    ),
    Consequence.REFUSED: gettext_lazy(
        "If this is not done in time, the office does not open the proceedings (odmowa wszczęcia "
        "postępowania)."
    ),
    Consequence.ON_FILE: gettext_lazy(
        "If nothing comes in time, the office decides on what is in the file. What is missing may then count "
        "against you."
    ),
}


def summons(letter: Letter) -> Guide:
    polish, written = KINDS[letter.what]
    meaning, steps = written()
    is_visit = letter.what == SummonsKind.APPEARANCE
    return Guide(
        polish,
        meaning,
        until=_until(letter),
        steps=steps,
        otherwise=_otherwise(letter),
        listed=_("What to bring") if is_visit else _("What is asked for"),
        has_ways=not is_visit,
    )


def _until(letter: Letter) -> str:
    if letter.last:
        return _("The last day is %(day)s.") % {"day": words.day(letter.last)}
    text = ngettext(
        "Within %(count)d day from the day on which you get the letter.",
        "Within %(count)d days from the day on which you get the letter.",
        letter.days,
    )
    roll = _(
        "That day itself is not counted. If the last day is a Saturday or a public holiday, it is the next "
        "working day."
    )
    return f"{text % {'count': letter.days}} {roll}"


def _otherwise(letter: Letter) -> str:
    consequence = CONSEQUENCES.get(letter.consequence) or _("What follows otherwise stands in the letter.")
    excuse = _(
        "If you cannot manage, write to the office before the last day. If you miss it through no fault of "
        "your own, you can ask for the term again (przywrócenie terminu) within 7 days after the obstacle is "
        "gone; do what was asked together with that."
    )
    return f"{consequence} {excuse}"


def _fee() -> tuple[str, tuple[str, ...]]:
    return (
        _("The office waits for a fee. It goes on with your application once the fee is paid."),
        (
            _("Pay what is listed here. Look at whom each sum is owed to: they have different accounts."),
            _("Write the case number into the title of each transfer."),
            _("Hand in the proof of payment in one of the ways below."),
        ),
    )


def _formal() -> tuple[str, tuple[str, ...]]:
    return (
        _(
            "Something that the law asks for is missing in your application or is wrong. You can still "
            "mend it."
        ),
        (
            _(
                "Prepare what is listed here. What is not in Polish needs a sworn translation (tłumaczenie "
                "przysięgłe)."
            ),
            _("Hand in everything together, in one of the ways below. Write the case number on it."),
            _("Keep a copy, and the proof that you handed it in."),
        ),
    )


def _appearance() -> tuple[str, tuple[str, ...]]:
    return (
        _(
            "The office has to see you in person: it checks your passport and takes your fingerprints and a "
            "sample of your signature. Nobody else can come in your place."
        ),
        (
            _(
                "Book a visit before the last day. If there is no time left, contact the office before "
                "that day."
            ),
            _("Bring your passport, and what is listed here. A child comes with a parent or guardian."),
        ),
    )


def _evidence() -> tuple[str, tuple[str, ...]]:
    return (
        _("The office examines your case and needs more documents to decide."),
        (
            _(
                "Prepare what is listed here. What is not in Polish needs a sworn translation (tłumaczenie "
                "przysięgłe)."
            ),
            _("Hand in everything together, in one of the ways below. Write the case number on it."),
            _("If you have to wait for a document, hand in the others and write when it will come."),
        ),
    )


KINDS: Mapping[str, tuple[str, Callable[[], tuple[str, tuple[str, ...]]]]] = {
    SummonsKind.FEE: ("Wezwanie do uiszczenia opłaty", _fee),
    SummonsKind.FORMAL: ("Wezwanie do usunięcia braków formalnych", _formal),
    SummonsKind.APPEARANCE: ("Wezwanie do osobistego stawiennictwa", _appearance),
    SummonsKind.EVIDENCE: ("Wezwanie do przedłożenia dokumentów", _evidence),
}
