"""What was being typed outlives a crash, and is no deed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.company import COMPANY
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.unfinished import (
    Field,
    drop_unfinished,
    keep_unfinished,
    list_unfinished,
)

WASTE = EntryKey("waste", "", COMPANY, "2023")
STAFF = EntryKey("staff", "gender:female", COMPANY, "2023")


def texts(project: Project) -> list[tuple[str, EntryKey, str]]:
    return [(line.field, line.key, line.text) for line in list_unfinished(project)]


def test_the_newest_text_of_each_editor_is_kept(company: Project) -> None:
    for text in ("1", "12", "12,3"):
        keep_unfinished(company, Field.FIGURE, WASTE, text)
    keep_unfinished(company, Field.NOTE, WASTE, "from the")
    keep_unfinished(company, Field.FIGURE, STAFF, "7")
    assert sorted(texts(company)) == [
        ("figure", STAFF, "7"),
        ("figure", WASTE, "12,3"),
        ("note", WASTE, "from the"),
    ]
    drop_unfinished(company, Field.FIGURE, WASTE)
    drop_unfinished(company, Field.FIGURE, WASTE)
    assert sorted(texts(company)) == [("figure", STAFF, "7"), ("note", WASTE, "from the")]


def test_it_is_no_deed(company: Project) -> None:
    head = company.journal.head()
    keep_unfinished(company, Field.FIGURE, WASTE, "12")
    assert company.journal.head() == head
    assert company.verify().holds
    assert company.entry(WASTE) is None


def test_each_person_has_their_own(company: Project) -> None:
    keep_unfinished(company, Field.FIGURE, WASTE, "12")
    ann, company.who = company.who, Who("Bob", "desk-2")
    assert texts(company) == []
    keep_unfinished(company, Field.FIGURE, WASTE, "13")
    drop_unfinished(company, Field.FIGURE, STAFF)
    company.who = ann
    assert texts(company) == [("figure", WASTE, "12")]


def test_it_outlives_closing_and_a_kill(company: Project, who: Who, tmp_path: Path) -> None:
    keep_unfinished(company, Field.FIGURE, WASTE, "12,\n3 坚")
    left = tmp_path / "left"
    left.mkdir()
    # What a kill leaves on the disk: the file and its -wal, as they stand.
    for name in (company.path.name, f"{company.path.name}-wal"):
        shutil.copyfile(company.path.with_name(name), left / name)
    with open_project(left / company.path.name, who) as project:
        assert texts(project) == [("figure", WASTE, "12,\n3 坚")]
    company.close()
    with open_project(company.path, who, can_write=False) as project:
        assert texts(project) == [("figure", WASTE, "12,\n3 坚")]


def test_a_file_open_for_reading_keeps_nothing(company: Project) -> None:
    with company.reader() as reader, pytest.raises(WorldProblem, match="opened_for_reading"):
        keep_unfinished(reader, Field.FIGURE, WASTE, "1")


def test_a_text_too_odd_to_be_kept_leaves_the_old_one(company: Project) -> None:
    keep_unfinished(company, Field.FIGURE, WASTE, "1")
    with pytest.raises(UnicodeEncodeError):
        keep_unfinished(company, Field.FIGURE, WASTE, "half a sign: \ud83d")
    assert texts(company) == [("figure", WASTE, "1")]
    keep_unfinished(company, Field.FIGURE, WASTE, "2")
    assert texts(company) == [("figure", WASTE, "2")]
