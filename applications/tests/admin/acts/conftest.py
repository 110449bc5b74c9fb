import pytest
from django.test import Client

from applications.tests.admin.acts.world import Screen, screen


@pytest.fixture
def at_case(client: Client) -> Screen:
    """A supervisor looks at a case of another's that was received and nothing more."""
    return screen(client)
