"""What is announced, above every page: one query, and none on pages that are drawn without it."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.accounts.models import Office
from portal.web import announcing
from portal.web.markdown import to_html

MOST = 3  # on one page; the others stand behind a link

register = template.Library()


@register.inclusion_tag("components/announcements.html", takes_context=True)
def announcements(context: Context) -> dict[str, Any]:
    """Show what concerns the office that a page is about, or else every office."""
    now = timezone.now()  # noqa: TID251  a page is an edge
    rows = announcing.current(at=now, office=office_of(context))
    return {"announcements": rows[:MOST], "has_more": len(rows) > MOST}


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text)


def office_of(context: Context) -> Office | None:
    """Return the office of the service or the visit that a page is about."""
    for name in ("place", "appointment"):
        office = getattr(context.get(name), "office", None)
        if isinstance(office, Office):
            return office
    return None
