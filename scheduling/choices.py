"""What the office's rows can be, by name."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class BookedBy(TextChoices):
    """Who may take a time for a service."""

    ANYONE = "anyone", _("anyone")
    CLERK = "clerk", _("clerks only")


class AppointmentState(TextChoices):
    """Where an appointment stands. `held` and `booked` take up time, the others do not."""

    HELD = "held", _("held")
    BOOKED = "booked", _("booked")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")
    LAPSED = "lapsed", _("past")


class CancelledBy(TextChoices):
    """Who took a booked visit off the calendar. The person's page tells them apart."""

    PERSON = "person", _("the person")
    OFFICE = "office", _("the office")


class Arrangement(TextChoices):
    """What somebody needs so that the visit works. Never why: that is a diagnosis."""

    COMPANION = "companion", _("Somebody comes along to help")
    INTERPRETER = "interpreter", _("I bring my own interpreter")
    SIGN_LANGUAGE = "sign_language", _("A sign language interpreter (PJM)")
    STEP_FREE = "step_free", _("A counter without steps, for a wheelchair or a pram")


class StaffActKind(TextChoices):
    """What a clerk did with a visit for somebody else."""

    BOOKED = "booked", _("booked")
    MOVED = "moved", _("moved")
    CANCELLED = "cancelled", _("cancelled")
    CORRECTED = "corrected", _("corrected the spelling")
    FREED = "freed", _("took back what somebody else had booked in the name")


class StaffReason(TextChoices):
    """Why a clerk did it. Every act of a clerk on somebody's visit has one."""

    PHONE = "phone", _("The person phoned")
    DESK = "desk", _("The person came to the office")
    LETTER = "letter", _("The person wrote to us")
    SUMMONS = "summons", _("The office asked the person to come")
    URGENT = "urgent", _("An urgent request was granted")
    OFFICE = "office", _("The office made a mistake, or cannot receive the person")
    CONTESTED = "contested", _("Somebody else booked in the name; identity was checked")
    SPELLING = "spelling", _("The name was misspelt; the passport was seen")
    OTHER = "other", _("Another reason, written below")


class OutcomeKind(TextChoices):
    """How a visit ended."""

    SERVED = "served", _("the matter was dealt with")
    IN_VAIN = "in_vain", _("came in vain")
    MISSED = "missed", _("did not come")


class VainReason(TextChoices):
    """Why somebody came in vain. Each is something that a page could have said before."""

    NOT_NEEDED = "not_needed", _("No visit was needed")
    TOO_EARLY = "too_early", _("It could not be done yet")
    PAPERS = "papers", _("Something they had to bring was missing")
    WRONG_SERVICE = "wrong_service", _("They had booked another service than they needed")
    NOT_IN_PERSON = "not_in_person", _("The person themselves had to come")
    ELSEWHERE = "elsewhere", _("Another authority deals with it")
    OFFICE = "office", _("The office could not do it")
    OTHER = "other", _("Another reason, written below")


class TicketState(TextChoices):
    """Where somebody stands who came to the office. They are open until `done` and what follows it."""

    WAITING = "waiting", _("waiting")
    CALLED = "called", _("called")
    SERVING = "serving", _("being served")
    PARKED = "parked", _("gone for a while")
    DONE = "done", _("served")
    MISSED = "missed", _("did not come when called")
    LEFT = "left", _("left")
    UNSERVED = "unserved", _("could not be served")


class Rank(IntegerChoices):
    """Who is called before whom, as the public page of the queue explains it."""

    PRIORITY = 0, _("priority, for a reason that is written down")
    RETURNED = 1, _("was called already and comes back")
    BOOKED = 2, _("has a booked time")
    WALK_IN = 3, _("without a booking, or late")


class Priority(TextChoices):
    """Why somebody is called before others. Never which illness: that is a diagnosis."""

    DISABILITY = "disability", _("Cannot wait for long: disability, age, pregnancy")
    CHILDREN = "children", _("With small children")
    DEADLINE = "deadline", _("A term ends today")
    OFFICE = "office", _("The office made a mistake")
    OTHER = "other", _("Another reason, written below")


class TicketActKind(TextChoices):
    """What was done with a ticket."""

    ISSUED = "issued", _("came in")
    CALLED = "called", _("called")
    RECALLED = "recalled", _("called again")
    PUT_BACK = "put_back", _("put back into the queue")
    SERVED = "served", _("began to be served")
    FINISHED = "finished", _("finished")
    PARKED = "parked", _("gone for a while")
    RETURNED = "returned", _("came back")
    TRANSFERRED = "transferred", _("sent on")
    PRIORITISED = "prioritised", _("given priority")
    OVERTOOK = "overtook", _("called before others")
    MISSED = "missed", _("did not come")
    LEFT = "left", _("left")
    UNSERVED = "unserved", _("could not be served")
    NOTED = "noted", _("noted")


class Overtaking(TextChoices):
    """Why a clerk calls somebody whose turn it is not."""

    TOGETHER = "together", _("Comes together with somebody who is served here")
    SHORT = "short", _("Only hands in or collects a paper")
    LANGUAGE = "language", _("This clerk speaks their language")
    OFFICE = "office", _("The office made a mistake")
    OTHER = "other", _("Another reason, written below")


class AbsenceReason(TextChoices):
    """Why a clerk is away. Never which illness: that is a diagnosis."""

    PLANNED = "planned", _("Leave that was planned")
    SUDDEN = "sudden", _("Away without notice")
    TRAINING = "training", _("Training or work elsewhere")
    OTHER = "other", _("Another reason, written below")


class RequestState(TextChoices):
    """Where an urgent request stands."""

    WAITING = "waiting", _("waiting for a decision")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


ACTIVE = (AppointmentState.HELD, AppointmentState.BOOKED)
OPEN = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED)
AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
TAKES_PLACE = (AppointmentState.BOOKED, AppointmentState.LAPSED)  # was booked, and not given back


class Weekday(IntegerChoices):
    """Days of the week as ISO 8601 counts them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")
