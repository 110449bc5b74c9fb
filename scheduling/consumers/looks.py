"""What the feed saw at one look, as each page is sent its part of it."""

import json
from functools import cached_property
from typing import Any

from scheduling.models.snapshot import Snapshot

Document = dict[str, Any]


class View:
    """What the feed saw at one look, and when it began to look (seconds of the loop)."""

    def __init__(self, snapshot: Snapshot, *, began: float) -> None:
        self.snapshot = snapshot
        self.began = began

    def document(self, digest: str | None) -> Document | None:
        """Return the document of a place, or that of the board; None: there is no such place."""
        return self.snapshot.board if digest is None else self.snapshot.places.get(digest)

    def text(self, digest: str | None) -> str:
        return self._board if digest is None else _written(place=self.document(digest))

    @cached_property
    def _board(self) -> str:
        return _written(board=self.snapshot.board)


def _written(**message: Document | None) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
