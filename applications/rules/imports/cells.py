"""Read the cells of one row, and keep every fault that is found, not the first alone."""

from collections.abc import Callable, Mapping
from datetime import date
from unicodedata import category

from applications.rules.imports.columns import Layout
from applications.rules.imports.dates import read_date
from applications.rules.imports.faults import Fault, Flaw


class Cells:
    """One row by our names of the fields. What cannot be read leaves a fault and an empty value."""

    def __init__(self, cells: Mapping[str, str], layout: Layout, *, is_whole: bool = True) -> None:
        self._cells = cells
        self._layout = layout
        self.faults: list[Fault] = [] if is_whole else [Fault(Flaw.CELLS)]

    def text(self, name: str, *, longest: int, is_required: bool = False) -> str:
        """Return a text that the database takes, or "" with a fault."""
        found = self._layout.read(name, self._cells)
        if not found:
            return self.refuse(name, Flaw.MISSING) if is_required else ""
        if len(found) > longest:
            return self.refuse(name, Flaw.TOO_LONG, detail=f"{longest}")
        if any(category(each) in {"Cc", "Cs"} for each in found):
            return self.refuse(name, Flaw.CONTROL)
        return found

    def date(
        self,
        name: str,
        *,
        first: date,
        last: date,
        is_required: bool = False,
        too_late: str = Flaw.IMPLAUSIBLE_DATE,
    ) -> date | None:
        """Return a date that lies between two, both included, or None with a fault."""
        if not (text := self.text(name, longest=40, is_required=is_required)):
            return None
        found = read_date(text, self._layout.date_order)
        if isinstance(found, Flaw):
            self.refuse(name, found)
            return None
        if not first <= found <= last:
            self.refuse(name, too_late if found > last else Flaw.IMPLAUSIBLE_DATE)
            return None
        return found

    def word(
        self, name: str, known: Mapping[str, str], flaw: Flaw, *, by: Callable[[str], str], default: str = ""
    ) -> str:
        """Return the code that a word stands for, or "" with a fault; `by` is how words are compared."""
        if not (text := self.text(name, longest=200, is_required=not default)):
            return default
        return known.get(by(text)) or self.refuse(name, flaw)

    def refuse(self, name: str, flaw: str, *, detail: str = "") -> str:
        self.faults.append(Fault(flaw, name, detail))
        return ""
