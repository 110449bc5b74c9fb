"""What a case and the law around it can be, by name."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Group(TextChoices):
    """Procedures that have much of their law in common. A fact may be one of a whole group."""

    TEMPORARY = "TEMP", _("temporary residence (pobyt czasowy)")
    PERMANENT = "STAY", _("permanent residence (pobyt stały)")
    LONG_TERM = "LTR", _("EU long-term residence (rezydent długoterminowy UE)")
    WORK_PERMIT = "WORK", _("work permit (zezwolenie na pracę)")
    CARD = "CARD", _("residence card (karta pobytu)")
    DOCUMENT = "DOC", _("documents and invitations (dokumenty i zaproszenia)")
    UNION = "UE", _("EU citizens and their families (obywatele UE i ich rodziny)")
    ELSEWHERE = "ELSE", _("handled by another authority (inny urząd)")


class Party(TextChoices):
    """Whose case it is before the law: who gets letters, sees the file and may complain."""

    FOREIGNER = "foreigner", _("the foreigner (cudzoziemiec)")
    EMPLOYER = "employer", _("the employer (podmiot powierzający pracę)")
    HOST = "host", _("the host entity (jednostka przyjmująca)")
    INVITER = "inviter", _("whoever invites (zapraszający)")


class Channel(TextChoices):
    """By which way an application is filed, or came."""

    OFFICE = "office", _("on paper at the office (osobiście w urzędzie)")
    POST = "post", _("by post (pocztą)")
    MOS = "mos", _("in the national system MOS")
    PRACA = "praca", _("in praca.gov.pl")
    CONSUL = "consul", _("through a consulate (przez konsula)")
    EDELIVERY = "edelivery", _("by e-delivery (e-Doręczenia)")
    OTHER = "other", pgettext_lazy("way of filing", "in another way")


class Payee(TextChoices):
    """Who is paid. The two have different accounts, and people mix them up."""

    CITY = "city", _("the city where the office is (urząd miasta)")
    OFFICE = "office", _("the voivodeship office (urząd wojewódzki)")
    LABOUR_OFFICE = "labour", _("the district labour office (powiatowy urząd pracy)")


class FeeKind(TextChoices):
    STAMP_DUTY = "stamp", _("stamp duty (opłata skarbowa)")
    CARD = "card", _("card fee (opłata za kartę)")
    DOCUMENT = "document", _("fee for the document (opłata za dokument)")
    PERMIT = "permit", _("fee paid by the employer (wpłata)")


class Unit(TextChoices):
    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")
    YEAR = "year", _("years")


class Instance(TextChoices):
    FIRST = "first", _("first instance")
    APPEAL = "appeal", _("appeal (odwołanie)")


class Starts(TextChoices):
    """From what day the authority's term is counted."""

    FILED = "filed", _("the day of filing")
    COMPLETE = "complete", _("the last of: complete application, documents in, term for them over")


class PauseKind(TextChoices):
    """What is not counted in a term, if the rule of the term says so."""

    SUSPENSION = "suspension", _("suspended proceedings (zawieszenie, art. 103 KPA)")
    PARTY = "party", _("waiting for the party (art. 35 § 5 KPA)")
    OPINION = "opinion", _("terms the law sets for other authorities (art. 35 § 5 KPA)")
    LAW = "law", _("suspended by law (zawieszenie z mocy ustawy)")


class SummonsKind(TextChoices):
    """What a summons asks for. Each kind has its own least term and its own consequence."""

    FEE = "fee", _("the fee (wezwanie do uiszczenia opłaty)")
    FORMAL = "formal", _("formal defects (wezwanie do usunięcia braków formalnych)")
    APPEARANCE = "appearance", _("to appear in person (wezwanie do osobistego stawiennictwa)")
    EVIDENCE = "evidence", _("documents for the merits (wezwanie do przedłożenia dokumentów)")


class Consequence(TextChoices):
    """What the law does when a summons is not answered in time."""

    UNEXAMINED = "unexamined", _("the application is left unexamined (pozostawienie bez rozpoznania)")
    RETURNED = "returned", _("the application is returned (zwrot wniosku)")
    DISCONTINUED = "discontinued", _("the proceedings are discontinued (umorzenie postępowania)")
    REFUSED = "refused", _("proceedings are not opened (odmowa wszczęcia postępowania)")
    ON_FILE = "on_file", _("the case is decided on what is in the file")


class Delivery(TextChoices):
    """How a letter reached somebody."""

    POST = "post", _("by post (poczta)")
    EDELIVERY = "edelivery", _("by e-delivery (e-Doręczenia)")
    HAND = "hand", _("handed over at the office (do rąk własnych)")
    FICTION = "fiction", _("not collected: deemed delivered (fikcja doręczenia, art. 44 KPA)")
    SYSTEM = "system", _("in the party's account (konto w systemie organu)")


class Closing(TextChoices):
    """How a summons, or a question to an authority, came to its end."""

    ANSWERED = "answered", pgettext_lazy("summons", "answered")
    LAPSED = "lapsed", pgettext_lazy("summons", "not answered in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("summons", "withdrawn")


class Authority(TextChoices):
    """Who is asked for an opinion (art. 109 and 207 of the Foreigners Act)."""

    BORDER_GUARD = "sg", _("Border Guard (Straż Graniczna)")
    POLICE = "police", _("Police (Policja)")
    ABW = "abw", _("Internal Security Agency (ABW)")
    CONSUL = "consul", _("consul (konsul)")


class DocumentState(TextChoices):
    ASKED = "asked", pgettext_lazy("document", "asked for")
    RECEIVED = "received", pgettext_lazy("document", "received, to be checked")
    ACCEPTED = "accepted", pgettext_lazy("document", "accepted")
    REFUSED = "refused", pgettext_lazy("document", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "no longer needed")


class Outcome(TextChoices):
    """What a decision says."""

    POSITIVE = "positive", _("positive (zezwolenie)")
    REFUSAL = "refusal", _("refusal (odmowa)")
    DISCONTINUED = "discontinued", _("proceedings discontinued (umorzenie)")


class AppealOutcome(TextChoices):
    UPHELD = "upheld", _("decision upheld (utrzymana w mocy)")
    CHANGED = "changed", _("decision changed to a positive one (zmieniona)")
    QUASHED = "quashed", _("decision quashed, case sent back (uchylona)")


class Stage(TextChoices):
    """Where a case stands. Derived from its events, never written by hand (`domain.md` 3.1)."""

    SUBMITTED = "submitted", _("Received (wniosek wpłynął)")
    REGISTERED = "registered", _("Case number assigned (nadano znak sprawy)")
    FEE_CALL = "fee_call", _("Called to pay the fee (wezwanie do uiszczenia opłaty)")
    FORMAL_CALL = "formal_call", _("Formal defects to fix (wezwanie do usunięcia braków formalnych)")
    APPEARANCE = "appearance", _("Visit: passport, fingerprints (wezwanie do osobistego stawiennictwa)")
    CONFIRMED = "confirmed", _("Filing confirmed (stempel lub zaświadczenie)")
    OPINIONS = "opinions", _("Opinions asked for (opiniowanie)")
    EVIDENCE_CALL = "evidence_call", _("Documents asked for (wezwanie do przedłożenia dokumentów)")
    EXAMINATION = "examination", _("Evidence examined (analiza materiału)")
    FINAL_STATEMENT = "final_statement", _("Right to see the file (zawiadomienie z art. 10)")
    SUSPENDED = "suspended", _("Suspended (zawieszone)")
    DECIDED = "decided", _("Decision issued (decyzja)")
    SERVED = "served", _("Decision served (doręczona)")
    FINAL = "final", _("Decision final (ostateczna)")
    APPEAL = "appeal", _("Appeal with the Head of UdSC (odwołanie)")
    APPEAL_DECIDED = "appeal_decided", _("Appeal decided (rozstrzygnięto odwołanie)")
    CARD_ORDERED = "card_ordered", _("Card in production (zlecono kartę)")
    CARD_READY = "card_ready", _("Card ready (karta gotowa)")
    CARD_COLLECTED = "card_collected", _("Card collected (karta odebrana)")
    LEFT_UNEXAMINED = "left_unexamined", _("Left unexamined (bez rozpoznania)")
    RETURNED = "returned", _("Returned (zwrot wniosku)")
    REFUSED_TO_OPEN = "refused_to_open", _("Proceedings not opened (odmowa wszczęcia)")
    CLOSED = "closed", pgettext_lazy("case", "Closed (zakończona)")
    ARCHIVED = "archived", pgettext_lazy("case", "Archived (zarchiwizowana)")


class EventKind(TextChoices):
    """What can happen to a case. The words say what has happened."""

    RECEIVED = "received", _("application received")
    REGISTERED = "registered", _("case number assigned")
    FEE_SEEN = "fee_seen", _("payment seen")
    SUMMONED = "summoned", _("summons sent")
    DELIVERED = "delivered", _("summons delivered")
    ANSWERED = "answered", _("summons answered")
    LAPSED = "lapsed", _("term of a summons over without an answer")
    WITHDRAWN = "withdrawn", _("summons withdrawn")
    APPEARED = "appeared", _("came in person: identity checked, fingerprints taken")
    CONFIRMED = "confirmed", _("filing confirmed")
    DOCUMENT_RECEIVED = "doc_received", _("documents received")
    DOCUMENT_ACCEPTED = "doc_accepted", _("document accepted")
    DOCUMENT_REFUSED = "doc_refused", _("document refused")
    DOCUMENT_DROPPED = "doc_dropped", _("document no longer needed")
    OPINION_ASKED = "opinion_asked", _("opinion asked for")
    OPINION_EXTENDED = "opinion_longer", _("authority takes longer for its opinion")
    OPINION_GIVEN = "opinion_given", _("opinion received")
    EXAMINED = "examined", _("examination of the evidence begun")
    STATEMENT_SENT = "statement_sent", _("notice of the right to see the file sent")
    COMPLICATED = "complicated", _("case found particularly complicated")
    SUSPENDED = "suspended", _("proceedings suspended")
    RESUMED = "resumed", _("proceedings resumed")
    OVERRUN_NOTIFIED = "overrun_notified", _("party notified that the term is missed")
    COMPLAINT = "complaint", _("complaint about inaction lodged (ponaglenie)")
    COMPLAINT_DECIDED = "complaint_decided", _("complaint about inaction decided")
    DRAFTED = "drafted", _("draft decision written")
    DRAFT_DROPPED = "draft_dropped", _("draft decision sent back")
    DECIDED = "decided", _("decision signed")
    SERVED = "served", _("decision delivered")
    FINAL = "final", _("decision became final")
    APPEALED = "appealed", _("appeal lodged")
    APPEAL_DECIDED = "appeal_decided", _("appeal decided")
    CARD_ORDERED = "card_ordered", _("card ordered")
    CARD_READY = "card_ready", _("card ready for collection")
    CARD_COLLECTED = "card_collected", _("card collected")
    LEFT_UNEXAMINED = "left_unexamined", _("application left unexamined")
    RETURNED = "returned", _("application returned")
    REFUSED_TO_OPEN = "refused_to_open", _("proceedings not opened")
    CLOSED = "closed", _("case closed")
    ARCHIVED = "archived", _("case archived")
    VISITED = "visited", _("came to the office")
    ASSIGNED = "assigned", _("case given to a clerk")
    NOTED = "noted", _("note")
    CORRECTED = "corrected", _("particulars corrected")
    VOIDED = "voided", _("entry corrected: it counts no longer")


class Part(TextChoices):
    """As what somebody acts in a case. Rights of roles say who has which part at an office."""

    CLERK = "clerk", pgettext_lazy("part in a case", "clerk")
    OFFICER = "officer", pgettext_lazy("part in a case", "case officer")
    SIGNER = "signer", pgettext_lazy("part in a case", "authorised to sign")
    SUPERVISOR = "supervisor", pgettext_lazy("part in a case", "supervisor")
    SYSTEM = "system", pgettext_lazy("part in a case", "the portal")


class Reason(TextChoices):
    """Why a case waits. The text for the applicant stands elsewhere, one for each."""

    REGISTRATION = "registration", _("the office assigns a case number")
    FEE = "fee", _("the fee is to be paid")
    FORMAL = "formal", _("formal defects are to be fixed")
    APPEARANCE = "appearance", _("a visit in person is due")
    EVIDENCE = "evidence", _("documents are to be handed in")
    DELIVERY = "delivery", _("a letter is on its way")
    TERM_OVER = "term_over", _("a term is over: the office decides what follows")
    CHECKING = "checking", _("documents that came are to be checked")
    OPINIONS = "opinions", _("other authorities give their opinions")
    EXAMINATION = "examination", _("the office examines the case")
    STATEMENT = "statement", _("the party may see the file and comment")
    SIGNATURE = "signature", _("a draft decision is to be signed")
    SUSPENDED = "suspended", _("the proceedings are suspended")
    SERVICE = "service", _("the decision is being delivered")
    APPEAL_TERM = "appeal_term", _("an appeal is possible")
    SECOND_INSTANCE = "second_instance", _("the second instance decides")
    CARD_ORDER = "card_order", _("the office orders the card")
    CARD_PRODUCTION = "card_production", _("the card is being made")
    CARD_COLLECTION = "card_collection", _("the card waits to be collected")
    CLOSING = "closing", _("the office closes the file")
    NONE = "none", _("nothing: the case is closed")


class Turn(TextChoices):
    """Who has to do the next thing."""

    OFFICE = "office", pgettext_lazy("whose turn", "the office")
    PARTY = "party", pgettext_lazy("whose turn", "the party")
    AUTHORITY = "authority", pgettext_lazy("whose turn", "another authority")
    NOBODY = "nobody", pgettext_lazy("whose turn", "nobody")


class ClockState(TextChoices):
    """What the authority's term does on a day."""

    NOT_STARTED = "not_started", pgettext_lazy("term", "not begun")
    RUNNING = "running", pgettext_lazy("term", "running")
    PAUSED = "paused", pgettext_lazy("term", "paused")
    SUSPENDED_BY_LAW = "by_law", pgettext_lazy("term", "suspended by law")
    OVERRUN = "overrun", pgettext_lazy("term", "missed")
    STOPPED = "stopped", pgettext_lazy("term", "ended by a decision")


class Source(TextChoices):
    """Where a case in the portal comes from."""

    DESK = "desk", _("entered by a clerk")
    IMPORT = "import", _("imported")


class MandateKind(TextChoices):
    PROXY = "proxy", _("proxy (pełnomocnik)")
    PARENT = "parent", _("parent or guardian (rodzic, opiekun)")
    EMPLOYER = "employer", _("employer (pracodawca)")


class OrganisationKind(TextChoices):
    """What an organisation does in cases."""

    EMPLOYER = "employer", _("employer (podmiot powierzający pracę)")
    FIRM = "firm", _("law firm or agency (kancelaria, pośrednik)")


class Assurance(TextChoices):
    """How sure the office is that an account is the person's of the case (`domain.md` 6.4)."""

    SELF = "self", _("by case number and access code: not checked")
    DESK = "desk", _("checked at the desk, with a document")
    LOGIN_GOV = "login_gov", _("through login.gov.pl")


class HandIn(TextChoices):
    """By which way a document that was asked for reaches the office in law."""

    OFFICE = "office", _("at the office (osobiście, w urzędzie)")
    POST = "post", _("by registered letter (list polecony)")
    EDELIVERY = "edelivery", _("by e-delivery (e-Doręczenia)")
    CONSUL = "consul", _("at a Polish consulate (w polskim konsulacie)")
    ACCOUNT = "account", _("in this portal (konto w systemie organu)")


class FileKind(TextChoices):
    """What a file is by its content."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"


class UploadState(TextChoices):
    """What became of a file that somebody sent as a copy for checking."""

    CHECKING = "checking", pgettext_lazy("file", "being checked")
    REFUSED = "refused", pgettext_lazy("file", "not taken")
    KEPT = "kept", pgettext_lazy("file", "for the office to look at")
    FINE = "fine", pgettext_lazy("file", "the office finds it in order")
    WRONG = "wrong", pgettext_lazy("file", "the office asks for another one")
    WITHDRAWN = "withdrawn", pgettext_lazy("file", "taken back")


class KeptKind(TextChoices):
    """A day of somebody's own that the portal reminds them of (`domain.md` 3.9)."""

    CARD = "card", _("last day of the residence card")
    PASSPORT = "passport", _("last day of the passport")
    TRAVEL = "travel", _("last day of the Polish travel document")
    JOB_LOST = "job_lost", _("day on which the job was lost")
    PURPOSE = "purpose", _("day on which the purpose of the stay ended")
    CARD_DATA = "card_data", _("day on which something on the card changed")


class ReminderKind(TextChoices):
    """What the portal reminds people of. How long before is data."""

    STAY = "stay", _("end of legal stay")
    SUMMONS = "summons", _("term of a summons")
    APPEAL = "appeal", _("term for an appeal")
    NEW_DATE = "new_date", _("new date of the decision, after the old one was missed")
    CARD_READY = "card_ready", _("card ready, not collected")
    CARD = "card", _("end of the residence card")
    PASSPORT = "passport", _("end of the passport")
    TRAVEL = "travel", _("end of the travel document")
    JOB_LOST = "job_lost", _("to report a lost job")
    PURPOSE = "purpose", _("to report that the purpose ended")
    CARD_DATA = "card_data", _("to replace a card whose data changed")


class Digest(TextChoices):
    """How a representative hears of what happens in the cases of their clients."""

    EACH = "each", _("a message for each")
    DAILY = "daily", _("one message a day for all")
    WEEKLY = "weekly", _("one message a week for all")


CLOSED_STAGES = (
    Stage.LEFT_UNEXAMINED,
    Stage.RETURNED,
    Stage.REFUSED_TO_OPEN,
    Stage.CARD_COLLECTED,
    Stage.CLOSED,
    Stage.ARCHIVED,
)
"""Nothing more is asked of anybody. The case counts as closed."""

DECIDED_STAGES = (
    Stage.DECIDED,
    Stage.SERVED,
    Stage.FINAL,
    Stage.APPEAL,
    Stage.APPEAL_DECIDED,
    Stage.CARD_ORDERED,
    Stage.CARD_READY,
)
"""The office has decided; its term is over, but something is still to be done."""
