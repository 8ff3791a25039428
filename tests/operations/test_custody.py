"""One copy of a company's file is the live one; every other says that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY
from esgdesk.operations.custody import bring_home, hand_over, save_copy, take_over
from esgdesk.operations.entries import enter_text
from esgdesk.operations.history import undoable
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.copies import verify_file

WASTE = EntryKey("waste", "", COMPANY, "2023")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def value(project: Project) -> str | None:
    entry = project.entry(WASTE)
    return entry.value if entry else None


def refusal(path: Path, who: Who) -> WorldProblem:
    with pytest.raises(WorldProblem) as caught:
        open_project(path, who)
    assert "{" not in explain(caught.value)
    return caught.value


def test_a_saved_copy_is_for_looking_at(company: Project, elsewhere: Path, who: Who) -> None:
    enter_text(company, WASTE, "1")
    head = company.journal.head()
    target = save_copy(company, elsewhere / "for the auditors")
    assert target.name == "for the auditors.esgdesk"
    assert company.journal.head() == head
    assert verify_file(target).holds
    assert refusal(target, who).key == "store.is_a_copy"
    with open_project(target, who, can_write=False) as copy:
        assert value(copy) == "1"
        assert copy.copy_id() != company.copy_id()
    enter_text(company, WASTE, "2")


def test_a_copy_of_a_copy_is_one_too(company: Project, elsewhere: Path, who: Who) -> None:
    first = save_copy(company, elsewhere / "first")
    with open_project(first, who, can_write=False) as project:
        second = save_copy(project, elsewhere / "second")
    assert refusal(second, who).key == "store.is_a_copy"


def test_nothing_is_overwritten(company: Project, elsewhere: Path) -> None:
    target = elsewhere / "a.esgdesk"
    target.write_text("a letter")
    for deed in (lambda: save_copy(company, target), lambda: hand_over(company, target, "Bob")):
        with pytest.raises(WorldProblem, match="exists"):
            deed()
    assert target.read_text() == "a letter"
    enter_text(company, WASTE, "1")
    assert company.verify().holds


def test_what_was_handed_over_is_live_and_the_rest_is_not(
    company: Project, elsewhere: Path, who: Who
) -> None:
    enter_text(company, WASTE, "1")
    target = hand_over(company, elsewhere / "Acme", "Bob")
    with pytest.raises(WorldProblem, match="opened_for_reading"):
        enter_text(company, WASTE, "2")
    company.close()
    problem = refusal(company.path, who)
    assert (problem.key, problem.facts["person"]) == ("store.handed_over", "Bob")
    assert str(problem.facts["at"]).endswith("Z")
    bob = Who("Bob", "desk-2")
    with open_project(target, bob) as project:
        assert value(project) == "1"
        assert project.journal.operations()[-1].deed == "hand_over"
        enter_text(project, WASTE, "3")
        assert project.verify().holds
    with open_project(company.path, who, can_write=False) as project:
        assert project.journal.operations()[-1].deed == "hand_over"
        assert project.verify().holds


def test_a_file_comes_back(company: Project, elsewhere: Path, who: Who) -> None:
    there = hand_over(company, elsewhere / "Acme", "Bob")
    company.close()
    with open_project(there, Who("Bob", "desk-2")) as project:
        enter_text(project, WASTE, "3")
        back = hand_over(project, elsewhere / "back", "Ann")
    assert refusal(there, who).facts["person"] == "Ann"
    with open_project(back, who) as project:
        assert value(project) == "3"
        enter_text(project, WASTE, "4")
        assert undoable(project) is not None


@pytest.mark.parametrize("way", ["copied", "handed over"])
def test_taking_over_makes_a_file_live(
    company: Project, elsewhere: Path, who: Who, way: str
) -> None:
    if way == "copied":
        idle = save_copy(company, elsewhere / "copy")
        company.close()
    else:
        hand_over(company, elsewhere / "gone", "Bob")
        company.close()
        idle = company.path
    with open_project(idle, who, accept_idle=True) as project:
        take_over(project)
        enter_text(project, WASTE, "5")
        assert project.verify().holds
        found = undoable(project)
        assert found is not None and found.deed == "set_figure"
    with open_project(idle, who) as project:
        assert value(project) == "5"


def test_a_handover_that_fails_leaves_the_file_live(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    with pytest.raises(WorldProblem, match="folder_missing"):
        hand_over(company, company.path.parent / "no folder" / "Acme", "Bob")
    enter_text(company, WASTE, "2")
    company.close()
    with open_project(company.path, who) as project:
        assert value(project) == "2"
        deeds = [operation.deed for operation in project.journal.operations()]
        assert deeds[-3:] == ["hand_over", "take_over", "set_figure"]
        assert project.verify().holds


def test_a_file_is_brought_home_beside_others(
    company: Project, elsewhere: Path, home: Path, who: Who
) -> None:
    enter_text(company, WASTE, "1")
    shared = hand_over(company, elsewhere / "Acme", "Bob")
    names = []
    for _ in range(3):
        target = bring_home(shared, home / "new folder")
        assert target.read_bytes() == shared.read_bytes()
        names.append(target.name)
    assert names == ["Acme.esgdesk", "Acme (2).esgdesk", "Acme (3).esgdesk"]
    with open_project(target, who) as project:
        assert value(project) == "1"


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_file_that_is_open_there_is_not_brought_home(
    company: Project, elsewhere: Path, home: Path, ending: str
) -> None:
    shared = save_copy(company, elsewhere / "Acme")
    Path(f"{shared}{ending}").touch()
    with pytest.raises(WorldProblem, match="in_use"):
        bring_home(shared, home)
    assert list(home.glob("Acme*")) == []


def test_a_copy_with_damage_is_never_handed_out(company: Project, elsewhere: Path) -> None:
    enter_text(company, WASTE, "1")
    company.db.execute("UPDATE entry SET value = '2'")
    with pytest.raises(Exception, match="row_altered"):
        save_copy(company, elsewhere / "Acme")
    assert list(elsewhere.iterdir()) == []
