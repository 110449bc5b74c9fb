"""What the party writes about a case: the list of what waits for an answer, and answering."""

from applications.admin.messages.listing import CaseMessageAdmin

__all__ = ["CaseMessageAdmin"]
