"""What a decision means, and an order that ends a case without one: what it says, and how to appeal.

It lies in the envelope with the decision itself, and says no more than that.
"""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from applications.choices import EventKind as K
from applications.choices import Outcome
from applications.notices.plain.guides import Guide, Letter


def _decided(letter: Letter) -> Guide:
    return OUTCOMES[letter.what](letter)


def _positive(letter: Letter) -> Guide:
    card = _(
        "The office orders your residence card (karta pobytu) itself. Once it is ready, we tell you if we "
        "have your e-mail address or phone number; you collect it with your passport."
    )
    return Guide(
        "Decyzja",
        _("The office has agreed to what you applied for."),
        until=_appeal_term(),
        steps=(
            _("Check your name and all dates in it. If something is wrong, write to the office at once."),
            *([card] if letter.gives_card else []),
            _appeal(letter),
        ),
        otherwise=_(
            "If nobody appeals, the decision becomes final (ostateczna) once those 14 days are over. If the "
            "letter gives no reasons because you got all that you asked for, it is final at once (art. 127 "
            "§ 1a KPA)."
        ),
    )


def _refusal(letter: Letter) -> Guide:
    return Guide(
        "Decyzja odmowna",
        _("The office has refused what you applied for. Why, stands in the letter under “Uzasadnienie”."),
        until=_appeal_term(),
        steps=(
            _(
                "Have the reasons explained to you. Some organisations that help foreigners do that free of "
                "charge; a lawyer can do it too."
            ),
            _appeal(letter),
            _("Hand it in at this office, in one of the ways below. The office passes it on."),
        ),
        otherwise=_final(),
        has_ways=True,
    )


def _discontinued(letter: Letter) -> Guide:
    return Guide(
        "Decyzja o umorzeniu postępowania",
        _(
            "The office has ended the proceedings and has not decided on what you applied for. Why, stands "
            "in the letter under “Uzasadnienie”."
        ),
        until=_appeal_term(),
        steps=(
            _appeal(letter),
            _("Hand it in at this office, in one of the ways below. The office passes it on."),
        ),
        otherwise=_final(),
        has_ways=True,
    )


def _unexamined(_letter: Letter) -> Guide:
    return Guide(
        "Pozostawienie wniosku bez rozpoznania (art. 64 KPA)",
        _(
            "The office does not examine your application, because something that it asked for did not "
            "come in time. This is neither a yes nor a no."
        ),
        steps=(
            _("If you did hand it in, show the office the proof: a receipt, or the proof of posting."),
            _("Find out soon whether you can file a new application, and until when you may stay."),
        ),
    )


def _returned(letter: Letter) -> Guide:
    return Guide(
        "Postanowienie o zwrocie wniosku",
        _("The office gives your application back, because the fee was not paid in time."),
        until=_complaint_term(),
        steps=(
            _("If you did pay in time, show the office the proof."),
            _complaint(letter),
            _("Find out soon whether you can file a new application, and until when you may stay."),
        ),
        has_ways=True,
    )


def _not_opened(letter: Letter) -> Guide:
    return Guide(
        "Postanowienie o odmowie wszczęcia postępowania",
        _(
            "The office does not open proceedings on your application. Why, stands in the letter under "
            "“Uzasadnienie”."
        ),
        until=_complaint_term(),
        steps=(
            _complaint(letter),
            _("Find out soon whether you can file a new application, and until when you may stay."),
        ),
        has_ways=True,
    )


def _appeal_term() -> str:
    return _(
        "For an appeal: within 14 days from the day on which you get the letter. That day itself is not "
        "counted. If the last day is a Saturday or a public holiday, it is the next working day."
    )


def _complaint_term() -> str:
    return _(
        "For a complaint: within 7 days from the day on which you get the letter. That day itself is not "
        "counted. If the last day is a Saturday or a public holiday, it is the next working day."
    )


def _appeal(letter: Letter) -> str:
    if letter.is_about_work:
        return _(
            "If you do not agree, write an appeal (odwołanie) to the minister for labour (minister "
            "właściwy do spraw pracy). It needs no form: say that you do not agree, and sign it."
        )
    return _(
        "If you do not agree, write an appeal (odwołanie) to the Head of the Office for Foreigners (Szef "
        "Urzędu do Spraw Cudzoziemców). It needs no form: say that you do not agree, and sign it."
    )


def _complaint(letter: Letter) -> str:
    if letter.is_about_work:
        return _(
            "If you do not agree, write a complaint (zażalenie) to the minister for labour (minister "
            "właściwy do spraw pracy), and hand it in at this office."
        )
    return _(
        "If you do not agree, write a complaint (zażalenie) to the Head of the Office for Foreigners (Szef "
        "Urzędu do Spraw Cudzoziemców), and hand it in at this office."
    )


def _final() -> str:
    return _(
        "If nobody appeals, the decision becomes final (ostateczna) once the 14 days are over. Ask in time "
        "what that means for your stay in Poland."
    )


OUTCOMES: Mapping[str, Callable[[Letter], Guide]] = {
    Outcome.POSITIVE: _positive,
    Outcome.REFUSAL: _refusal,
    Outcome.DISCONTINUED: _discontinued,
}
DECISIONS: Mapping[str, Callable[[Letter], Guide]] = {
    K.DECIDED: _decided,
    K.LEFT_UNEXAMINED: _unexamined,
    K.RETURNED: _returned,
    K.REFUSED_TO_OPEN: _not_opened,
}
