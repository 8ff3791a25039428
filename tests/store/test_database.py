"""Which files are opened, and what is said of the others."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.i18n import explain
from esgdesk.operations.company import set_report
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store import driver
from esgdesk.store.database import APPLICATION_ID, open_database
from esgdesk.store.migrations import SCHEMA_VERSION


def refusal(path: Path, who: Who, *, can_write: bool = True) -> str:
    with pytest.raises(WorldProblem) as caught:
        open_project(path, who, can_write=can_write)
    assert "{" not in explain(caught.value)
    return caught.value.key


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, who: Who) -> None:
    path = tmp_path / "letter.esgdesk"
    path.write_bytes(b"Dear colleague, here are the figures" * 20)
    before = path.read_bytes()
    assert refusal(path, who) == "store.not_sqlite"
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.glob("letter*")] == ["letter.esgdesk"]


def test_an_empty_file_is_refused(tmp_path: Path, who: Who) -> None:
    path = tmp_path / "empty.esgdesk"
    path.touch()
    assert refusal(path, who) == "store.empty_file"


def test_the_database_of_another_program_is_refused_and_kept(tmp_path: Path, who: Who) -> None:
    path = tmp_path / "other.esgdesk"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    before = path.read_bytes()
    assert refusal(path, who) == "store.foreign_file"
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_and_kept(example: Project, who: Who) -> None:
    path = example.path
    example.close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    assert refusal(path, who) == "store.newer_file"
    assert refusal(path, who, can_write=False) == "store.newer_file"
    assert path.read_bytes() == before


def test_a_file_with_a_foreign_trigger_is_refused(example: Project, who: Who) -> None:
    example.close()
    with sqlite3.connect(example.path) as altered:
        altered.execute(
            "CREATE TRIGGER slip AFTER INSERT ON entry BEGIN "
            "UPDATE entry SET value = '1' WHERE rowid = new.rowid; END"
        )
    altered.close()
    assert refusal(example.path, who) == "store.schema_altered"


def test_a_file_cut_short_is_refused_or_fails_verification(example: Project, who: Who) -> None:
    path = example.path
    example.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    try:
        with open_project(path, who, can_write=False) as project:
            assert not project.verify().holds
    except WorldProblem as problem:
        assert problem.key == "store.damaged"


@pytest.mark.parametrize(("name", "key"), [("gone", "store.not_found"), (".", "store.is_a_folder")])
def test_what_is_no_file_is_named(tmp_path: Path, who: Who, name: str, key: str) -> None:
    assert refusal(tmp_path / name, who) == key


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from esgdesk.core.errors import WorldProblem
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
# Permission bits do not bind root, so the test becomes somebody else, after its imports.
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
path = Path(sys.argv[1])
try:
    open_project(path, Who("Ann", "desk"))
except WorldProblem as problem:
    print(problem.key)
with open_project(path, Who("Ann", "desk"), can_write=False) as project:
    print(len(project.view().entries))
"""


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_a_file_in_a_read_only_folder_is_read_but_not_written(example: Project) -> None:
    example.close()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = shutil.copy(example.path, folder / "shared.esgdesk")
        path.chmod(0o444)
        folder.chmod(0o555)
        try:
            done = subprocess.run(
                [sys.executable, "-c", UNPRIVILEGED, str(path)], capture_output=True, text=True
            )
        finally:
            folder.chmod(0o755)
    assert done.stdout.split() == ["store.read_only", "601"], done.stderr


def test_an_open_file_has_the_settings_that_keep_it_safe(example: Project, who: Who) -> None:
    wanted = {
        "synchronous": 2,  # FULL: less loses what was acknowledged when the power goes
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "journal_mode": "wal",
    }

    def found(project: Project) -> dict[str, object]:
        return {name: project.db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    assert found(example) == wanted
    with example.reader() as reader:
        assert found(reader) == wanted
    example.close()
    with open_project(example.path, who) as again:
        assert found(again) == wanted


def test_figures_and_settings_are_stored_as_promised(example: Project) -> None:
    db = example.db
    assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    for name, sql in db.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    ).fetchall():
        assert sql.rstrip().endswith("STRICT"), name
        assert "REAL" not in sql and "NUMERIC" not in sql, name
    kinds = db.execute("SELECT DISTINCT typeof(value) FROM entry").fetchall()
    assert sorted(kind for (kind,) in kinds) == ["null", "text"]


@pytest.mark.parametrize(
    "value", ["1,234", "1.", ".5", "007", "1e3", "--1", "1.2.3", "", "abc", "-", "-0", "-0.00"]
)
def test_the_schema_itself_refuses_a_text_that_is_no_canonical_figure(
    example: Project, value: str
) -> None:
    with pytest.raises(driver.IntegrityError):
        example.db.execute("UPDATE entry SET value = ? WHERE value = '83512'", (value,))


@pytest.mark.parametrize("value", ["0", "-0.50", "83512", "407.00", "12345678901234567890.123"])
def test_the_schema_takes_canonical_figures(example: Project, value: str) -> None:
    example.db.execute("UPDATE entry SET value = ? WHERE value = '83512'", (value,))


def test_a_write_that_is_locked_out_says_so_and_changes_nothing(example: Project, who: Who) -> None:
    other = driver.connect(str(example.path))
    other.execute("BEGIN IMMEDIATE")
    head = example.journal.head()
    example.db.execute("PRAGMA busy_timeout=10")
    with pytest.raises(WorldProblem) as caught:
        set_report(example, example.view().report("2022"))
    assert caught.value.key == "store.in_use"
    other.execute("ROLLBACK")
    other.close()
    assert example.journal.head() == head


def test_a_migration_seals_no_row_that_was_changed_past_the_journal(tmp_path: Path) -> None:
    old = Path(__file__).parents[1] / "data" / "files" / "schema-2.esgdesk.gz"
    path = tmp_path / "old.esgdesk"
    path.write_bytes(gzip.decompress(old.read_bytes()))
    connection = driver.connect(path.as_uri() + "?mode=rw", is_uri=True)
    connection.execute(
        "UPDATE entry SET value = '4152' WHERE indicator = 'ghg.scope1' AND period = '2023'"
    )
    connection.commit()
    connection.close()
    with pytest.raises(WorldProblem, match="row_damaged"):
        open_database(path, can_write=False)
