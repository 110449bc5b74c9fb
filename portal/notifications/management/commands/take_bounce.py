"""Take one mail that came back, from a mail server's pipe: `take_bounce < message.eml`.

A mail server reads the exit code (sysexits.h): with 0 it is done with the mail, with 75 it
keeps it and tries again later. Any other would have it send the mail back once more.
"""

import logging
import sys
from typing import BinaryIO

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.notifications.actions.reports import UnknownNoticeError, bounced
from portal.notifications.rules.bounces import READ, bounce

log = logging.getLogger(__name__)

TEMPORARY_FAILURE = 75  # EX_TEMPFAIL


class Command(BaseCommand):
    help = "Take one mail that came back from standard input. Exits with 0, or with 75 to be given it again."
    requires_system_checks: list[str] = []  # noqa: RUF012  Django's own declaration; they cost a second a mail

    def handle(self, **_options: object) -> None:
        try:
            told = _taken(_beginning(sys.stdin.buffer))
        except Exception as error:  # what it was goes into the log, the mail must stay
            log.exception("A mail that came back could not be taken.")
            _put_off(f"later: {type(error).__name__}")
        else:
            self.stdout.write(told)


def _beginning(mail: BinaryIO) -> bytes:
    """Return what is worth reading. The rest is read too: some servers mind a pipe that closes early."""
    beginning = mail.read(READ)
    while mail.read(READ):
        pass
    return beginning


def _taken(mail: bytes) -> str:
    found = bounce(mail)
    if found is None:
        return "ignored: this is no bounce"
    try:
        is_news = bounced(found.message_id, reason=found.reason, at=timezone.now())
    except UnknownNoticeError:
        return "ignored: no message of ours came back"
    return "done: the message has failed" if is_news else "ignored: that is known"


def _put_off(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.exit(TEMPORARY_FAILURE)
