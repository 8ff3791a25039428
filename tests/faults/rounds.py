"""How long a fault test goes on, where its dice come from, and how it says what it has seen."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from _pytest.capture import CaptureManager
from _pytest.terminal import TerminalReporter

SEED = 20240229


def rounds(request: pytest.FixtureRequest, *, fast: int, long: int) -> int:
    """How many rounds to go: `long` where pytest was called with `--soak`."""
    return long if request.config.getoption("--soak", default=False) else fast


def dice(*names: object) -> random.Random:
    """Dice that fall the same way each time for the same names; name them where a test fails."""
    return random.Random(f"{SEED} {names}")


def tell(
    request: pytest.FixtureRequest, record: Callable[[str, object], None], **figures: object
) -> None:
    """Put what was measured into the test's record and on the terminal, passed or failed."""
    for name, value in figures.items():
        record(name, value)
    plugins = request.config.pluginmanager
    reporter, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")
    if isinstance(reporter, TerminalReporter) and isinstance(capture, CaptureManager):
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"\n  {request.node.name}: {said}")
