"""Read in a file of cases, or of what happened in them, without the pages."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.actions.importing import files, steps
from applications.actions.importing.locks import BusyError
from applications.actions.importing.running import work
from applications.admin.imports.words import label, problem, reason
from applications.models import ImportKind, ImportMapping, ImportRun, ImportState
from applications.rules.imports.columns import Layout, guess, missing
from applications.rules.imports.dates import FORMATS
from applications.rules.imports.faults import FileError
from portal.accounts.models import Office, User
from portal.accounts.policies import may

RIGHT = "applications.import_application"
PIECE = 1024 * 1024
SHOWN = 20


class Command(BaseCommand):
    help = "Try a file of cases, or of what happened in them, and read in what can be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; its first line names the columns")
        parser.add_argument("--office", required=True, help="short name of the office, for example krakow")
        parser.add_argument("--by", required=True, help="e-mail of who imports, and has the right to")
        parser.add_argument("--kind", choices=ImportKind.values, default=ImportKind.CASES.value)
        parser.add_argument("--mapping", default="", help="name of kept columns; else they are recognised")
        parser.add_argument("--dates", choices=FORMATS[1:], default="", help="order of year, month and day")
        parser.add_argument("--dry-run", action="store_true", help="try the file and write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        office = _office(options["office"])
        user = _user(options["by"], office)
        run = _handed_in(options, office, user)
        try:
            _laid_out(run, options, user)
            self._work(run)
            if run.state == ImportState.TRIED and run.made and not options["dry_run"]:
                steps.begin(run, by=user, at=timezone.now())
                self._work(run)
        finally:
            run.refresh_from_db()
            if run.state in {ImportState.UPLOADED, ImportState.TRIED}:  # nobody will come back for it
                steps.discard(run, by=user, at=timezone.now())

    def _work(self, run: ImportRun) -> None:
        """Try the file or read it in, and say what came of it."""
        while True:
            try:
                work(run.pk, at=timezone.now())
            except BusyError:  # a worker was quicker
                sleep(1)
            else:
                break
        run.refresh_from_db()
        for each in run.errors.order_by("line", "pk")[:SHOWN]:
            text = reason(each.code, line=each.line, detail=each.detail)
            self.stderr.write(": ".join(filter(None, (f"{each.line}", label(each.column), text))))
        if run.state == ImportState.STOPPED:
            raise CommandError("The file could not be read to its end. What was read in stays.")
        done = "Read in" if run.state == ImportState.DONE else "Tried"
        self.stdout.write(f"{done}: {run.made} new, {run.known} known already, {run.refused} refused.")


def _handed_in(options: dict[str, Any], office: Office, user: User) -> ImportRun:
    path: Path = options["file"]
    try:
        return steps.hand_in(
            office=office,
            kind=options["kind"],
            filename=path.name,
            pieces=_pieces(path),
            by=user,
            at=timezone.now(),
        )
    except FileError as error:
        raise CommandError(problem(error)) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _laid_out(run: ImportRun, options: dict[str, Any], user: User) -> None:
    """Choose the columns: those that are kept under a name, or those that the header tells."""
    headers = files.look(run.stored_as).table.headers
    kept = ImportMapping.objects.filter(office=run.office, kind=run.kind, name=options["mapping"]).first()
    if options["mapping"] and kept is None:
        raise CommandError(f"The office has no columns “{options['mapping']}” for this kind of file.")
    columns = kept.columns if kept else guess(run.kind, headers)
    if lacking := missing(run.kind, columns, headers):
        raise CommandError(f"The file has no column for {', '.join(lacking)}.")
    recognised = {"columns": columns, "values": {}, "date_format": options["dates"]}
    if kept is None:  # the same were recognised before
        kept = ImportMapping.objects.filter(office=run.office, kind=run.kind, **recognised).first()
    if kept:
        steps.use(run, kept, by=user, at=timezone.now())
    else:
        layout = Layout(columns, date_order=options["dates"])
        steps.lay_out(run, layout, name=f"{run.filename[:60]} #{run.pk}", by=user, at=timezone.now())
    run.refresh_from_db()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


def _office(slug: str) -> Office:
    found = Office.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Office.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no office “{slug}”. Known offices: {known or 'none yet'}.")
    return found


def _user(email: str, office: Office) -> User:
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None or not may(found, RIGHT, office):
        raise CommandError(f"{email} may not import cases of this office.")
    return found
