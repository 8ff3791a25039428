"""Copies of a company file, made from a live one by SQLite's backup or by an encrypting export.

Copying the file as a file would miss what still lies in its -wal. Whoever calls these gives them a
path that nobody uses, tests the result with `store.verify` and only then lets it be found.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from esgdesk.core.errors import WorldProblem
from esgdesk.store import driver
from esgdesk.store.database import APPLICATION_ID, close_whole, connect, schema_version, translated
from esgdesk.store.driver import Key
from esgdesk.store.protection import slot_of, write_slot
from esgdesk.store.schema import JOURNALED
from esgdesk.store.seal import Image, insert, select
from esgdesk.store.verify import Verification, verify

COMPANIONS = ("-wal", "-shm", "-journal")


def companion(path: Path, ending: str) -> Path:
    """A file that SQLite keeps beside a database."""
    return Path(f"{path}{ending}")


def copy_database(db: Database, target: Path, *, key: Key | None = None) -> None:
    """Copy an open company file, as it stands at one moment, to a path; `key` is its own."""
    with translated(target):
        connection = driver.connect(str(target), key=key)
        try:
            driver.copy_into(db.conn, connection)
        finally:
            connection.close()


def export_database(db: Database, target: Path, *, key: Key | None) -> None:
    """Copy an open company file into one with another password, or with none (`key` None)."""
    name = str(target).replace("'", "''")
    secret = f'"{key.literal}"' if key is not None else "''"
    with translated(target):
        db.execute(f"ATTACH DATABASE '{name}' AS target KEY {secret}")
        try:
            if key is not None:
                header = f"PRAGMA target.cipher_plaintext_header_size={driver.PLAIN_HEADER}"
                db.execute(header)
            db.execute("SELECT sqlcipher_export('target')").fetchall()
            db.execute(f"PRAGMA target.application_id={APPLICATION_ID}")
            db.execute(f"PRAGMA target.user_version={schema_version(db)}")
        finally:
            db.execute("DETACH DATABASE target")
    if key is not None:
        write_slot(target, slot_of(key))


def verify_file(path: Path, key: Key | None = None) -> Verification:
    """Run every test of `verify` on a file that nobody has open."""
    with translated(path):
        db = Database(connect(path, can_write=True, key=key), execute_plugins=False)
        try:
            return verify(db)
        finally:
            db.close()


def read_copy(db: Database) -> Image:
    """Which copy a file is: its id, and what it was copied from.

    Raises WorldProblem where the row that says so is damaged or gone.
    """
    row = next(select(db, "copy"), None)
    if row is None:
        raise WorldProblem("store.row_damaged", table="copy", row="[]")
    return row


def name_copy(path: Path, row: Image, key: Key | None = None) -> None:
    """Say in a finished copy which copy it is."""
    with translated(path):
        db = Database(connect(path, can_write=True, key=key), execute_plugins=False)
        try:
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM copy")
            insert(db, "copy", [row])
            db.execute("COMMIT")
        except BaseException:
            driver.close_quietly(db.conn)
            raise
        close_whole(db, path)


def count_rows(db: Database) -> dict[str, int]:
    """How many rows each table has that the journal keeps."""
    tables = {str(name) for (name,) in db.execute("SELECT name FROM sqlite_schema").fetchall()}
    return {
        table: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in JOURNALED
        if table in tables
    }
