"""Show that every case is what its entries add up to, or which are not."""

import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from applications.actions.verifying import verify
from applications.models import LawVersion


class Command(BaseCommand):
    help = "Recompute every case from its entries; exits with 1 and names each case and column that differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print a JSON object a line")
        parser.add_argument(
            "--judge", action="store_true", help="also name entries that could not have been made"
        )

    def handle(self, *, as_json: bool, judge: bool, **_options: object) -> None:
        cases, drifted = 0, 0
        for verified in verify(judge=judge):
            cases += 1
            if verified.drifted:
                drifted += 1
                self._tell(verified.case, verified.drifted, as_json=as_json)
        if as_json:
            self.stdout.write(json.dumps({"cases": cases, "drifted": drifted}))
        else:
            self.stdout.write(f"{cases} cases were recomputed from their entries; {drifted} differ.")
        if drifted:
            self._explain()
            sys.exit(1)

    def _explain(self) -> None:
        """Say, beside what was asked for, what may be the harmless cause."""
        law = LawVersion.objects.get()
        if law.reckoned != law.number:
            self.stderr.write("The law has changed since all cases were reckoned: terms may differ for that.")

    def _tell(self, case: int, columns: list[str], *, as_json: bool) -> None:
        """Name a case as soon as it is found: there may be very many."""
        if as_json:
            self.stdout.write(json.dumps({"case": case, "drifted": columns}))
        else:
            self.stdout.write(f"DRIFT: case {case}: {', '.join(columns)}")
