"""The clerk's pages for people who phone, write or stand at the desk, and what was done for them."""

from scheduling.admin.desk import acts

__all__ = ["acts"]
