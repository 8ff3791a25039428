"""Killed while backing up, putting back, saving or protecting: one whole file, old or new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.operations.backups import (
    BY_HAND,
    RECORD,
    Backup,
    back_up,
    backups_folder,
    list_backups,
    require_whole,
)
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import SUFFIX, Project
from esgdesk.operations.protection import set_password
from esgdesk.operations.restore import restore_backup
from esgdesk.store import protection
from esgdesk.store.copies import companion
from esgdesk.store.database import is_protected
from tests.faults import exchanges
from tests.faults.chance import dice
from tests.faults.children import Kind, count_steps, die_at, kill, spread, start
from tests.faults.companies import ANN, KEYS, make_company, quick_folder, shown
from tests.faults.conftest import Report, Rounds

pytestmark = pytest.mark.slow
MOMENT = 0.06
PLACE = Path("desk", "company.esgdesk")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the files lie."""
    with quick_folder(tmp_path, monkeypatch) as quick:
        yield quick


@pytest.fixture
def path(folder: Path) -> Path:
    """A closed company file with two backups and deeds before, between and after them."""
    path = folder / PLACE
    path.parent.mkdir()
    with make_company(path) as project:
        for number in range(2):
            back_up(project, BY_HAND)
            enter_text(project, KEYS[0], str(90 + number))
    return path


def _values(path: Path, key: object = None, **accepted: bool) -> dict[str, object]:
    with open_project(path, ANN, key=key, **accepted) as project:  # type: ignore[arg-type]
        found = project.verify()
        assert found.holds, found.faults[:3]
        return shown(project)


def _check_backups(path: Path, keys: list[object]) -> list[Backup]:
    """Every listed backup is whole and holds the head its record names."""
    listed = list_backups(path)
    for backup in listed:
        key = keys[-1] if is_protected(backup.path) else None
        require_whole(backup, key)  # type: ignore[arg-type]
        copy = path.with_name("look") / "copy.esgdesk"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(backup.path, copy)
        with open_project(copy, ANN, can_write=False, key=key) as project:  # type: ignore[arg-type]
            head = project.head()
        shutil.rmtree(copy.parent)
        assert (head.number, head.hash) == (backup.number, backup.hash), backup
    return listed


def test_kills_while_backing_up(rounds: Rounds, report: Report, path: Path) -> None:
    count = rounds(40, 200)
    made = 0
    for number in range(count):
        child = start(exchanges.back_up_often, path)
        # Long enough for one to begin, and not always for one to be finished.
        child.join(dice("backing up", number).uniform(0.02, 0.02 + 3 * MOMENT))
        kill(child)
        _values(path)
        listed = _check_backups(path, [None])
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
    before = _values(path)
    for_each_step(rounds, report, path, exchanges.back_up_once, (), lambda: _same(path, before))


def _same(path: Path, before: dict[str, object]) -> str:
    assert _values(path) == before
    return f"{len(_check_backups(path, [None]))} backups"


def for_each_step(
    rounds: Rounds,
    report: Report,
    path: Path,
    deed: Callable[..., None],
    facts: tuple[object, ...],
    check: Callable[[], str],
) -> None:
    """Let a process die at each step of a deed, each time on a fresh copy of the folder."""
    folder, fresh = path.parent, path.parent.with_name("fresh")
    home, fresh_home = folder.with_name("home"), folder.with_name("fresh home")
    shutil.copytree(folder, fresh)
    shutil.copytree(home, fresh_home)
    outcomes: dict[str, int] = {}
    kills = 0
    for kind in Kind:
        _renew(folder, fresh)
        _renew(home, fresh_home)
        total = count_steps(kind, path.parent.with_name("steps"), deed, path, *facts)
        for step in spread(total, rounds(60 if kind is Kind.CALLS else 12, 400)):
            _renew(folder, fresh)
            _renew(home, fresh_home)
            die_at(kind, step, deed, path, *facts)
            kills += 1
            try:
                outcome = check()
            except BaseException as error:
                error.add_note(f"killed before step {step} of {total} {kind}")
                raise
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    report(f"{kills} kills at known steps, then {outcomes}")


def _renew(folder: Path, fresh: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(fresh, folder)


def _aside(path: Path) -> Path | None:
    found = list(path.parent.glob("company set aside *"))
    assert len(found) <= 1, found
    return found[0] / path.name if found else None


def test_kills_at_every_step_of_putting_back(rounds: Rounds, report: Report, path: Path) -> None:
    old, bytes_of_old = _values(path), path.read_bytes()
    backup = list_backups(path)[-1]

    def check() -> str:
        try:
            found = _values(path)
        except WorldProblem as problem:
            # In its place, and its deed not yet in the journal: fewer deeds than were seen here.
            assert problem.key == "store.older_than_seen", problem
            found = _values(path, accept_older=True)
            outcome = "new, and said to be older"
        else:
            outcome = "old" if found == old else "new"
        if outcome != "old":
            aside = _aside(path)
            assert aside is not None and aside.read_bytes() == bytes_of_old
            with open_project(path, ANN) as project:
                assert project.journal.find(backup.number).hash == backup.hash
                more = [step.deed for step in project.journal.operations()[backup.number :]]
            assert more in ([], ["restore_backup"])
            assert found["entries"] != old["entries"]
        assert _check_backups(path, [None])
        return outcome

    for_each_step(rounds, report, path, exchanges.restore_oldest, (), check)


def test_kills_at_every_step_of_saving(rounds: Rounds, report: Report, path: Path) -> None:
    old = _values(path)
    with path.open("rb+") as file:
        # The tables cannot be read; what was done is in the backups, bar the last deed.
        file.seek(4096 * 3)
        file.write(bytes(4096 * 20))
    damaged = path.read_bytes()

    def check() -> str:
        try:
            found = _values(path, accept_older=True)
        except WorldProblem as problem:
            assert problem.key in ("store.damaged", "store.row_damaged"), problem
            assert path.read_bytes() == damaged
            return "old"
        aside = _aside(path)
        assert aside is not None and aside.read_bytes() == damaged
        with open_project(path, ANN, accept_older=True) as project:
            assert project.head().number >= list_backups(path)[0].number
        assert found["catalogue"] == old["catalogue"]
        assert _check_backups(path, [None])
        return "new"

    for_each_step(rounds, report, path, exchanges.recover_file, (), check)


def test_kills_at_every_step_of_setting_a_password(
    rounds: Rounds, report: Report, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As it was, when the test is over.
    monkeypatch.setattr(protection, "_COST", protection._COST)
    exchanges.cheapen_keys()
    old, count = _values(path), len(list_backups(path))

    def check() -> str:
        # The exchange is finished by whoever opens the file next, with a password or without.
        try:
            found, outcome, key = _values(path), "without", None
        except WorldProblem as problem:
            assert problem.key == "store.password_needed", problem
            with open_project(path, ANN, answer=exchanges.PASSWORD) as project:
                key = project.key
            found, outcome = _values(path, key), "with"
        assert found == old
        assert len(_check_backups(path, [key])) >= count
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
            found, outcome = _values(path), "without"
        except WorldProblem as problem:
            assert problem.key == "store.password_needed", problem
            found, outcome = _values(path, key), "with"
        assert found == old
        assert len(_check_backups(path, [key])) >= count
        return f"{outcome} password"

    facts = (key.secret, key.salt)
    for_each_step(rounds, report, path, exchanges.unprotect, facts, check)


def test_a_backup_is_put_back_over_a_stale_wal(rounds: Rounds, report: Report, path: Path) -> None:
    """SQLite would read a -wal that another file has left there as part of the one put back."""
    backup = list_backups(path)[-1]
    count = rounds(40, 400)
    for number in range(count):
        with open_project(path, ANN, accept_older=True) as project:
            for figure in range(dice("stale", number).randint(1, 12)):
                enter_text(project, KEYS[figure], str(1000 * number + figure))
            stale = {end: companion(path, end).read_bytes() for end in ("", "-wal", "-shm")}
        for ending, data in stale.items():
            companion(path, ending).write_bytes(data)
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
