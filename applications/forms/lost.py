"""Which case somebody has lost the access code of."""

from typing import Any

from applications.forms.codes import CaseCodeForm


class LostForm(CaseCodeForm):
    """The case number alone, read as the look-up reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        del self.fields["code"]
