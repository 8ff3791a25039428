"""Backups of a company file: made, tested, listed, thinned out.

They lie in a folder beside the file. A backup counts only with its record beside it, which is
written last; so a kill never leaves one that looks whole and is not. Each is tested as the file
itself would be before it counts, and again before it is put back.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from esgdesk.core.errors import WorldProblem
from esgdesk.files import make_folder, write_beside, write_bytes_beside
from esgdesk.operations.project import SUFFIX, Project, Who
from esgdesk.store.copies import copy_database, count_rows, verify_file
from esgdesk.store.database import (
    check_key,
    connect,
    integrity_faults,
    schema_version,
    translated,
)
from esgdesk.store.driver import Key
from esgdesk.store.migrations import SCHEMA_VERSION
from esgdesk.store.schema import SEAL
from esgdesk.store.seal import seal_of
from esgdesk.store.walk import Fault

RECORD = ".json"
OPENED, TIMED, BY_HAND, MIGRATION = "opened", "timed", "by_hand", "migration"
MINUTES_BETWEEN = 15
KEEP_ALL = timedelta(days=2)
# Then one for each of so many days, weeks and months.
KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 12, 10, 9
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup and what its record says: the head it holds, when and why it was made, by whom.

    `made` is UTC, ISO 8601. `rows` counts the figures (entries).
    """

    path: Path
    number: int
    hash: str
    made: str
    why: str
    person: str
    desk: str
    schema: int
    rows: int
    size: int
    sha256: str

    @property
    def record(self) -> Path:
        """The file beside it that makes it count."""
        return self.path.with_name(self.path.name + RECORD)


class BadCopyError(Exception):
    """A copy of the file does not hold what the file should: the faults say what is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.key} {fault.facts}" for fault in faults[:5]))
        self.faults = faults


def backups_folder(path: Path) -> Path:
    """Where the backups of a company file lie."""
    return path.with_name(f"{path.stem} backups")


def back_up(project: Project, why: str, *, now: datetime | None = None) -> Backup:
    """Back up a file as it stands now and test the backup by reading it whole.

    The project may be one for reading, in another thread. Raises WorldProblem where the disk
    refuses, BadCopyError where the file does not agree with its journal.
    """
    return _make(project.db, project.path, why, who=project.who, key=project.key, now=now or _now())


def back_up_if_due(project: Project, why: str, *, now: datetime | None = None) -> Backup | None:
    """Back up where something was done since the last backup; None where nothing was.

    Old backups are thinned out afterwards. Raises as `back_up`.
    """
    now = now or _now()
    known = list_backups(project.path)
    head = project.head()
    if any((backup.number, backup.hash) == (head.number, head.hash) for backup in known):
        return None
    made = back_up(project, why, now=now)
    for backup in outdated([made, *known], now):
        remove_backup(backup)
    return made


def require_sound(project: Project) -> None:
    """Run every test there is on a file. Raises BadCopyError where it does not hold."""
    found = project.verify()
    if not found.holds:
        raise BadCopyError(found.faults)


def back_up_before_migration(path: Path, db: Database, *, who: Who, key: Key | None) -> None:
    """Back up a file of an older schema before it is changed."""
    _make(db, path, MIGRATION, who=who, key=key, now=_now())


def _make(
    db: Database, path: Path, why: str, *, who: Who, key: Key | None, now: datetime
) -> Backup:
    folder = backups_folder(path)
    make_folder(folder)
    schema = schema_version(db)
    target = _free_place(folder, now)
    found: dict[str, Any] = {}

    def write(part: Path) -> None:
        copy_database(db, part, key=key)
        found.update(_test(part, key, schema))
        found["sha256"], found["size"] = _sha256(part), part.stat().st_size

    write_beside(target, write)
    made = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    said: dict[str, Any] = {
        "made": made,
        "why": why,
        "person": who.person,
        "desk": who.desk,
        "schema": schema,
    }
    backup = Backup(path=target, **{**said, **found})
    _write_record(backup)
    return backup


def _free_place(folder: Path, made: datetime) -> Path:
    name = f"{made:%Y-%m-%d %H-%M-%S}"
    target = folder / f"{name}{SUFFIX}"
    count = 1
    while target.exists():
        count += 1
        target = folder / f"{name} {count}{SUFFIX}"
    return target


def _write_record(backup: Backup) -> None:
    data = asdict(backup)
    del data["path"]
    data[SEAL] = seal_of(RECORD, data)
    write_bytes_beside(backup.record, (json.dumps(data, ensure_ascii=False) + "\n").encode())


def renew_backup(backup: Backup, write: Callable[[Path], None]) -> None:
    """Let `write` make a backup's file anew, with another password; the old one goes at the end.

    A kill in between leaves both, for a new file under the old record would not count any more.
    Raises WorldProblem, and what `write` raises; then the backup is as it was.
    """
    target = _free_place(backup.path.parent, when(backup))
    write_beside(target, write)
    try:
        size, digest = target.stat().st_size, _sha256(target)
        _write_record(replace(backup, path=target, size=size, sha256=digest))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    remove_backup(backup)


def _test(part: Path, key: Key | None, schema: int) -> dict[str, object]:
    """Read a fresh copy whole; what it holds."""
    if schema == SCHEMA_VERSION:
        found = verify_file(part, key)
        if not found.holds:
            raise BadCopyError(found.faults)
    return _look_into(part, key)


def _look_into(path: Path, key: Key | None) -> dict[str, object]:
    with translated(path):
        db = Database(connect(path, can_write=True, key=key), execute_plugins=False)
        try:
            faults = integrity_faults(db)
            if faults:
                raise BadCopyError((Fault("verify.file_damaged", {"detail": faults[0]}),))
            sql = "SELECT number, hash FROM operation ORDER BY number DESC LIMIT 1"
            number, digest = db.execute(sql).fetchone() or (0, "")
            return {"number": number, "hash": digest, "rows": count_rows(db)["entry"]}
        finally:
            db.close()


def list_backups(path: Path) -> list[Backup]:
    """The backups of a company file, newest first; what has no whole record does not count."""
    found = []
    folder = backups_folder(path)
    for record in sorted(folder.glob(f"*{SUFFIX}{RECORD}")) if folder.is_dir() else ():
        file = record.with_name(record.name.removesuffix(RECORD))
        try:
            backup = _read_record(record, file)
            if file.stat().st_size == backup.size:
                found.append(backup)
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.info("%s is not listed: %s", file, error)
    return sorted(found, key=lambda backup: (backup.made, backup.number), reverse=True)


def _read_record(record: Path, file: Path) -> Backup:
    data = json.loads(record.read_text(encoding="utf-8"))
    if data[SEAL] != seal_of(RECORD, data):
        raise ValueError("the record's seal does not fit")
    del data[SEAL]
    return Backup(path=file, **data)


def require_whole(backup: Backup, key: Key | None = None) -> None:
    """Read a backup whole before it is used.

    Raises WorldProblem where it is not what its record says, or has another password.
    """
    try:
        is_same = _sha256(backup.path) == backup.sha256
    except OSError as error:
        raise WorldProblem(
            "backup.unreadable", path=str(backup.path), detail=error.strerror or str(error)
        ) from error
    if not is_same:
        raise WorldProblem("backup.damaged", path=str(backup.path))
    check_key(backup.path, key)
    if backup.schema == SCHEMA_VERSION and not verify_file(backup.path, key).holds:
        raise WorldProblem("backup.damaged", path=str(backup.path))


def remove_backup(backup: Backup) -> None:
    """Remove a backup, its record first."""
    backup.record.unlink(missing_ok=True)
    backup.path.unlink(missing_ok=True)


def outdated(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Those that can go: all of two days stay, then the newest of each of twelve days, ten weeks
    and nine months. One made before a migration stays as long as a month's.
    """
    ordered = sorted(backups, key=lambda backup: backup.made, reverse=True)
    kept: set[Path] = set()
    for most, name in ((KEEP_DAYS, "%Y-%m-%d"), (KEEP_WEEKS, "%G-%V"), (KEEP_MONTHS, "%Y-%m")):
        seen: dict[str, Path] = {}
        for backup in ordered:
            if now - when(backup) > KEEP_ALL:
                seen.setdefault(when(backup).strftime(name), backup.path)
        kept |= set(list(seen.values())[:most])
    oldest = now - timedelta(days=31 * KEEP_MONTHS)
    return [
        backup
        for backup in ordered
        if backup.path not in kept
        and now - when(backup) > KEEP_ALL
        and not (backup.why == MIGRATION and when(backup) > oldest)
    ]


def when(backup: Backup) -> datetime:
    """When a backup was made."""
    return datetime.fromisoformat(backup.made)


def changes_since(project: Project, backup: Backup) -> int | None:
    """How many deeds the open file has more than a backup; None where their histories differ."""
    head = project.head()
    if backup.number > head.number:
        return None
    try:
        with translated(project.path):
            is_ours = project.journal.find(backup.number).hash == backup.hash
    except KeyError:
        is_ours = backup.number == 0
    return head.number - backup.number if is_ours else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)
