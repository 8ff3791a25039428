"""Putting a backup back: the file of before goes aside whole, and nothing of it leaks in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.backups import BY_HAND, back_up
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.history import undoable
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.proof import prove
from esgdesk.operations.restore import restore_backup
from esgdesk.store.verify import AnchorVerdict

WASTE = EntryKey("waste", "", COMPANY, "2023")
KILLED = """
import os, sys
from pathlib import Path
from esgdesk.core.model import EntryKey
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
project = open_project(Path(sys.argv[1]), Who("Ann", "desk"))
for number in range(20):
    enter_text(project, EntryKey("waste", "", "company", "2023"), str(1000 + number))
os.kill(os.getpid(), 9)
"""


def value(project: Project) -> str | None:
    entry = project.entry(WASTE)
    return entry.value if entry else None


def test_a_backup_put_back_is_the_live_file_and_says_so(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    backup = back_up(company, BY_HAND)
    enter_text(company, WASTE, "2")
    head = company.journal.head()
    company.close()
    project, aside = restore_backup(company.path, backup, who)
    with project:
        assert value(project) == "1"
        last = project.journal.operations()[-1]
        assert (last.deed, last.facts["number"]) == ("restore_backup", backup.number)
        assert last.facts["aside"] == aside.name
        assert project.verify().holds
        found = undoable(project)
        assert found is not None and found.deed == "set_figure"
        enter_text(project, WASTE, "3")
        held = prove(project, head.anchor)
        assert held.verdict is AnchorVerdict.OTHER
        assert [fault.key for fault in held.faults] == ["verify.anchor_set_aside"]
        assert held.sound == project.journal.head().number
    with open_project(company.path, who) as project:
        assert value(project) == "3"
    with open_project(aside / company.path.name, who, can_write=False) as old:
        assert value(old) == "2"
        assert old.journal.head() == head


def test_a_wal_left_by_a_kill_goes_aside_too(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    backup = back_up(company, BY_HAND)
    company.close()
    subprocess.run([sys.executable, "-c", KILLED, str(company.path)])
    wal = Path(f"{company.path}-wal")
    assert wal.stat().st_size
    project, aside = restore_backup(company.path, backup, who)
    with project:
        assert value(project) == "1"
        assert project.journal.head().number == backup.number + 1
        assert project.verify().holds
    assert {file.name for file in aside.iterdir()} >= {company.path.name, wal.name}
    with open_project(aside / company.path.name, who, accept_older=True) as old:
        assert value(old) == "1019"


def test_every_restore_is_told_in_the_journal(company: Project, who: Who) -> None:
    for _ in range(3):
        backup = back_up(company, BY_HAND)
        company.close()
        company, _aside = restore_backup(company.path, backup, who)
    with company:
        deeds = [operation.deed for operation in company.journal.operations()]
        assert deeds == ["create_company", *["restore_backup"] * 3]
        assert company.verify().holds


def test_two_restores_of_a_second_keep_both_old_files(company: Project, who: Who) -> None:
    backup = back_up(company, BY_HAND)
    company.close()
    asides = []
    for _ in range(2):
        project, aside = restore_backup(company.path, backup, who)
        project.close()
        asides.append(aside)
    assert len(set(asides)) == 2


def test_a_file_that_is_gone_is_restored(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    backup = back_up(company, BY_HAND)
    company.close()
    company.path.unlink()
    project, _ = restore_backup(company.path, backup, who)
    with project:
        assert value(project) == "1"


def test_a_file_that_somebody_has_open_stays(company: Project, who: Who) -> None:
    backup = back_up(company, BY_HAND)
    enter_text(company, WASTE, "2")
    with pytest.raises(WorldProblem, match="locked_by"):
        restore_backup(company.path, backup, who)
    assert value(company) == "2"
    assert not list(company.path.parent.glob("*set aside*"))


@pytest.mark.parametrize("place", [20, 6000, -1])
def test_a_damaged_backup_changes_nothing(company: Project, who: Who, place: int) -> None:
    backup = back_up(company, BY_HAND)
    enter_text(company, WASTE, "2")
    company.close()
    data = bytearray(backup.path.read_bytes())
    data[place] ^= 1
    backup.path.write_bytes(data)
    before = sorted(file.name for file in company.path.parent.iterdir())
    with pytest.raises(WorldProblem, match=r"backup\.damaged"):
        restore_backup(company.path, backup, who)
    assert sorted(file.name for file in company.path.parent.iterdir()) == before
    with open_project(company.path, who) as project:
        assert value(project) == "2"


def test_a_backup_of_a_copy_of_another_company_is_still_that_company(
    company: Project, who: Who, tmp_path: Path
) -> None:
    """Whoever moves backups about gets what the record says, never a mixture."""
    enter_text(company, WASTE, "1")
    backup = back_up(company, BY_HAND)
    company.close()
    other = tmp_path / "other" / "Other.esgdesk"
    other.parent.mkdir()
    shutil.copyfile(company.path, other)
    project, _ = restore_backup(other, backup, who)
    with project:
        assert project.path == other
        assert value(project) == "1"
