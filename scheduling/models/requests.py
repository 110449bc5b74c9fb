"""Urgent requests: somebody's term ends before the first free time."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.accounts.models import E164, Office
from scheduling.choices import RequestState
from scheduling.models.appointments import Appointment
from scheduling.models.matters import Matter
from scheduling.models.services import Service

WAITING = Q(state=RequestState.WAITING)
KNOWN = Q(birth_date__isnull=False)  # it still says who asked
KEPT = timedelta(days=90)  # so long after its decision, or after its term if nobody decided
# What a request says of somebody once it is only counted: nothing.
NOBODY: dict[str, Any] = {
    "why": "",
    "given_names": "",
    "family_name": "",
    "birth_date": None,
    "citizenship": "",
    "email": "",
    "phone": "",
    "case_number": "",
    "identity_digest": "",
    "answer": "",
}


class UrgentRequestQuerySet(models.QuerySet["UrgentRequest"]):
    def waiting(self) -> Self:
        """Return what a supervisor has still to decide."""
        return self.filter(WAITING, KNOWN)

    def rivals(self) -> Self:
        """Return what waits beside a request of an outer query: same person and visit, another contact."""
        same = self.waiting().filter(identity_digest=OuterRef("identity_digest"), service=OuterRef("service"))
        return same.exclude(pk=OuterRef("pk"))

    def for_page(self) -> Self:
        return self.select_related(
            "office", "service", "matter", "decided_by", "appointment__counter__office"
        )

    def to_forget(self, at: datetime) -> Self:
        """Return what was decided, or ended undecided, so long ago that nobody needs to know who asked."""
        before = at - KEPT
        return self.filter(KNOWN, Q(decided_at__lte=before) | WAITING & Q(term_on__lt=before.date()))

    def forget(self) -> int:
        """Blank who asked, why and what they were answered; return how many there were."""
        return self.update(**NOBODY)


class UrgentRequest(models.Model):
    """A person asks for a visit before a term of theirs ends; a supervisor decides."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name=_("service"))
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("matter")
    )
    reference = models.CharField(_("reference"), max_length=9, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.WAITING)
    made_at = models.DateTimeField(_("made"))
    term_on = models.DateField(_("last day of the term"))
    why = models.TextField(_("which term it is"), max_length=1000, blank=True)
    # What the calendar offered at that moment; nothing, if it was full.
    first_free_on = models.DateField(_("first free day then"), null=True, blank=True)

    given_names = models.CharField(_("given names"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    # None of them stays for good: see `forget`.
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=2, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("mobile phone"), max_length=16, blank=True, validators=[E164])
    language = models.CharField(
        _("language of messages"), max_length=5, choices=Language, default=Language.POLISH
    )
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    identity_digest = models.CharField(max_length=64, blank=True, editable=False)

    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    answer = models.TextField(_("answer to the person"), max_length=1000, blank=True)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("visit")
    )

    objects: ClassVar[models.Manager["UrgentRequest"]] = models.Manager.from_queryset(UrgentRequestQuerySet)()

    class Meta:
        verbose_name = _("urgent request")
        verbose_name_plural = _("urgent requests")
        constraints: ClassVar = [
            # Nobody has to show who they are: another's request must not stand in one's own way.
            models.UniqueConstraint(
                "identity_digest",
                "service",
                Lower("email"),
                "phone",
                condition=WAITING & ~Q(identity_digest=""),
                name="urgentrequest_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING, decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state=RequestState.WAITING) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="urgentrequest_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.GRANTED) | Q(appointment__isnull=False),
                name="urgentrequest_granted_is_booked",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | ~Q(answer="") | ~KNOWN,
                name="urgentrequest_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone="") | ~KNOWN, name="urgentrequest_can_be_answered"
            ),
            # Who asked and what for is known together, or together forgotten.
            models.CheckConstraint(
                condition=KNOWN & ~Q(why="") & ~Q(identity_digest="")
                | Q(birth_date__isnull=True, why="", identity_digest="", email="", phone="", family_name=""),
                name="urgentrequest_known_or_forgotten",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "term_on"], condition=WAITING, name="urgentrequest_waiting"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.reference}"

    @property
    def person(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def is_forgotten(self) -> bool:
        return self.birth_date is None

    @property
    def is_waiting(self) -> bool:
        return self.state == RequestState.WAITING and not self.is_forgotten
