"""Rows that come from another system: how its columns are called, and what became of each file."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office


class ImportKind(models.TextChoices):
    CASES = "cases", _("cases")
    EVENTS = "events", _("what happened in cases")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("to be tried")
    TRIED = "tried", _("tried: nothing was written")
    RUNNING = "running", _("being read in")
    DONE = "done", _("read in")
    STOPPED = "stopped", _("stopped by an error")


class ImportMapping(models.Model):
    """Which column of a file is which of ours, kept for the next file of the same kind."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    kind = models.CharField(_("what is in it"), max_length=10, choices=ImportKind)
    name = models.CharField(_("name"), max_length=80)
    # Our field and their column; of a field of ours, their word and ours.
    columns = models.JSONField(_("columns"), default=dict)
    values = models.JSONField(_("words"), default=dict, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=1, blank=True)
    date_format = models.CharField(_("how dates are written"), max_length=20, blank=True)

    objects: ClassVar[models.Manager["ImportMapping"]] = models.Manager()

    class Meta:
        verbose_name = _("columns of a file")
        verbose_name_plural = _("columns of files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "kind", "name"], name="importmapping_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file: tried first, then read in. The file itself is deleted once it is done."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    kind = models.CharField(_("what is in it"), max_length=10, choices=ImportKind)
    mapping = models.ForeignKey(
        ImportMapping, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("columns")
    )
    filename = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(max_length=80, editable=False, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED, editable=False
    )
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    made = models.PositiveIntegerField(_("new"), default=0, editable=False)
    known = models.PositiveIntegerField(_("known already"), default=0, editable=False)
    refused = models.PositiveIntegerField(_("refused"), default=0, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    done_at = models.DateTimeField(_("done"), null=True, editable=False)

    objects: ClassVar[models.Manager["ImportRun"]] = models.Manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return f"#{self.pk} {self.filename}"


class RefusedRow(models.Model):
    """Why one row of a file was refused. What stood in it stays in the file."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="errors")
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=120, blank=True)
    code = models.CharField(_("why"), max_length=40)
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    objects: ClassVar[models.Manager["RefusedRow"]] = models.Manager()

    class Meta:
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"
