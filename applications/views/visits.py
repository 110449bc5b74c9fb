"""Which visits a kind of case needs at the office, if any."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from applications.choices import Group
from applications.models import Procedure
from portal.accounts.models import Office
from scheduling.models import Counter, Matter, Service

RESIDENCE = (Group.TEMPORARY, Group.PERMANENT, Group.LONG_TERM)
BY_GROUP = {
    **dict.fromkeys(RESIDENCE, ("COMPLETE", "CARD")),
    Group.CARD: ("CARD_X", "CARD"),
    Group.UNION: ("EU",),
    Group.WORK_PERMIT: ("WP_DEC",),
}
"""Codes of the standard catalogue (portal.setup). An office without one of them shows no link to it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A service that can be booked at an office."""

    service: Service
    office: Office

    @property
    def url(self) -> str:
        return reverse("service_detail", args=[self.office.slug, self.service.code])


def visits_for(procedure: Procedure, *, today: date) -> list[Visit]:
    """Return what can be booked for a kind of case, in the order of the services and offices."""
    codes = [*BY_GROUP.get(Group(procedure.group), ()), *_filed_at_a_visit(procedure, today=today)]
    if not procedure.gives_card:
        codes = [code for code in codes if code != "CARD"]
    found = _served(codes, today=today) if procedure.is_in_remit else ()
    return sorted(found, key=lambda visit: (visit.service.position, visit.service.code, visit.office.slug))


def _filed_at_a_visit(procedure: Procedure, *, today: date) -> list[str]:
    """Return the services that have the procedure among their matters today: it is filed there."""
    rows = Matter.objects.filter(_held(today), code=procedure.code)
    return list(rows.values_list("service__code", flat=True))


def _served(codes: list[str], *, today: date) -> Iterator[Visit]:
    services = {row.pk: row for row in Service.objects.filter(_held(today), code__in=codes, is_listed=True)}
    offices = {row.pk: row for row in Office.objects.filter(is_open_to_public=True)}
    counters = Counter.objects.filter(is_open=True, services__in=services, office__in=offices)
    for service, office in sorted(set(counters.values_list("services", "office_id"))):
        if service in services:
            yield Visit(services[service], offices[office])


def _held(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
