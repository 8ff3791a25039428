"""Killed while backing up, putting back or saving: one whole file, old or new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.operations.backups import (
    RECORD,
    Backup,
    backups_folder,
    list_backups,
)
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import SUFFIX, Project
from esgdesk.operations.restore import restore_backup
from esgdesk.store.copies import companion
from tests.faults import exchanges
from tests.faults.chance import dice
from tests.faults.children import kill, start
from tests.faults.companies import ANN, KEYS, quick_folder
from tests.faults.conftest import Report, Rounds
from tests.faults.every_step import check_backups, for_each_step, make_file, values

pytestmark = pytest.mark.slow
MOMENT = 0.06


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A closed company file with two backups and deeds before, between and after them."""
    with quick_folder(tmp_path, monkeypatch) as quick:
        yield make_file(quick)


def test_kills_while_backing_up(rounds: Rounds, report: Report, path: Path) -> None:
    count = rounds(40, 200)
    made = 0
    for number in range(count):
        child = start(exchanges.back_up_often, path)
        # Long enough for one to begin, and not always for one to be finished.
        child.join(dice("backing up", number).uniform(0.02, 0.02 + 3 * MOMENT))
        kill(child)
        values(path)
        listed = check_backups(path)
        made += len(listed)
        for backup in listed[2:]:
            backup.record.unlink()
            backup.path.unlink()
    report(f"{count} kills while backing up, {made} backups listed, each whole")
    folder = backups_folder(path)
    for file in folder.iterdir():
        # A week later: nobody is making them any more.
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 7 * 86400))
    open_project(path, ANN).close()
    left = {file.name for file in folder.iterdir() if file.suffix not in (SUFFIX, RECORD)}
    assert not left, f"what was half made piles up: {sorted(left)}"


def test_kills_at_every_step_of_a_backup(rounds: Rounds, report: Report, path: Path) -> None:
    before = values(path)
    for_each_step(rounds, report, path, exchanges.back_up_once, (), lambda: _same(path, before))


def _same(path: Path, before: dict[str, object]) -> str:
    assert values(path) == before
    return f"{len(check_backups(path))} backups"


def _aside(path: Path) -> Path | None:
    found = list(path.parent.glob("company set aside *"))
    assert len(found) <= 1, found
    return found[0] / path.name if found else None


def _leave_wal(path: Path, number: int) -> dict[str, bytes]:
    """Do some deeds and leave the file as a kill would, with its -wal and -shm beside it."""
    with open_project(path, ANN, accept_older=True) as project:
        for figure in range(dice("stale", number).randint(1, 12)):
            enter_text(project, KEYS[figure], str(1000 * number + figure))
        left = {end: companion(path, end).read_bytes() for end in ("", "-wal", "-shm")}
    for ending, data in left.items():
        companion(path, ending).write_bytes(data)
    return left


@pytest.mark.parametrize("has_wal", [False, True])
def test_kills_at_every_step_of_putting_back(
    rounds: Rounds, report: Report, path: Path, has_wal: bool
) -> None:
    left = _leave_wal(path, 0) if has_wal else {"": path.read_bytes()}
    backup = list_backups(path)[-1]
    looked_at = path.with_name("before") / path.name
    looked_at.parent.mkdir()
    for ending, data in left.items():
        companion(looked_at, ending).write_bytes(data)
    old = values(looked_at)
    shutil.rmtree(looked_at.parent)

    def check() -> str:
        try:
            found = values(path)
        except WorldProblem as problem:
            # In its place, and its deed not yet in the journal: fewer deeds than were seen here.
            assert problem.key == "store.older_than_seen", problem
            found = values(path, accept_older=True)
            outcome = "new, and said to be older"
        else:
            outcome = "old" if found == old else "new"
        if outcome != "old":
            aside = _aside(path)
            assert aside is not None
            for ending in left.keys() - {"-shm"}:
                assert companion(aside, ending).read_bytes() == left[ending]
            with open_project(path, ANN) as project:
                assert project.journal.find(backup.number).hash == backup.hash
                more = [step.deed for step in project.journal.operations()[backup.number :]]
            assert more in ([], ["restore_backup"])
            assert found["entries"] != old["entries"]
        assert check_backups(path)
        return outcome

    for_each_step(rounds, report, path, exchanges.restore_oldest, (), check)


def test_kills_at_every_step_of_saving(rounds: Rounds, report: Report, path: Path) -> None:
    old = values(path)
    with path.open("rb+") as file:
        # The tables cannot be read; what was done is in the backups, bar the last deed.
        file.seek(4096 * 3)
        file.write(bytes(4096 * 20))
    damaged = path.read_bytes()

    def check() -> str:
        try:
            found = values(path, accept_older=True)
        except WorldProblem as problem:
            assert problem.key in ("store.damaged", "store.row_damaged"), problem
            assert path.read_bytes() == damaged
            return "old"
        aside = _aside(path)
        assert aside is not None and aside.read_bytes() == damaged
        with open_project(path, ANN, accept_older=True) as project:
            assert project.head().number >= list_backups(path)[0].number
        assert found["catalogue"] == old["catalogue"]
        assert check_backups(path)
        return "new"

    for_each_step(rounds, report, path, exchanges.recover_file, (), check)


def test_a_backup_is_put_back_over_a_stale_wal(rounds: Rounds, report: Report, path: Path) -> None:
    """SQLite would read a -wal that another file has left there as part of the one put back."""
    backup = list_backups(path)[-1]
    count = rounds(40, 400)
    for number in range(count):
        stale = _leave_wal(path, number)
        restored, aside = restore_backup(path, backup, ANN)
        with restored as project:
            _holds(project, backup)
        assert (aside / path.name).read_bytes() == stale[""]
        assert (aside / f"{path.name}-wal").read_bytes() == stale["-wal"]
        shutil.rmtree(aside)
    report(f"{count} times put back over a -wal and -shm of another state, each the backup")


def _holds(project: Project, backup: Backup) -> None:
    assert project.head().number == backup.number + 1
    assert project.journal.find(backup.number).hash == backup.hash
    assert project.journal.find(backup.number + 1).deed == "restore_backup"
    assert project.verify().holds
