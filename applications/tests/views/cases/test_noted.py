"""Whoever is shown the page of a case by sending a form has read it, whatever else the answer says."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from applications.choices import Assurance
from applications.rules.sight import of_owner
from applications.tests import factories as make
from applications.views.cases.place import Seen, noted
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "count"), [(200, 1), (409, 1), (422, 1), (429, 1), (302, 0), (303, 0), (404, 0)]
)
def test_a_page_is_written_down_as_read_and_what_shows_none_is_not(status: int, count: int) -> None:
    request = RequestFactory().post("/")
    request.user = accounts.user()
    seen = Seen(request, make.case(accounts.office()), of_owner(Assurance.DESK), make.AT)

    noted(seen, HttpResponse(status=status))

    assert Event.objects.filter(action="case.read").count() == count
