"""The information pages of the demonstration, read from `pages.toml`."""

import tomllib
from datetime import date
from pathlib import Path

from portal.setup.catalogue import worded
from portal.web.models import Page

CONTENT = Path(__file__).with_name("pages.toml")
CHECKED_ON = date(2026, 7, 18)


def pages() -> None:
    """Make the pages that are missing."""
    known = set(Page.objects.values_list("slug", flat=True))
    for slug, row in tomllib.loads(CONTENT.read_text(encoding="utf-8")).items():
        if slug not in known:
            texts = worded(title=row["title"], summary=row["summary"], body=row["body"])
            Page.objects.create(slug=slug, position=row["position"], checked_on=CHECKED_ON, **texts)
