"""What a word of a file can be said to mean, field by field."""

from collections.abc import Callable, Mapping

from applications.choices import Authority, Channel, Delivery, EventKind, FeeKind
from applications.models import Procedure
from applications.rules.imports.happenings import KINDS
from portal.accounts.choices import Language
from scheduling.forms.citizenships import citizenships

Choices = list[tuple[str, str]]


def choices_of(name: str) -> Choices:
    """Return the codes of a field, each with its name."""
    return CHOICES[name]()


def _procedures() -> Choices:
    return [(row.code, f"{row.name} ({row.code})") for row in Procedure.objects.handled().in_order()]


CHOICES: Mapping[str, Callable[[], Choices]] = {
    "procedure": _procedures,
    "citizenship": lambda: citizenships()[1],
    "channel": lambda: [(each.value, str(each.label)) for each in Channel],
    "language": lambda: [(each.value, str(each.label)) for each in Language],
    "what": lambda: [(kind.value, str(EventKind(kind).label)) for kind in KINDS],
    "how": lambda: [(each.value, str(each.label)) for each in Delivery],
    "fee": lambda: [(each.value, str(each.label)) for each in FeeKind],
    "authority": lambda: [(each.value, str(each.label)) for each in Authority],
}
