"""A borrowed string that its package no longer says is dead weight."""

from pathlib import Path

import allauth
import django
import polib
import unfold

from portal.web.borrowed_strings import STRINGS


def test_each_is_still_said_by_the_package_it_is_borrowed_from() -> None:
    catalogues = [
        Path(django.__file__).parent / "contrib/admin/locale/en/LC_MESSAGES/django.po",
        Path(allauth.__file__).parent / "locale/en/LC_MESSAGES/django.po",
    ]
    said = {entry.msgid for path in catalogues for entry in polib.pofile(str(path))}
    templates = "".join(path.read_text() for path in Path(unfold.__file__).parent.rglob("*.html"))

    assert {text for text in STRINGS if text not in said and text not in templates} == set()
