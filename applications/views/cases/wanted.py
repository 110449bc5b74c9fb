"""The service that a case needs its party to come for, if there is one that they can book."""

from datetime import date

from django.db.models import Q, QuerySet

from applications.choices import Group, Reason
from applications.models import Application
from applications.models.procedures import valid_on
from applications.rules.sight import OWNER
from applications.rules.visits import Need, fits, needed
from applications.views.cases.place import Seen
from portal.accounts.models import Office
from scheduling.choices import BookedBy
from scheduling.models import Service


def may_book(seen: Seen) -> bool:
    """Tell whether somebody may book for the case: the person, and who may act for them."""
    return seen.sight.whose == OWNER or seen.sight.may_give


def wanted_service(case: Application, *, on: date) -> Service | None:
    """Return what is to be booked at the office of a case while it is as it is; one query at most."""
    need = needed(Reason(case.reason), Group(case.procedure.group))
    if not need or not case.office.is_open_to_public:
        return None
    served = _served(case.office, need, on=on)
    found = [row for row in served if fits(row.code, Group(case.procedure.group))]
    return min(found, key=lambda row: _rank(row, need), default=None)


def _served(office: Office, need: Need, *, on: date) -> QuerySet[Service]:
    fitting = Q(code__in=need.codes)
    if need.event:
        fitting = fitting & Q(visitrule=None) | Q(visitrule__event=need.event)
    rows = Service.objects.filter(valid_on(on), fitting, is_listed=True, booked_by=BookedBy.ANYONE)
    return rows.filter(counter__office=office, counter__is_open=True).in_order().distinct()


def _rank(service: Service, need: Need) -> int:
    """Put first what the office has said of the case by a rule of its own."""
    return need.codes.index(service.code) if service.code in need.codes else -1
