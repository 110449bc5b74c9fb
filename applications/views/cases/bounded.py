"""Take a file from a request without ever holding it in memory, and stop writing once it is too large."""

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from applications.rules.files.faults import LARGEST


class Bounded(TemporaryFileUploadHandler):
    """Writes what comes to the disk. What is too large is read and thrown away, so that a page can answer."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    @property
    def is_too_large(self) -> bool:
        return self.received > LARGEST

    def new_file(self, field_name: str, file_name: str, *about: Any, **more: Any) -> None:  # noqa: ANN401  the signature is Django's
        """Write to a file without an ending: that of what was sent may be longer than a disk allows."""
        super().new_file(field_name, "file", *about, **more)
        self.file.name = file_name

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.is_too_large:
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


def bound(request: HttpRequest) -> None:
    """Have the files of a request written that way; before anything reads what was posted."""
    if request.method == "POST":
        request.upload_handlers = [Bounded(request)]


def is_too_large(request: HttpRequest) -> bool:
    """Tell whether a file was left out because it was too large."""
    return any(isinstance(each, Bounded) and each.is_too_large for each in request.upload_handlers)
