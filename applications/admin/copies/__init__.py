"""Copies that people sent for checking: what waits at an office, and what becomes of each."""

from applications.admin.copies import listing

__all__ = ["listing"]
