"""Addresses of pages, and short names of offices that stand in the same place."""

import re

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.models import RESERVED_SLUGS, Office
from scheduling.urls import urlpatterns

PAGE = re.compile(r"visits/([\w-]+)/")


def test_no_office_has_the_name_of_a_page() -> None:
    pages = {found[1] for each in urlpatterns if (found := PAGE.match(str(each.pattern)))}

    assert pages == RESERVED_SLUGS


@pytest.mark.parametrize("slug", ["booked", "Urgent"])
def test_such_an_office_cannot_be_made_in_the_admin(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Office(slug=slug).clean()

    assert refused.value.message_dict == {"slug": ["Pages of the portal have this name. Choose another one."]}
    Office(slug="krakow").clean()
