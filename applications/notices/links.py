"""Whole addresses of the pages that messages lead to."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from applications.choices import Party
from applications.models import Application


def link(name: str, *args: object) -> str:
    """Return the whole address of a page, or of the portal's first one where there is none of that name."""
    try:
        path = reverse(name, args=args)
    except NoReverseMatch:
        path = reverse("home")
    return urljoin(settings.SITE_URL, path)


def case_of(application: Application) -> str:
    """Return where the party sees its case: in an account, or by case number and access code.

    A work-permit case is not shown by a code.
    """
    if application.account_id or application.procedure.party != Party.FOREIGNER:
        return link("case_detail", application.pk)
    return link("case_find")
