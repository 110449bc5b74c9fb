"""Cases: how fast events are entered, and pages read."""

from bench.cases import transitions


def run() -> None:
    transitions.run()
