"""Somebody who is at the office: who waits, who is called where, and what was done with whom.

A ticket is a place in the day's queue. What it may become is a table in
scheduling.rules.queue.states; who is next is decided by one statement (models/line.py), and
two constraints see to it that a counter and a clerk have one person at a time, whatever the
code does.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.accounts.models import Office
from scheduling.choices import (
    AT_COUNTER,
    OPEN,
    OutcomeKind,
    Overtaking,
    Priority,
    Rank,
    TicketActKind,
    TicketState,
    VainReason,
)
from scheduling.models.appointments import Appointment
from scheduling.models.services import Counter, Service
from scheduling.rules.parties import MOST_PEOPLE
from scheduling.rules.queue.arrivals import ArrivalRule
from scheduling.rules.queue.numbers import BOOKED_LETTER, code_of

LONGEST_NOTE = 300
LONGEST_REASON = 10


class QueueRule(models.Model):
    """How an office runs its queue. An office without a row goes by the defaults."""

    office = models.OneToOneField(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office")
    )
    early_minutes = models.PositiveSmallIntegerField(
        _("check-in opens … minutes before the visit"), default=30, validators=[MaxValueValidator(240)]
    )
    late_minutes = models.PositiveSmallIntegerField(
        _("up to … minutes late, the booked time still counts"),
        default=10,
        validators=[MaxValueValidator(240)],
        help_text=_("Whoever comes later waits with those who have no booking."),
    )
    missed_minutes = models.PositiveSmallIntegerField(
        _("after … minutes, somebody who has not checked in did not come"),
        default=20,
        validators=[MaxValueValidator(240)],
        help_text=_("They are told so, with a link to book again; a clerk can undo it."),
    )
    reopen_minutes = models.PositiveSmallIntegerField(
        _("after a break, check-in opens … minutes before its end"),
        default=10,
        validators=[MaxValueValidator(60)],
    )
    turn_minutes = models.PositiveSmallIntegerField(
        _("a booked time comes before those without a booking from … minutes before it"),
        default=10,
        validators=[MaxValueValidator(60)],
    )
    calls_before_missed = models.PositiveSmallIntegerField(
        _("calls before somebody counts as not there"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    display_seconds = models.PositiveSmallIntegerField(
        _("each call fills the board for at least … seconds"),
        default=8,
        validators=[MinValueValidator(3), MaxValueValidator(60)],
    )
    waiting_note = models.CharField(
        _("where to wait"),
        max_length=200,
        blank=True,
        help_text=_("In one sentence: people read it in messages, on the kiosk and on their ticket."),
    )
    break_note = models.CharField(
        _("where to wait in a break"),
        max_length=200,
        blank=True,
        help_text=_("For example: Please wait outside, at the entrance from the yard."),
    )

    objects: ClassVar[models.Manager["QueueRule"]] = models.Manager()

    class Meta:
        verbose_name = _("rules of the queue")
        verbose_name_plural = _("rules of the queue")
        default_permissions = ("view", "change", "add")

    def __str__(self) -> str:
        return f"{self.office}"

    @classmethod
    def of(cls, office: Office) -> "QueueRule":
        """Return the rules of an office, or the defaults if it has written none."""
        return cls.objects.filter(office=office).first() or cls(office=office)

    @property
    def arrival(self) -> ArrivalRule:
        return ArrivalRule(
            early=self.early_minutes,
            late=self.late_minutes,
            missed=self.missed_minutes,
            reopen=self.reopen_minutes,
            turn=self.turn_minutes,
        )


class Kiosk(models.Model):
    """A device at the office at which people check in: nobody checks in from home."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    name = models.CharField(_("name"), max_length=60, help_text=_("For example: entrance, left."))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("set up by")
    )
    added_at = models.DateTimeField(_("set up"))
    seen_at = models.DateTimeField(_("last used"), null=True, blank=True)
    removed_at = models.DateTimeField(_("switched off"), null=True, blank=True)

    objects: ClassVar[models.Manager["Kiosk"]] = models.Manager()

    class Meta:
        verbose_name = _("kiosk")
        verbose_name_plural = _("kiosks")

    def __str__(self) -> str:
        return f"{self.office} · {self.name}"


class Sitting(models.Model):
    """A clerk works at a counter, from when they took it until they leave it."""

    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("clerk"))
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, verbose_name=_("counter"))
    began_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects: ClassVar[models.Manager["Sitting"]] = models.Manager()

    class Meta:
        verbose_name = _("clerk at a counter")
        verbose_name_plural = _("clerks at counters")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["counter"], condition=Q(ended_at__isnull=True), name="sitting_one_at_a_counter"
            ),
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(ended_at__isnull=True), name="sitting_one_of_a_clerk"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.counter_id}"


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> Self:
        """Return those who are still at the office, as far as it knows."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        return self.filter(state=TicketState.WAITING)

    def at_counters(self) -> Self:
        """Return those who are called or being served."""
        return self.filter(state__in=AT_COUNTER)

    def for_page(self) -> Self:
        return self.select_related("service", "office", "counter")

    def of_booking(self, lead: Appointment) -> Self:
        """Return the tickets of all who come in one booking."""
        return self.filter(Q(visits__appointment=lead) | Q(visits__appointment__lead=lead)).distinct()


class Ticket(models.Model):
    """A place in an office's queue of one day, for those who come to a counter together."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name=_("service"))
    on = models.DateField(_("day"))
    letter = models.CharField(_("letter"), max_length=1)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=TicketState, default=TicketState.WAITING)
    rank = models.PositiveSmallIntegerField(_("order"), choices=Rank)
    # The booked time, or when somebody without one came (UTC): within a rank the earliest is next.
    due_at = models.DateTimeField(_("in the queue since"))
    minutes = models.PositiveSmallIntegerField(_("expected length in minutes"))
    people = models.PositiveSmallIntegerField(_("people"), default=1)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.POLISH)
    priority = models.CharField(_("priority"), max_length=LONGEST_REASON, choices=Priority, blank=True)
    # Sent on to this one: nobody else calls them.
    only_counter = models.ForeignKey(
        Counter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only at counter"),
    )
    came_at = models.DateTimeField(_("came"))
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("counter")
    )
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("clerk")
    )
    calls = models.PositiveSmallIntegerField(_("calls"), default=0)
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    served_at = models.DateTimeField(_("served from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("served until"), null=True, blank=True)
    # What they were told when they came, to be held against what happened.
    expected_from = models.DateTimeField(_("told: not before"), null=True, blank=True)
    expected_to = models.DateTimeField(_("told: not after"), null=True, blank=True)
    # How it ended, of those without a booking; a booked visit has its `Outcome`.
    outcome = models.CharField(_("outcome"), max_length=10, choices=OutcomeKind, blank=True)
    vain_reason = models.CharField(_("came in vain, because"), max_length=20, choices=VainReason, blank=True)
    # Raised by each change: a form says which one it saw, so that no page acts on an old picture.
    version = models.PositiveIntegerField(default=0, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)

    objects: ClassVar[models.Manager["Ticket"]] = models.Manager.from_queryset(TicketQuerySet)()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        default_permissions = ("view", "add", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "on", "letter", "number"], name="ticket_number_once"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=AT_COUNTER), name="ticket_one_at_a_counter"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AT_COUNTER)
                | Q(counter__isnull=False, clerk__isnull=False, called_at__isnull=False),
                name="ticket_called_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE, minutes__gte=1), name="ticket_for_people"
            ),
            models.CheckConstraint(
                condition=~Q(rank=Rank.PRIORITY) | ~Q(priority=""), name="ticket_priority_has_a_reason"
            ),
        ]
        indexes: ClassVar = [
            # The line in its order: call next walks along it.
            models.Index(
                fields=["office", "on", "rank", "due_at", "id"],
                condition=Q(state=TicketState.WAITING),
                name="ticket_line",
            ),
            models.Index(fields=["office", "on", "state"], name="ticket_of_day"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.code}"

    @property
    def code(self) -> str:
        """What the ticket, the board and the clerk say: "A012"."""
        return code_of(self.letter, self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_booked(self) -> bool:
        return self.letter == BOOKED_LETTER

    @property
    def is_late(self) -> bool:
        """Tell whether somebody came too late for their booked time."""
        return self.is_booked and self.rank == Rank.WALK_IN


class TicketVisit(models.Model):
    """Whose booked visit a ticket is: one row a person. A visit is checked in once."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="visits", verbose_name=_("ticket")
    )
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, related_name="arrival", verbose_name=_("visit")
    )

    objects: ClassVar[models.Manager["TicketVisit"]] = models.Manager()

    class Meta:
        verbose_name = _("checked-in visit")
        verbose_name_plural = _("checked-in visits")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"#{self.pk} {self.appointment_id}"


class TicketAct(models.Model):
    """What was done with a ticket, by whom, and why. Never changed, never deleted."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="acts", verbose_name=_("ticket")
    )
    kind = models.CharField(_("what"), max_length=12, choices=TicketActKind)
    # Of a priority or an overtaking: one word of Priority or Overtaking.
    reason = models.CharField(
        _("why"), max_length=LONGEST_REASON, choices=[*Priority.choices, *Overtaking.choices], blank=True
    )
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    # How many who waited longer were passed over.
    passed = models.PositiveSmallIntegerField(_("people passed over"), default=0)
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("counter")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    objects: ClassVar[models.Manager["TicketAct"]] = models.Manager()

    class Meta:
        verbose_name = _("entry of the queue's log")
        verbose_name_plural = _("log of the queue")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=(TicketActKind.PRIORITISED, TicketActKind.OVERTOOK)) | ~Q(reason=""),
                name="ticketact_overtaking_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""), name="ticketact_other_is_explained"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="ticketact_at")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"
