"""Putting a backup back in a company file's place. The file that was there is set aside whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from esgdesk.files import explain
from esgdesk.operations.backups import Backup, require_whole
from esgdesk.operations.custody import claim
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.swap import exchange, prepare
from esgdesk.store.driver import Key
from esgdesk.store.lock import Lock


def aside_folder(path: Path, now: datetime) -> Path:
    """Where a file goes that another one takes the place of."""
    name = f"{path.stem} set aside {now:%Y-%m-%d %H-%M-%S}"
    folder = path.with_name(name)
    count = 1
    while folder.exists():
        count += 1
        folder = path.with_name(f"{name} {count}")
    return folder


def restore_backup(
    path: Path, backup: Backup, who: Who, *, key: Key | None = None, now: datetime | None = None
) -> tuple[Project, Path]:
    """Put a backup in the place of a company file that nobody has open, and open it.

    Returns the open project and the folder in which the old file now lies, with its -wal and -shm.
    The journal notes the deed. Raises WorldProblem where the backup is not whole, somebody has the
    file open or the disk refuses; then the file is as it was.
    """
    path = Path(os.path.realpath(path))
    require_whole(backup, key)
    facts: dict[str, object] = {"number": backup.number, "made": backup.made}
    return put_back(
        path,
        lambda part: _copy(backup.path, part),
        who,
        key=key,
        deed="restore_backup",
        facts=facts,
        now=now or datetime.now(),
    )


def _copy(source: Path, part: Path) -> None:
    shutil.copyfile(source, part)


def put_back(
    path: Path,
    write: Callable[[Path], None],
    who: Who,
    *,
    key: Key | None,
    deed: str,
    facts: dict[str, object],
    now: datetime,
) -> tuple[Project, Path]:
    """Let `write` make a file, put it in the place of `path`, and open it with a deed that says so.

    The lock is held from before the first step until the new file stands in its place.
    """
    aside = aside_folder(path, now)
    try:
        lock = Lock.take(path, who.person, who.desk)
    except OSError as error:
        raise explain(error, path) from error
    try:
        exchange(path, prepare(path, write), aside=aside)
    finally:
        lock.release()
    # It has fewer deeds than this computer has seen, and it is the live one from now on.
    project = open_project(path, who, key=key, accept_older=True, accept_idle=True)
    try:
        claim(project, deed, {**facts, "aside": aside.name})
    except BaseException:
        project.close()
        raise
    return project, aside
