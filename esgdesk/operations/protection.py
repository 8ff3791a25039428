"""The password of a company file: set, changed, removed. The backups follow.

The file is written anew with another key beside the old one, tested, and put in its place; so a
kill at any moment leaves one whole file.
"""

from __future__ import annotations

import glob
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.operations.backups import BadCopyError, list_backups, renew_backup, require_whole
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project
from esgdesk.operations.swap import exchange, prepare
from esgdesk.store import driver
from esgdesk.store.copies import export_database, verify_file
from esgdesk.store.database import connect, schema_version, translated
from esgdesk.store.driver import Key
from esgdesk.store.lock import Lock
from esgdesk.store.migrations import SCHEMA_VERSION
from esgdesk.store.protection import (
    SHORTEST_PASSWORD,
    find_key,
    make_key,
    read_slot,
    recovery_key,
)

__all__ = ["SHORTEST_PASSWORD", "Protected", "is_password", "remove_password", "set_password"]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Protected:
    """The outcome: the project opened anew, the recovery key to show once (empty where the
    password was removed), and the backups and files set aside that are still as they were before.
    """

    project: Project
    recovery_key: str
    left_as_they_were: tuple[Path, ...]


def is_password(project: Project, answer: str) -> bool:
    """Whether this is the open file's password or recovery key; never so where it has none."""
    slot = read_slot(project.path)
    if slot is None:
        return False
    try:
        find_key(slot, answer, project.path)
    except WorldProblem:
        return False
    return True


def set_password(project: Project, password: str) -> Protected:
    """Protect a file with a password, a new one if it has one already.

    The project is closed, whatever comes of it, and the one returned takes its place. Raises
    UsageProblem for a password that is too short, WorldProblem where the disk refuses; then the
    file is as it was and can be opened as before.
    """
    key = make_key(password)
    return _rewrite(project, key, recovery_key(key))


def remove_password(project: Project) -> Protected:
    """Take the password from a file. Closes the project and raises as `set_password`."""
    return _rewrite(project, None, "")


def _rewrite(project: Project, key: Key | None, shown: str) -> Protected:
    path, who, old = project.path, project.who, project.key
    ready = prepare(path, lambda part: _export(project.db, part, key))
    project.close()
    lock = Lock.take(path, who.person, who.desk)
    try:
        # Not set aside: what was to be protected would lie there unprotected.
        exchange(path, ready, aside=None)
    finally:
        lock.release()
    left = _rewrite_backups(path, old, key)
    if key is not None:
        left += sorted(
            path.parent.glob(f"{glob.escape(path.stem)} set aside */{glob.escape(path.name)}")
        )
    return Protected(open_project(path, who, key=key), shown, tuple(left))


def _export(db: Database, part: Path, key: Key | None) -> None:
    is_new = schema_version(db) == SCHEMA_VERSION
    export_database(db, part, key=key)
    if is_new:
        found = verify_file(part, key)
        if not found.holds:
            raise BadCopyError(found.faults)


def _export_file(source: Path, old: Key | None, key: Key | None, part: Path) -> None:
    with translated(source):
        db = Database(connect(source, can_write=True, key=old), execute_plugins=False)
        try:
            _export(db, part, key)
        finally:
            db.close()


def _rewrite_backups(path: Path, old: Key | None, key: Key | None) -> list[Path]:
    left = []
    for backup in list_backups(path):
        try:
            # What is damaged must not get a new record that calls it whole.
            require_whole(backup, old)
            renew_backup(backup, partial(_export_file, backup.path, old, key))
        # The file itself has its new password by now: whoever set it must get the recovery key.
        except (Problem, BadCopyError, OSError, driver.DatabaseError) as problem:
            log.info("%s keeps its password: %s", backup.path, problem)
            left.append(backup.path)
    return left
