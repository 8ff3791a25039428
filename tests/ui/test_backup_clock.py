"""Backups while the desk is open, what is said when one fails, and the -wal that is brought in."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.operations.backups import (
    MINUTES_BETWEEN,
    OPENED,
    TIMED,
    BadCopyError,
    backups_folder,
    list_backups,
    require_whole,
)
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.seal import seal_of
from esgdesk.ui.app import Desk
from esgdesk.ui.backup_clock import AFTER_OPENING, MINUTE, BackupClock, make_backup
from esgdesk.ui.session import Session
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")
NEVER = 10_000_000


@pytest.fixture
def session(example: Project) -> Session:
    return Session(example)


@pytest.fixture
def clock(session: Session, qapp: QApplication) -> Iterator[BackupClock]:
    """A clock whose minutes are made by the test."""
    made = BackupClock(session, qapp, after_opening=0, minute=NEVER)
    yield made
    made.stop()
    made.deleteLater()


def reasons(path: Path) -> list[str]:
    return [backup.why for backup in list_backups(path)]


def tamper(project: Project) -> None:
    """Change a figure past the journal, its seal made new: the file can be read all the same."""
    (row,) = project.db.query(
        "SELECT * FROM entry WHERE indicator = 'ghg.scope1' AND period = '2022'"
    )
    row |= {"value": "1"}
    project.db.execute(
        "UPDATE entry SET value = '1', seal = ? WHERE indicator = 'ghg.scope1' AND period = '2022'",
        [seal_of("entry", row)],
    )


def test_times() -> None:
    assert (AFTER_OPENING, MINUTE, MINUTES_BETWEEN) == (700, 60_000, 15)


def test_an_opened_file_is_read_whole_where_no_backup_is_due(example: Project) -> None:
    assert make_backup(example.reader, OPENED) is not None
    tamper(example)
    assert make_backup(example.reader, TIMED) is None
    with pytest.raises(BadCopyError):
        make_backup(example.reader, OPENED)


def test_the_workers_function_backs_up_what_is_due(example: Project) -> None:
    made = make_backup(example.reader, OPENED)
    assert made is not None
    require_whole(made)
    assert make_backup(example.reader, TIMED) is None


def test_a_backup_is_made_after_opening(session: Session, clock: BackupClock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(clock.ended):
        clock.start()
    assert reasons(session.project.path) == [OPENED]
    with qtbot.waitSignal(clock.ended):
        clock._on_opened()
    assert reasons(session.project.path) == [OPENED], "nothing was done since"


def test_another_is_made_every_quarter_of_an_hour(
    session: Session, clock: BackupClock, qtbot: QtBot
) -> None:
    path = session.project.path
    for round_ in (1, 2):
        session.enter(KEY, str(round_))
        for _ in range(MINUTES_BETWEEN - 1):
            clock._on_minute()
        assert not clock.is_busy
        assert len(reasons(path)) == round_ - 1
        with qtbot.waitSignal(clock.ended):
            clock._on_minute()
        assert reasons(path) == [TIMED] * round_
    head = session.project.journal.head()
    assert list_backups(path)[0].number == head.number


def test_a_minute_without_work_brings_the_wal_in(session: Session, clock: BackupClock) -> None:
    wal = Path(f"{session.project.path}-wal")
    session.enter(KEY, "5")
    clock._on_minute()
    assert wal.stat().st_size > 0, "a figure was entered within this minute"
    clock.stir()
    clock._on_minute()
    assert wal.stat().st_size > 0, "something was typed within this minute"
    clock._on_minute()
    assert wal.stat().st_size == 0
    session.enter(KEY, "6")
    clock._on_minute()
    clock._on_minute()
    assert wal.stat().st_size == 0


def test_failing_is_said_once_until_it_has_worked_again(
    session: Session, clock: BackupClock, qtbot: QtBot
) -> None:
    said: list[object] = []
    clock.failed.connect(said.append)
    folder = backups_folder(session.project.path)

    def try_it() -> None:
        with qtbot.waitSignal(clock.ended):
            clock._on_opened()

    folder.write_text("in the way")
    try_it()
    try_it()
    assert len(said) == 1
    folder.unlink()
    try_it()
    assert len(reasons(session.project.path)) == 1
    session.enter(KEY, "5")
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("in the way")
    try_it()
    assert len(said) == 2


def test_a_company_that_is_only_looked_at_is_not_backed_up(
    example: Project, qapp: QApplication
) -> None:
    with example.reader() as reader:
        clock = BackupClock(Session(reader), qapp, after_opening=0, minute=0)
        clock.start()
        assert not clock._opened.isActive()
        assert not clock._timer.isActive()
        clock.deleteLater()


def test_a_bug_in_the_worker_is_reported(
    session: Session,
    clock: BackupClock,
    qtbot: QtBot,
    bugs: list[str],
    expected_warnings: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected_warnings.append("a bug, caught")
    monkeypatch.setattr(Project, "reader", lambda self: 1 // 0)
    with qtbot.waitSignal(clock.ended):
        clock._on_opened()
    assert "ZeroDivisionError" in bugs[0]


# ---------------------------------------------------------------- in the window


def test_the_window_backs_up_what_it_has_opened(window: DeskWindow, qtbot: QtBot) -> None:
    path = window.session.project.path
    qtbot.waitUntil(lambda: reasons(path) == [OPENED], timeout=20_000)


def test_closing_waits_for_the_backup_under_way(
    desk: Desk, window: DeskWindow, company: Path, qtbot: QtBot
) -> None:
    window.session.enter(KEY, "5")
    window._care.clock._on_opened()
    window.close()
    assert desk.session is None
    (backup,) = list_backups(company)
    require_whole(backup)
    assert [file.name for file in company.parent.glob(".*esgdesk-part")] == []


def test_who_works_on_in_a_window_that_was_to_be_left_is_backed_up_again(
    window: DeskWindow,
) -> None:
    clock = window._care.clock
    assert window.leave(), "as for a copy, a publication, or another file that did not open"
    assert not clock._timer.isActive()
    window.session.enter(KEY, "5")
    assert clock._timer.isActive()


def test_a_backup_that_fails_is_said_calmly(window: DeskWindow, qtbot: QtBot) -> None:
    path = window.session.project.path
    backups_folder(path).write_text("in the way")
    with qtbot.waitSignal(window._care.clock.ended):
        window._care.clock._on_opened()
    assert window.foot.text().startswith("No backup was made. The folder ")
    assert "next try is in 15 minutes" in window.foot.text()
    assert window.bar.state.text() == "All saved"
    window.grid.step(1)
    assert "backup" not in window.foot.text()


def test_a_file_that_disagrees_with_its_journal_is_serious_until_seen(
    window: DeskWindow, qtbot: QtBot, expected_warnings: list[str]
) -> None:
    expected_warnings.append("does not agree with its journal")
    clock = window._care.clock
    tamper(window.session.project)
    with qtbot.waitSignal(clock.ended):
        clock._on_opened()
    assert list_backups(window.session.project.path) == []
    assert window.foot.text().startswith("This file does not agree with its journal")
    assert window.bar.state.text() == "Look at the file"
    other = window.session.view.key("energy.total", TOTAL, "2023")
    assert window.session.enter(other, "5")
    assert window.bar.state.text() == "Look at the file", "saving does not hide it"
    QTest.keyClicks(window.grid, "7")
    assert window.foot.text().startswith("Understood as 7"), "typing still has its echo"
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Escape)
    assert window.foot.text().startswith("This file does not agree with its journal")
    window.foot._seen.click()
    assert window.bar.state.text().startswith("Saved ")
    assert "journal" not in window.foot.text()
    assert window.foot._seen.isHidden()
    with qtbot.waitSignal(clock.ended):
        clock._on_opened()
    assert "journal" not in window.foot.text(), "once seen is enough"


def test_a_reader_that_finds_damage_is_serious_too(
    window: DeskWindow, qtbot: QtBot, expected_warnings: list[str]
) -> None:
    expected_warnings.append("does not agree with its journal")
    clock = window._care.clock
    path = window.session.project.path
    assert window.session.project.settle()
    data = bytearray(path.read_bytes())
    # The schema's own page: no reader gets past it, while the open window has it in memory.
    data[100:108] = b"\xff" * 8
    path.write_bytes(data)
    with qtbot.waitSignal(clock.ended):
        clock._on_opened()
    assert window.bar.state.text() == "Look at the file"


def test_another_window_sees_what_was_settled(
    example: Project, who: Who, qapp: QApplication
) -> None:
    enter_text(example, KEY, "5")
    assert example.settle()
    with open_project(example.path, who, can_write=False) as other:
        entry = other.entry(KEY)
        assert entry is not None
        assert entry.value == "5"


def test_log_says_where_a_backup_went(
    session: Session, clock: BackupClock, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "esgdesk")
    with qtbot.waitSignal(clock.ended):
        clock._on_opened()
    assert "backed up to" in caplog.text
