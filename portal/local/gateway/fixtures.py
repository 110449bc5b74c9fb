"""What tests of the whole project may use: they lie below us, and cannot import us."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from portal.local.gateway.running import Running, running


@pytest.fixture
def start_sms_gateway(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Return what starts an SMS gateway, with the arguments of `running`; all end with the test."""
    with ExitStack() as stack:

        def start(**arguments: object) -> Running:
            log = tmp_path / "gateway.log"
            return stack.enter_context(partial(running, log=log)(**arguments))  # type: ignore[arg-type]  # as running's

        yield start


@pytest.fixture
def sms_gateway(start_sms_gateway: Callable[..., Running]) -> Running:
    """Return an SMS gateway that runs: it delivers to a list of its own and reports to nobody."""
    return start_sms_gateway()
