"""That no string of the installed unfold is left without a translation."""

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
import unfold
from django.utils.translation.template import templatize

from portal.web.unfold_strings import STRINGS

UNFOLD, DJANGO = Path(unfold.__file__).parent, Path(django.__file__).parent
CALL = re.compile(
    r"""\b(?:gettext|gettext_lazy|_)\(\s*u?(?P<quote>["'])(?P<text>.+?)(?<!\\)(?P=quote)""", re.DOTALL
)
# Parts that we neither install nor switch on; the last is of forms that set somebody's password.
LEFT_OUT = re.compile(r"/contrib/|/unfold_crispy/|/command|dataset|Select currency|Raw passwords")


def spoken_by_unfold() -> Iterator[str]:
    for path in sorted(UNFOLD.rglob("*.html")) + sorted(UNFOLD.rglob("*.py")):
        source = path.read_text()
        code = templatize(source) if path.suffix == ".html" else source
        if not LEFT_OUT.search(str(path)):
            yield from (match["text"].replace("\\'", "'") for match in CALL.finditer(code))


def translated_by_django(language: str) -> set[str]:
    texts: set[str] = set()
    for path in DJANGO.glob(f"**/locale/{language}/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            catalogue = vars(gettext.GNUTranslations(file))["_catalog"]
        texts |= {key if isinstance(key, str) else key[0] for key, text in catalogue.items() if text}
    return texts


@pytest.mark.parametrize("language", ["pl", "ru"])
def test_what_unfold_says_is_translated_by_django_or_listed_for_us(language: str) -> None:
    said = {text for text in spoken_by_unfold() if not LEFT_OUT.search(text)}

    assert len(said) > 100
    assert said - translated_by_django(language) - STRINGS == set()


def test_nothing_is_listed_that_unfold_no_longer_says() -> None:
    said = set(spoken_by_unfold())

    assert {text for text in STRINGS if text not in said} == set()
