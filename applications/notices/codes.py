"""The way to a lost access code: a link that works once, sent to the contact that the office has.

It says neither whose case it is nor which. Its secret is derived when it is written, and kept nowhere.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, CodeRequest
from applications.notices.letters import example as case_example
from applications.notices.letters import office_of
from applications.notices.links import link
from applications.notices.telling import ways_to
from portal.notifications.actions.outbox import enqueue
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Button, Heading, Mail, Paragraph, Sms
from scheduling.rules.codes import short_key

CODE = "case_code"
WORKS_FOR = timedelta(hours=24)


def code_wanted(request: CodeRequest, *, application: Application, at: datetime) -> None:
    """Send the way to the code by the best way there is, and by that one alone."""
    enqueue(
        CODE,
        subject=request,
        version=1,
        ways=ways_to(application)[:1],
        language=application.language,
        due_at=at,
        is_awaited=True,
    )


def token_of(request: CodeRequest) -> str:
    """Return the secret in the link: sixty bits that only we can make, short enough for a text message."""
    # The number alone may be given again, after a backup was restored; the moment is not.
    subject = f"case code request:{request.pk}:{request.asked_at.astimezone(UTC).isoformat()}"
    return short_key(settings.IDENTITY_KEY.encode(), subject=subject)


def page_of(request: CodeRequest) -> str:
    return link("code_opened", request.pk, token_of(request))


def code_mail(request: CodeRequest, _about: About) -> Mail:
    title = _("The way to your access code")
    return Mail(
        title,
        preview=_("The link works once, for 24 hours."),
        blocks=(
            Heading(title),
            Paragraph(
                _("Somebody asked for the access code of a case for which the office has this address.")
            ),
            Paragraph(_("If it was you, open the page and press the button on it. The page shows the code.")),
            Button(_("Go to my access code"), page_of(request)),
            Paragraph(_("The link works once, for 24 hours. Give it to nobody, not even to the office.")),
            Paragraph(_("If it was not you, ignore this message. Nobody else has got the link.")),
        ),
    )


def code_sms(request: CodeRequest, _about: About) -> Sms:
    # Translators: a text message; the office stands before it.
    text = _("%(office)s: your access code is here: %(link)s The link works once, for 24 hours.")
    return Sms(text % {"office": office_of(request.application), "link": page_of(request)})


def found(pks: Sequence[str]) -> Mapping[str, CodeRequest]:
    rows = CodeRequest.objects.select_related("application__office").filter(pk__in=pks)
    return {str(row.pk): row for row in rows}


def example() -> CodeRequest:
    """Return a request that nobody has made, to show what the message looks like."""
    at = datetime(2026, 12, 6, 8, 15, tzinfo=UTC)
    return CodeRequest(pk=0, application=case_example(), asked_at=at, until=at + WORKS_FOR)


def _is_open(request: CodeRequest, about: About) -> bool:
    return request.used_at is None and about.at < request.until


CODE_KINDS: tuple[Kind[CodeRequest], ...] = (
    Kind(
        CODE,
        title=gettext_lazy("Case: the way to the access code"),
        find=found,
        still_true=_is_open,
        example=example,
        mail=code_mail,
        sms=code_sms,
        may_repeat=False,
    ),
)
