"""Opening a company file: everything that is asked before anybody may write in it.

In this order: where it lies, whether an exchange was interrupted, who else has it, what it is, its
password, its integrity, its schema (with a backup before a migration), whether it is older than
what this computer has seen, and whether this copy is the live one.
"""

from __future__ import annotations

import logging
import os
import re
import time
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import Head
from esgdesk.files import PART, explain
from esgdesk.operations.backups import (
    back_up_before_migration,
    backups_folder,
    list_backups,
)
from esgdesk.operations.project import Project, Who
from esgdesk.operations.swap import finish_exchange, note_path, ready_path
from esgdesk.operations.witness import Witness
from esgdesk.places import require_local, shared_by
from esgdesk.store import driver
from esgdesk.store.copies import COMPANIONS, companion, read_copy
from esgdesk.store.database import check_header, open_database, translated
from esgdesk.store.driver import Key
from esgdesk.store.journal import Journal
from esgdesk.store.lock import Lock
from esgdesk.store.protection import Slot, find_key, read_slot
from esgdesk.store.seal import read_row
from esgdesk.store.verify import Anchor

OLD = 24 * 60 * 60
"""Seconds after which nobody is still making a file."""
log = logging.getLogger(__name__)


def open_project(
    path: Path,
    who: Who,
    *,
    can_write: bool = True,
    answer: str | None = None,
    key: Key | None = None,
    accept_older: bool = False,
    accept_idle: bool = False,
    accept_damaged: bool = False,
) -> Project:
    """Open a company file. Raises WorldProblem for what is none or cannot be opened.

    `answer` is the password or the recovery key of a protected file; `key` what came of one
    before. `accept_older` opens a file that has lost deeds this computer has seen, `accept_idle`
    one that is not the live copy, for `take_over`, `accept_damaged` one for reading whose integrity
    is not given, to find out what is wrong.
    """
    path = Path(os.path.realpath(path))
    try:
        if not can_write:
            return _open_for_reading(path, who, answer, key, accept_damaged)
        return _open_for_writing(path, who, answer, key, accept_older, accept_idle)
    except OSError as error:
        raise explain(error, path) from error


def _open_for_writing(
    path: Path, who: Who, answer: str | None, key: Key | None, accept_older: bool, accept_idle: bool
) -> Project:
    if path.exists() or note_path(path).exists():
        require_local(path)
    lock = _take_lock(path, who)
    try:
        finish_exchange(path)
        _sweep(path)
        key = key or find_file_key(path, answer)
        db = open_database(
            path,
            can_write=True,
            key=key,
            before_migration=partial(back_up_before_migration, path, who=who, key=key),
        )
        try:
            with translated(path):
                witness = _witness(db)
                if not accept_older:
                    _compare_with_witness(db, path, witness)
                if not accept_idle:
                    _require_live(db, path)
                witness.note(Journal(db).head())
            return Project(db, path, who, can_write=True, key=key, lock=lock, witness=witness)
        except BaseException:
            driver.close_quietly(db.conn)
            raise
    except BaseException:
        lock.release()
        raise


def _open_for_reading(
    path: Path, who: Who, answer: str | None, key: Key | None, accept_damaged: bool
) -> Project:
    what = shared_by(path)
    if what and companion(path, "-wal").exists():
        # Somebody has it open there, or it was left unfinished: reading would be as unsafe.
        require_local(path)
    if note_path(path).exists() and os.access(path.parent, os.W_OK):
        lock = _take_lock(path, who)
        try:
            finish_exchange(path)
        finally:
            lock.release()
    key = key or find_file_key(path, answer)
    db = open_database(path, can_write=False, key=key, accept_damaged=accept_damaged)
    try:
        with translated(path):
            witness = _witness(db)
        return Project(db, path, who, can_write=False, key=key, witness=witness)
    except BaseException:
        driver.close_quietly(db.conn)
        raise


def find_file_key(path: Path, answer: str | None) -> Key | None:
    """The key of a file for what was typed; None where it has no password.

    Raises WorldProblem where it has one and `answer` is missing or wrong.
    """
    check_header(path)
    slot = read_slot(path)
    if slot is None:
        return None
    if not answer:
        raise WorldProblem("store.password_needed", path=str(path))
    return find_key(slot, answer, path)


def find_salvage_key(path: Path, answer: str | None) -> Key | None:
    """The key of a damaged file for what was typed; None where there is no password.

    The beginning of the file may be what is damaged, so its backups are asked too. Raises
    WorldProblem where there is a password and `answer` is missing or wrong for all of them.
    """
    refused: WorldProblem | None = None
    is_plain = False
    asked: set[Slot | None] = set()
    for file in (path, *(backup.path for backup in list_backups(path))):
        slot: Slot | None = None
        try:
            slot = read_slot(file)
            if slot in asked:
                continue  # most have the same; trying one takes a moment
            key = find_file_key(file, answer)
            if key is not None:
                return key
            is_plain = True
        except OSError as error:
            log.info("no key from %s: %s", file, error)
        except WorldProblem as problem:
            if slot is not None:
                asked.add(slot)
                refused = refused or problem
    if refused is not None and not is_plain:
        raise refused
    return None


def _take_lock(path: Path, who: Who) -> Lock:
    if not path.exists() and not note_path(path).exists():
        raise WorldProblem("store.not_found", path=str(path))
    try:
        return Lock.take(path, who.person, who.desk)
    except PermissionError:
        raise WorldProblem("store.read_only", path=str(path), folder=str(path.parent)) from None
    except OSError as error:
        raise explain(error, path) from error


def _sweep(path: Path) -> None:
    """Remove half-made files that a kill has left.

    One that was to take this file's place nobody is making while the lock is held. The others may
    be an export or a backup that somebody who only reads is making just now, unless they are old.
    """
    ready = ready_path(path)
    backups = backups_folder(path)
    names = re.escape(path.stem[:40]), re.escape(note_path(path).stem[:40])
    written = re.compile(rf"\.({'|'.join(names)})-\w{{8}}")
    for folder in (path.parent, backups):
        for file in folder.iterdir() if folder.is_dir() else ():
            name = file.name
            for ending in COMPANIONS:
                name = name.removesuffix(ending)
            is_ours = folder == backups or written.fullmatch(name.removesuffix(PART))
            if name.endswith(PART) and (name == ready.name or (is_ours and _is_old(file))):
                log.info("removing %s, left half made", file)
                file.unlink(missing_ok=True)


def _is_old(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime > OLD
    except FileNotFoundError:
        return False


def _witness(db: Database) -> Witness:
    # Seals are not asked here: whoever verifies a damaged file must be able to open it.
    first = db.execute("SELECT id FROM operation WHERE number = 1").fetchone()
    copy = db.execute("SELECT id FROM copy").fetchone()
    return Witness(str(first[0]) if first else "none", str(copy[0]) if copy else "none")


def older_than_seen(project: Project) -> WorldProblem | None:
    """What there is to say where a file has fewer or other deeds than this computer has seen."""
    seen = project.witnessed()
    with translated(project.path):
        if seen is None or _has(project.db, seen):
            return None
    return _is_older(project.path, seen, project.head())


def _is_older(path: Path, seen: Anchor, head: Head) -> WorldProblem:
    facts = {"seen": seen.number, "found": head.number, "at": head.at}
    return WorldProblem("store.older_than_seen", path=str(path), **facts)


def _compare_with_witness(db: Database, path: Path, witness: Witness) -> None:
    seen = witness.last()
    if seen is not None and not _has(db, seen):
        raise _is_older(path, seen, Journal(db).head())


def _has(db: Database, anchor: Anchor) -> bool:
    row = read_row(db, "operation", (anchor.number,))
    return row is not None and str(row["hash"]) == anchor.hash


def _require_live(db: Database, path: Path) -> None:
    """A file that was handed over, or a copy that was saved, is for looking only."""
    copy = read_copy(db)
    custody = read_row(db, "custody", ("company",))
    live = custody["copy"] if custody is not None else copy["origin"] or copy["id"]
    if live == copy["id"]:
        return
    if custody is None or live == copy["origin"]:
        facts = {"person": str(copy["person"]), "at": str(copy["at"])}
        raise WorldProblem("store.is_a_copy", path=str(path), **facts)
    facts = {"person": str(custody["person"]), "at": _time_of_custody(db)}
    raise WorldProblem("store.handed_over", path=str(path), **facts)


def _time_of_custody(db: Database) -> str:
    changes = Journal(db).history("custody", ("company",))
    return changes[0][0].at if changes else ""
