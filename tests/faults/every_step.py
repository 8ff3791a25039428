"""A company with backups, a deed that is killed at each of its steps, and what must hold then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from esgdesk.operations.backups import BY_HAND, Backup, back_up, list_backups, require_whole
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.store.database import is_protected
from esgdesk.store.driver import Key
from tests.faults.children import Kind, count_steps, die_at, spread
from tests.faults.companies import ANN, KEYS, make_company, shown
from tests.faults.conftest import Report, Rounds


def make_file(folder: Path) -> Path:
    """A closed company file with two backups and deeds before, between and after them."""
    path = folder / "desk" / "company.esgdesk"
    path.parent.mkdir()
    with make_company(path) as project:
        for number in range(2):
            back_up(project, BY_HAND)
            enter_text(project, KEYS[0], str(90 + number))
    return path


def values(path: Path, key: Key | None = None, accept_older: bool = False) -> dict[str, object]:
    """What a file shows, once it is proved. Raises WorldProblem where it cannot be opened."""
    with open_project(path, ANN, key=key, accept_older=accept_older) as project:
        found = project.verify()
        assert found.holds, found.faults[:3]
        return shown(project)


def check_backups(path: Path, key: Key | None = None) -> list[Backup]:
    """Every listed backup is whole and holds the head its record names."""
    listed = list_backups(path)
    for backup in listed:
        own = key if is_protected(backup.path) else None
        require_whole(backup, own)
        copy = path.with_name("look") / "copy.esgdesk"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(backup.path, copy)
        with open_project(copy, ANN, can_write=False, key=own) as project:
            head = project.head()
        shutil.rmtree(copy.parent)
        assert (head.number, head.hash) == (backup.number, backup.hash), backup
    return listed


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
