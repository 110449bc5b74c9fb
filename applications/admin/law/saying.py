"""What a fact says, on one line."""

from functools import singledispatch

from django.utils.translation import gettext as _

from applications.models import (
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fact,
    Fee,
    FilingChannel,
    SubmissionWay,
    SummonsTerm,
)


@singledispatch
def said_by(fact: Fact) -> str:
    raise TypeError(type(fact))


@said_by.register
def _fee(fact: Fee) -> str:
    return f"{fact.label}: {fact.amount} zł, {fact.get_payee_display()}"


@said_by.register
def _term(fact: DecisionTerm) -> str:
    return f"{fact.get_instance_display()}, {fact.get_unit_display()}: {fact.count}"


@said_by.register
def _suspension(fact: ClockSuspension) -> str:
    effects = [
        name
        for name, holds in (
            (_("the term does not run"), fact.stops_clock),
            (_("no notice of art. 36"), fact.forbids_notice),
            (_("no complaint"), fact.bars_complaint),
        )
        if holds
    ]
    return ", ".join(map(str, effects))


@said_by.register
def _channel(fact: FilingChannel) -> str:
    return str(fact.get_channel_display())


@said_by.register
def _document(fact: DocumentRequirement) -> str:
    return fact.name


@said_by.register
def _summons(fact: SummonsTerm) -> str:
    days = f"{fact.min_days}" if fact.max_days is None else f"{fact.min_days}–{fact.max_days}"
    return f"{fact.get_kind_display()}: {days}, {fact.get_consequence_display()}"


@said_by.register
def _way(fact: SubmissionWay) -> str:
    return str(fact.get_way_display())
