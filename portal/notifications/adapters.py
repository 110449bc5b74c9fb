"""allauth's e-mails: our words and look, in the reader's language, sent at once.

They do not go through the outbox. They carry codes that live in the session and cannot
be derived from a row, a secret may not lie in the outbox, and whoever waits for a code
sits before the page: a code that comes tomorrow is worth nothing, so there is nothing to
repeat. If it cannot be sent, the reader is told to ask again.
"""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notifications.carriers.errors import DelayedError, RefusedError
from portal.notifications.carriers.mail import Post
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.notices import letter_for

log = logging.getLogger(__name__)

# These go only to accounts that exist: a word about a failure would tell a stranger that one does.
UNSPOKEN = frozenset(
    {
        "account/email/login_code",
        "account/email/password_reset_code",
        "account/email/password_reset_key",
    }
)


SENT = "account/messages/email_confirmation_sent.txt"


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        language = _language_of(email, context)
        with translation.override(language):
            letter = letter_for(template_prefix, context)
        try:
            with Post() as post:
                post.send(Parcel(letter, email, language, key=""))
        except (DelayedError, RefusedError) as error:
            log.error("An account e-mail was not sent (%s): %s", template_prefix, error)  # noqa: TRY400  a trace shows the address
            if template_prefix not in UNSPOKEN:
                self.request.mail_was_not_sent = True
                messages.error(
                    self.request, _("We could not send you an e-mail just now. Try again in a few minutes.")
                )

    def add_message(  # noqa: PLR0913, PLR0917  allauth's signature
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show allauth's message, unless it says that a mail was sent which was not."""
        if message_template != SENT or not hasattr(request, "mail_was_not_sent"):
            super().add_message(request, level, message_template, message_context, extra_tags, message)


def _language_of(email: str, context: dict[str, Any]) -> str:
    """Return the language of the account the message goes to, or else that of the page."""
    user = context.get("user") or User.objects.filter(email__iexact=email).first()
    return user.language if isinstance(user, User) else get_language() or "en"
