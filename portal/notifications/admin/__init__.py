"""The staff's pages about messages: what was sent, when nothing could be, and how each one reads."""

from portal.notifications.admin import notices, outages

__all__ = ["notices", "outages"]
