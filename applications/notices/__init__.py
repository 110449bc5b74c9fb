"""What people are told when something happened in their case."""

from applications.notices.letters import KINDS
from applications.notices.telling import told

__all__ = ["KINDS", "told"]
