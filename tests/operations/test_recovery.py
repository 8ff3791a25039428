"""What can be saved from a damaged file is saved, and what is lost is said."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.backups import BY_HAND, Backup, back_up
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.history import undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.protection import set_password
from esgdesk.operations.recovery import REPORT, Salvage, examine, recover
from tests.store.tampering import Tamperer, laid_open

WASTE = EntryKey("waste", "", COMPANY, "2023")
WATER = EntryKey("water", "", COMPANY, "2023")


def work(project: Project, *texts: str) -> None:
    """One deed for each text; the journal has one more, which made the file."""
    for text in texts:
        enter_text(project, WASTE, text)


def values(project: Project) -> dict[str, str | None]:
    return {key.indicator: entry.value for key, entry in project.view().entries.items()}


def damage(path: Path, change: Callable[[Tamperer], object]) -> None:
    with laid_open(path, random.Random(1)) as file:
        change(file)


def rot_figures(file: Tamperer) -> None:
    file.db.execute("UPDATE entry SET value = '666'")


def rot_operation(number: int) -> Callable[[Tamperer], object]:
    return lambda file: file.db.execute(
        "UPDATE change SET after = replace(after, 'waste', 'wasta') WHERE operation = ?", [number]
    )


def saved(salvage: Salvage, who: Who) -> tuple[Project, Path]:
    before = salvage.path.read_bytes()
    project, aside = recover(salvage, who)
    assert project.verify().holds
    assert (aside / salvage.path.name).read_bytes() == before
    report = (aside / REPORT).read_text(encoding="utf-8")
    assert f"ends with operation {salvage.reaches}." in report
    assert f"could not be saved: {salvage.lost}\n" in report
    last = project.journal.operations()[-1]
    assert (last.deed, last.number) == ("recover_file", salvage.reaches + 1)
    return project, aside


def test_a_whole_journal_brings_damaged_tables_back_without_a_backup(
    company: Project, who: Who
) -> None:
    work(company, "1", "2")
    enter_text(company, WATER, "7")
    undo(company)
    enter_text(company, WATER, "8")
    company.close()
    damage(company.path, rot_figures)
    before = company.path.read_bytes()
    salvage = examine(company.path)
    assert company.path.read_bytes() == before
    assert (salvage.base, salvage.reaches, salvage.known, salvage.lost) == (None, 6, 6, 0)
    project, _ = saved(salvage, who)
    with project:
        assert values(project) == {"waste": "2", "water": "8"}
        undo(project)
        assert values(project) == {"waste": "2"}
    open_project(company.path, who).close()


def test_a_backup_is_the_base_and_later_deeds_are_done_again(company: Project, who: Who) -> None:
    work(company, "1", "2")
    backup = back_up(company, BY_HAND)
    work(company, "3", "4")
    company.close()
    damage(company.path, rot_operation(2))
    salvage = examine(company.path)
    assert (salvage.base, len(salvage.steps), salvage.reaches, salvage.lost) == (backup, 2, 5, 0)
    project, _ = saved(salvage, who)
    with project:
        assert values(project) == {"waste": "4"}


@pytest.mark.parametrize("gap", [3, 5])
def test_a_gap_in_the_journal_ends_what_can_be_saved(company: Project, who: Who, gap: int) -> None:
    work(company, "1")
    backup = back_up(company, BY_HAND)
    work(company, "2", "3", "4", "5")
    company.close()
    damage(company.path, rot_operation(gap))
    salvage = examine(company.path)
    assert salvage.base in (backup, None)
    assert (salvage.reaches, salvage.known, salvage.lost) == (gap - 1, 6, 7 - gap)
    project, _ = saved(salvage, who)
    with project:
        assert values(project) == {"waste": str(gap - 2)}


def test_a_backup_after_the_gap_is_better_than_the_journal_before_it(
    company: Project, who: Who
) -> None:
    work(company, "1")
    back_up(company, BY_HAND)
    work(company, "2", "3")
    newer = back_up(company, BY_HAND)
    work(company, "4")
    company.close()
    damage(company.path, rot_operation(3))
    salvage = examine(company.path)
    assert (salvage.base, salvage.reaches, salvage.lost) == (newer, 5, 0)


def test_a_damaged_backup_is_named_and_an_older_one_taken(company: Project, who: Who) -> None:
    work(company, "1")
    older = back_up(company, BY_HAND)
    work(company, "2")
    newer = back_up(company, BY_HAND)
    company.close()
    flip(newer, 5000)
    company.path.write_bytes(b"no company file at all")
    salvage = examine(company.path)
    assert (salvage.base, salvage.bad_backups) == (older, (newer,))
    project, aside = saved(salvage, who)
    with project:
        assert values(project) == {"waste": "1"}
    assert newer.path.name in (aside / REPORT).read_text(encoding="utf-8")


def flip(backup: Backup, place: int) -> None:
    data = bytearray(backup.path.read_bytes())
    data[place] ^= 1
    backup.path.write_bytes(data)


def rot_header(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(b"\0" * 100 + data[100:])


def rot_first_page(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * 3996 + data[4096:])


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


@pytest.mark.parametrize("rot", [rot_header, rot_first_page, cut_short])
def test_a_file_beyond_reading_is_its_newest_backup(
    company: Project, who: Who, rot: Callable[[Path], None]
) -> None:
    work(company, "1", "2")
    backup = back_up(company, BY_HAND)
    company.close()
    rot(company.path)
    with pytest.raises(WorldProblem):
        open_project(company.path, who)
    salvage = examine(company.path)
    assert salvage.trouble
    assert (salvage.base, salvage.reaches) == (backup, 3)
    project, _ = saved(salvage, who)
    with project:
        assert values(project) == {"waste": "2"}


@pytest.mark.parametrize("rot", [rot_header, rot_first_page])
def test_nothing_to_save_is_said_and_nothing_changed(
    company: Project, who: Who, rot: Callable[[Path], None]
) -> None:
    work(company, "1")
    company.close()
    rot(company.path)
    before = company.path.read_bytes()
    names = {file.name for file in company.path.parent.iterdir()}
    salvage = examine(company.path)
    assert not salvage.is_worth_it
    with pytest.raises(WorldProblem, match=r"recovery\.nothing"):
        recover(salvage, who)
    assert company.path.read_bytes() == before
    # SQLite may leave an empty -wal where it could read the file no further.
    left = {file.name for file in company.path.parent.iterdir() if file.stat().st_size} - names
    assert left <= {f"{company.path.name}-shm"}


def test_deeds_this_computer_has_seen_count_as_lost(company: Project, who: Who) -> None:
    work(company, "1", "2", "3")
    company.close()
    damage(company.path, lambda file: cut(file, 2))
    salvage = examine(company.path)
    assert (salvage.reaches, salvage.known, salvage.lost) == (2, 4, 2)


def cut(file: Tamperer, length: int) -> None:
    del file.operations[length:]
    file.write()
    file.put_tables_back()


def test_a_file_that_somebody_has_open_is_not_rebuilt(company: Project, who: Who) -> None:
    work(company, "1")
    salvage = examine(company.path)
    with pytest.raises(WorldProblem, match="locked_by"):
        recover(salvage, who)
    work(company, "2")
    assert company.verify().holds


def test_a_forged_journal_is_not_made_a_file_of(company: Project, who: Who) -> None:
    """Hashes that somebody computed over rows that cannot be."""
    work(company, "1", "2")
    company.close()

    def forge(file: Tamperer) -> None:
        (line,) = file.lines[file.operations[2]["id"]]
        line["before"] = line["before"].replace('"value":"1"', '"value":"9"')
        file.hash_anew(2)
        file.write()

    damage(company.path, forge)
    before = company.path.read_bytes()
    salvage = examine(company.path)
    with pytest.raises(WorldProblem, match=r"recovery\.failed"):
        recover(salvage, who)
    assert company.path.read_bytes() == before


def test_a_protected_file_is_rebuilt_with_its_password(company: Project, who: Who) -> None:
    work(company, "1")
    with set_password(company, "long enough").project as project:
        back_up(project, BY_HAND)
        work(project, "2")
        key = project.key
    data = bytearray(company.path.read_bytes())
    data[9000] ^= 1
    company.path.write_bytes(data)
    salvage = examine(company.path, key=key)
    assert salvage.is_worth_it
    project, _ = recover(salvage, who, key=key)
    with project:
        assert project.verify().holds
        assert values(project)["waste"] in ("1", "2")
    with open_project(company.path, who, answer="long enough") as project:
        assert project.key is not None
