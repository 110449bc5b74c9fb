import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django.fixtures import Settings

from portal.web import errors

pytestmark = [pytest.mark.urls("portal.web.tests.gallery_urls"), pytest.mark.django_db]

View = Callable[[HttpRequest, Any], HttpResponse]


@pytest.fixture
def quiet() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_a_missing_page_says_so_and_leads_home_in_the_readers_language(language: str, client: Client) -> None:
    response = client.get(f"/{language}/nothing/here/")

    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in html
    assert f'href="/{language}/" class="govuk-button' in html


def test_a_missing_page_offers_the_home_page_of_the_other_languages(client: Client) -> None:
    html = client.get("/en/nothing/?day=1").content.decode()

    assert '<a class="portal-languages__link" href="/ru/" lang="ru" hreflang="ru">' in html
    assert 'rel="alternate"' not in html


@pytest.mark.parametrize(
    ("view", "error", "status", "heading"),
    [
        (errors.bad_request, BadRequest("secret reason"), 400, "We could not understand this request"),
        (errors.forbidden, PermissionDenied("secret reason"), 403, "You may not see this page"),
        (errors.not_found, Http404("secret reason"), 404, "Page not found"),
        (errors.csrf_failure, "secret reason", 403, "This form was open for too long"),
    ],
)
def test_a_page_says_what_happened_but_not_why_inside(
    view: View,
    error: object,
    status: int,
    heading: str,
    rf: RequestFactory,
) -> None:
    with translation.override("en"):
        response = view(rf.get("/en/"), error)

    html = response.content.decode()
    assert response.status_code == status
    assert f"<title>{heading} – Foreigners' Portal</title>" in html
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in html
    assert "secret reason" not in html


def test_a_crash_is_told_in_every_language_with_the_readers_first(
    quiet: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    response = quiet.get("/ru/broken/")

    html = response.content.decode()
    assert response.status_code == 500
    assert re.findall(r'<section lang="(..)"', html) == ["ru", "pl", "en"]
    assert '<html lang="ru"' in html
    assert "stays inside" not in html
    assert "Traceback" not in html


def test_a_crash_is_told_by_the_number_that_the_log_has(quiet: Client) -> None:
    response = quiet.get("/en/broken/")

    assert f'<strong translate="no">{response["X-Request-ID"]}</strong>' in response.content.decode()


@pytest.mark.django_db(databases=[])
def test_a_crash_of_the_templates_too_still_gets_an_answer(
    rf: RequestFactory, settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path  # with no manifest in it
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    response = errors.server_error(rf.get("/"))

    assert response.status_code == 500
    assert response.content.decode() == errors.LAST_RESORT


def test_a_closed_portal_says_when_to_come_back(client: Client) -> None:
    response = client.get("/en/closed/")

    assert response.status_code == 503
    assert response["Retry-After"] == "120"
    assert "Visits that are booked stay booked." in response.content.decode()
