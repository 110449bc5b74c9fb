"""What supervisors' figures are kept from: so far, the days whose figures have to be made anew."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office


class DirtyDay(models.Model):
    """Something happened on this local day of an office: its figures are no longer right."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, verbose_name=_("office"))
    on = models.DateField(_("day"))
    marked_at = models.DateTimeField(_("marked"))

    objects: ClassVar[models.Manager["DirtyDay"]] = models.Manager()

    class Meta:
        verbose_name = _("day to be counted anew")
        verbose_name_plural = _("days to be counted anew")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "on"], name="dirtyday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.on}"
