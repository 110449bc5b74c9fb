"""What every official letter in a case has: to whom it goes, and into whose hands."""

from datetime import date
from typing import Any

from django.db.models import Q

from applications.admin.cases.place import Case
from applications.choices import MandateKind, Party
from applications.models import Mandate


def letter(case: Case, *, on: date) -> dict[str, Any]:
    """Return the addressee of a letter of a local day.

    The party of a work-permit case is the employer. With a proxy, letters go to the proxy
    (art. 40 § 2 KPA).
    """
    row = case.application
    is_foreigner = row.procedure.party == Party.FOREIGNER
    held = Q(ended_on=None) | Q(ended_on__gte=on)
    proxies = Mandate.objects.filter(held, application=row, kind=MandateKind.PROXY, began_on__lte=on)
    return {
        "on": on,
        "row": row,
        "party": row.name if is_foreigner else row.party_name,
        "foreigner": "" if is_foreigner else row.name,
        "proxies": list(proxies.order_by("began_on", "pk").values_list("name", flat=True)),
    }
