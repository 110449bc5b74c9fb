"""What was tried at the desk and did not come off."""

from dataclasses import dataclass, field

from django.http import QueryDict

from portal.web.forms import FormError, PortalForm
from scheduling.models import Sitting


@dataclass
class Attempt:
    """What is wrong, and what was typed, which stays."""

    act: str = ""
    data: QueryDict | None = None
    error: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    form: PortalForm | None = None
    taken: Sitting | None = None  # the counter that was wanted

    @property
    def ticket(self) -> str:
        return self.data.get("ticket", "") if self.data else ""

    @property
    def errors(self) -> list[FormError]:
        return self.form.error_list if self.form else []

    @property
    def typed(self) -> str:
        """The note that was typed, where its form is not on the page any more."""
        kept = [] if self.form or self.data is None else [*self.data.items()]
        return " ".join(str(text) for name, text in kept if name.startswith(("note", "text")) and text)


def auto_id(act: str, pk: str) -> str:
    return f"{act}{pk}_%s"
