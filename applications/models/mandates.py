"""Mandates as pages ask for them: those that wait, those of one case, those that somebody asked for."""

from datetime import date

from applications.models.cases import Application, Mandate, MandateQuerySet
from portal.accounts.models import User


def waiting_in(case: Application) -> MandateQuerySet:
    rows: MandateQuerySet = Mandate.objects.filter(application=case).waiting()
    return rows


def in_case(case: Application) -> MandateQuerySet:
    """Return the mandates of a case, the newest first, with whose they are."""
    rows: MandateQuerySet = Mandate.objects.filter(application=case)
    return rows.select_related("organisation").order_by("-began_on", "-pk")


def asked_by(user: User) -> MandateQuerySet:
    """Return what somebody asked for, or their organisations, and does not hold: it waits or was refused."""
    rows: MandateQuerySet = Mandate.objects.of(user).filter(accepted_at=None, revoked_at=None)
    return rows.select_related("application", "organisation").order_by("-noted_at", "-pk")


def is_over(row: Mandate, *, on: date) -> bool:
    """Tell whether a mandate holds no longer, whoever ended it; see `MandateQuerySet.held`."""
    return bool(row.revoked_at or row.refused_at or (row.ended_on and row.ended_on < on))
