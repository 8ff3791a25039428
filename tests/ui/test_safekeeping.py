"""Backups, password, copies, handing over and proof from File, and the window for looking only."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL
from esgdesk.core.wording import LANGUAGES
from esgdesk.operations.backups import back_up, backups_folder, list_backups, remove_backup
from esgdesk.operations.custody import save_copy
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project
from esgdesk.operations.protection import is_password, set_password
from esgdesk.report.export import Format
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.hand_over_panel import HandOverPanel
from esgdesk.ui.password_panel import PasswordPanel
from esgdesk.ui.proof_panel import ProofPanel
from esgdesk.ui.restore_panel import RestorePanel
from esgdesk.ui.told import Banner, Told
from esgdesk.ui.window import DeskWindow
from tests.ui.damage import ANN, BEN, KEY, alter_row, opened, press, type_text, value

PANELS = ("hand_over", "restore", "password", "proof")


def choose(window: DeskWindow, text: str) -> None:
    """Choose a line of a menu."""
    lines = [line for line in window.findChildren(QAction) if line.text() == text]
    assert lines, text
    assert lines[0].isEnabled(), text
    lines[0].trigger()


def banner(window: DeskWindow) -> str:
    """What is said under the top bar."""
    shown = [line for line in window.findChildren(Banner) if line.isVisible()]
    return " ".join(line.told.text() for line in shown)


def restore_panel(window: DeskWindow) -> RestorePanel:
    choose(window, "Re&store…")
    panel = window.right.currentWidget()
    assert isinstance(panel, RestorePanel)
    return panel


def password_panel(window: DeskWindow) -> PasswordPanel:
    choose(window, "Pass&word…")
    panel = window.right.currentWidget()
    assert isinstance(panel, PasswordPanel)
    return panel


# ------------------------------------------------------------ backups


def test_a_backup_is_made_by_hand_and_put_back_by_keys(
    desk: Desk, window: DeskWindow, company: Path, qtbot: QtBot
) -> None:
    panel = restore_panel(window)
    assert panel.none.isVisible()
    assert panel.now_button.hasFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.told.text().startswith("Backed up"), timeout=20_000)
    (row,) = panel.backups.rows
    said = row.head.accessibleName()
    assert said.endswith("by hand · 601 figures, as it is now")
    window.session.enter(KEY, "1")
    window.session.enter(KEY, "2")
    choose(window, "Re&store…")
    assert panel.backups.rows[0].head.accessibleName().endswith("changes since: 2")
    qtbot.waitUntil(lambda: panel.backups.rows[0].isVisible())
    assert panel.backups.rows[0].head.hasFocus()
    press(Qt.Key.Key_Return)
    assert panel.backups.rows[0].body.isVisible()
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.backups.rows[0].button
    press(Qt.Key.Key_Return)
    again = opened(desk, qtbot)
    assert again is not window
    assert value(again.session.project) == "4052"
    (aside,) = company.parent.glob("example set aside *")
    qtbot.waitUntil(lambda: "Changes made since: 2." in banner(again))
    assert aside.name in banner(again)
    with open_project(aside / company.name, ANN, can_write=False) as before:
        assert value(before) == "2"


def test_a_backup_that_is_not_whole_leaves_the_company_open_as_it_was(
    desk: Desk, example: Project, qtbot: QtBot
) -> None:
    backup = back_up(example, "opened")
    example.close()
    data = bytearray(backup.path.read_bytes())
    data[-1] ^= 1
    backup.path.write_bytes(data)
    desk.open_path(example.path)
    window = opened(desk, qtbot)
    panel = restore_panel(window)
    panel.backups.rows[0].head.click()
    panel.backups.rows[0].button.click()
    assert "is not what it was when it was made" in panel.told.text()
    assert desk.window is window
    assert window.session.enter(KEY, "5")


def test_what_stands_in_an_open_cell_is_saved_before_a_backup_is_put_back(
    desk: Desk, example: Project, qtbot: QtBot
) -> None:
    back_up(example, "opened")
    example.close()
    desk.open_path(example.path)
    window = opened(desk, qtbot)
    panel = restore_panel(window)
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "7")
    panel.backups.rows[0].head.click()
    panel.backups.rows[0].button.click()
    opened(desk, qtbot)
    (aside,) = example.path.parent.glob("example set aside *")
    with open_project(aside / example.path.name, ANN, can_write=False) as before:
        assert value(before) == "7"


def test_all_backups_are_shown_when_asked_for(desk: Desk, example: Project, qtbot: QtBot) -> None:
    for text in "12345678":
        enter_text(example, KEY, text)
        back_up(example, "timed")
    example.close()
    desk.open_path(example.path)
    panel = restore_panel(opened(desk, qtbot))
    assert len(panel.backups.rows) == 6
    panel.backups.more.click()
    assert len(panel.backups.rows) == 8
    assert panel.backups.more.isHidden()


def test_a_backup_of_another_password_asks_for_it(
    desk: Desk, example: Project, qtbot: QtBot
) -> None:
    backup = back_up(example, "opened")
    first = set_password(example, "the first one").project
    (backup,) = list_backups(first.path)
    kept, record = backup.path.read_bytes(), backup.record.read_bytes()
    done = set_password(first, "the second one")
    for renewed in list_backups(done.project.path):
        remove_backup(renewed)
    backup.path.write_bytes(kept)
    backup.record.write_bytes(record)
    path = done.project.path
    done.project.close()
    desk.open_path(path)
    window = desk.window
    assert window is not None
    page = window.trouble  # type: ignore[attr-defined]
    page.attempt.unlock("the second one")
    window = opened(desk, qtbot)
    panel = restore_panel(window)
    panel.backups.rows[0].head.click()
    panel.backups.rows[0].button.click()
    assert not panel.asks.isHidden()
    assert desk.window is window
    panel.secret.line.setText("the first one")
    panel.backups.rows[0].button.click()
    again = opened(desk, qtbot)
    assert again is not window
    assert is_password(again.session.project, "the first one")


# ------------------------------------------------------------ password


def set_first(window: DeskWindow, password: str = "correct horse") -> PasswordPanel:
    """Set a password by keys."""
    panel = password_panel(window)
    assert panel.new.line.hasFocus()
    type_text(password)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    assert panel.again.line.hasFocus()
    type_text(password)
    press(Qt.Key.Key_Return)
    return panel


def key_of(panel: PasswordPanel) -> str:
    return "-".join(
        label.text()
        for label in panel.kept.words.findChildren(QLabel)
        if label.isVisibleTo(panel.kept)
    )


def test_a_password_is_set_and_the_key_must_be_kept_before_the_panel_is_left(
    desk: Desk,
    window: DeskWindow,
    company: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = set_first(window)
    assert is_password(window.session.project, "correct horse")
    assert window.session.enter(KEY, "5")
    key = key_of(panel)
    assert is_password(window.session.project, key)
    assert panel.kept.copy_button.hasFocus()
    press(Qt.Key.Key_Return)
    assert QApplication.clipboard().text() == key
    # The file dialog belongs to the system; what it answers is all that is put in its place.
    target = tmp_path / "key.txt"
    monkeypatch.setattr("esgdesk.ui.key_page.ask_text_file", lambda *_: target)
    panel.kept.save_button.click()
    assert key in target.read_text(encoding="utf-8")
    assert str(target) in panel.kept.said.text()

    press(Qt.Key.Key_Escape)
    window.show_export(Format.PDF)
    choose(window, "&Hand over…")
    assert window.right.currentWidget() is panel
    assert "Keep the recovery key first" in panel.told.text()
    window.close()
    assert desk.session is not None, "the first close is refused"
    assert not panel.kept.done_button.isEnabled()
    panel.kept.box.setFocus()
    press(Qt.Key.Key_Space)
    panel.kept.done_button.click()
    assert window.right.currentWidget() is window.inspector
    assert key not in [label.text() for label in window.findChildren(QLabel)]
    assert panel.kept.words.accessibleName() == ""
    window.close()
    assert desk.session is None
    with open_project(company, ANN, answer=key) as project:
        assert value(project) == "5"


def test_what_is_wrong_with_a_password_is_said_inline(window: DeskWindow) -> None:
    panel = set_first(window, "short")
    assert panel.told.text() == "The new password needs at least 8 signs."
    panel.new.line.setText("correct horse")
    panel.again.line.setText("correct house")
    panel.set_button.click()
    assert "not the same" in panel.told.text()
    assert window.session.project.key is None


def test_a_password_is_changed_and_removed_by_whoever_knows_it(
    window: DeskWindow, qtbot: QtBot
) -> None:
    panel = set_first(window)
    panel.kept.box.click()
    panel.kept.done_button.click()
    password_panel(window)
    assert panel.present.line.hasFocus()
    panel.present.line.setText("wrong horse")
    panel.remove_button.click()
    assert "not the present password" in panel.told.text()
    panel.present.line.setText("correct horse")
    panel.new.line.setText("battery staple")
    panel.again.line.setText("battery staple")
    panel.set_button.click()
    assert is_password(window.session.project, "battery staple")
    assert not is_password(window.session.project, "correct horse")
    panel.kept.box.click()
    panel.kept.done_button.click()
    password_panel(window)
    panel.present.line.setText("battery staple")
    panel.remove_button.click()
    assert window.session.project.key is None
    assert "no password any more" in panel.told.text()
    assert panel.present.isHidden()
    assert window.session.enter(KEY, "5")


def test_backups_that_keep_their_password_are_named(
    desk: Desk, example: Project, qtbot: QtBot
) -> None:
    backup = back_up(example, "opened")
    data = bytearray(backup.path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    backup.path.write_bytes(data)
    example.close()
    desk.open_path(example.path)
    window = opened(desk, qtbot)
    with qtbot.waitActive(window):
        window.activateWindow()
    panel = set_first(window)
    assert backup.path.stem in panel.told.text()
    panel.kept.box.click()
    panel.kept.done_button.click()


def test_a_full_disk_leaves_the_file_open_and_without_a_password(
    window: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("esgdesk.operations.swap.flush", full)
    panel = set_first(window)
    assert "The disk is full" in panel.told.text()
    monkeypatch.undo()
    assert window.session.project.key is None
    assert window.session.enter(KEY, "5")


# ------------------------------------------------------------ copies


def test_a_copy_is_saved_where_the_person_says(
    window: DeskWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "for the auditor"
    monkeypatch.setattr("esgdesk.ui.safekeeping.ask_new_company_file", lambda *_: target)
    choose(window, "Save a cop&y…")
    qtbot.waitUntil(lambda: "was written and read back" in banner(window), timeout=20_000)
    with open_project(target.with_suffix(".esgdesk"), BEN, can_write=False) as copy:
        assert value(copy) == "4052"
    choose(window, "Save a cop&y…")
    qtbot.waitUntil(lambda: "There is already a file" in banner(window), timeout=20_000)
    assert window.session.enter(KEY, "5")


def test_after_handing_over_the_window_is_for_looking_only(
    desk: Desk,
    window: DeskWindow,
    company: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(window, "&Hand over…")
    panel = window.right.currentWidget()
    assert isinstance(panel, HandOverPanel)
    press(Qt.Key.Key_Return)
    assert "Type the colleague's name" in panel.told.text()
    target = tmp_path / "for Ben.esgdesk"
    monkeypatch.setattr("esgdesk.ui.hand_over_panel.ask_new_company_file", lambda *_: target)
    type_text("Ben")
    press(Qt.Key.Key_Return)
    again = opened(desk, qtbot)
    assert again is not window
    assert not again.session.project.can_write
    qtbot.waitUntil(lambda: "Handed over to Ben" in banner(again))
    assert "For looking only: handed over to Ben on 20" in banner(again)
    with open_project(target, BEN) as live:
        enter_text(live, KEY, "9")


def test_a_copy_that_cannot_be_written_leaves_this_file_the_live_one(
    window: DeskWindow, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(window, "&Hand over…")
    panel = window.right.currentWidget()
    assert isinstance(panel, HandOverPanel)
    monkeypatch.setattr("esgdesk.ui.hand_over_panel.ask_new_company_file", lambda *_: company)
    panel.person.setText("Ben")
    panel.start.click()
    assert "There is already a file" in panel.told.text()
    assert window.session.enter(KEY, "9")


# ------------------------------------------------------------ looking only


@pytest.fixture
def looking(desk: Desk, example: Project, qtbot: QtBot) -> DeskWindow:
    """A window on a copy, for looking only."""
    copy = save_copy(example, example.path.with_name("copy"))
    example.close()
    desk.open_path(copy)
    page = desk.window.trouble  # type: ignore[union-attr]
    page.offers.look_button.click()
    window = opened(desk, qtbot)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def test_nothing_can_be_entered_where_it_is_for_looking_only(looking: DeskWindow) -> None:
    head = looking.session.project.journal.head()
    assert looking.bar.state.text() == "For looking only"
    assert looking.foot.text() == "For looking only: nothing can be entered."
    looking.grid.go_to(looking.model.find("ghg.scope1", TOTAL))
    for key in (Qt.Key.Key_7, Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        QTest.keyClick(looking.grid, key)
        assert not looking.grid.is_editing
    QApplication.clipboard().setText("11\n12")
    QTest.keyClick(looking.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert looking.inspector.note.isReadOnly()
    assert not looking.undo_action.isEnabled()
    assert not looking.bar.undo.isEnabled()
    lines = {line.text(): line.isEnabled() for line in looking.findChildren(QAction)}
    for text in ("Re&store…", "Pass&word…", "&Hand over…", "&Paste\tCtrl+V"):
        assert not lines[text], text
    for text in ("Save a cop&y…", "Pro&ve this file…"):
        assert lines[text], text
    assert looking.session.project.journal.head() == head
    assert not looking.session.has_unsaved


def test_what_is_for_looking_only_is_exported_and_proved(looking: DeskWindow, qtbot: QtBot) -> None:
    looking.show_export(Format.XLSX)
    assert not looking.panel.footnote.isEnabled()
    looking.panel.start.click()
    qtbot.waitUntil(lambda: looking.panel.open_button.isVisible(), timeout=30_000)
    assert looking.panel.target().exists()


def test_the_banner_leads_back_to_what_can_be_done(
    desk: Desk, looking: DeskWindow, qtbot: QtBot
) -> None:
    assert "a copy that Ann saved on 20" in banner(looking)
    (line,) = looking.findChildren(Banner)
    line.offer_button.click()
    assert desk.session is None
    assert desk.window.trouble.title.text() == "copy is a copy"  # type: ignore[union-attr]


def test_the_reason_stays_when_the_language_changes(desk: Desk, looking: DeskWindow) -> None:
    desk.choose_language("zh-Hans")
    window = desk.window
    assert isinstance(window, DeskWindow)
    assert banner(window).startswith("仅供查看：这是 Ann 于")


# ------------------------------------------------------------ proof


def proof_panel(window: DeskWindow) -> ProofPanel:
    choose(window, "Pro&ve this file…")
    panel = window.right.currentWidget()
    assert isinstance(panel, ProofPanel)
    return panel


def outcome(panel: ProofPanel, qtbot: QtBot) -> list[str]:
    """What a proof says, line by line."""
    qtbot.waitUntil(lambda: panel.start.isEnabled(), timeout=20_000)
    pieces = [panel.outcome.itemAt(place).widget() for place in range(panel.outcome.count())]
    return [piece.text() for piece in pieces if isinstance(piece, Told)]


def test_a_whole_file_is_proved_by_enter(window: DeskWindow, qtbot: QtBot) -> None:
    panel = proof_panel(window)
    assert panel.start.hasFocus()
    press(Qt.Key.Key_Return)
    said = outcome(panel, qtbot)
    assert said[0].startswith("All is well.")
    assert said[1].startswith("The file is exactly as this computer last saw it")


def test_an_anchor_is_held_against_the_file(window: DeskWindow, qtbot: QtBot) -> None:
    head = window.session.view.head
    window.session.enter(KEY, "5")
    panel = proof_panel(window)
    panel.anchor.setFocus()
    type_text(f"{head.number}:{head.hash[:16]}")
    press(Qt.Key.Key_Return)
    assert "has gone on from the anchor (operation 2) by 1 operations" in outcome(panel, qtbot)[1]
    panel.anchor.setText("yesterday")
    panel.start.click()
    assert outcome(panel, qtbot) == []
    assert "yesterday is no anchor" in panel.told.text()
    panel.anchor.setText(f"{head.number}:{'0' * 16}")
    panel.start.click()
    assert outcome(panel, qtbot)[1].startswith("Operation 2 is not the one of the anchor")


def test_faults_are_said_with_what_can_be_trusted(
    window: DeskWindow, company: Path, qtbot: QtBot
) -> None:
    alter_row(company)
    panel = proof_panel(window)
    panel.start.click()
    said = outcome(panel, qtbot)
    assert said[0].startswith("The file is not what it should be. Faults: 1.")
    assert "ghg.scope1" in said[1]
    assert said[-1].startswith("What can still be trusted: operations 1 to 2, and 972 of 973")


# ------------------------------------------------------------ all of them


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_draws_in_every_language_and_theme(
    make_desk: Callable[[Settings], Desk],
    example: Project,
    language: str,
    theme: str,
    qtbot: QtBot,
) -> None:
    back_up(example, "opened")
    example.close()
    desk = make_desk(Settings(language=language, theme=theme))
    desk.open_path(example.path)
    window = opened(desk, qtbot)
    for name in PANELS:
        window.keeping.show(name)
        assert not window.grab().isNull()
        panel = window.keeping.panel(name)
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
            for control in panel.findChildren(kind):
                if isinstance(control.parent(), QLineEdit) or control.objectName().startswith(
                    "qt_"
                ):
                    continue
                text = control.text() if isinstance(control, QAbstractButton) else ""
                assert control.accessibleName() or text, control
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert window.right.currentWidget() is window.inspector


def test_f6_reaches_the_panel_that_stands_beside_the_grid(window: DeskWindow, qtbot: QtBot) -> None:
    panel = proof_panel(window)
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_F6)
    assert panel.start.hasFocus()


def test_without_backups_the_panel_says_so(window: DeskWindow, company: Path) -> None:
    folder = backups_folder(company)
    if folder.exists():
        shutil.rmtree(folder)
    panel = restore_panel(window)
    assert panel.none.text() == "There is no backup yet."
    assert list_backups(company) == []
