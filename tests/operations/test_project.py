"""The open company file itself: what it does beside deeds and views."""

from __future__ import annotations

from pathlib import Path

from esgdesk.core.model import EntryKey
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")


def test_settling_brings_everything_into_the_file_itself(example: Project) -> None:
    enter_text(example, SCOPE1, "5")
    wal = Path(f"{example.path}-wal")
    assert wal.stat().st_size > 0
    assert example.settle()
    assert wal.stat().st_size == 0
    assert example.verify().holds


def test_a_reader_settles_nothing(example: Project) -> None:
    enter_text(example, SCOPE1, "5")
    with example.reader() as reader:
        assert not reader.settle()
    assert Path(f"{example.path}-wal").stat().st_size > 0
