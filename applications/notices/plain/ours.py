"""Reasons for which somebody else has to do the next thing: the office, or another authority."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from applications.choices import Reason, Stage
from applications.notices.plain.texts import Text

OURS: Mapping[Reason, Text] = {
    Reason.REGISTRATION: Text(
        _("The office has your application"),
        _("The office gives it a case number (znak sprawy). From then on the number stands on each letter."),
        _("You do not have to do anything now. Keep the proof that you filed the application."),
    ),
    Reason.CHECKING: Text(
        _("The office checks your documents"),
        _("Documents have come to the office. A clerk looks at each of them and accepts or refuses it."),
        _("You do not have to do anything now. If a document will not do, the office tells you why."),
    ),
    Reason.OPINIONS: Text(
        _("Other authorities give their opinions"),
        _(
            "Before it decides, the office has to ask other authorities whether anything speaks against it, "
            "such as the Border Guard (Straż Graniczna), the Police (Policja) or the Internal Security "
            "Agency (ABW). They usually answer within 30 days. If they do not answer in time, that counts "
            "as no objection."
        ),
    ),
    Reason.SIGNATURE: Text(
        _("The decision is being prepared"),
        _(
            "A draft is written, and a second person at the office reads it. Nothing is decided before they "
            "sign, so the portal shows nothing of what it says."
        ),
    ),
    Reason.SUSPENDED: Text(
        _("The proceedings are suspended"),
        _(
            "The office does not work on the case until the reason for that is gone (zawieszenie "
            "postępowania, art. 97 and 98 KPA). The letter that you got says why. While proceedings are "
            "suspended, no terms run."
        ),
        _(
            "Read in the letter whether you have to do something. If you asked for the suspension yourself, "
            "ask for the case to be resumed within 3 years, or the application counts as withdrawn."
        ),
    ),
    Reason.SERVICE: Text(
        _("The decision is on its way to you"),
        _(
            "The office has decided, and the decision is being delivered. What it says you learn from the "
            "letter itself: the portal shows it only after that."
        ),
        _(
            "Collect the letter: from your letter box, the post office or your account for e-delivery. A "
            "letter that nobody collects counts as delivered after 14 days (fikcja doręczenia)."
        ),
    ),
    Reason.SECOND_INSTANCE: Text(
        _("The second instance decides on the appeal"),
        _(
            "The office has sent the appeal and the file to the authority above it. In residence cases that "
            "is the Head of the Office for Foreigners (Szef Urzędu do Spraw Cudzoziemców). It writes to you "
            "itself."
        ),
    ),
    Reason.CARD_ORDER: Text(
        _("The office orders your card"),
        _(
            "The decision gives you what you applied for. The office now orders the residence card (karta "
            "pobytu)."
        ),
        _(
            "If you have not paid the fee for the card yet, pay it now and keep the proof: the office asks "
            "for it before you get the card."
        ),
    ),
    Reason.CARD_PRODUCTION: Text(
        _("Your card is being made"),
        _(
            "The card (karta pobytu) is printed outside the office. That takes some weeks. You hear from us "
            "when it is ready."
        ),
    ),
    Reason.CLOSING: Text(
        _("The decision is final"),
        _("Nobody can appeal against it any more (decyzja ostateczna). The office closes the file."),
    ),
}

AT_STAGE: Mapping[tuple[Stage, Reason], Text] = {
    (Stage.REGISTERED, Reason.EXAMINATION): Text(
        _("The office checks whether the application is complete"),
        _(
            "Your case has a number. The office looks whether everything is there that an application must "
            "have: form, photographs, documents, fee."
        ),
        _("You do not have to do anything now. If something is missing, the office writes to you."),
    ),
    (Stage.CONFIRMED, Reason.EXAMINATION): Text(
        _("Your application is complete"),
        _(
            "The office has confirmed that you filed it. Next it looks at what the decision depends on, and "
            "asks other authorities where the law says so."
        ),
        _("You do not have to do anything now. Tell the office if your address, work or family changes."),
    ),
    (Stage.EXAMINATION, Reason.EXAMINATION): Text(
        _("The office examines your case"),
        _("A clerk goes through your documents and what other authorities have answered."),
        _("You do not have to do anything now. Tell the office if your address, work or family changes."),
    ),
    (Stage.OPINIONS, Reason.EXAMINATION): Text(
        _("The office examines your case"),
        _(
            "The time that other authorities had for their opinions is over. Where one has not answered, "
            "that counts as no objection. The office goes on with the case."
        ),
    ),
    (Stage.FINAL_STATEMENT, Reason.EXAMINATION): Text(
        _("The office prepares the decision"),
        _(
            "The time to see the file and to comment on it is over (art. 10 KPA). The office weighs what is "
            "in the file, and decides."
        ),
    ),
    (Stage.APPEAL_DECIDED, Reason.EXAMINATION): Text(
        _("Your case comes back to the office"),
        _(
            "The second instance has quashed the decision (uchylenie). The office has to examine the case "
            "again and to decide anew."
        ),
    ),
    (Stage.APPEAL_DECIDED, Reason.CARD_ORDER): Text(
        _("The office orders your card"),
        _(
            "The second instance has decided in your favour. The office now orders the residence card "
            "(karta pobytu)."
        ),
        _(
            "If you have not paid the fee for the card yet, pay it now and keep the proof: the office asks "
            "for it before you get the card."
        ),
    ),
    (Stage.APPEAL_DECIDED, Reason.CLOSING): Text(
        _("The appeal is decided"),
        _(
            "The decision of the second instance is final (ostateczna). You got it from the second "
            "instance. The office closes the file."
        ),
        _(
            "If you do not agree, you can complain to the administrative court (skarga do sądu "
            "administracyjnego) within 30 days after you got that decision."
        ),
    ),
}
