"""Tracking: the pages of a case to its person, a lawyer's clients, and the night's figures."""

from pathlib import Path
from time import perf_counter

from django.utils import timezone

from applications.actions.access import issue_access_code
from applications.actions.pacing import reckon_pace
from bench.tracking import pages, weight
from bench.tracking.world import tracked
from portal.audit.rules.actors import SYSTEM


def run(var: Path) -> None:
    today, at = timezone.localdate(), timezone.now()
    there = tracked(today=today, at=at)
    before = perf_counter()
    reckon_pace(at=at)
    print(f"Pace of an office with 22,000 cases: {perf_counter() - before:.2f} s, once a night.")
    code = issue_access_code(case=there.large, by=SYSTEM, at=at)
    pages.run(there, code=code)
    weight.run(there, var)
