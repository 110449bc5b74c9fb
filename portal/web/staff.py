"""The admin site: the portal's own sign-in, and nobody without a second factor."""

from unfold.sites import UnfoldAdminSite


class StaffSite(UnfoldAdminSite):
    pass
