"""What people are told when something happened in a case."""

from typing import Any

from applications.notices.clients import CLIENT_KINDS
from applications.notices.codes import CODE_KINDS
from applications.notices.days import DAYS
from applications.notices.digest import DIGEST_KINDS
from applications.notices.letters import LETTERS
from applications.notices.monthly import MONTHLY_KINDS
from applications.notices.news import NEWS_KINDS
from applications.notices.telling import told
from portal.notifications.rules.kinds import Kind

KINDS: tuple[Kind[Any], ...] = (
    *LETTERS,
    *CODE_KINDS,
    *DAYS,
    *NEWS_KINDS,
    *MONTHLY_KINDS,
    *CLIENT_KINDS,
    *DIGEST_KINDS,
)

__all__ = ["KINDS", "told"]
