"""Opening and creating company files, and refusing what is none.

A file is known by its SQLite header and application id, never by its name. A newer one is refused,
an older one is migrated, one whose schema holds anything that no migration made is not trusted.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlite_utils import Database

from esgdesk.core.errors import WorldProblem
from esgdesk.store import driver
from esgdesk.store.driver import Key
from esgdesk.store.migrations import MIGRATIONS, SCHEMA_VERSION
from esgdesk.store.protection import read_slot, slot_of

APPLICATION_ID = 0x45534744
_MAGIC = b"SQLite format 3\x00"
_Schema = set[tuple[str, str, str]]


def create_database(path: Path, *, key: Key | None = None) -> Database:
    """Make an empty company file at a path where nothing stands."""
    db = Database(driver.connect(str(path), key=key), execute_plugins=False)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute("PRAGMA journal_mode=WAL")
    migrate(db)
    return db


def memory_database() -> Database:
    """An empty company file in memory, for tests and comparisons."""
    db = Database(driver.connect(":memory:"), execute_plugins=False)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    migrate(db)
    return db


def open_database(
    path: Path,
    *,
    can_write: bool,
    key: Key | None = None,
    before_migration: Callable[[Database], None] | None = None,
    accept_damaged: bool = False,
) -> Database:
    """Open a company file and look it over: identity, schema, integrity.

    A file of an older schema is migrated, after `before_migration` has been called with it; for
    reading, a copy in memory is. `accept_damaged` leaves integrity out, for one who reads to find
    out what is damaged, or reads a file that was looked over a moment ago. Raises WorldProblem for
    everything that is no company file, is damaged or cannot be opened.
    """
    check_header(path)
    check_key(path, key)
    if can_write and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise WorldProblem("store.read_only", path=str(path), folder=str(path.parent))
    had_wal = Path(f"{path}-wal").exists()
    with translated(path):
        db = Database(connect(path, can_write=can_write, key=key), execute_plugins=False)
        try:
            version = _check_identity(db, path)
            if not accept_damaged:
                _check_integrity(db, path)
            if can_write:
                mode = db.execute("PRAGMA journal_mode=WAL").fetchone()[0]
                if mode != "wal":
                    raise WorldProblem("store.setting_refused", setting="journal_mode", found=mode)
                # A file that could only be opened for reading says so here, not at the first deed.
                db.execute("BEGIN IMMEDIATE")
                db.execute("ROLLBACK")
                if version < SCHEMA_VERSION and before_migration is not None:
                    before_migration(db)
                migrate(db)
            elif version < SCHEMA_VERSION:
                db = _migrated_in_memory(db, path)
            _check_schema(db, path)
        except BaseException:
            driver.close_quietly(db)
            if not can_write and not had_wal:
                # A reader leaves an empty one behind, by which others would think it in use.
                fold_in(path, key)
            raise
    return db


def connect(path: Path, *, can_write: bool, key: Key | None = None) -> driver.Connection:
    """A bare connection to a company file, with nothing looked over yet."""
    uri = path.absolute().as_uri()
    if can_write:
        return driver.connect(f"{uri}?mode=rw", is_uri=True, key=key)
    # In a folder that cannot be written SQLite cannot make its -shm file. With no -wal beside the
    # file nobody is writing it, and it may be read as it stands.
    frozen = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    mode = f"?mode=ro{'&immutable=1' if frozen else ''}"
    return driver.connect(f"{uri}{mode}", is_uri=True, key=key)


def close_whole(db: Database, path: Path) -> None:
    """Close a file that nobody else has open so that all of it is in the one file.

    SQLite keeps silent where bringing the -wal in fails at closing, and a file moved without its
    -wal would be half a file. Raises WorldProblem then.
    """
    with translated(path):
        try:
            busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            driver.close_quietly(db.conn)
    wal = Path(f"{path}-wal")
    if busy or (wal.exists() and wal.stat().st_size):
        raise WorldProblem("store.not_whole", path=str(path), folder=str(path.parent))


def fold_in(path: Path, key: Key | None = None) -> None:
    """Bring what still lies in the -wal file into the company file itself.

    SQLite does so when the last writing connection closes; after a crash, or where only readers
    came and went, -wal and -shm stay behind and a plain copy of the file would miss figures. While
    somebody else has the file open, or where it cannot be written, nothing happens.
    """
    can_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not can_write or not Path(f"{path}-wal").exists():
        return
    with contextlib.suppress(*driver.UNREADABLE):
        connection = connect(path, can_write=True, key=key)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        finally:
            connection.close()


def check_key(path: Path, key: Key | None) -> None:
    """A wrong password is found here, before SQLCipher can call it damage. Raises WorldProblem."""
    slot = read_slot(path)
    if slot is None:
        return
    if key is None:
        raise WorldProblem("store.password_needed", path=str(path))
    if slot_of(key) != slot:
        raise WorldProblem("store.password_wrong", path=str(path))


def is_protected(path: Path) -> bool:
    """Whether a file says that it has a password; not so for one that cannot be read."""
    try:
        return read_slot(path) is not None
    except (OSError, WorldProblem):
        return False


def schema_version(db: Database) -> int:
    """The version of a file's schema; 0 for one that was never finished."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check_header(path: Path) -> None:
    """Raises WorldProblem for a file that its first bytes show to be no company file."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise WorldProblem("store.not_found", path=str(path)) from None
    except IsADirectoryError:
        raise WorldProblem("store.is_a_folder", path=str(path)) from None
    except OSError as error:
        raise WorldProblem(
            "store.cannot_read", path=str(path), detail=error.strerror or str(error)
        ) from error
    if not header:
        raise WorldProblem("store.empty_file", path=str(path))
    if not header.startswith(_MAGIC):
        raise WorldProblem("store.not_sqlite", path=str(path))
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise WorldProblem("store.foreign_file", path=str(path))


def _check_identity(db: Database, path: Path) -> int:
    version = schema_version(db)
    if version > SCHEMA_VERSION:
        raise WorldProblem("store.newer_file", path=str(path), found=version, known=SCHEMA_VERSION)
    if version < 1:
        raise WorldProblem("store.unfinished_file", path=str(path))
    return version


def _check_integrity(db: Database, path: Path) -> None:
    """A damaged page or index could hide rows, from a reader too; their contents have seals."""
    faults = integrity_faults(db)
    if faults:
        raise WorldProblem(_damaged(path), path=str(path), detail=faults[0])


def integrity_faults(db: Database) -> list[str]:
    """What SQLite's own check finds wrong with a file; nothing where all is well."""
    try:
        lines = [str(line) for (line,) in db.execute("PRAGMA integrity_check").fetchall()]
    except driver.UNREADABLE as error:
        return [str(error)]
    return [line for line in lines if line != "ok"]


def migrate(db: Database) -> None:
    """Bring a file up to the newest schema in one transaction; all of it happens or nothing."""
    if schema_version(db) == SCHEMA_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        MIGRATIONS.apply(db)
        db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise


def _migrated_in_memory(db: Database, path: Path) -> Database:
    """The same file in the newest schema, for somebody who only reads it."""
    if read_slot(path) is not None:
        # SQLite copies no encrypted file into one that is not.
        raise WorldProblem("store.older_protected_file", path=str(path))
    memory = Database(driver.connect(":memory:"), execute_plugins=False)
    driver.copy_into(db.conn, memory.conn)
    db.close()
    migrate(memory)
    return memory


def _read_schema(db: Database) -> _Schema:
    rows = db.execute("SELECT type, name, ifnull(sql, '') FROM sqlite_schema").fetchall()
    return {(str(kind), str(name), str(sql)) for kind, name, sql in rows}


def _check_schema(db: Database, path: Path) -> None:
    """A trigger or view that somebody slipped in could change figures behind our back."""
    pure = memory_database()
    try:
        expected = _read_schema(pure)
    finally:
        pure.close()
    found = {item for item in _read_schema(db) if not item[1].startswith("sqlite_stat")}
    if found != expected:
        names = sorted({name for _, name, _ in found ^ expected})
        raise WorldProblem("store.schema_altered", path=str(path), names=", ".join(names[:5]))


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the world into messages a person can act on."""
    try:
        yield
    except MemoryError as error:
        raise WorldProblem("store.no_memory", path=str(path)) from error
    except driver.UNREADABLE as error:
        if isinstance(error, driver.IntegrityError):
            raise
        text = str(error)
        key = _key_for(error, text)
        if key is None:
            raise
        if key == "store.damaged":
            key = _damaged(path)
        raise WorldProblem(key, path=str(path), folder=str(path.parent), detail=text) from error


def _damaged(path: Path) -> str:
    """What to say of damage; the key of a protected file was tested before a page was read."""
    return "store.damaged_protected" if is_protected(path) else "store.damaged"


# Primary result codes, from the list of result codes in the SQLite documentation.
_BY_CODE = {
    7: "store.no_memory",
    5: "store.in_use",
    6: "store.in_use",
    8: "store.read_only",
    10: "store.disk_error",
    11: "store.damaged",
    13: "file.disk_full",
    14: "store.cannot_open",
    26: "store.damaged",
}
_GENERAL = 1
"""Mostly a slip in our SQL; one of its texts is about the file."""
_BY_TEXT = {
    "unsupported file format": "store.damaged",
    "locked": "store.in_use",
    "readonly": "store.read_only",
    "disk I/O": "store.disk_error",
    "malformed": "store.damaged",
    "disk is full": "file.disk_full",
    "unable to open": "store.cannot_open",
    "not a database": "store.damaged",
    "decode to UTF-8": "store.damaged",
}


def _key_for(error: Exception, text: str) -> str | None:
    if isinstance(error, UnicodeDecodeError):
        return "store.damaged"
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code != _GENERAL:
        return _BY_CODE.get(code & 0xFF)
    return next((key for part, key in _BY_TEXT.items() if part in text), None)
