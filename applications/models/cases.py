"""A case: whose it is, and what its events add up to.

`Application` has two kinds of columns. What somebody gave when the case was opened is corrected
by an action with a reason. What follows from the events (the second block) is written by
`actions.apply` alone, in the transaction of the event, and `verify_cases` recomputes it.
"""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from applications.choices import (
    Assurance,
    Channel,
    EventKind,
    MandateKind,
    Outcome,
    Part,
    Reason,
    Source,
    Stage,
    Turn,
)
from applications.models.naming import NameParts
from applications.models.organisations import Member, Organisation
from applications.models.procedures import Procedure
from applications.rules.events import Event
from applications.rules.state import State
from portal.accounts.choices import Language
from portal.accounts.models import E164, Office, User
from portal.accounts.policies import offices_of
from scheduling.rules.ages import ADULT_FROM, born_by

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

LONGEST_NOTE = 2_000
RIGHT_TO_SEE = "applications.view_application"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of_staff(self, user: "User | AnonymousUser") -> Self:
        """Return the cases of the offices where somebody may see cases."""
        return self.filter(office__in=offices_of(user, RIGHT_TO_SEE))

    def visible_to(self, user: "User | AnonymousUser", *, on: "date") -> Self:
        """Return what somebody may see: of their offices, their own, or by a mandate that holds.

        In a work-permit case the party is the employer: the foreigner sees it only with a
        mandate (art. 12 of the act of 20 March 2025).
        """
        if not user.is_authenticated:
            return self.none()
        offices = offices_of(user, RIGHT_TO_SEE)
        return self.filter(Q(office__in=offices) | _of_party(user, on))

    def of_party(self, user: "User | AnonymousUser", *, on: "date") -> Self:
        """Return what somebody may see as a person, whatever they do for a living: see `visible_to`."""
        return self.filter(_of_party(user, on)) if user.is_authenticated else self.none()

    def unfinished(self) -> Self:
        return self.filter(closed_on=None)

    def by_risk(self) -> Self:
        """Return those whose term ends first, first; then the oldest."""
        return self.order_by(F("due_on").asc(nulls_last=True), "filed_on", "pk")

    def for_page(self) -> Self:
        return self.select_related("office", "procedure", "clerk")


def _of_party(user: "User | AnonymousUser", on: "date") -> Q:
    mine = Q(account=user.pk, procedure__party="foreigner")
    return mine | Q(pk__in=Mandate.objects.of(user).held(on).filter(may_see=True).values("application"))


class Application(models.Model):
    """One application, from its receipt to the card."""

    # Without indexes of their own: few offices and procedures have half the cases each.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, verbose_name=_("office"))
    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, db_index=False, verbose_name=_("procedure")
    )
    source = models.CharField(_("entered by"), max_length=10, choices=Source, default=Source.DESK)
    external_ref = models.CharField(_("reference elsewhere"), max_length=60, blank=True)
    channel = models.CharField(_("way of filing"), max_length=10, choices=Channel, default=Channel.OFFICE)
    filed_on = models.DateField(_("filed on"))
    # Pending cases may stay under old law; most often it is the day of filing.
    regime_on = models.DateField(_("law as of"))
    given_names = models.CharField(_("given names"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    birth_date = models.DateField(_("date of birth"))
    citizenship = CountryField(_("citizenship"))
    name_key = models.CharField(max_length=120, editable=False, blank=True)
    document_digest = models.CharField(max_length=64, editable=False, blank=True)
    party_name = models.CharField(
        _("employer, host or inviter"), max_length=200, blank=True, help_text=_("Where they are the party.")
    )
    stay_until = models.DateField(_("last day of legal stay"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.POLISH)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True, validators=[E164])
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("applicant's account"),
    )
    account_level = models.CharField(
        _("identity of the account"),
        max_length=10,
        choices=Assurance,
        default=Assurance.SELF,
        help_text=_("More than where the case stands is shown only to somebody whose identity was checked."),
    )
    access_digest = models.CharField(max_length=64, editable=False, blank=True)
    # With the portal's key the code can be printed again on the next letter. 0: none yet.
    access_version = models.PositiveIntegerField(default=0, editable=False)
    access_issued_at = models.DateTimeField(_("access code issued"), null=True, blank=True, editable=False)
    # "Still in the queue", once a month: since when somebody wants to hear it.
    monthly_from = models.DateField(_("monthly note wanted since"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), editable=False)

    # From here on: what the events add up to. Nothing but `actions.apply` writes it.
    case_number = models.CharField(_("case number"), max_length=40, blank=True, editable=False)
    sequence = models.PositiveIntegerField(_("number of events"), default=0, editable=False)
    state = models.JSONField(default=dict, editable=False)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage, editable=False)
    stage_since = models.DateField(_("at this stage since"), editable=False)
    changed_at = models.DateTimeField(_("last entry"), editable=False)
    # The local day for which reason, turn and term were worked out: a term that ends changes them.
    reckoned_on = models.DateField(editable=False)
    reason = models.CharField(_("waits because"), max_length=16, choices=Reason, editable=False)
    turn = models.CharField(_("whose turn"), max_length=10, choices=Turn, editable=False)
    until = models.DateField(_("term of that"), null=True, editable=False)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("clerk"),
        editable=False,
    )
    # The authority's term: with the suspensions by law, and without them (as courts count).
    clock_from = models.DateField(_("term counted from"), null=True, editable=False)
    due_on = models.DateField(_("term ends"), null=True, editable=False)
    plain_due_on = models.DateField(_("term ends, without suspensions by law"), null=True, editable=False)
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome, blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    objects: ClassVar = models.Manager.from_queryset(ApplicationQuerySet)()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ("view", "add", "change")
        permissions: ClassVar = [
            ("handle_application", "Can handle cases as a clerk"),
            ("examine_application", "Can examine cases and draft decisions"),
            ("sign_application", "Can sign decisions"),
            ("supervise_application", "Can supervise and give out cases"),
            ("import_application", "Can import cases"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_number"], condition=~Q(case_number=""), name="application_number_once"
            ),
            models.UniqueConstraint(
                fields=["office", "external_ref"],
                condition=~Q(external_ref=""),
                name="application_reference_once",
            ),
            models.CheckConstraint(
                condition=~Q(given_names="", family_name=""), name="application_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | ~Q(outcome=""), name="application_decided_somehow"
            ),
        ]
        indexes: ClassVar = [
            # The work list in its order, and of each row all that its filters ask: they are answered
            # from the index, and closed cases are not in it (docs/adr/0022).
            models.Index(
                F("office"),
                F("due_on").asc(nulls_last=True),
                F("filed_on"),
                F("id"),
                F("clerk"),
                F("stage"),
                F("turn"),
                F("reason"),
                F("procedure"),
                condition=Q(closed_on__isnull=True),
                name="application_by_risk",
            ),
            models.Index(
                F("clerk"),
                F("due_on").asc(nulls_last=True),
                F("filed_on"),
                F("id"),
                condition=Q(closed_on__isnull=True),
                name="application_of_clerk",
            ),
            models.Index(fields=["birth_date", "name_key"], name="application_person"),
            models.Index(
                fields=["document_digest"], condition=~Q(document_digest=""), name="application_document"
            ),
            GinIndex(NameParts("name_key"), name="application_name_parts"),
            models.Index(
                fields=["office", "stage", "filed_on", "id", "clerk", "procedure"],
                condition=Q(closed_on__isnull=False) & ~Q(stage=Stage.ARCHIVED),
                name="application_to_file_away",
            ),
        ]

    def __str__(self) -> str:
        return self.case_number or f"#{self.pk}"

    @property
    def known(self) -> State:
        """What the events add up to."""
        return State.from_json(self.state)

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


class CaseEvent(models.Model):
    """What happened in a case. Never changed, never deleted: a trigger refuses both."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="events", verbose_name=_("case")
    )
    sequence = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what"), max_length=20, choices=EventKind)
    on = models.DateField(_("on"))
    data = models.JSONField(_("details"), default=dict)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    part = models.CharField(_("as"), max_length=10, choices=Part)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("entered"))

    objects: ClassVar[models.Manager["CaseEvent"]] = models.Manager()

    class Meta:
        verbose_name = _("entry of a case")
        verbose_name_plural = _("entries of cases")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "sequence"], name="caseevent_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="caseevent_at")]

    def __str__(self) -> str:
        return f"#{self.application_id}/{self.sequence} {self.kind}"

    @property
    def value(self) -> Event:
        """The event as the rules take it."""
        return Event(EventKind(self.kind), self.on, self.data, self.by_id, self.sequence)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def of(self, user: "User | AnonymousUser") -> Self:
        """Return those of a person, and those of organisations that they have joined and not left."""
        if user.pk is None:  # or those without an account would be nobody's, and so everybody's
            return self.none()
        own = Member.objects.filter(user=user.pk, joined_at__isnull=False, left_at=None)
        return self.filter(Q(user=user.pk) | Q(organisation__in=own.values("organisation")))

    def held(self, on: "date") -> Self:
        """Return those that hold on a local day: accepted, begun, not over and not revoked.

        A parent's ends when the child is eighteen (art. 10 of the Civil Code).
        """
        is_minor = Q(application__birth_date__gt=born_by(ADULT_FROM, on=on))
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gte=on),
            ~Q(kind=MandateKind.PARENT) | is_minor,
            began_on__lte=on,
            accepted_at__isnull=False,
            revoked_at=None,
        )

    def waiting(self) -> Self:
        """Return those that somebody asks for and no clerk has looked at."""
        return self.filter(accepted_at=None, refused_at=None, revoked_at=None)


class Mandate(models.Model):
    """Somebody else may see a case and act in it: a proxy, a parent, an employer.

    It is one person's account's, or that of an organisation and so of each of its members. It holds once a
    clerk has accepted it, and no longer than the person wants it.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MandateKind)
    name = models.CharField(_("name"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    # To whom the person gave it, while it waits: there may be no account yet.
    email = models.EmailField(_("e-mail of who is to get it"), blank=True)
    document = models.CharField(
        _("on what it stands"),
        max_length=200,
        blank=True,
        help_text=_("The paper in the file, for example a power of attorney of 3 June 2026."),
    )
    # What it is for (scope).
    may_see = models.BooleanField(_("may see the case"), default=True)
    may_give = models.BooleanField(_("may send documents and messages"), default=True)
    gets_notices = models.BooleanField(_("gets our messages"), default=True)
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day it holds."))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    noted_at = models.DateTimeField(_("entered"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("accepted by"),
    )
    refused_at = models.DateTimeField(pgettext_lazy("mandate", "refused"), null=True, editable=False)
    refusal = models.CharField(_("why it was refused"), max_length=300, blank=True)
    revoked_at = models.DateTimeField(_("revoked by the person"), null=True, editable=False)

    objects: ClassVar = models.Manager.from_queryset(MandateQuerySet)()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        default_permissions = ("view", "add", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "kind", "name", "user", "organisation", "began_on"],
                condition=Q(ended_on=None, refused_at=None, revoked_at=None),
                nulls_distinct=False,
                name="mandate_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")), name="mandate_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(organisation=None), name="mandate_of_one_or_the_other"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(refused_at=None), name="mandate_accepted_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


def columns() -> list[Any]:
    """Return the columns of a case that its events decide, for whoever compares them."""
    first = Application._meta.get_field("case_number")
    fields = list(Application._meta.concrete_fields)
    return fields[fields.index(first) :]
