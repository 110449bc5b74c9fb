from applications.models.cases import Application, CaseEvent, Mandate
from applications.models.facts import (
    FACTS,
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fact,
    Fee,
    FilingChannel,
    LawVersion,
    SummonsTerm,
)
from applications.models.imports import ImportKind, ImportMapping, ImportRun, ImportState, RefusedRow
from applications.models.procedures import EVERYTHING, Procedure, VisitRule
from applications.models.records import CaseDocument, Decision, Summons

__all__ = [
    "EVERYTHING",
    "FACTS",
    "Application",
    "CaseDocument",
    "CaseEvent",
    "ClockSuspension",
    "Decision",
    "DecisionTerm",
    "DocumentRequirement",
    "Fact",
    "Fee",
    "FilingChannel",
    "ImportKind",
    "ImportMapping",
    "ImportRun",
    "ImportState",
    "LawVersion",
    "Mandate",
    "Procedure",
    "RefusedRow",
    "Summons",
    "SummonsTerm",
    "VisitRule",
]
