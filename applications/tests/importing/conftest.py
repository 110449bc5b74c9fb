from pathlib import Path

import pytest
from pytest_django import Settings

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as people


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def office() -> Office:
    return people.office("krakow")


@pytest.fixture
def clerk() -> User:
    return people.user("import@example.test")
