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
    SubmissionWay,
    SummonsTerm,
)
from applications.models.imports import ImportKind, ImportMapping, ImportRun, ImportState, RefusedRow
from applications.models.organisations import Member, Organisation
from applications.models.procedures import EVERYTHING, Procedure, VisitRule
from applications.models.records import CaseDocument, Decision, Summons
from applications.models.tracking import (
    CaseMessage,
    CasePreference,
    CaseReminderRule,
    CodeRequest,
    KeptDay,
    Pace,
    ShareCode,
    Upload,
)

__all__ = [
    "EVERYTHING",
    "FACTS",
    "Application",
    "CaseDocument",
    "CaseEvent",
    "CaseMessage",
    "CasePreference",
    "CaseReminderRule",
    "ClockSuspension",
    "CodeRequest",
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
    "KeptDay",
    "LawVersion",
    "Mandate",
    "Member",
    "Organisation",
    "Pace",
    "Procedure",
    "RefusedRow",
    "ShareCode",
    "SubmissionWay",
    "Summons",
    "SummonsTerm",
    "Upload",
    "VisitRule",
]
