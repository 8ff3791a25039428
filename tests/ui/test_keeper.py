"""What is being typed is kept, goes when the cell is left, and is offered after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.core.wording import LANGUAGES
from esgdesk.operations.entries import enter_text, set_note
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.unfinished import Field, Unfinished, keep_unfinished, list_unfinished
from esgdesk.settings import Settings
from esgdesk.ui import keeper as keeper_module
from esgdesk.ui.app import Desk
from esgdesk.ui.keeper import INTERVAL, Keeper
from esgdesk.ui.session import Session
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")
OTHER = EntryKey("ghg.scope2", TOTAL, "company", "2023")
OLDER = EntryKey("ghg.scope2", TOTAL, "company", "2022")


def kept(project: Project) -> dict[tuple[Field, EntryKey], str]:
    """What lies in the file."""
    return {(line.field, line.key): line.text for line in list_unfinished(project)}


def number(project: Project) -> int:
    return project.journal.head().number


@pytest.fixture
def session(example: Project) -> Session:
    return Session(example)


@pytest.fixture
def keeper(session: Session, qapp: QApplication) -> Iterator[Keeper]:
    made = Keeper(session, qapp, interval=20)
    yield made
    made.finish()
    made.deleteLater()


def test_it_waits_a_second_and_no_longer() -> None:
    assert INTERVAL == 1000


def test_a_text_that_stands_in_an_editor_is_kept(
    session: Session, keeper: Keeper, qtbot: QtBot
) -> None:
    before = number(session.project)
    keeper.typing(Field.FIGURE, KEY, "8")
    keeper.typing(Field.FIGURE, KEY, "83")
    keeper.typing(Field.NOTE, OTHER, "from the meter")
    wanted = {(Field.FIGURE, KEY): "83", (Field.NOTE, OTHER): "from the meter"}
    qtbot.waitUntil(lambda: kept(session.project) == wanted)
    keeper.left(Field.FIGURE)
    assert kept(session.project) == {(Field.NOTE, OTHER): "from the meter"}
    keeper.left(Field.NOTE)
    assert kept(session.project) == {}
    assert number(session.project) == before, "typing is no deed"


def test_steady_typing_does_not_put_keeping_off(
    session: Session, keeper: Keeper, qtbot: QtBot
) -> None:
    texts = ["1"]

    def type_on() -> bool:
        texts.append(texts[-1] + "1")
        keeper.typing(Field.FIGURE, KEY, texts[-1])
        return bool(kept(session.project))

    qtbot.waitUntil(type_on)
    assert kept(session.project)[Field.FIGURE, KEY] in texts


def test_going_to_another_cell_keeps_only_what_stands_there(
    session: Session, keeper: Keeper, qtbot: QtBot
) -> None:
    keeper.typing(Field.FIGURE, KEY, "1")
    qtbot.waitUntil(lambda: kept(session.project) == {(Field.FIGURE, KEY): "1"})
    keeper.typing(Field.FIGURE, OTHER, "2")
    qtbot.waitUntil(lambda: kept(session.project) == {(Field.FIGURE, OTHER): "2"})


def test_what_could_not_be_saved_stays_kept_until_it_is(
    session: Session, keeper: Keeper, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Project, *given: object, **named: object) -> object:
        raise WorldProblem("file.disk_full", path=str(self.path))

    with monkeypatch.context() as patch:
        patch.setattr(Project, "do", fail)
        keeper.typing(Field.FIGURE, KEY, "5")
        assert not session.enter(KEY, "5")
        keeper.left(Field.FIGURE)
        assert not session.enter(OTHER, "6")
        wanted = {(Field.FIGURE, KEY): "5", (Field.FIGURE, OTHER): "6"}
        qtbot.waitUntil(lambda: kept(session.project) == wanted)
    session.forget_unsaved(OTHER)
    assert kept(session.project) == {(Field.FIGURE, KEY): "5"}
    assert session.retry_unsaved()
    assert kept(session.project) == {}


def test_a_write_that_fails_is_logged_once_and_tried_again(
    session: Session,
    keeper: Keeper,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[str] = []

    def refuse(project: Project, field: Field, key: EntryKey, text: str) -> None:
        tries.append(text)
        raise WorldProblem("file.disk_full", path=str(project.path))

    caplog.set_level(logging.INFO, "esgdesk")
    with monkeypatch.context() as patch:
        patch.setattr(keeper_module, "keep_unfinished", refuse)
        keeper.typing(Field.FIGURE, KEY, "5")
        qtbot.waitUntil(lambda: len(tries) >= 3)
    qtbot.waitUntil(lambda: kept(session.project) == {(Field.FIGURE, KEY): "5"})
    assert sum("cannot be kept" in record.message for record in caplog.records) == 1


def test_a_text_that_no_file_can_hold_disturbs_nobody(session: Session, keeper: Keeper) -> None:
    keeper.typing(Field.NOTE, KEY, "half a sign: \ud83d")
    keeper._on_timeout()
    assert kept(session.project) == {}


def test_nothing_is_kept_in_a_file_that_is_only_looked_at(
    example: Project, qapp: QApplication
) -> None:
    keep_unfinished(example, Field.FIGURE, OTHER, "1")
    with example.reader() as reader:
        keeper = Keeper(Session(reader), qapp, interval=0)
        keeper.typing(Field.FIGURE, KEY, "5")
        keeper._on_timeout()
        assert keeper.offers() == []
        keeper.left(Field.FIGURE)
        keeper.finish()
        keeper.deleteLater()
    assert kept(example) == {(Field.FIGURE, OTHER): "1"}


# ---------------------------------------------------------------- in the window


def start_typing(window: DeskWindow, text: str, key: EntryKey = KEY) -> None:
    """Type into a figure and leave the editor open."""
    window.grid.go_to(window.model.find(key.indicator, key.members))
    QTest.keyClicks(window.grid, text[0])
    QTest.keyClicks(window.grid.delegate.editor, text[1:])


def keep_now(window: DeskWindow) -> None:
    """Let the second pass."""
    window._care.keeper._on_timeout()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab])
def test_leaving_a_cell_by_key_drops_what_was_kept(
    window: DeskWindow, key: Qt.Key, qtbot: QtBot
) -> None:
    start_typing(window, "83512")
    keep_now(window)
    assert kept(window.session.project) == {(Field.FIGURE, KEY): "83512"}
    QTest.keyClick(window.grid.delegate.editor, key)
    qtbot.waitUntil(lambda: kept(window.session.project) == {})


def test_leaving_a_cell_by_mouse_drops_what_was_kept(window: DeskWindow, qtbot: QtBot) -> None:
    start_typing(window, "83512")
    keep_now(window)
    window.bar.search.setFocus()
    qtbot.waitUntil(lambda: kept(window.session.project) == {})
    entry = window.session.project.entry(KEY)
    assert entry is not None
    assert entry.value == "83512"


def test_a_cell_left_by_moving_the_cursor_is_left_for_everybody(window: DeskWindow) -> None:
    """The view takes and closes the editor by itself then, and its delegate must hear of it."""
    start_typing(window, "83512")
    keep_now(window)
    window.grid.setCurrentIndex(window.model.index(0, 0))
    assert window.grid.delegate.editor is None
    assert kept(window.session.project) == {}
    entry = window.session.project.entry(KEY)
    assert entry is not None
    assert entry.value == "83512"


def test_opening_and_leaving_a_cell_keeps_nothing(window: DeskWindow) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_F2)
    keep_now(window)
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Return)
    keep_now(window)
    assert kept(window.session.project) == {}


def test_a_note_is_kept_while_it_is_written(window: DeskWindow, qtbot: QtBot) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    window.inspector.note.setFocus()
    QTest.keyClicks(window.inspector.note, "boiler")
    keep_now(window)
    assert kept(window.session.project) == {(Field.NOTE, KEY): "boiler"}
    window.grid.setFocus()
    assert kept(window.session.project) == {}
    window.grid.go_to_first()
    keep_now(window)
    assert kept(window.session.project) == {}, "showing another note is no typing"


def test_a_note_left_by_a_shortcut_does_not_go_to_the_next_figure(window: DeskWindow) -> None:
    window.session.enter(OTHER, "-1")
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    window.inspector.note.setFocus()
    QTest.keyClicks(window.inspector.note, "boiler")
    window.next_finding(1)
    assert window.grid.key() == OTHER
    assert window.inspector.note.toPlainText() == ""
    assert window.leave()
    entries = window.session.view.entries
    assert (entries[KEY].note, entries[OTHER].note) == ("boiler", "")


def test_a_clean_close_leaves_nothing(
    window: DeskWindow, company: Path, who: Who, qtbot: QtBot
) -> None:
    start_typing(window, "83512")
    keep_now(window)
    window.close()
    with open_project(company, who) as project:
        assert kept(project) == {}
        entry = project.entry(KEY)
        assert entry is not None
        assert entry.value == "83512"


# ---------------------------------------------------------------- after a crash

Crashed = Callable[..., DeskWindow]


@pytest.fixture
def crashed(desk: Desk, company: Path, who: Who, qtbot: QtBot) -> Crashed:
    """A window on a company in which these texts were being typed when the program ended."""

    def open_after(*texts: tuple[Field, EntryKey, str], person: Who = who) -> DeskWindow:
        with open_project(company, person) as project:
            for field, key, text in texts:
                keep_unfinished(project, field, key, text)
        assert desk.open_path(company)
        assert isinstance(desk.window, DeskWindow)
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        return desk.window

    return open_after


def lines(window: DeskWindow) -> list[str]:
    """What the bar says, line by line."""
    bar = window._frame.unfinished
    return [label.text() for label in bar.findChildren(QLabel) if label.text() and is_there(label)]


def is_there(widget: QWidget) -> bool:
    """Whether a part of the bar belongs to a line that is not on its way out."""
    bar, line = widget.window(), widget.parentWidget()
    assert isinstance(bar, DeskWindow)
    return bar._frame.unfinished._lines.indexOf(line) >= 0


def answer(window: DeskWindow, name: str) -> None:
    """Press the first button with this name."""
    bar = window._frame.unfinished
    next(
        button
        for button in bar.findChildren(QPushButton)
        if button.text() == name and is_there(button)
    ).click()


def test_nothing_is_offered_where_nothing_was_typed(window: DeskWindow) -> None:
    assert window._frame.unfinished.isHidden()


def test_what_was_typed_is_offered_and_put_back_into_its_editor(
    crashed: Crashed, qtbot: QtBot
) -> None:
    window = crashed((Field.FIGURE, KEY, "83512"))
    before = number(window.session.project)
    words = "You were typing 83512 for Direct GHG emissions (Scope 1), 2023, when ESGDesk ended."
    assert lines(window) == [words]
    window.go_to_chapter("people")
    answer(window, "Put it in")
    editor = window.grid.delegate.editor
    assert editor is not None
    assert editor.text() == "83512"
    assert window.grid.key() == KEY
    assert window.foot.text() == "Understood as 83,512 tCO₂e"
    assert window._frame.unfinished.isHidden()
    assert number(window.session.project) == before, "nothing is entered unseen"
    assert kept(window.session.project) == {(Field.FIGURE, KEY): "83512"}
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: number(window.session.project) == before + 1)
    assert window.session.view.entries[KEY].value == "83512"
    assert kept(window.session.project) == {}


def test_leave_it_forgets_it(crashed: Crashed) -> None:
    window = crashed((Field.FIGURE, KEY, "83512"))
    before = number(window.session.project)
    answer(window, "Leave it")
    assert window._frame.unfinished.isHidden()
    assert kept(window.session.project) == {}
    assert number(window.session.project) == before
    assert window.grid.hasFocus()


def test_a_note_goes_back_into_the_note(crashed: Crashed) -> None:
    window = crashed((Field.NOTE, OTHER, "from the\nmeter"))
    assert lines(window)[0].startswith("You were writing the note “from the meter” for Indirect")
    window.place.folded.add("note")
    answer(window, "Put it in")
    assert window.grid.key() == OTHER
    assert window.inspector.note.toPlainText() == "from the\nmeter"
    assert window.inspector.note.hasFocus()
    window.grid.setFocus()
    assert window.session.view.entries[OTHER].note == "from the\nmeter"
    assert kept(window.session.project) == {}


def test_a_figure_of_another_year_is_gone_to(crashed: Crashed) -> None:
    window = crashed((Field.FIGURE, OLDER, "7"))
    answer(window, "Put it in")
    assert window.session.year == "2022"
    assert window.grid.key() == OLDER
    assert window.grid.delegate.editor.text() == "7"


def test_an_offer_is_never_lost_before_it_is_answered(
    crashed: Crashed, desk: Desk, company: Path, who: Who, qtbot: QtBot
) -> None:
    window = crashed((Field.FIGURE, KEY, "83512"))
    start_typing(window, "9")
    keep_now(window)
    assert kept(window.session.project) == {(Field.FIGURE, KEY): "9"}
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Return)
    assert kept(window.session.project) == {(Field.FIGURE, KEY): "83512"}
    desk.choose_language("zh-Hans")
    after = desk.window
    assert isinstance(after, DeskWindow)
    assert lines(after) == [
        "ESGDesk 上次中断时，您正在为2023年“直接温室气体排放量（范围1）”填写 83512。"
    ]
    after.close()
    with open_project(company, who) as project:
        assert kept(project) == {(Field.FIGURE, KEY): "83512"}


def test_escape_after_putting_it_in_gives_it_up(crashed: Crashed) -> None:
    window = crashed((Field.FIGURE, KEY, "83512"))
    answer(window, "Put it in")
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Escape)
    assert kept(window.session.project) == {}
    assert window.session.view.entries[KEY].value == "4052"


def test_what_was_saved_in_the_last_moment_is_not_offered(crashed: Crashed, company: Path) -> None:
    with open_project(company, Who("Ann", "desk-1")) as project:
        enter_text(project, KEY, "83,512")
        enter_text(project, OLDER, "about 7")
        set_note(project, OTHER, "why")
    window = crashed(
        (Field.FIGURE, KEY, "83,512"), (Field.FIGURE, OLDER, "about 7"), (Field.NOTE, OTHER, "why ")
    )
    assert window._frame.unfinished.isHidden()
    assert kept(window.session.project) == {}


def test_a_colleagues_typing_is_not_offered(crashed: Crashed) -> None:
    window = crashed((Field.FIGURE, KEY, "83512"), person=Who("Eve", "desk-2"))
    assert window._frame.unfinished.isHidden()


def test_three_at_a_time_and_the_others_come_up(crashed: Crashed) -> None:
    keys = [EntryKey("ghg.scope1", TOTAL, "company", year) for year in ("2021", "2022", "2023")]
    texts = [(field, key, "7 or 8") for key in keys for field in (Field.FIGURE, Field.NOTE)]
    window = crashed(*texts)
    assert len(lines(window)) == 3
    for left in (5, 4, 3, 2, 1, 0):
        answer(window, "Leave it")
        assert len(kept(window.session.project)) == left
        assert len(lines(window)) == min(left, 3)


def test_a_text_without_a_place_says_so_and_stays(crashed: Crashed) -> None:
    window = crashed((Field.FIGURE, EntryKey("gone", TOTAL, "company", "2023"), "7"))
    answer(window, "Put it in")
    assert "no place" in window.foot.text()
    assert len(lines(window)) == 1


def test_f6_goes_to_the_bar_too(crashed: Crashed) -> None:
    window = crashed((Field.FIGURE, KEY, "83512"))
    window.sidebar.setFocus()
    QTest.keyClick(window.sidebar, Qt.Key.Key_F6)
    button = window.focusWidget()
    assert isinstance(button, QPushButton)
    assert button.text() == "Put it in"
    QTest.keyClick(button, Qt.Key.Key_F6)
    assert window.focusWidget() is window.grid
    window._frame.unfinished.first_button().setFocus()  # type: ignore[union-attr]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert window.grid.delegate.editor.text() == "83512"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_text_is_cut_in_the_bar_only(
    make_desk: Callable[[Settings], Desk], company: Path, language: str, qtbot: QtBot
) -> None:
    text = "from the invoices of the second half " * 20
    with open_project(company, Who("Ann", "desk-1")) as project:
        keep_unfinished(project, Field.NOTE, KEY, text)
    desk = make_desk(Settings(person="Ann", language=language, theme="dark"))
    desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    (line,) = lines(window)
    assert "…" in line
    assert len(line) < 200
    assert not window.grab().isNull()
    offered = window._care._offers
    assert offered == [Unfinished(Field.NOTE, KEY, text, offered[0].at)]
