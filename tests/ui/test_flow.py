"""States, comments, people and locked years in the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from esgdesk.core.model import EntryKey, Role, State
from esgdesk.core.wording import LANGUAGES
from esgdesk.operations.custody import save_copy
from esgdesk.operations.flow import approve, submit
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.entries import EntryModel
from esgdesk.ui.flow_card import CommentForm, CommentLine, StateCard
from esgdesk.ui.people_panel import PeoplePanel
from esgdesk.ui.shown import filters
from esgdesk.ui.window import DeskWindow
from tests.ui.conftest import delete_later, show

KEY = EntryKey("ghg.scope1", "", "company", "2023")
OTHER = EntryKey("ghg.scope2", "", "company", "2023")


def go(window: DeskWindow, key: EntryKey = KEY) -> StateCard:
    """Put the cursor on a figure; its state in the inspector."""
    window._navigator.go_to_figure(key)
    return card(window)


def card(window: DeskWindow) -> StateCard:
    delete_later()
    (found,) = window.inspector.findChildren(StateCard)
    return found


def comments(window: DeskWindow) -> list[CommentLine]:
    delete_later()
    return window.inspector.findChildren(CommentLine)


def press(button: QPushButton) -> None:
    """Press a button as a person without a mouse does."""
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)


def state(window: DeskWindow, key: EntryKey = KEY) -> State:
    return window.session.view.entries[key].state


def model_text(model: EntryModel, key: EntryKey, role: Qt.ItemDataRole) -> str:
    index = model.index(model.find(key.indicator, key.members), model.fill_column)
    return str(index.data(role))


@pytest.fixture
def by_bob(company: Path) -> Path:
    """The example with a figure that Bob has submitted."""
    with open_project(company, Who("Bob", "desk-2")) as project:
        submit(project, [KEY])
    return company


def test_a_figure_is_submitted_from_the_inspector(window: DeskWindow) -> None:
    press(go(window).submit)
    assert state(window) is State.SUBMITTED
    words = model_text(window.model, KEY, Qt.ItemDataRole.AccessibleTextRole)
    assert words.endswith("Submitted")
    window.undo_action.trigger()
    assert state(window) is State.DRAFT


def test_what_you_submitted_you_do_not_approve_and_are_told_why(window: DeskWindow) -> None:
    press(go(window).submit)
    press(card(window).approve)
    assert state(window) is State.SUBMITTED
    assert "four-eyes" in window.foot.text()


def test_the_four_eyes_rule_can_be_off(
    make_desk: Callable[[Settings], Desk], company: Path, qtbot: QtBot
) -> None:
    desk = make_desk(Settings(person="Ann", language="en", theme="light", four_eyes=False))
    assert desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    show(window, qtbot)
    press(go(window).submit)
    press(card(window).approve)
    assert state(window) is State.APPROVED


def test_what_a_colleague_submitted_is_approved_and_typing_makes_it_a_draft(
    by_bob: Path, window: DeskWindow
) -> None:
    press(go(window).approve)
    assert state(window) is State.APPROVED
    window.grid.setFocus()
    QTest.keyClicks(window.grid, "7")
    editor = window.grid.delegate.editor
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert state(window) is State.DRAFT


def test_sending_back_asks_for_words_and_shows_them(by_bob: Path, window: DeskWindow) -> None:
    back = go(window)
    press(back.back)
    press(back.field.save)
    assert state(window) is State.SUBMITTED, "without words nothing happens"
    assert back.field.text.hasFocus()
    QTest.keyClicks(back.field.text, "Which boundary?")
    press(back.field.save)
    assert state(window) is State.SENT_BACK
    (line,) = comments(window)
    words = " ".join(label.text() for label in line.findChildren(type(window.inspector._name)))
    assert "Sent back: Which boundary?" in words
    assert "Ann" in words


def test_a_comment_is_added_and_marked_as_done(window: DeskWindow) -> None:
    go(window)
    form = window.inspector.findChildren(CommentForm)[-1]
    press(form.open)
    QTest.keyClicks(form.field.text, "Is the kiln in it?")
    press(form.field.save)
    (line,) = comments(window)
    assert not window.session.view.comments[KEY][0].is_done
    press(line.settle)
    assert window.session.view.comments[KEY][0].is_done
    (line,) = comments(window)
    press(line.settle)
    assert not window.session.view.comments[KEY][0].is_done


def test_an_error_keeps_a_chapter_from_going_whole(window: DeskWindow) -> None:
    window.go_to_chapter("climate")
    window.session.enter(KEY, "-5")
    window.flow.submit_chapter()
    assert state(window) is State.DRAFT
    assert state(window, OTHER) is State.SUBMITTED
    assert "have errors and were left" in window.foot.text()
    window.flow.submit_chapter()
    assert window.foot.text().startswith("There is nothing to submit")


def test_a_chapter_that_a_colleague_submitted_is_approved(company: Path, desk: Desk) -> None:
    with open_project(company, Who("Bob", "desk-2")) as project:
        submit(project, [KEY, OTHER])
    assert desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    window.go_to_chapter("climate")
    window.flow.approve_chapter()
    assert window.foot.text() == "2 figures approved."
    assert (state(window), state(window, OTHER)) == (State.APPROVED, State.APPROVED)
    window.flow.approve_chapter()
    assert window.foot.text().startswith("There is nothing to approve")


def test_a_locked_year_says_so_and_takes_nothing(window: DeskWindow) -> None:
    go(window)
    assert window.flow.lock.text() == "&Lock the year 2023"
    window.flow.lock.trigger()
    assert window.flow.lock.text() == "Un&lock the year 2023"
    assert window.foot.text().startswith("2023 is locked")
    assert window.inspector.note.isReadOnly()
    assert card(window).submit.isHidden()
    window.grid.setFocus()
    QTest.keyClicks(window.grid, "7")
    assert window.grid.delegate.editor is None
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    assert window.session.view.entries[KEY].value == "4052"
    # Past the grid it is refused all the same.
    assert not window.session.enter(KEY, "7")
    window.session.forget_unsaved(KEY)
    window.bar.year.setCurrentText("2022")
    assert not window.foot.text().startswith("2023 is locked")
    assert not window.inspector.note.isReadOnly()
    assert window.model.can_edit
    window.bar.year.setCurrentText("2023")
    window.flow.lock.trigger()
    assert not window.foot.text().startswith("2023 is locked")
    assert window.session.enter(KEY, "7")


def test_in_a_file_for_looking_nothing_is_offered(desk: Desk, example: Project) -> None:
    submit(example, [KEY])
    copy = save_copy(example, example.path.with_name("copy"))
    example.close()
    desk.open_path(copy)
    desk.window.trouble.offers.look_button.click()  # type: ignore[union-attr]
    window = desk.window
    assert isinstance(window, DeskWindow)
    assert not window.session.project.can_write
    shown = go(window)
    assert shown.approve.isHidden()
    assert not window.flow.lock.isEnabled()
    assert not window.model.can_edit
    assert window.inspector.findChildren(CommentForm) == []
    window.keeping.show("people")
    panel = window.keeping.panel("people")
    assert isinstance(panel, PeoplePanel)
    assert not panel.save.isEnabled()
    assert panel.days["ehs"].isReadOnly()


def test_the_grid_is_narrowed_to_a_state(by_bob: Path, window: DeskWindow) -> None:
    names = dict(filters(window.session, window._tr))
    assert names["state:submitted"] == "Submitted"
    shown = window.bar.shown
    shown.setCurrentIndex(shown.findData("state:submitted"))
    found = [row for row in window.model.rows if row.cells]
    assert [row.indicator for row in found] == ["ghg.scope1"]
    assert found[0].cells[-1] is not None
    assert found[0].cells[-1].flow is State.SUBMITTED


def test_a_state_is_drawn_and_not_by_colour_alone(by_bob: Path, window: DeskWindow) -> None:
    go(window)
    model, grid = window.model, window.grid
    index = model.index(model.find(KEY.indicator, ""), model.fill_column)
    place = grid.visualRect(index)
    image = grid.viewport().grab(place).toImage()
    marked = {image.pixelColor(QPoint(x, y)).name() for x in range(8, 24) for y in range(4, 26)}
    other = model.index(model.find(OTHER.indicator, ""), model.fill_column)
    image = grid.viewport().grab(grid.visualRect(other)).toImage()
    plain = {image.pixelColor(QPoint(x, y)).name() for x in range(8, 24) for y in range(4, 26)}
    assert len(marked) > len(plain) == 1


@pytest.fixture
def people(window: DeskWindow) -> PeoplePanel:
    """The panel of people, open."""
    window.keeping.show("people")
    panel = window.keeping.panel("people")
    assert isinstance(panel, PeoplePanel)
    return panel


def test_people_are_kept_changed_and_removed(window: DeskWindow, people: PeoplePanel) -> None:
    assert people.name.hasFocus()
    QTest.keyClick(people.name, Qt.Key.Key_Return)
    assert window.session.view.people == ()
    QTest.keyClicks(people.name, "Lin Mei")
    item = people.departments.item(1)
    item.setCheckState(Qt.CheckState.Checked)
    QTest.keyClick(people.name, Qt.Key.Key_Return)
    (person,) = window.session.view.people
    assert (person.name, person.role, person.departments) == ("Lin Mei", Role.DEPARTMENT, ("ehs",))
    links = {b.text(): b for b in people.findChildren(QPushButton) if not b.isHidden()}
    press(links["Change…"])
    assert people.name.text() == "Lin Mei"
    people.role.setCurrentIndex(people.role.findData(Role.MANAGER))
    assert people.departments.isHidden()
    press(people.save)
    (person,) = window.session.view.people
    assert (person.role, person.departments) == (Role.MANAGER, ())
    box = people.people.itemAt(0).widget()
    assert box is not None
    press(box.findChildren(QPushButton)[1])
    assert window.session.view.people == ()


def test_due_days_are_typed_and_what_is_no_day_is_said(
    window: DeskWindow, people: PeoplePanel
) -> None:
    day = people.days["ehs"]
    day.setFocus()
    QTest.keyClicks(day, "soon")
    QTest.keyClick(day, Qt.Key.Key_Return)
    assert "no day" in people.standings["ehs"].text()
    day.selectAll()
    QTest.keyClicks(day, "2024-02-01")
    QTest.keyClick(day, Qt.Key.Key_Return)
    (due,) = window.session.view.dues
    assert (due.department, due.day) == ("ehs", date(2024, 2, 1))
    assert "late since 2024-02-01" in people.standings["ehs"].text()
    press(people.copy)
    text = QGuiApplication.clipboard().text()
    assert "Environment, health and safety" in text
    assert "wanted by 2024-02-01" in text
    people.first.setFocus()
    window.bar.year.setCurrentText("2022")
    assert day.text() == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_speaks_every_language(
    make_desk: Callable[[Settings], Desk], company: Path, language: str, qtbot: QtBot
) -> None:
    desk = make_desk(Settings(person="Ann", language=language, theme="light"))
    assert desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    show(window, qtbot)
    window.keeping.show("people")
    panel = window.keeping.panel("people")
    assert isinstance(panel, PeoplePanel)
    assert panel.mail_text().count("\n") > 3


def test_approving_shows_in_the_history(by_bob: Path, window: DeskWindow, qtbot: QtBot) -> None:
    go(window)
    project: Project = window.session.project
    window.session.do(lambda: approve(project, [KEY]))
    labels = type(window.inspector._name)

    def said() -> bool:
        lines = window.inspector._sections["history"].findChildren(labels)
        return any(line.text() == "Submitted → Approved" for line in lines)

    qtbot.waitUntil(said)
