"""Where the law is kept: kinds of cases, and the facts about them with their dates."""

from applications.admin.law import facts, procedures

__all__ = ["facts", "procedures"]
