"""A bit that turns over on the disk is never shown as a figure: the same values or a stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.errors import Problem
from esgdesk.operations.backups import BY_HAND, back_up, list_backups, require_whole
from esgdesk.operations.entries import enter_text
from esgdesk.operations.example import create_example
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project
from esgdesk.operations.protection import set_password
from esgdesk.operations.restore import restore_backup
from esgdesk.paths import resources, templates
from esgdesk.store.copies import companion
from tests.faults.chance import dice
from tests.faults.companies import ANN, KEYS, make_company, quick_folder, shown
from tests.faults.conftest import Report, Rounds
from tests.faults.flips import Bench, flip, places

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the files lie."""
    with quick_folder(tmp_path, monkeypatch) as quick:
        yield quick


def _closed(project: Project) -> tuple[dict[str, bytes], dict[str, object]]:
    with project:
        wanted = shown(project)
    return {"": project.path.read_bytes()}, wanted


def _live(project: Project) -> dict[str, bytes]:
    """The file and its -wal as a power cut would leave them, with the writer still there."""
    return {ending: companion(project.path, ending).read_bytes() for ending in ("", "-wal")}


def _finish(report: Report, bench: Bench) -> None:
    report(bench.outcome.told())
    wrong = bench.outcome.wrong
    assert not wrong, f"{len(wrong)} flips: " + "; ".join(wrong[:10])


def test_flips_in_a_closed_file(rounds: Rounds, report: Report, folder: Path) -> None:
    files, wanted = _closed(make_company(folder / "company.esgdesk"))
    bench = Bench(folder, files, wanted, None)
    count = rounds(1000, 20_000)
    bench.try_bits("", places(len(files[""]), count, dice("closed")))
    _finish(report, bench)


def test_flips_in_the_example_company(rounds: Rounds, report: Report, folder: Path) -> None:
    path = folder / "company.esgdesk"
    made = create_example(path, ANN, example=resources() / "example", packs=templates())
    files, wanted = _closed(made)
    bench = Bench(folder, files, wanted, None)
    count = rounds(20, 1000)
    bench.try_bits("", places(len(files[""]), count, dice("example")))
    _finish(report, bench)


@pytest.mark.parametrize("state", ["fresh", "folded in", "begun anew"])
def test_flips_in_a_live_wal(rounds: Rounds, report: Report, folder: Path, state: str) -> None:
    """Deeds that were said to be done lie in the -wal; losing them without a word is wrong too.

    `folded in`: SQLite has copied the -wal into the file and has not begun it anew yet, so that
    a flip brings older pages back over newer ones. `begun anew`: it holds what is left of the
    one before behind its end.
    """
    make_company(folder / "company.esgdesk").close()
    with open_project(folder / "company.esgdesk", ANN) as project:
        for number in range(40):
            enter_text(project, KEYS[number % 4], str(700 + number))
        if state != "fresh":
            project.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        if state == "begun anew":
            for number in range(4):
                enter_text(project, KEYS[number], str(800 + number))
        wanted, files = shown(project), _live(project)
    bench = Bench(folder, files, wanted, None)
    count = rounds(100, 2000)
    bench.try_bits("-wal", places(len(files["-wal"]), count, dice("wal", state)))
    _finish(report, bench)


def test_flips_in_a_protected_file(rounds: Rounds, report: Report, folder: Path) -> None:
    protected = set_password(make_company(folder / "company.esgdesk"), "correct horse")
    files, wanted = _closed(protected.project)
    bench = Bench(folder, files, wanted, protected.project.key)
    count = rounds(200, 4000)
    bench.try_bits("", places(len(files[""]), count, dice("protected")))
    _finish(report, bench)


def test_flips_in_backups(rounds: Rounds, report: Report, folder: Path) -> None:
    """Neither the backup nor its record is used or listed otherwise than it was."""
    with make_company(folder / "company.esgdesk") as project:
        backup = back_up(project, BY_HAND)
    count = rounds(300, 5000)
    original = folder.joinpath("company.esgdesk").read_bytes()
    refused = unlisted = same = 0
    wrong = []
    for file, share in ((backup.path, 0.7), (backup.record, 0.3)):
        data = file.read_bytes()
        for number, bit in enumerate(places(len(data), int(count * share), dice(file.suffix))):
            bit %= 8 * len(data)
            file.write_bytes(flip(data, bit))
            listed = list_backups(project.path)
            if not listed:
                unlisted += 1
                continue
            try:
                if number % 10:
                    require_whole(listed[0])
                else:
                    restore_backup(project.path, listed[0], ANN)[0].close()
            except Problem:
                refused += 1
            else:
                same += 1
                if listed != [backup] or file == backup.path:
                    wrong.append(f"byte {bit // 8} bit {bit % 8} of {file.name}: {listed}")
        file.write_bytes(data)
    report(
        f"{refused + unlisted + same + len(wrong)} flips, {unlisted} backups not listed any more, "
        f"{refused} refused, {same} as before"
    )
    assert not wrong, f"{len(wrong)} flips: " + "; ".join(wrong[:5])
    assert folder.joinpath("company.esgdesk").read_bytes() == original
