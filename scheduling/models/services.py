"""What people come for, and where it is served."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from scheduling.choices import BookedBy
from scheduling.models.fields import CELL_MINUTES
from scheduling.rules.booking import ServiceTerms
from scheduling.rules.parties import MOST_PEOPLE

LONGEST_MINUTES = 480


class ServiceQuerySet(models.QuerySet["Service"]):
    def in_order(self) -> Self:
        return self.order_by("position", "code")

    def without_booking(self, office: Office, on: date) -> Self:
        """Return what the counters of an office serve without a booking on a local day."""
        lasting = Q(valid_to=None) | Q(valid_to__gte=on)
        given = self.filter(lasting, takes_walk_ins=True, valid_from__lte=on)
        return given.filter(counter__office=office, counter__is_open=True).distinct()


ServiceManager = models.Manager.from_queryset(ServiceQuerySet)


class Service(models.Model):
    """One kind of visit: what it is for, how long it takes, who may take it."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*$", _("Use capital letters, digits and underscores."))],
    )
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), help_text=_("Plain words, shown before any calendar."))
    bring = models.TextField(_("what to bring"), blank=True, help_text=_("One thing a line."))
    closed_note = models.TextField(
        _("instead of a visit"),
        blank=True,
        help_text=_("Shown where no visit can be booked: what to do instead. Markdown."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        validators=[MinValueValidator(CELL_MINUTES), MaxValueValidator(LONGEST_MINUTES)],
    )
    every_minutes = models.PositiveSmallIntegerField(
        _("a visit may start every … minutes"),
        validators=[MinValueValidator(CELL_MINUTES), MaxValueValidator(LONGEST_MINUTES)],
    )
    booked_by = models.CharField(_("who may book"), max_length=10, choices=BookedBy, default=BookedBy.ANYONE)
    is_listed = models.BooleanField(_("shown to the public"), default=True)
    needs_case_number = models.BooleanField(_("needs a case number"), default=False)
    needs_case_code = models.BooleanField(
        _("and the access code of the case"),
        default=False,
        help_text=_(
            "Nobody books for a case whose code they do not have. "
            "The office gives the code out with its letters."
        ),
    )
    is_holder_only = models.BooleanField(_("only the person themselves"), default=False)
    most_people = models.PositiveSmallIntegerField(
        _("people in one booking, at most"),
        default=MOST_PEOPLE,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)],
    )
    longer_minutes = models.PositiveSmallIntegerField(
        _("length in minutes for somebody who needs more time"),
        null=True,
        blank=True,
        validators=[MinValueValidator(CELL_MINUTES), MaxValueValidator(LONGEST_MINUTES)],
        help_text=_("Empty: nobody is asked whether they need more time."),
    )
    admits_interpreter = models.BooleanField(_("an interpreter may come to the counter"), default=True)
    takes_fingerprints = models.BooleanField(_("fingerprints and a signature are taken"), default=False)
    hands_over_card = models.BooleanField(_("a residence card is handed over"), default=False)
    takes_walk_ins = models.BooleanField(
        _("tickets without a booking"),
        default=False,
        help_text=_("As many a day as the counters can still serve before they close."),
    )
    ticket_letter = models.CharField(
        _("letter of such tickets"),
        max_length=1,
        default="A",
        validators=[
            RegexValidator(
                r"^[A-QS-Z]$", _("One capital letter; R is kept for people with a booked time (rezerwacja).")
            )
        ],
    )
    valid_from = models.DateField(_("visits from"))
    valid_to = models.DateField(_("visits until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects: ClassVar[ServiceManager["Service"]] = ServiceManager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__in=range(CELL_MINUTES, LONGEST_MINUTES + 1, CELL_MINUTES)),
                name="service_minutes_on_five",
            ),
            models.CheckConstraint(
                condition=Q(every_minutes__in=range(CELL_MINUTES, LONGEST_MINUTES + 1, CELL_MINUTES)),
                name="service_every_minutes_on_five",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="service_valid_forwards",
            ),
            models.CheckConstraint(
                condition=Q(most_people__gte=1, most_people__lte=MOST_PEOPLE), name="service_people_known"
            ),
            models.CheckConstraint(
                condition=Q(longer_minutes__isnull=True)
                | Q(longer_minutes__in=range(CELL_MINUTES, LONGEST_MINUTES + 1, CELL_MINUTES))
                & Q(longer_minutes__gt=F("minutes")),
                name="service_longer_is_longer",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def length_for(self, *, is_longer: bool) -> timedelta:
        """Return how long a visit takes, for somebody who needs more time too."""
        longer = self.longer_minutes if is_longer else None
        return timedelta(minutes=longer or self.minutes)

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.every_minutes)

    @property
    def terms(self) -> ServiceTerms:
        return ServiceTerms(
            public=self.booked_by == BookedBy.ANYONE,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            needs_case_number=self.needs_case_number,
        )

    @property
    def things_to_bring(self) -> list[str]:
        return [line.strip() for line in self.bring.splitlines() if line.strip()]


class Counter(models.Model):
    """A window at which one clerk serves one person at a time."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    code = models.CharField(_("number on the sign"), max_length=10)
    services: "models.ManyToManyField[Service, models.Model]" = models.ManyToManyField(
        Service, verbose_name=_("services")
    )
    is_open = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[models.Manager["Counter"]] = models.Manager()

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "code"], name="counter_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office} · {self.code}"
