"""A file of an older version is brought up to date with every value, or is left as it was."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.operations.backups import MIGRATION, list_backups
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.restore import restore_backup
from esgdesk.store import driver, rows
from esgdesk.store.copies import COMPANIONS, companion
from esgdesk.store.database import APPLICATION_ID
from esgdesk.store.migrations import SCHEMA_VERSION
from esgdesk.store.schema import KEYS
from tests.faults import exchanges
from tests.faults.children import Kind, count_steps, die_at, spread
from tests.faults.companies import ANN, quick_folder
from tests.faults.conftest import Report, Rounds

pytestmark = pytest.mark.slow
FILES = sorted((Path(__file__).parents[1] / "data" / "files").glob("schema-*.esgdesk.gz"))
old_file = pytest.mark.parametrize("old", FILES, ids=[file.name for file in FILES])
Tables = dict[str, list[dict[str, object]]]
APPLICATION_ID_AT, USER_VERSION_AT = 68, 60


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the old file goes."""
    with quick_folder(tmp_path, monkeypatch) as quick:
        place = quick / "desk" / "company.esgdesk"
        place.parent.mkdir()
        yield place


def test_there_is_a_file_of_every_older_version() -> None:
    found = {file.name.removeprefix("schema-").removesuffix(".esgdesk.gz") for file in FILES}
    assert found == {str(version) for version in range(1, SCHEMA_VERSION)}


def _unpack(old: Path, path: Path) -> bytes:
    data = gzip.decompress(old.read_bytes())
    path.write_bytes(data)
    return data


def _plain(path: Path) -> tuple[int, Tables]:
    """Version and rows of a file, by plain SQL."""
    connection = driver.connect(f"{path.as_uri()}?mode=rw", is_uri=True)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        found = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_*'"
        ).fetchall()
        tables: Tables = {}
        for (table,) in found:
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            found_rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            tables[table] = sorted(found_rows, key=repr)
        return int(version), tables
    finally:
        connection.close()


def _kept(old: Tables, new: Tables) -> None:
    """Every value of the old tables stands in the new ones; columns and tables may be more."""
    for table, wanted in old.items():
        # A row's seal is over all its columns: it is another one where a column was added.
        if not wanted:
            continue  # what was empty may have got a first row when the file was opened
        names = [name for name in wanted[0] if name != "seal"]
        wanted = [{name: row[name] for name in names} for row in wanted]
        found = [{name: row[name] for name in names} for row in new[table]]
        assert sorted(found, key=repr) == sorted(wanted, key=repr), table


def _listing(path: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in path.parent.iterdir()
        if file.is_file()
    }


@old_file
def test_an_old_file_is_backed_up_and_brought_up_to_date(old: Path, path: Path) -> None:
    data = _unpack(old, path)
    version, before = _plain(path)
    assert path.read_bytes() == data and version < SCHEMA_VERSION
    with open_project(path, ANN) as project:
        assert project.verify().holds
        assert len(project.view().entries) == len(before["entry"])
        key = next(iter(project.view().entries))
        enter_text(project, key, "31415")
    now, after = _plain(path)
    assert now == SCHEMA_VERSION
    (backup,) = list_backups(path)
    assert (backup.why, backup.schema) == (MIGRATION, version)
    assert _plain(backup.path) == (version, before)
    with restore_backup(path, backup, ANN)[0] as project:
        assert project.verify().holds
        assert project.journal.find(backup.number).hash == backup.hash
        assert len(project.view().entries) == len(before["entry"])
    again = _plain(path)[1]
    assert len(after["operation"]) == len(before["operation"]) + 1
    # Putting back is a deed: what the old file had comes first.
    again["operation"] = [row for row in again["operation"] if row["deed"] != "restore_backup"]
    again["change"] = [row for row in again["change"] if row["table_name"] != "custody"]
    _kept(before, again)


@old_file
def test_every_value_of_an_old_file_is_kept(old: Path, path: Path) -> None:
    _unpack(old, path)
    _, before = _plain(path)
    open_project(path, ANN).close()
    version, after = _plain(path)
    assert version == SCHEMA_VERSION
    _kept(before, after)


@old_file
def test_reading_an_old_file_does_not_change_it(old: Path, path: Path) -> None:
    data = _unpack(old, path)
    _, before = _plain(path)
    with open_project(path, ANN, can_write=False) as project:
        view = project.view()
        assert project.verify().holds
    found = {rows.key_tuple(key): entry.value for key, entry in view.entries.items()}
    assert found == {
        tuple(row[name] for name in KEYS["entry"]): row["value"] for row in before["entry"]
    }
    assert _listing(path) == {path.name: hashlib.sha256(data).hexdigest()}


@old_file
@pytest.mark.parametrize("kind", list(Kind))
def test_a_killed_migration_is_done_or_not_begun(
    rounds: Rounds, report: Report, old: Path, path: Path, kind: Kind
) -> None:
    _unpack(old, path)
    version, before = _plain(path)
    total = count_steps(kind, path.with_name("steps"), exchanges.open_and_close, path)
    outcomes = {version: 0, SCHEMA_VERSION: 0}
    steps = spread(total, rounds(25, 500))
    for step in steps:
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        _unpack(old, path)
        die_at(kind, step, exchanges.open_and_close, path)
        name = f"killed before step {step} of {total} {kind}"
        found, tables = _plain(_copy(path))
        assert found in (version, SCHEMA_VERSION), name
        outcomes[found] += 1
        if found == version:
            assert tables == before, name
        _kept(before, tables)
        with open_project(path, ANN) as project:
            assert project.verify().holds, name
            assert len(project.view().entries) == len(before["entry"]), name
        found, tables = _plain(path)
        assert found == SCHEMA_VERSION, name
        _kept(before, tables)
        backups = [backup for backup in list_backups(path) if backup.why == MIGRATION]
        assert backups and all(_plain(b.path) == (version, before) for b in backups), name
    report(f"{len(steps)} kills at {total} {kind}, then schema versions {outcomes}")


def _copy(path: Path) -> Path:
    """A copy with its -wal, so that looking does not change what is looked at next."""
    copy = path.with_name("look") / path.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir()
    for ending in ("", *COMPANIONS):
        if companion(path, ending).exists():
            shutil.copyfile(companion(path, ending), companion(copy, ending))
    return copy


@old_file
@pytest.mark.parametrize(
    ("at", "number", "refusal"),
    [
        (USER_VERSION_AT, SCHEMA_VERSION + 1, "store.newer_file"),
        (USER_VERSION_AT, 1 << 30, "store.newer_file"),
        (USER_VERSION_AT, 0, "store.unfinished_file"),
        (APPLICATION_ID_AT, APPLICATION_ID + 1, "store.foreign_file"),
        (APPLICATION_ID_AT, 0, "store.foreign_file"),
    ],
)
@pytest.mark.parametrize("can_write", [True, False])
def test_what_is_not_ours_is_refused_and_unchanged(
    old: Path, path: Path, at: int, number: int, refusal: str, can_write: bool
) -> None:
    data = bytearray(_unpack(old, path))
    data[at : at + 4] = number.to_bytes(4, "big")
    path.write_bytes(data)
    with pytest.raises(WorldProblem) as caught:
        open_project(path, ANN, can_write=can_write)
    assert caught.value.key == refusal
    assert _listing(path) == {path.name: hashlib.sha256(data).hexdigest()}
    assert not list_backups(path)
