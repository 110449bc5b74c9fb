"""The demonstration answers this machine alone."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.demo.guard import NearOnly


@pytest.mark.parametrize(
    ("peer", "status"), [("127.0.0.1", 200), ("::1", 200), ("", 200), ("192.168.0.7", 403)]
)
def test_it_answers_nobody_from_elsewhere(peer: str, status: int) -> None:
    door = NearOnly(lambda _request: HttpResponse("the page"))

    answer = door(RequestFactory().get("/", REMOTE_ADDR=peer))

    assert answer.status_code == status
