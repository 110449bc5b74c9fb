"""Notifications on people's devices (being built)."""

from typing import ClassVar, Self

from portal.notifications.carriers.errors import RefusedError
from portal.notifications.carriers.parcels import Parcel


class Pusher:
    """The way to browsers that have agreed to be reminded."""

    width: ClassVar[int] = 8
    batch: ClassVar[int] = 32
    is_repeatable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def send(self, parcel: Parcel) -> None:
        raise RefusedError(f"No device is known by {parcel.to}.")
