"""What we serve of others is what `docs/vendored.md` says it is."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from portal.web.vendoring import purged

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "vendored.md"
STATIC = Path(settings.BASE_DIR) / "portal" / "web" / "static"
RECORDED = dict(re.findall(r"^\| `(\S+)` \| `([0-9a-f]{64})` \|$", DOCUMENT.read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("name", RECORDED)
def test_a_vendored_file_is_the_one_recorded(name: str) -> None:
    found = finders.find(name)

    assert found is not None
    assert sha256(Path(found).read_bytes()).hexdigest() == RECORDED[name]


def test_every_vendored_file_is_recorded() -> None:
    served = {
        str(path.relative_to(STATIC))
        for folder in ("vendor", "fonts")
        for path in (STATIC / "portal" / folder).iterdir()
        if path.suffix != ".txt"
    }

    assert served == {name for name in RECORDED if name.startswith("portal/")}


def test_nobody_elses_typeface_or_address_is_served() -> None:
    css = "".join(path.read_text() for path in (STATIC / "portal").rglob("*.css"))

    assert re.findall(r"GDS|crown|@import|url\((?!\"\.\./fonts/portal-sans)[^)]*", css) == []


@pytest.mark.parametrize(
    ("css", "left"),
    [
        pytest.param(".govuk-body{color:red}", ".govuk-body{color:red}", id="used"),
        pytest.param(".govuk-header{color:red}", "", id="unused"),
        pytest.param(".govuk-header__name,.govuk-link{top:0}", ".govuk-link{top:0}", id="one-of-two"),
        pytest.param(".govuk-headers{top:0}", ".govuk-headers{top:0}", id="only-alike"),
        pytest.param("@media print{.govuk-tabs{top:0}}", "", id="nothing-left-for-paper"),
        pytest.param("@media print{.a{top:0}.govuk-tabs{top:0}}", "@media print{.a{top:0}}", id="some-left"),
        pytest.param('@charset "UTF-8";.a{top:0}', '@charset "UTF-8";.a{top:0}', id="statement"),
        pytest.param("@font-face{src:url(x)}.a{top:0}", ".a{top:0}", id="typeface"),
        pytest.param(
            ".a{font:GDS Transport,arial,sans-serif}",
            ".a{font:var(--portal-font)}",
            id="name-of-the-typeface",
        ),
        pytest.param(
            ".a{left:0;margin-left:1px;border-right:0;text-align:right}",
            ".a{inset-inline-start:0;margin-inline-start:1px;border-inline-end:0;text-align:end}",
            id="directions",
        ),
        pytest.param(
            "@media print{.a{font-family:sans-serif}}",
            "@media print{.a{font-family:var(--portal-font)}}",
            id="typeface-on-paper",
        ),
        pytest.param(".a:not(.b,.c){top:0}", ".a:not(.b,.c){top:0}", id="comma-in-brackets"),
    ],
)
def test_purged_keeps_what_we_use(css: str, left: str) -> None:
    assert purged(css) == left
