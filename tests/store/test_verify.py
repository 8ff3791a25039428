"""Verification finds what was changed past the journal, and says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from esgdesk.i18n import translate
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.verify import Verification


def tampered(path: Path, *statements: str) -> None:
    """Change a company file with another program, journal's triggers out of the way."""
    with sqlite3.connect(path) as other:
        triggers = other.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger'")
        saved = triggers.fetchall()
        for name, _ in saved:
            other.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            other.execute(statement)
        for _, sql in saved:
            other.execute(sql)
    other.close()


@pytest.fixture
def verdict(example: Project, who: Who) -> Callable[..., Verification]:
    def run(*statements: str) -> Verification:
        example.close()
        tampered(example.path, *statements)
        with open_project(example.path, who, can_write=False) as project:
            found = project.verify()
        for fault in found.faults:
            for language in ("en", "zh-Hans", "zh-Hant"):
                assert translate(language, fault.key, **fault.facts)
        return found

    return run


def test_an_untouched_file_holds(verdict: Callable[..., Verification]) -> None:
    found = verdict()
    assert found.holds
    assert found.operations == 2


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        ("UPDATE entry SET value = '83513' WHERE value = '83512'", "verify.row_altered"),
        ("DELETE FROM entry WHERE value = '83512'", "verify.row_missing"),
        (
            "INSERT INTO period (code, starts, ends, version) "
            "VALUES ('2030', '2030-01-01', '2030-12-31', 1)",
            "verify.row_without_history",
        ),
        ("UPDATE operation SET person = 'Eve' WHERE number = 2", "verify.operation_altered"),
        ("UPDATE operation SET at = '2020-01-01T00:00:00.000Z'", "verify.operation_altered"),
        (
            "UPDATE change SET after = replace(after, '83512', '83513') WHERE operation = 2",
            "verify.operation_altered",
        ),
        ("DELETE FROM change WHERE operation = 2 AND ordinal = 5", "verify.operation_altered"),
        ("UPDATE operation SET previous = hash WHERE number = 2", "verify.chain_broken"),
        ("UPDATE entry SET period = '1999' WHERE value = '83512'", "verify.dangling_row"),
    ],
)
def test_tampering_is_found(verdict: Callable[..., Verification], statement: str, key: str) -> None:
    found = verdict(statement)
    assert not found.holds
    assert key in {fault.key for fault in found.faults}


def test_an_operation_cut_out_is_found(verdict: Callable[..., Verification]) -> None:
    found = verdict(
        "DELETE FROM change WHERE operation = 1", "DELETE FROM operation WHERE number = 1"
    )
    assert "verify.operations_missing" in {fault.key for fault in found.faults}


def test_a_cut_tail_is_found_by_its_rows(verdict: Callable[..., Verification]) -> None:
    found = verdict(
        "DELETE FROM change WHERE operation = 2", "DELETE FROM operation WHERE number = 2"
    )
    assert {fault.key for fault in found.faults} == {
        "verify.end_cut_off",
        "verify.row_without_history",
        "verify.row_rewritten",
    }
