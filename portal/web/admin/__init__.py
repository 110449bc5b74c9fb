from portal.web.admin import announcements, barriers, pages

__all__ = ["announcements", "barriers", "pages"]
