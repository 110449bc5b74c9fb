"""The desk: the day's queue as the clerks run it, its log, and the rules it goes by."""

from scheduling.admin.queue import log, office_rules, tickets

__all__ = ["log", "office_rules", "tickets"]
