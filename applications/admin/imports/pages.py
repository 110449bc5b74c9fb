"""An import step by step: the file, its columns, the trial, what its words mean, reading it in."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.actions.importing import files, steps
from applications.actions.importing.unknown import has_unknown_words, unknown_words
from applications.admin.imports import words
from applications.admin.imports.choices import choices_of
from applications.admin.imports.forms import ColumnsForm, UploadForm, WordsForm, fits
from applications.admin.imports.place import (
    Import,
    acting,
    for_import,
    for_imports,
    offices_to_import,
    ring,
    shown,
)
from applications.models import ImportRun, ImportState
from applications.rules.imports.columns import Layout
from applications.rules.imports.faults import FileError

WRONG, CONFLICT = 422, 409
SHOWN = 100  # refused rows on the page; the file has all of them


@for_imports
def upload_create(request: HttpRequest) -> HttpResponse:
    """Take a file; what cannot be read as a table is refused, and nothing of it kept."""
    offices = offices_to_import(request)
    if request.method != "POST":
        return _upload_shown(request, UploadForm(offices=offices))
    form = UploadForm(request.POST, request.FILES, offices=offices)
    run = _handed_in(request, form) if form.is_valid() else None
    if run is None:
        return _upload_shown(request, form, status=WRONG)
    mapping = form.cleaned_data["mapping"]
    if mapping and fits(mapping, files.look(run.stored_as).table.headers):
        steps.use(run, mapping, **acting(request))
        ring(run)
        return redirect("admin:applications_importrun_change", run.pk)
    if mapping:
        messages.warning(
            request, _("The file has other columns than those that were kept. Choose them here.")
        )
    return redirect("admin:applications_importrun_columns", run.pk)


def _handed_in(request: HttpRequest, form: UploadForm) -> ImportRun | None:
    file = form.cleaned_data["file"]
    try:
        return steps.hand_in(
            office=form.cleaned_data["office"],
            kind=form.cleaned_data["kind"],
            filename=file.name,
            pieces=file.chunks(),
            **acting(request),
        )
    except FileError as error:
        form.add_error("file", words.problem(error))
        return None


def _upload_shown(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    return shown(
        request, "upload", status=status, form=form, errors=form.error_list, title=_("Read in a file")
    )


@for_import()
def columns_update(place: Import) -> HttpResponse:
    """Say which column is which; then the file is tried."""
    try:
        look = files.look(place.run.stored_as)
    except (FileError, OSError):
        return _gone(place)
    sent = place.request.POST if place.request.method == "POST" else None
    form = ColumnsForm(sent, run=place.run, headers=look.table.headers)
    if sent is not None and form.is_valid():
        values = place.run.mapping.values if place.run.mapping else {}
        try:
            steps.lay_out(place.run, form.layout(values), name=form.cleaned_data["name"], **place.acting)
        except steps.NotNowError:
            return _not_now(place)
        except steps.NameTakenError:
            form.add_error("name", _("Other columns are kept under this name. Choose another one."))
        else:
            ring(place.run)
            return redirect(place.url())
    place.write_down_look()
    return place.shown(
        "columns",
        status=WRONG if form.errors else 200,
        form=form,
        errors=form.error_list,
        look=look,
        sample=[[row.cells.get(name, "") for name in look.table.headers] for row in look.sample],
        title=_("Columns of the file"),
    )


@for_import()
def words_update(place: Import) -> HttpResponse:
    """Say what words mean that the portal does not know; then the file is tried again."""
    run = place.run
    if run.mapping is None:
        return redirect(place.url("columns"))
    try:
        unknown = unknown_words(run)
    except (FileError, OSError):
        return _gone(place)
    sent = place.request.POST if place.request.method == "POST" else None
    form = WordsForm(sent, unknown=unknown, choices={name: choices_of(name) for name in unknown})
    if sent is not None and form.is_valid():
        chosen, before = form.values(), run.mapping.values
        values = {name: {**before.get(name, {}), **chosen.get(name, {})} for name in {*before, *chosen}}
        layout = Layout(run.mapping.columns, values, run.mapping.date_format)
        try:
            steps.lay_out(run, layout, name=run.mapping.name, **place.acting)
        except (steps.NotNowError, steps.NameTakenError):
            return _not_now(place)
        ring(run)
        return redirect(place.url())
    place.write_down_look()
    status = WRONG if form.errors else 200
    return place.shown(
        "words", status=status, form=form, errors=form.error_list, title=_("Words of the file")
    )


@for_import("GET", "HEAD")
def run_detail(place: Import) -> HttpResponse:
    """Show what a trial found, how far a file is read in, and what became of it."""
    run = place.run
    if run.state == ImportState.UPLOADED and run.mapping is None and run.stored_as:
        return redirect(place.url("columns"))
    return place.shown(
        "run",
        title=run.filename,
        rows=list(_refused(run)),
        most=SHOWN,
        has_unknown=not place.is_waiting and has_unknown_words(run),
        twin=_twin(run),
    )


@for_import("POST")
def begin_create(place: Import) -> HttpResponse:
    """Have a file read in that was tried."""
    return _step(place, steps.begin)


@for_import("POST")
def again_create(place: Import) -> HttpResponse:
    """Have a file tried again that an error has stopped."""
    return _step(place, steps.try_again)


@for_import("POST")
def discard_create(place: Import) -> HttpResponse:
    """Delete a file that is not to be read in."""
    try:
        steps.discard(place.run, **place.acting)
    except steps.NotNowError:
        return _not_now(place)
    messages.success(place.request, _("The file is deleted. Nothing of it was read in."))
    return redirect("admin:applications_importrun_changelist")


def _step(place: Import, step: steps.Step) -> HttpResponse:
    try:
        step(place.run, **place.acting)
    except steps.NotNowError:
        return _not_now(place)
    ring(place.run)
    return redirect(place.url())


def _refused(run: ImportRun) -> Iterator[tuple[int, str, str]]:
    for each in run.errors.order_by("line", "pk")[:SHOWN]:
        text = words.reason(each.code, line=each.line, detail=each.detail)
        yield each.line, words.label(each.column), text


def _twin(run: ImportRun) -> ImportRun | None:
    """Return when the very same file was read in before."""
    rows = ImportRun.objects.filter(office=run.office_id, digest=run.digest, state=ImportState.DONE)
    return rows.exclude(pk=run.pk).order_by("-done_at").first()


def _not_now(place: Import) -> HttpResponse:
    """Say that nothing was done, as somebody or a worker has gone on, and show where it stands."""
    messages.warning(place.request, _("Nothing was done: the file is further than the page you saw."))
    return redirect(place.url())


def _gone(place: Import) -> HttpResponse:
    messages.warning(place.request, _("The file is not kept any more. Hand it in again."))
    return redirect("admin:applications_importrun_changelist")
