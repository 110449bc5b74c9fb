"""How long before something, in words: of a reminder, for staff."""

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from portal.notifications.rules.reminders import HOUR_MINUTES, Offset

register = template.Library()


@register.filter
def before(offset: Offset) -> str:
    """Return how long before something, such as "1 day and 3 hours before"."""
    hours, minutes = divmod(offset.minutes, HOUR_MINUTES)
    # Translators: these stand in "%(time)s before": in Russian "за %(time)s", with the accusative.
    parts = (
        (offset.days, npgettext("how long before", "%(count)d day", "%(count)d days", offset.days)),
        (hours, npgettext("how long before", "%(count)d hour", "%(count)d hours", hours)),
        (minutes, npgettext("how long before", "%(count)d minute", "%(count)d minutes", minutes)),
    )
    time = get_text_list([text % {"count": count} for count, text in parts if count], _("and"))
    return _("%(time)s before") % {"time": time}
