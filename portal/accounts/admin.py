"""Who works here, where and as what.

Nobody sets a password for somebody else: a new person signs in with a code by e-mail and
chooses their own. Whoever is not a superuser cannot touch one, nor make one.
"""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Count, ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User
from portal.accounts.policies import offices_of, people_of
from portal.accounts.rules.rights import RIGHTS

if TYPE_CHECKING:
    from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField

for theirs in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(theirs)


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at, which change by other ways than this page."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        del request, obj
        return False


def role_name(group: Group) -> str:
    return str(Role(group.name).label) if group.name in Role.values else group.name


class ByRole(BaseModelAdmin[Membership]):
    """Names the roles in the reader's language where one is chosen."""

    def formfield_for_foreignkey(
        self,
        db_field: "ForeignKey[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  passed on to Django
    ) -> "ModelChoiceField[Any] | None":
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "group" and field is not None:
            setattr(field, "label_from_instance", role_name)  # noqa: B010  the checker refuses what Django invites
        return field


class MembershipInline(ByRole, TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("office",)


@admin.register(User)
class UserAdmin(ModelAdmin):
    list_display = ("email", "name", "language", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active", "language", "membership__group", "membership__office")
    list_filter_submit = True
    search_fields = ("email", "name")
    date_hierarchy = "joined_at"
    ordering = ("email",)
    show_full_result_count = False
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "name", "phone", "language")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.filter(pk__in=people_of(request.user))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        known = ("email",) if obj else ()  # people change their own address, and prove that it is theirs
        power = () if request.user.is_superuser else ("is_superuser",)
        return (*known, *power, "joined_at", "last_login")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: who leaves may no longer sign in, and what they did stays theirs."""
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:  # noqa: FBT001  Django calls it by position
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:  # the first code that reaches them proves it
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=False)


@admin.register(Office)
class OfficeAdmin(ModelAdmin, TranslationAdmin):  # type: ignore[type-arg]  # generic for the checker only
    list_display = ("name", "slug", "address", "phone", "is_open_to_public")
    list_filter = ("is_open_to_public",)
    search_fields = ("slug", "name_pl", "name_en", "name_ru")
    ordering = ("slug",)
    fieldsets = (
        (None, {"fields": ("slug", "name", "message_name", "is_open_to_public")}),
        (_("Where it is"), {"fields": ("address", "directions", "time_zone")}),
        (_("How to reach it"), {"fields": ("phone", "email")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        offices: QuerySet[Office] = super().get_queryset(request)
        if request.user.has_perm("accounts.change_office"):
            return offices
        return offices.filter(pk__in=offices_of(request.user, "accounts.view_office"))


@admin.register(Membership)
class MembershipAdmin(ByRole, ModelAdmin):
    list_display = ("user", "role", "office")
    list_filter = ("group", "office")
    list_filter_submit = True
    list_select_related = ("user", "group", "office")
    search_fields = ("user__email", "user__name", "office__name_pl", "office__slug")
    autocomplete_fields = ("user", "office")
    ordering = ("user__email", "office__slug")

    @admin.display(description=_("role"), ordering="group__name")
    def role(self, membership: Membership) -> str:
        return role_name(membership.group)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        memberships: QuerySet[Membership] = super().get_queryset(request)
        if request.user.has_perm("accounts.change_membership"):
            return memberships
        return memberships.filter(office__in=offices_of(request.user, "accounts.view_membership"))


@admin.register(Group)
class GroupAdmin(ModelAdmin):
    """The roles. The portal knows them by name; what each may do, a superuser decides."""

    list_display = ("role", "right_count")
    readonly_fields = ("name",)
    fields = ("name", "permissions")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        groups: QuerySet[Group] = super().get_queryset(request)
        return groups.annotate(right_count=Count("permissions"))

    def formfield_for_manytomany(
        self,
        db_field: "ManyToManyField[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  passed on to Django
    ) -> "ModelMultipleChoiceField[Any] | None":
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        kwargs["queryset"] = Permission.objects.filter(
            content_type__app_label__in={
                right.partition(".")[0] for held in RIGHTS.values() for right in held
            }
        ).select_related("content_type")
        field: ModelMultipleChoiceField[Any] | None
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return field

    @admin.display(description=_("role"), ordering="name")
    def role(self, group: Group) -> str:
        return role_name(group)

    @admin.display(description=_("rights"), ordering="right_count")
    def right_count(self, group: Group) -> int:
        return int(vars(group)["right_count"])

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        del request, obj
        return False


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__name")
    ordering = ("email",)
    show_full_result_count = False


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors, without their secrets. A superuser removes one whose telephone is lost."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "type", "created_at", "last_used_at")
    ordering = ("user__email", "type")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        del obj
        return bool(request.user.is_superuser)
