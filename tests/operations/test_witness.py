"""A file with fewer deeds than this computer has seen does not go unnoticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey, Head
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import older_than_seen, open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.proof import prove
from esgdesk.operations.witness import Witness
from esgdesk.store.verify import AnchorVerdict

WASTE = EntryKey("waste", "", COMPANY, "2023")


@pytest.fixture
def put_back(company: Project, tmp_path: Path) -> Path:
    """A company file in whose place a copy of last week was put, behind the program's back."""
    enter_text(company, WASTE, "1")
    company.close()
    old = shutil.copyfile(company.path, tmp_path / "last week")
    with open_project(company.path, company.who) as project:
        enter_text(project, WASTE, "2")
        enter_text(project, WASTE, "3")
    shutil.copyfile(old, company.path)
    return company.path


def test_an_old_copy_put_back_is_noticed(put_back: Path, who: Who) -> None:
    before = put_back.read_bytes()
    with pytest.raises(WorldProblem) as caught:
        open_project(put_back, who)
    assert caught.value.key == "store.older_than_seen"
    assert (caught.value.facts["seen"], caught.value.facts["found"]) == (4, 2)
    assert "{" not in explain(caught.value)
    assert put_back.read_bytes() == before
    assert [file.name for file in put_back.parent.glob(".*")] == []


def test_who_only_reads_is_told(put_back: Path, who: Who) -> None:
    with open_project(put_back, who, can_write=False) as project:
        told = older_than_seen(project)
        assert told is not None and told.facts["seen"] == 4
        found = prove(project)
        assert found.verdict is AnchorVerdict.OLDER and not found.holds


def test_accepted_once_it_is_the_file_from_then_on(put_back: Path, who: Who) -> None:
    with open_project(put_back, who, accept_older=True) as project:
        entry = project.entry(WASTE)
        assert entry is not None and entry.value == "1"
        assert older_than_seen(project) is None
    with open_project(put_back, who) as project:
        assert prove(project).holds


def test_other_deeds_of_the_same_number_are_noticed_too(put_back: Path, who: Who) -> None:
    with open_project(put_back, who, accept_older=True) as project:
        witness = project.witnessed()
        for text in ("7", "8"):
            enter_text(project, WASTE, text)
        head = project.journal.head()
        first = project.journal.find(1).id
        copy = project.copy_id()
    assert witness is not None and head.number == 4
    Witness(first, copy).note(Head(4, "0" * 64, ""))
    with pytest.raises(WorldProblem, match="older_than_seen"):
        open_project(put_back, who)


@pytest.mark.parametrize("text", ["", "not JSON", "[]", '{"number": "x"}', "\0"])
def test_a_note_that_cannot_be_read_is_no_note(company: Project, who: Who, text: str) -> None:
    enter_text(company, WASTE, "1")
    note = Witness(company.journal.find(1).id, company.copy_id()).path
    company.close()
    note.write_text(text)
    with open_project(company.path, who) as project:
        assert project.witnessed() is not None


def test_a_note_that_cannot_be_kept_stops_nothing(company: Project, who: Who, home: Path) -> None:
    company.close()
    shutil.rmtree(home / "seen")
    (home / "seen").write_text("in the way")
    with open_project(company.path, who) as project:
        enter_text(project, WASTE, "1")
        assert project.witnessed() is None
        assert prove(project).holds


def test_another_computer_expects_nothing(
    put_back: Path, who: Who, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ESGDESK_HOME", str(tmp_path / "another home"))
    with open_project(put_back, who) as project:
        assert prove(project).holds
