"""What an account's owner is told: codes, links, and that something about the account changed.

allauth decides when, and names the occasion by the prefix of a template; the words are
ours. `letter_for` is called while the reader's language is active.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.rules.letters import Block, Button, Code, Facts, Heading, Mail, Paragraph

Context = Mapping[str, Any]

BROWSER_LENGTH = 120

# What happened to the account, by the occasion's name; each is a subject and a first sentence.
CHANGES: dict[str, tuple[Promise, Promise]] = {
    "account/email/email_changed": (
        gettext_lazy("Your e-mail address was changed"),
        gettext_lazy("The e-mail address of your account was changed from %(from_email)s to %(to_email)s."),
    ),
    "account/email/email_confirm": (
        gettext_lazy("Your e-mail address is confirmed"),
        gettext_lazy("You have confirmed the e-mail address of your account."),
    ),
    "account/email/email_deleted": (
        gettext_lazy("An e-mail address was removed"),
        gettext_lazy("The e-mail address %(deleted_email)s was removed from your account."),
    ),
    "account/email/password_changed": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    "account/email/password_reset": (
        gettext_lazy("Your password was reset"),
        gettext_lazy("A new password was set because the old one was forgotten."),
    ),
    "account/email/password_set": (
        gettext_lazy("A password was set"),
        gettext_lazy("Your account had no password. Now it has one."),
    ),
    "mfa/email/totp_activated": (
        gettext_lazy("Authenticator app added"),
        gettext_lazy("Signing in to your account now also needs a code from an authenticator app."),
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("Authenticator app removed"),
        gettext_lazy("Signing in to your account no longer needs a code from an authenticator app."),
    ),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("New recovery codes"),
        gettext_lazy("New recovery codes were made for your account. The old ones no longer work."),
    ),
    "mfa/email/webauthn_added": (
        gettext_lazy("Passkey added"),
        gettext_lazy("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": (
        gettext_lazy("Passkey removed"),
        gettext_lazy("A passkey or security key was removed from your account."),
    ),
}


def letter_for(occasion: str, context: Context) -> Mail:
    """Return the message for an occasion of allauth's, in the language that is active.

    :raises KeyError: for an occasion we have no words for.
    """
    if occasion in CHANGES:
        return _account_changed(occasion, context)
    return LETTERS[occasion](context)


def _account_changed(occasion: str, context: Context) -> Mail:
    subject, sentence = CHANGES[occasion]
    origin = (
        (_("When"), date_format(localtime(context["timestamp"]), "DATETIME_FORMAT")),
        (_("Internet address"), str(context["ip"])),
        (_("Browser"), str(context["user_agent"])[:BROWSER_LENGTH]),
    )
    return Mail(
        str(subject),
        preview=_("If this was you, there is nothing to do."),
        blocks=(
            Heading(str(subject)),
            Paragraph(sentence % context),
            Facts(origin),
            Paragraph(_("If this was you, there is nothing to do.")),
            Paragraph(_("If it was not you, set a new password at once and tell the office.")),
        ),
    )


def _confirm_address(context: Context) -> Mail:
    subject = _("Confirm your e-mail address")
    ask: Block
    if code := context.get("code"):
        what, ask = _("Enter this code on the page where you gave your e-mail address:"), Code(code)
    else:
        what = _("Press the button to confirm that this address is yours.")
        ask = Button(subject, context["activate_url"])
    return Mail(
        subject,
        preview=_("It is needed to finish what you began on the portal."),
        blocks=(Heading(subject), Paragraph(what), ask, _not_you()),
    )


def _sign_in_code(context: Context) -> Mail:
    subject = _("Your code to sign in")
    return Mail(
        subject,
        preview=_("It works once, and only for a few minutes."),
        blocks=(
            Heading(subject),
            Paragraph(_("Enter this code on the page where you are signing in:")),
            Code(context["code"]),
            Paragraph(
                _("It works once, and only for a few minutes. Give it to nobody: we never ask for it.")
            ),
            _not_you(),
        ),
    )


def _reset_code(context: Context) -> Mail:
    subject = _("Your code for a new password")
    return Mail(
        subject,
        preview=_("It works once, and only for a few minutes."),
        blocks=(
            Heading(subject),
            Paragraph(_("Enter this code on the page where you asked for a new password:")),
            Code(context["code"]),
            _not_you(),
        ),
    )


def _reset_link(context: Context) -> Mail:
    subject = _("Set a new password")
    return Mail(
        subject,
        preview=_("You asked for a new password."),
        blocks=(
            Heading(subject),
            Paragraph(_("You asked for a new password. Press the button to choose it.")),
            Button(subject, context["password_reset_url"]),
            _not_you(),
        ),
    )


def _account_exists(context: Context) -> Mail:
    subject = _("You already have an account")
    return Mail(
        subject,
        preview=_("Somebody tried to open an account with this address."),
        blocks=(
            Heading(subject),
            Paragraph(
                _("Somebody, perhaps you, tried to open an account with this address, which has one already.")
            ),
            Paragraph(_("If you have forgotten your password, you can set a new one.")),
            Button(_("Set a new password"), context["password_reset_url"]),
            _not_you(),
        ),
    )


def _no_account(context: Context) -> Mail:
    subject = _("There is no account with this address")
    return Mail(
        subject,
        preview=_("Somebody tried to sign in with this address."),
        blocks=(
            Heading(subject),
            Paragraph(_("Somebody, perhaps you, tried to sign in with this address. It has no account yet.")),
            Button(_("Create an account"), context["signup_url"]),
            _not_you(),
        ),
    )


def _not_you() -> Paragraph:
    return Paragraph(_("If you did not ask for this, you can ignore this message. Nothing will happen."))


LETTERS: dict[str, Callable[[Context], Mail]] = {
    "account/email/email_confirmation": _confirm_address,
    "account/email/email_confirmation_signup": _confirm_address,
    "account/email/login_code": _sign_in_code,
    "account/email/password_reset_code": _reset_code,
    "account/email/password_reset_key": _reset_link,
    "account/email/account_already_exists": _account_exists,
    "account/email/unknown_account": _no_account,
}
