import pytest

from portal.web.tests import counted


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Tests share a Valkey, and their one visitor would soon have asked for too many codes."""
    counted.forget()
