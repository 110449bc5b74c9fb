"""What became of one row of a file."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from applications.rules.imports.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Tally:
    """What became of some rows: how many are new, how many known, and why others are refused."""

    made: int = 0
    known: int = 0
    refused: dict[int, list[Fault]] = field(default_factory=dict)  # by the line on which a row begins

    @property
    def rows(self) -> int:
        return self.made + self.known + len(self.refused)

    def refuse(self, line: int, faults: "Iterable[Fault]") -> None:
        self.refused.setdefault(line, []).extend(faults)
