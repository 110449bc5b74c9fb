"""The page of an office, told about visits: moving its clocks must not move one into blocked time."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts import admin as accounts
from portal.accounts.models import Office
from scheduling.actions.booking import broken_constraint
from scheduling.admin.refusals import AsksAgainAdmin, RefusalForm

admin.site.unregister(Office)


class ZoneHitsVisitsError(Exception):
    """By other clocks, visits would lie in time that is blocked."""


class OfficeForm(RefusalForm):
    def explain(self, refusal: Exception) -> None:
        del refusal
        message = _("Visits are booked that would lie in blocked time by these clocks. Cancel them first.")
        self.add_error("time_zone", ValidationError(message, code="hits_visits"))

    class Meta:
        model = Office
        fields = "__all__"


@admin.register(Office)
class OfficeWithVisitsAdmin(AsksAgainAdmin, accounts.OfficeAdmin):
    form = OfficeForm
    refusals = (ZoneHitsVisitsError,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001  Django calls it by position
        try:
            with transaction.atomic():
                super().save_model(request, obj, form, change)
                connection.check_constraints()  # now, where it can still be said in the form
        except IntegrityError as error:
            if broken_constraint(error) != "hours_hit_appointments":
                raise
            raise ZoneHitsVisitsError from error
