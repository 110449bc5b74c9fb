"""What a fact says, on one line."""

from functools import singledispatch

from applications.models import (
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fact,
    Fee,
    FilingChannel,
    SummonsTerm,
)


@singledispatch
def said_by(fact: Fact) -> str:
    raise TypeError(type(fact))


@said_by.register
def _(fact: Fee) -> str:
    return f"{fact.label}: {fact.amount} zł, {fact.get_payee_display()}"


@said_by.register
def _(fact: DecisionTerm) -> str:
    return f"{fact.get_instance_display()}: {fact.count} {fact.get_unit_display()}"


@said_by.register
def _(fact: ClockSuspension) -> str:
    return f"{fact.valid_from} – {fact.valid_to or '…'}"


@said_by.register
def _(fact: FilingChannel) -> str:
    return str(fact.get_channel_display())


@said_by.register
def _(fact: DocumentRequirement) -> str:
    return fact.name


@said_by.register
def _(fact: SummonsTerm) -> str:
    days = f"{fact.min_days}" if fact.max_days is None else f"{fact.min_days}–{fact.max_days}"
    return f"{fact.get_kind_display()}: {days}, {fact.get_consequence_display()}"
