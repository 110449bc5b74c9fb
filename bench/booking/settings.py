"""The portal's own settings, and one more address: the bare view that booking is measured against."""

from portal.settings import *  # noqa: F403  the very settings of the portal

ROOT_URLCONF = "bench.booking.urls"
