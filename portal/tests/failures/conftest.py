"""A stage for each test, with as many senders as it asks for."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.tests.failures.stage import Stage, stage


@pytest.fixture
def open_stage(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Stage]]:  # noqa: ARG001  before it
    """Return what starts servers, with the arguments of `stage`; all of them end with the test."""
    with ExitStack() as stack:
        yield lambda **arguments: stack.enter_context(stage(tmp_path, **arguments))
