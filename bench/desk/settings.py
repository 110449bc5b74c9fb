"""The portal's own settings with the bare view, and answers that say how long they took in here."""

from bench.booking.settings import *  # noqa: F403  the very settings of the portal
from portal.settings import MIDDLEWARE as OURS

MIDDLEWARE = ["bench.desk.timing.told", *OURS]
