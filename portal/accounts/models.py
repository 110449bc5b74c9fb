"""People, the offices they work in, and as what."""

import re
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, Permission, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language, Role

E164 = RegexValidator(
    r"^\+[1-9]\d{6,14}$", _("Enter the number with its country code, for example +48 600 000 000.")
)


# Not the files beside them, such as posixrules: the database knows no such zones.
ZONE = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z0-9_+-]*){1,2}|UTC")
# What stands after visits/ in addresses of its own: an office of that name could not be reached.
RESERVED_SLUGS = frozenset(
    {
        "booked",
        "check",
        "code",
        "confirmation",
        "details",
        "find",
        "hold",
        "mine",
        "reminders",
        "urgent",
    }
)


def valid_time_zone(name: str) -> None:
    """Accept the name of a zone of the tz database.

    :raises ValidationError: for any other text.
    """
    wrong = ValidationError(_("Enter a time zone such as Europe/Warsaw."))
    if not ZONE.fullmatch(name):
        raise wrong
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise wrong from error


class UserQuerySet(models.QuerySet["User"]):
    def staff(self) -> Self:
        return self.filter(is_staff=True, is_active=True)

    def working_at(self, office: "Office") -> Self:
        return self.filter(membership__office=office).distinct()


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401  any field of the model
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401  any field of the model
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with an e-mail address: a foreigner, a proxy, a clerk."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.POLISH)
    phone = models.CharField(_("phone"), max_length=16, blank=True, validators=[E164])
    is_staff = models.BooleanField(_("works here"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)  # noqa: TID251  a row's birth is an edge

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()


class Office(models.Model):
    """A place with counters that people visit, and the wall clock that holds there."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    message_name = models.CharField(
        _("name in messages"),
        max_length=60,
        blank=True,
        help_text=_(
            "Others read a locked screen: a name that does not say what people come for. "
            "Empty: messages just say “the office”."
        ),
    )
    address = models.TextField(_("address"))
    directions = models.TextField(_("how to get in"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True, validators=[E164])
    email = models.EmailField(_("e-mail"), blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Warsaw", validators=[valid_time_zone]
    )
    is_open_to_public = models.BooleanField(_("shown to the public"), default=True)

    objects: ClassVar[models.Manager["Office"]] = models.Manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.slug.lower() in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Pages of the portal have this name. Choose another one.")})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Membership(models.Model):
    """A person works at an office in a role; the role's permissions count there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name=_("user"))
    office = models.ForeignKey(Office, on_delete=models.CASCADE, verbose_name=_("office"))
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, verbose_name=_("role"), limit_choices_to={"name__in": Role.values}
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "office", "group"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.group} – {self.office}"


class StandardRight(models.Model):
    """A right that a role was given by the portal's own table; it is given only once."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, verbose_name=_("role"))
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, verbose_name=_("right"))

    class Meta:
        verbose_name = _("standard right")
        verbose_name_plural = _("standard rights")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "permission"], name="standardright_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
