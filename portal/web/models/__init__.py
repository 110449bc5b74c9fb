"""What the portal itself holds: information pages, announcements, reports of barriers."""

from portal.web.models.announcements import Announcement
from portal.web.models.barriers import BarrierReport
from portal.web.models.pages import Page

__all__ = ["Announcement", "BarrierReport", "Page"]
