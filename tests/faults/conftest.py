"""What the fault tests share: how long they run, the tool at hand, and small company files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import create_company
from tests.conftest import SMALL_PACK
from tests.faults import recorder, workload

LINES = pytest.StashKey[list[str]]()
Rounds = Callable[[int, int], int]
Report = Callable[[str], None]


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for everything."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def rounds(soak: bool) -> Rounds:
    """How many rounds to go: a few at every run of the tests, many in a soak."""
    return lambda fast, long: long if soak else fast


@pytest.fixture
def report(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Report:
    """Say in the summary, and in the record of the test, what was done and found."""

    def say(line: str) -> None:
        record_property("faults", line)
        request.config.stash.setdefault(LINES, []).append(f"{request.node.name}: {line}")

    return say


@pytest.fixture
def tool(report: Report) -> str:
    """The tool that records and fails calls; without any the test is skipped."""
    try:
        name = recorder.tool()
    except recorder.UnavailableError as error:
        pytest.skip(f"file calls can be neither recorded nor failed here: {error}")
    report(f"file calls seen by {name}")
    return name


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """A fault test that passes should still say how much it tried, and by what means."""
    lines = config.stash.get(LINES, [])
    if lines:
        terminalreporter.section("faults")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny pack, so that a company file is small and many can be looked at."""
    folder = tmp_path_factory.mktemp("pack") / "small"
    for name, text in SMALL_PACK.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return folder


@pytest.fixture(scope="session")
def company(small_pack: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small company file, closed, with nothing entered yet."""
    path = tmp_path_factory.mktemp("company") / "small.esgdesk"
    create_company(
        path,
        pack=read_pack(small_pack),
        name=Wording("Small Works"),
        years=[workload.YEAR],
        who=workload.WHO,
    ).close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def can_mount() -> bool:
    """Whether a test may make a small disk of its own in memory."""
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
