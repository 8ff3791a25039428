"""Killed while a password is set or taken away: one whole file, and its backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.operations.backups import list_backups
from esgdesk.operations.opening import open_project
from esgdesk.operations.protection import set_password
from esgdesk.store import protection
from tests.faults import exchanges
from tests.faults.companies import ANN, quick_folder, shown
from tests.faults.conftest import Report, Rounds
from tests.faults.every_step import check_backups, for_each_step, make_file, values

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A closed company file with two backups and deeds before, between and after them."""
    with quick_folder(tmp_path, monkeypatch) as quick:
        yield make_file(quick)


def test_kills_at_every_step_of_setting_a_password(
    rounds: Rounds, report: Report, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As it was, when the test is over.
    monkeypatch.setattr(protection, "_COST", protection._COST)
    exchanges.cheapen_keys()
    old, count = values(path), len(list_backups(path))

    def check() -> str:
        # The exchange is finished by whoever opens the file next, with a password or without.
        try:
            found, outcome, key = values(path), "without", None
        except WorldProblem as problem:
            assert problem.key == "store.password_needed", problem
            with open_project(path, ANN, answer=exchanges.PASSWORD) as project:
                key = project.key
            found, outcome = values(path, key), "with"
        assert found == old
        assert len(check_backups(path, key)) >= count
        return f"{outcome} password"

    for_each_step(rounds, report, path, exchanges.protect, (), check)


def test_kills_at_every_step_of_taking_a_password_away(
    rounds: Rounds, report: Report, path: Path
) -> None:
    protected = set_password(open_project(path, ANN), exchanges.PASSWORD)
    key = protected.project.key
    assert key is not None
    with protected.project as project:
        old, count = shown(project), len(list_backups(path))

    def check() -> str:
        try:
            found, outcome = values(path), "without"
        except WorldProblem as problem:
            assert problem.key == "store.password_needed", problem
            found, outcome = values(path, key), "with"
        assert found == old
        assert len(check_backups(path, key)) >= count
        return f"{outcome} password"

    facts = (key.secret, key.salt)
    for_each_step(rounds, report, path, exchanges.unprotect, facts, check)
