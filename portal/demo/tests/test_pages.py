"""The demonstration's information pages are whole in each language."""

import pytest
from django.utils import translation

from portal.demo.world.pages import pages
from portal.web.markdown import to_html
from portal.web.models import Page

pytestmark = pytest.mark.django_db


def test_every_text_stands_in_every_language() -> None:
    pages()

    fields = [
        f"{name}_{language}" for name in ("title", "summary", "body") for language in ("pl", "en", "ru")
    ]
    assert Page.objects.count() == 6
    assert [
        (page.slug, name) for page in Page.objects.all() for name in fields if not getattr(page, name)
    ] == []


def test_making_them_again_changes_nothing() -> None:
    pages()
    Page.objects.filter(slug="fees").update(title_en="Our fees")

    pages()

    assert Page.objects.filter(slug="fees", title_en="Our fees").exists()
    assert Page.objects.count() == 6


def test_tables_become_tables() -> None:
    pages()

    with translation.override("en"):
        assert '<table class="govuk-table">' in to_html(Page.objects.get(slug="fees").body)
