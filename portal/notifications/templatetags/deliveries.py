"""What became of a message, in words for the person whose it is."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.troubles import Trouble, mail_trouble, other_trouble

register = template.Library()

BY_MAIL: Mapping[Trouble, Promise] = {
    Trouble.NOWHERE: _("There is no mailbox with this address."),
    Trouble.FULL: _("The mailbox is full."),
    Trouble.REFUSED: _("The mail server did not accept it."),
    Trouble.OUT_OF_REACH: _("The mail server did not take it, although we tried for a long time."),
}
BY_TEXT: Mapping[Trouble, Promise] = {
    Trouble.NOWHERE: _("There is no phone with this number."),
    Trouble.REFUSED: _("The mobile operator did not accept it."),
    Trouble.OUT_OF_REACH: _("The phone could not be reached."),
}
ON_DEVICE: Mapping[Trouble, Promise] = {
    Trouble.NOWHERE: _("The device takes no more notifications from us."),
    Trouble.REFUSED: _("The device did not accept it."),
    Trouble.OUT_OF_REACH: _("The device could not be reached."),
}


@register.filter
def why_not(notice: Notice) -> Promise:
    """Return why a message that failed did not arrive."""
    if notice.channel == Channel.EMAIL:
        return BY_MAIL[mail_trouble(notice.reason)]
    words = BY_TEXT if notice.channel == Channel.SMS else ON_DEVICE
    return words[other_trouble(notice.reason)]


@register.filter
def goes_to(notice: Notice) -> str:
    """Return the masked address of a message; a device has none that says anything to people."""
    return "" if notice.channel == Channel.PUSH else notice.masked_recipient
