"""Read the law of a procedure once in a process, until somebody changes it.

A trigger raises `LawVersion` with every change of a fact. Whoever reads a case reads the number
with it, in the same transaction: rows of an older number are read again.
"""

from threading import Lock

from applications.choices import Consequence, SummonsKind, Unit
from applications.models.facts import ClockSuspension, DecisionTerm, LawVersion, SummonsTerm
from applications.models.procedures import Procedure
from applications.rules.law import Law, SummonsRule, Suspension, TermRule

_lock = Lock()
_known: dict[int, Law] = {}
_version = 0


def law_of(procedure: int, *, version: int | None = None) -> Law:
    """Return the law of a procedure, by its key; with `version`, the number of the law now."""
    global _known, _version
    number = LawVersion.objects.values_list("number", flat=True).get() if version is None else version
    with _lock:
        if number != _version:
            _known, _version = {}, number
        if procedure not in _known:
            _known[procedure] = _read(procedure)
        return _known[procedure]


def _read(key: int) -> Law:
    procedure = Procedure.objects.get(pk=key)
    scopes = procedure.scopes
    return Law(
        scopes,
        terms=tuple(_term(row) for row in DecisionTerm.objects.filter(scope__in=scopes)),
        suspensions=tuple(_suspension(row) for row in ClockSuspension.objects.filter(scope__in=scopes)),
        summonses=tuple(_summons(row) for row in SummonsTerm.objects.filter(scope__in=scopes)),
        has_complaint=procedure.has_complaint,
    )


def _term(row: DecisionTerm) -> TermRule:
    return TermRule(
        row.scope,
        row.valid_from,
        row.valid_to,
        row.basis,
        row.is_confirmed,
        instance=row.instance,
        count=row.count,
        complicated_count=row.complicated_count,
        unit=Unit(row.unit),
        starts=row.starts,
        pauses=frozenset(row.pauses),
    )


def _suspension(row: ClockSuspension) -> Suspension:
    return Suspension(
        row.scope,
        row.valid_from,
        row.valid_to,
        row.basis,
        row.is_confirmed,
        stops_clock=row.stops_clock,
        forbids_notice=row.forbids_notice,
        bars_complaint=row.bars_complaint,
    )


def _summons(row: SummonsTerm) -> SummonsRule:
    return SummonsRule(
        row.scope,
        row.valid_from,
        row.valid_to,
        row.basis,
        row.is_confirmed,
        kind=SummonsKind(row.kind),
        min_days=row.min_days,
        max_days=row.max_days,
        consequence=Consequence(row.consequence),
    )
