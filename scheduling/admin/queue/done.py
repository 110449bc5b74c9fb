"""What came of it: done, or something to be filled in first."""

from dataclasses import dataclass, field

from portal.web.forms import PortalForm


class UnfilledError(Exception):
    """Something in a form is missing or wrong: `form` says what."""

    def __init__(self, form: PortalForm) -> None:
        super().__init__()
        self.form = form


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words; nothing, if the page itself says it best."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    focus: str = ""  # the id of the control to go on with; empty: what comes next for the person
    is_nobody: bool = False
