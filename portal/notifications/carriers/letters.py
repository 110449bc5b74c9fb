"""The two looks of a message by e-mail: plain text, and HTML for those who prefer it."""

import re
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.notifications.rules.letters import Mail


def as_text(mail: Mail, *, language: str, stop_url: str = "") -> str:
    text = _rendered("emails/base.txt", mail, language=language, stop_url=stop_url)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def as_html(mail: Mail, *, language: str, stop_url: str = "") -> str:
    return _rendered("emails/base.html", mail, language=language, stop_url=stop_url)


def _rendered(template: str, mail: Mail, *, language: str, stop_url: str) -> str:
    context = {
        "mail": mail,
        "language": language,
        "home": f"{settings.SITE_URL}/{language}/",
        "stop_url": stop_url,
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[0],  # a neutral name, as on the envelope
    }
    with translation.override(language):
        return render_to_string(template, context)
