"""Who works on the cases of an office, and how much each has to do."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from applications.models.cases import Application
from portal.accounts.models import Membership, Office, User

CASEWORK = ("handle_application", "examine_application")
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Load:
    """What a clerk has open; of that, what is missed, and what has to be decided within two weeks."""

    clerk: User | None
    works_here: bool
    open: int = 0
    missed: int = 0
    soon: int = 0


def caseworkers(office: Office) -> QuerySet[User]:
    """Return who may be given cases of an office, by name."""
    memberships = Membership.objects.filter(
        user=OuterRef("pk"),
        office=office,
        group__permissions__content_type__app_label="applications",
        group__permissions__codename__in=CASEWORK,
    )
    return User.objects.filter(Exists(memberships), is_active=True).order_by("name", "email")


def loads(office: Office, *, on: date) -> list[Load]:
    """Return how much everybody has to do on a local day: nobody's cases first, then by name.

    Somebody who has left and still has cases is there too: those have to be given to another.
    """
    counted = _counted(office, on)
    here = list(caseworkers(office))
    known = {each.pk for each in here}
    gone = User.objects.filter(pk__in=[pk for pk in counted if pk and pk not in known]).order_by("name")
    nobodys = Load(None, works_here=True, **counted.get(None, {}))
    return [
        nobodys,
        *(Load(each, works_here=False, **counted[each.pk]) for each in gone),
        *(Load(each, works_here=True, **counted.get(each.pk, {})) for each in here),
    ]


def _counted(office: Office, on: date) -> dict[int | None, dict[str, int]]:
    rows = Application.objects.filter(office=office).unfinished().values("clerk")
    figures = rows.annotate(
        open=Count("pk"),
        missed=Count("pk", filter=Q(due_on__lt=on)),
        soon=Count("pk", filter=Q(due_on__gte=on, due_on__lte=on + SOON)),
    )
    return {row["clerk"]: {name: row[name] for name in ("open", "missed", "soon")} for row in figures}
