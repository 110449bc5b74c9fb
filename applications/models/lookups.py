"""What the law says of one procedure on one day, as rows: fees, ways of filing, documents, terms."""

from datetime import date

from applications.choices import FeeKind, HandIn, Instance
from applications.models.facts import (
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fee,
    FilingChannel,
    SubmissionWay,
)
from applications.models.procedures import Procedure
from applications.rules.facts import each_nearest, of_nearest_scope
from applications.rules.law import nearest


def fees_of(procedure: Procedure, *, on: date) -> list[Fee]:
    """Return what is to be paid for an application filed on a day.

    A card costs nothing where none is given; what another authority handles has its own fees alone.
    """
    scopes = procedure.scopes if procedure.is_in_remit else procedure.scopes[:1]
    rows = Fee.objects.filter(scope__in=scopes).order_by("pk")
    if not procedure.gives_card:
        rows = rows.exclude(kind=FeeKind.CARD)
    return each_nearest(rows, scopes, on=on, key=lambda row: (row.kind, row.variant))


def channels_of(procedure: Procedure, *, on: date) -> list[FilingChannel]:
    """Return by which ways an application may be filed on a day; none if by no way."""
    rows = FilingChannel.objects.filter(scope__in=procedure.scopes).order_by("pk")
    return of_nearest_scope(rows, procedure.scopes, on=on)


def documents_of(procedure: Procedure, *, on: date) -> list[DocumentRequirement]:
    """Return what is asked for on a day: first what comes with the application, then the rest."""
    rows = DocumentRequirement.objects.filter(scope__in=procedure.scopes)
    found = each_nearest(rows, procedure.scopes, on=on, key=lambda row: row.code)
    return sorted(found, key=lambda row: (not row.is_core, row.position, row.code))


def term_of(procedure: Procedure, *, on: date) -> DecisionTerm | None:
    """Return how long the first instance may take for an application filed on a day."""
    rows = DecisionTerm.objects.filter(scope__in=procedure.scopes, instance=Instance.FIRST)
    return nearest(rows, procedure.scopes, on=on)


def suspensions_of(procedure: Procedure, *, on: date) -> list[ClockSuspension]:
    """Return which laws stop the term on a day, or may: one that is not confirmed stops nothing."""
    rows = ClockSuspension.objects.on(on).filter(scope__in=procedure.scopes)
    return list(rows.order_by("valid_from", "pk"))


def ways_of(procedure: Procedure, *, on: date) -> list[SubmissionWay]:
    """Return by which ways what was asked for may be handed in on a day, the nearest at hand first."""
    rows = SubmissionWay.objects.filter(scope__in=procedure.scopes)
    found = each_nearest(rows, procedure.scopes, on=on, key=lambda row: row.way)
    return sorted(found, key=lambda row: HandIn.values.index(row.way))
