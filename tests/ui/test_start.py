"""The start page: a new company, recent files, files that cannot be opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from esgdesk.settings import load_settings
from esgdesk.ui.app import Desk
from esgdesk.ui.recent import RecentRow
from esgdesk.ui.start import StartPage
from esgdesk.ui.window import DeskWindow


def start_page(desk: Desk) -> StartPage:
    desk.show_start()
    assert isinstance(desk.window, StartPage)
    return desk.window


def test_a_new_company_is_made_and_opened(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    page = start_page(desk)
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    form = page.form
    QTest.keyClicks(form.name, "Northern Foundry: Ltd.")
    assert form.file.text() == "Northern Foundry Ltd"
    form.name_hans.setText("北方铸造")
    form.first.setCurrentText("2022")
    form.last.setCurrentText("2024")
    form.folder.setText(str(tmp_path))
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    window = desk.window
    assert isinstance(window, DeskWindow)
    assert (tmp_path / "Northern Foundry Ltd.esgdesk").exists()
    assert window.session.years == ["2022", "2023", "2024"]
    assert window.session.year == "2024"
    assert load_settings().recent == [str(tmp_path / "Northern Foundry Ltd.esgdesk")]


def test_what_is_wrong_with_a_new_company_is_said_on_the_page(desk: Desk, company: Path) -> None:
    page = start_page(desk)
    page.show_form()
    form = page.form
    form.create_button.click()
    assert form.words.text() == "Type the company's name in at least one language."
    form.name.setText("A")
    form.first.setCurrentText("2024")
    form.last.setCurrentText("2022")
    form.create_button.click()
    assert "do not run forwards" in form.words.text()
    form.first.setCurrentText("2021")
    form.folder.setText(str(company.parent / "nowhere"))
    form.create_button.click()
    assert "There is no folder" in form.words.text()
    form.folder.setText(str(company.parent))
    form.file.setText(company.stem)
    form.create_button.click()
    assert "already a file" in form.words.text()
    QTest.keyClick(form.name, Qt.Key.Key_Escape)
    assert page.pages.currentIndex() == 0
    assert isinstance(desk.window, StartPage)


def test_recent_files_open_and_missing_ones_can_be_removed(desk: Desk, company: Path) -> None:
    gone = str(company.with_name("gone.esgdesk"))
    desk.settings.recent = [str(company), gone]
    page = start_page(desk)
    rows = page.findChildren(RecentRow)
    assert [row.button.isEnabled() for row in rows] == [True, False]
    rows[1].removed.emit(gone)
    assert load_settings().recent == [str(company)]
    page.findChildren(RecentRow)[0].button.click()
    assert isinstance(desk.window, DeskWindow)


def test_a_file_that_is_none_is_said_on_the_page(desk: Desk, tmp_path: Path) -> None:
    page = start_page(desk)
    other = tmp_path / "notes.esgdesk"
    other.write_text("not a database at all, only words" * 100)
    assert not desk.open_path(other)
    assert "not a company file" in page.words.text()
    assert not desk.open_path(tmp_path / "missing.esgdesk")
    assert "is not there" in page.words.text()
    assert desk.window is page


def test_the_program_starts_on_the_page_when_its_file_is_missing(
    desk: Desk, tmp_path: Path
) -> None:
    assert not desk.open_path(tmp_path / "missing.esgdesk")
    assert isinstance(desk.window, StartPage)
    assert "is not there" in desk.window.words.text()


def test_opening_another_company_closes_the_first(desk: Desk, company: Path, home: Path) -> None:
    desk.open_path(company)
    first = desk.session
    assert first is not None
    desk.open_example()
    assert desk.session is not first
    assert isinstance(desk.window, DeskWindow)
    assert desk.window.session is desk.session
    desk.open_path(company)
    assert len(load_settings().recent) == 2


def test_a_pack_of_ones_own_is_read_from_its_folder(
    desk: Desk, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = start_page(desk)
    page.show_form()
    form = page.form
    own = form.pack.count() - 1
    # The folder dialog belongs to the system; what it answers is all that is put in its place.
    monkeypatch.setattr("esgdesk.ui.new_company.ask_folder", lambda *_: small)
    form.pack.setCurrentIndex(own)
    form.pack.activated.emit(own)
    assert form.pack.currentText() == "Small"
    (small / "units.csv").unlink()
    form.pack.setCurrentIndex(own + 1)
    form.pack.activated.emit(own + 1)
    assert "units.csv" in form.words.text()
    assert form.pack.currentIndex() == 0


def test_an_example_that_cannot_be_made_is_said_on_the_page(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    page = start_page(desk)
    monkeypatch.setenv("ESGDESK_HOME", str(tmp_path / "file" / "home"))
    desk.open_example()
    assert desk.window is page
    assert "cannot be made" in page.words.text()
