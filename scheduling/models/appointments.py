"""A time taken at a counter: held while somebody types, then booked.

One row, and the constraint on it is the law: whatever the code does, two rows that take
up time at one counter cannot overlap (ADR 0003), and none can lie in a blocked window
or a closure (the trigger of migration 0002).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.accounts.models import E164, Office, User
from scheduling.choices import ACTIVE, AppointmentState, Arrangement, CancelledBy
from scheduling.models.matters import Matter
from scheduling.models.services import Counter, Service
from scheduling.rules.intervals import Interval
from scheduling.rules.parties import MOST_PEOPLE, Party

LONGEST_REFERENCE = 11  # "7F3K-9M2Q", and "7F3K-9M2Q/6" for the sixth person of a booking
LONGEST = timedelta(hours=24)  # of a period; a constraint holds it
TAKES_TIME = Q(state__in=ACTIVE)
NAMED = ~Q(given_names="", family_name="")
BOOKED = Q(state=AppointmentState.BOOKED)
SEEN = (AppointmentState.BOOKED, AppointmentState.CANCELLED, AppointmentState.LAPSED)
FOUND_AFTER = timedelta(days=30)  # so long after its end a visit is still found by its reference
# What a row says of a person who did not book after all: nothing.
NOBODY: dict[str, Any] = {
    "given_names": "",
    "family_name": "",
    "birth_date": None,
    "citizenship": "",
    "email": "",
    "phone": "",
    "case_number": "",
    "identity_digest": "",
    "case_digest": "",
    "arrangements": [],
    "accompanied_by": "",
    "network_digest": "",
}


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def touching(self, span: Interval) -> Self:
        return self.filter(period__overlap=(span.start, span.end))

    def starting_around(self, span: Interval) -> Self:
        """Return all that touches the span, and perhaps some that ends on the day before.

        No period is longer than a day, so the start alone decides: a question for a plain
        index that a million past visits do not slow down.
        """
        return self.filter(period__startswith__gte=span.start - LONGEST, period__startswith__lt=span.end)

    def touching_any(self, spans: Iterable[Interval]) -> Self:
        """Return what any of the spans touches; one look into the index for all of them."""
        text = "{" + ",".join(f"[{span.start.isoformat()},{span.end.isoformat()})" for span in spans) + "}"
        several = Func(Value(text), template="%(expressions)s::tstzmultirange")
        return self.filter(
            Func(
                "period",
                several,
                template="(%(expressions)s)",
                arg_joiner=" && ",
                output_field=BooleanField(),
            )
        )

    def active(self, at: datetime) -> Self:
        """Return what takes up time at `at` (UTC): booked, or held and not run out."""
        return self.filter(Q(state=AppointmentState.BOOKED) | self.model.held(at))

    def run_out(self, at: datetime) -> Self:
        """Return holds that ended without being confirmed."""
        return self.filter(state=AppointmentState.HELD, held_until__lte=at)

    def told_of(self, at: datetime) -> Self:
        """Return holds that were let go by `at` (UTC) and still say who they were for."""
        return self.filter(NAMED, state=AppointmentState.EXPIRED, held_until__lte=at)

    def expire(self) -> int:
        """Let go of the times; return how many there were. Who they were for is forgotten later."""
        return self.update(state=AppointmentState.EXPIRED, network_digest="")

    def lapse(self) -> int:
        """Let booked visits be past: they bar no other, and their time is free; return how many."""
        return self.filter(state=AppointmentState.BOOKED).update(state=AppointmentState.LAPSED)

    def forget(self) -> int:
        """Let go of the times and forget who they were for; return how many there were."""
        return self.update(state=AppointmentState.EXPIRED, **NOBODY)

    def held_by(self, holder: str, *, at: datetime) -> Self:
        """Return what a visitor's browser holds and may still confirm at `at` (UTC)."""
        return self.filter(self.model.held(at), holder=holder)

    def of_account(self, user: User) -> Self:
        """Return what a signed-in person booked, or claimed by its reference and a code."""
        return self.filter(account=user).exclude(state__in=(AppointmentState.HELD, AppointmentState.EXPIRED))

    def to_be_found(self, reference: str, contact: str, *, at: datetime) -> Self:
        """Return the visit of that name, if it has a page that is worth finding again.

        `contact` is its e-mail address, or its phone as E.164 has it. A visit that is over counts
        for a while: whoever mistook the day is told so, and does not wait in vain for a code.
        """
        return self.filter(
            ~Q(token_digest=""),
            state__in=SEEN,
            reference=reference,
            period__endswith__gt=at - FOUND_AFTER,
            **{"email__iexact" if "@" in contact else "phone": contact},
        )

    def for_page(self) -> Self:
        return self.select_related("service", "counter__office", "matter")

    def together_with(self, *leads: "Appointment") -> Self:
        """Return all rows of some bookings: their leads, and whoever comes with them."""
        pks = [lead.pk for lead in leads]
        return self.filter(Q(pk__in=pks) | Q(lead__in=pks))


class Appointment(models.Model):
    """A person and a time at a counter."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, verbose_name=_("counter"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name=_("service"))
    period = DateTimeRangeField(_("time"))
    state = models.CharField(_("state"), max_length=10, choices=AppointmentState)
    reference = models.CharField(_("reference"), max_length=LONGEST_REFERENCE, unique=True)
    created_at = models.DateTimeField(_("taken"))
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=10, choices=CancelledBy, blank=True)
    # Which browser holds it: the digest of a key that only its session knows.
    holder = models.CharField(max_length=64, blank=True, editable=False)
    token_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_version = models.PositiveIntegerField(default=0, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    codes_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    # Raised by each move and by the cancellation: SEQUENCE of the calendar file (RFC 5545, 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("account")
    )
    # Several people in one booking have a row each. The first is the lead: it has the reference,
    # the secret address, the code and the contact of all; the others only point at it.
    lead = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="members",
        verbose_name=_("booked together with"),
    )
    number = models.PositiveSmallIntegerField(_("person number"), default=1, editable=False)
    people = models.PositiveSmallIntegerField(_("people in the booking"), default=1, editable=False)
    is_longer = models.BooleanField(_("more time is needed"), default=False, editable=False)
    arrangements = ArrayField(
        models.CharField(max_length=20, choices=Arrangement),
        verbose_name=_("what is needed"),
        default=list,
        blank=True,
    )
    # A parent, a guardian or a proxy, who needs no visit themselves.
    accompanied_by = models.CharField(_("who comes along"), max_length=100, blank=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("matter")
    )
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)
    # Of the network that holds it: keyed, and forgotten with the hold.
    network_digest = models.CharField(max_length=64, blank=True, editable=False)

    given_names = models.CharField(_("given names"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=2, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # With it comes the wish to be told by text message; without the wish nobody asks for it.
    phone = models.CharField(_("mobile phone"), max_length=16, blank=True, validators=[E164])
    reminders_stopped_at = models.DateTimeField(_("reminders turned off"), null=True, blank=True)
    language = models.CharField(
        _("language of messages"), max_length=5, choices=Language, default=Language.POLISH
    )
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    identity_digest = models.CharField(max_length=64, blank=True, editable=False)
    case_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[models.Manager["Appointment"]] = models.Manager.from_queryset(AppointmentQuerySet)()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="appointment_counter_free",
                expressions=[("counter", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=TAKES_TIME,
            ),
            models.UniqueConstraint(
                fields=["identity_digest", "service"],
                condition=BOOKED & ~Q(identity_digest=""),
                name="appointment_one_per_person",
            ),
            models.UniqueConstraint(
                fields=["case_digest", "service"],
                condition=BOOKED & ~Q(case_digest=""),
                name="appointment_one_per_case",
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="appointment_token_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.HELD) | Q(held_until__isnull=False),
                name="appointment_held_until_some_time",
            ),
            models.CheckConstraint(
                condition=~BOOKED | Q(booked_at__isnull=False) & ~Q(identity_digest=""),
                name="appointment_booked_for_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.CANCELLED)
                | Q(cancelled_at__isnull=False, cancelled_by__in=CancelledBy.values),
                name="appointment_cancelled_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("people"), people__lte=MOST_PEOPLE),
                name="appointment_people_known",
            ),
            # Whoever has the contact, the link and the code has all of the booking.
            models.CheckConstraint(
                condition=Q(lead__isnull=True, number=1)
                | Q(lead__isnull=False, number__gt=1, token_digest="", holder="", email="", phone=""),
                name="appointment_lead_speaks_for_all",
            ),
            models.UniqueConstraint(
                fields=["lead", "number"], condition=Q(lead__isnull=False), name="appointment_number_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_digest"], condition=~Q(case_digest=""), name="appointment_of_case"),
            models.Index(
                fields=["holder"], condition=Q(state=AppointmentState.HELD), name="appointment_of_holder"
            ),
            models.Index(
                fields=["held_until"], condition=Q(state=AppointmentState.HELD), name="appointment_run_out"
            ),
            models.Index(
                fields=["held_until"],
                condition=Q(state=AppointmentState.EXPIRED) & NAMED,
                name="appointment_told_of",
            ),
            models.Index(
                fields=["network_digest"],
                condition=Q(state=AppointmentState.HELD) & ~Q(network_digest=""),
                name="appointment_of_network",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.reference}"

    @staticmethod
    def held(at: datetime) -> Q:
        return Q(state=AppointmentState.HELD, held_until__gt=at)

    def is_held(self, at: datetime) -> bool:
        """Tell whether somebody may still confirm it at `at` (UTC)."""
        return self.state == AppointmentState.HELD and self.held_until is not None and self.held_until > at

    @property
    def is_described(self) -> bool:
        return bool(self.identity_digest)

    @property
    def interval(self) -> Interval:
        return Interval(self.period.lower, self.period.upper)

    @property
    def person(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def party(self) -> Party:
        return Party(self.people, is_longer=self.is_longer)

    @property
    def length(self) -> timedelta:
        """How long the visit of one person of the booking takes."""
        return self.service.length_for(is_longer=self.is_longer)

    @property
    def office(self) -> Office:
        return self.counter.office

    @property
    def office_id(self) -> int:
        return self.counter.office_id
