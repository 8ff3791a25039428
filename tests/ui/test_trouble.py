"""A company file that refuses to open: every offer of the page, on real files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from esgdesk.core.wording import LANGUAGES
from esgdesk.operations.backups import back_up, backups_folder, list_backups
from esgdesk.operations.custody import hand_over, save_copy
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project
from esgdesk.operations.protection import set_password
from esgdesk.operations.recovery import REPORT
from esgdesk.report.export import Format
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.recent import RecentRow
from esgdesk.ui.start import StartPage
from esgdesk.ui.told import Banner, Told
from esgdesk.ui.trouble_backups import OlderOffers
from esgdesk.ui.trouble_offers import IdleOffers, LockedOffers, PasswordOffers, SharedOffers
from esgdesk.ui.trouble_recovery import RecoveryOffers
from esgdesk.ui.window import DeskWindow
from tests.ui.damage import (
    ANN,
    BEN,
    KEY,
    activate,
    alter_row,
    change,
    opened,
    page,
    press,
    settled,
    spoil_header,
    spoil_pages,
    type_text,
    value,
)


def lines(offers: RecoveryOffers) -> list[str]:
    """What is said of what can be saved."""
    pieces = [offers.found.itemAt(place).widget() for place in range(offers.found.count())]
    return [piece.text() for piece in pieces if isinstance(piece, Told)]


def banner(window: DeskWindow) -> str:
    """What is said under the top bar."""
    return " ".join(line.told.text() for line in window.findChildren(Banner))


PASSWORD = "correct horse"


@pytest.fixture
def backed_up(example: Project) -> Path:
    """A company with a backup and three changes after it."""
    back_up(example, "opened")
    for text in ("1", "2", "3"):
        enter_text(example, KEY, text)
    example.close()
    return example.path


@pytest.fixture
def protected(example: Project) -> tuple[Path, str]:
    """A company with a password and a backup; its recovery key."""
    back_up(example, "opened")
    done = set_password(example, PASSWORD)
    done.project.close()
    return example.path, done.recovery_key


# ------------------------------------------------------------ password


def test_a_wrong_password_is_said_beside_the_field_and_the_right_one_opens(
    desk: Desk, protected: tuple[Path, str], qtbot: QtBot
) -> None:
    path, _ = protected
    assert not desk.open_path(path)
    activate(desk, qtbot)
    offers = page(desk).offers
    assert isinstance(offers, PasswordOffers)
    assert page(desk).title.text() == "example has a password"
    assert offers.secret.line.hasFocus()
    assert offers.secret.line.echoMode() is QLineEdit.EchoMode.Password
    offers.secret.show_button.click()
    assert offers.secret.line.echoMode() is QLineEdit.EchoMode.Normal
    press(Qt.Key.Key_Return)
    assert "Type the password" in offers.told.text()
    type_text("wrong horse")
    press(Qt.Key.Key_Return)
    assert "neither the password nor the recovery key" in offers.told.text()
    assert offers.secret.text() == "wrong horse"
    assert offers.secret.line.hasFocus()
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    assert opened(desk, qtbot).session.project.can_write


def test_the_recovery_key_opens_too(desk: Desk, protected: tuple[Path, str], qtbot: QtBot) -> None:
    path, key = protected
    desk.open_path(path)
    activate(desk, qtbot)
    type_text(key.lower().replace("-", " "))
    press(Qt.Key.Key_Return)
    opened(desk, qtbot)


def test_a_right_password_that_does_not_open_leads_to_the_backups(
    desk: Desk, protected: tuple[Path, str], qtbot: QtBot
) -> None:
    path, _ = protected
    data = bytearray(path.read_bytes())
    data[74] ^= 1
    path.write_bytes(data)
    desk.open_path(path)
    activate(desk, qtbot)
    offers = page(desk).offers
    assert isinstance(offers, PasswordOffers)
    assert not offers.lost_button.isVisible()
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    offers.lost_button.click()
    recovery = page(desk).offers
    assert isinstance(recovery, RecoveryOffers)
    assert recovery.secret.line.hasFocus()
    type_text("no idea")
    press(Qt.Key.Key_Return)
    assert "neither" in recovery.told.text()
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    settled(desk, qtbot)
    recovery.backups.rows[0].head.click()
    recovery.backups.rows[0].button.click()
    window = opened(desk, qtbot)
    assert value(window.session.project) == "4052"
    assert window.session.project.key is not None


def test_a_protected_file_that_is_damaged_is_rebuilt_with_the_key_of_its_password(
    desk: Desk, protected: tuple[Path, str], qtbot: QtBot
) -> None:
    path, _ = protected
    spoil_pages(path)
    desk.open_path(path)
    activate(desk, qtbot)
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    offers = settled(desk, qtbot).offers
    assert isinstance(offers, RecoveryOffers)
    assert offers.rebuild_button.hasFocus()
    press(Qt.Key.Key_Return)
    window = opened(desk, qtbot)
    assert value(window.session.project) == "4052"
    assert window.session.project.key is not None


# ------------------------------------------------------------ somebody else has it

HOLD = """
import sys
from pathlib import Path
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
with open_project(Path(sys.argv[1]), Who("Ben", "desk-2")):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_file_that_another_has_open_is_looked_at_or_tried_again(
    desk: Desk, company: Path, qtbot: QtBot
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(company)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        desk.open_path(company)
        activate(desk, qtbot)
        offers = page(desk).offers
        assert isinstance(offers, LockedOffers)
        assert "Ben has it open on desk-2 since 20" in page(desk).happened.text()
        assert "T" not in page(desk).happened.text().partition("since")[2][:16]
        assert offers.retry_button.hasFocus()
        press(Qt.Key.Key_Return)
        assert offers.told.text() == "It is still open there."
        offers.look_button.click()
        window = opened(desk, qtbot)
        assert not window.session.project.can_write
        assert window.bar.state.text() == "For looking only"
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(30) == 0
    desk.reopen()
    assert opened(desk, qtbot).session.project.can_write


def test_trying_again_opens_once_it_is_free(desk: Desk, company: Path, qtbot: QtBot) -> None:
    with open_project(company, BEN):
        desk.open_path(company)
        offers = page(desk).offers
    assert isinstance(offers, LockedOffers)
    offers.retry_button.click()
    assert opened(desk, qtbot).session.project.can_write


# ------------------------------------------------------------ where it lies


@pytest.fixture
def synchronised(company: Path, tmp_path: Path) -> Path:
    """The company in a folder that a program synchronises."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return Path(shutil.move(company, folder / company.name))


def test_from_a_shared_place_it_is_copied_home(
    desk: Desk, synchronised: Path, home: Path, qtbot: QtBot
) -> None:
    desk.open_path(synchronised)
    activate(desk, qtbot)
    offers = page(desk).offers
    assert isinstance(offers, SharedOffers)
    assert offers.copy_button.hasFocus()
    press(Qt.Key.Key_Return)
    window = opened(desk, qtbot)
    assert window.session.project.path == home / synchronised.name
    assert window.session.project.can_write
    assert synchronised.exists()


def test_in_a_shared_place_it_is_looked_at_unless_somebody_is_at_work_there(
    desk: Desk, synchronised: Path, qtbot: QtBot
) -> None:
    wal = Path(f"{synchronised}-wal")
    wal.write_bytes(b"")
    desk.open_path(synchronised)
    activate(desk, qtbot)
    offers = page(desk).offers
    assert isinstance(offers, SharedOffers)
    offers.look_button.click()
    assert "Somebody has it open there" in offers.told.text()
    assert not offers.look_button.isVisible()
    wal.unlink()
    desk.open_path(synchronised)
    again = page(desk).offers
    assert isinstance(again, SharedOffers)
    again.look_button.click()
    window = opened(desk, qtbot)
    assert "(Dropbox)" in banner(window)
    assert not window.session.project.can_write


# ------------------------------------------------------------ not the live copy


def test_a_file_handed_over_is_looked_at(desk: Desk, example: Project, qtbot: QtBot) -> None:
    hand_over(example, example.path.with_name("for Ben"), "Ben")
    example.close()
    desk.open_path(example.path)
    activate(desk, qtbot)
    assert "handed over to Ben" in page(desk).happened.text()
    press(Qt.Key.Key_Return)
    window = opened(desk, qtbot)
    assert not window.session.project.can_write
    assert window.session.why is not None
    assert window.session.why.key == "store.handed_over"


def test_going_on_in_a_copy_is_asked_inline_and_makes_it_the_live_one(
    desk: Desk, example: Project, qtbot: QtBot
) -> None:
    copy = save_copy(example, example.path.with_name("copy"))
    example.close()
    desk.open_path(copy)
    activate(desk, qtbot)
    offers = page(desk).offers
    assert isinstance(offers, IdleOffers)
    offers.go_on_button.click()
    assert offers.question.isVisible()
    assert offers.no_button.hasFocus()
    press(Qt.Key.Key_Return)
    assert not offers.question.isVisible()
    offers.go_on_button.click()
    offers.sure_button.click()
    window = opened(desk, qtbot)
    assert window.session.enter(KEY, "77")
    window.close()
    with open_project(copy, ANN) as project:
        assert value(project) == "77"


# ------------------------------------------------------------ older than seen


def older(path: Path) -> None:
    """An old copy takes the file's place."""
    before = path.read_bytes()
    change(path, "8", "9")
    path.write_bytes(before)


def test_an_older_file_is_opened_as_it_is(desk: Desk, backed_up: Path, qtbot: QtBot) -> None:
    older(backed_up)
    desk.open_path(backed_up)
    offers = page(desk).offers
    assert isinstance(offers, OlderOffers)
    offers.open_button.click()
    assert value(opened(desk, qtbot).session.project) == "3"


def test_in_place_of_an_older_file_a_backup_is_put_back(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    before = backed_up.read_bytes()
    with open_project(backed_up, ANN) as project:
        enter_text(project, KEY, "8")
        back_up(project, "by_hand")
    backed_up.write_bytes(before)
    desk.open_path(backed_up)
    activate(desk, qtbot)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    offers = page(desk).offers
    assert isinstance(offers, OlderOffers)
    assert offers.backups.rows[0].body.isVisible()
    offers.backups.rows[0].button.setFocus()
    press(Qt.Key.Key_Return)
    window = opened(desk, qtbot)
    assert value(window.session.project) == "8"
    assert list(backed_up.parent.glob("example set aside */example.esgdesk"))


# ------------------------------------------------------------ damaged


def test_a_damaged_row_is_found_on_opening_and_the_file_is_rebuilt(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    alter_row(backed_up)
    damaged = backed_up.read_bytes()
    assert not desk.open_path(backed_up)
    activate(desk, qtbot)
    here = settled(desk, qtbot)
    offers = here.offers
    assert isinstance(offers, RecoveryOffers)
    said = lines(offers)
    assert "is whole (up to operation 2)" in said[0]
    assert "3, up to 20" in said[1]
    assert said[2] == "No change that is known of is lost."
    assert backed_up.read_bytes() == damaged, "looking changes nothing"
    press(Qt.Key.Key_Return)
    window = opened(desk, qtbot)
    assert value(window.session.project) == "3"
    (aside,) = backed_up.parent.glob("example set aside *")
    assert (aside / REPORT).exists()
    assert (aside / backed_up.name).read_bytes() == damaged
    assert aside.name in banner(window)


def test_lost_changes_are_named_before_the_file_is_rebuilt(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    spoil_pages(backed_up)
    desk.open_path(backed_up)
    offers = settled(desk, qtbot).offers
    assert isinstance(offers, RecoveryOffers)
    assert "Changes known of that cannot be saved: 3." in lines(offers)
    offers.rebuild_button.click()
    window = opened(desk, qtbot)
    assert value(window.session.project) == "4052"
    assert "Changes lost: 3." in banner(window)


def test_in_the_place_of_something_else_a_backup_is_put_back(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    spoil_header(backed_up)
    desk.open_path(backed_up)
    here = settled(desk, qtbot)
    assert here.title.text() == "example cannot be read"
    offers = here.offers
    assert isinstance(offers, RecoveryOffers)
    assert not offers.rebuild_button.isVisibleTo(offers)
    offers.backups.rows[0].head.click()
    offers.backups.rows[0].button.click()
    assert value(opened(desk, qtbot).session.project) == "4052"


def test_a_file_that_is_gone_comes_back_from_its_backup(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    backed_up.unlink()
    desk.settings.recent = [str(backed_up)]
    desk.show_start()
    assert isinstance(desk.window, StartPage)
    (row,) = desk.window.findChildren(RecentRow)
    row.button.click()
    offers = settled(desk, qtbot).offers
    assert isinstance(offers, RecoveryOffers)
    offers.backups.rows[0].head.click()
    offers.backups.rows[0].button.click()
    assert value(opened(desk, qtbot).session.project) == "4052"
    assert backed_up.exists()


def test_a_backup_that_is_not_whole_is_said_and_changes_nothing(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    (backup,) = list_backups(backed_up)
    data = bytearray(backup.path.read_bytes())
    data[-1] ^= 1
    backup.path.write_bytes(data)
    spoil_header(backed_up)
    desk.open_path(backed_up)
    offers = settled(desk, qtbot).offers
    assert isinstance(offers, RecoveryOffers)
    offers.backups.rows[0].head.click()
    offers.backups.rows[0].button.click()
    settled(desk, qtbot)
    assert "is not what it was when it was made" in offers.told.text()
    assert backed_up.read_bytes().startswith(b"no company file")


def test_where_nothing_can_be_saved_it_is_said(desk: Desk, company: Path, qtbot: QtBot) -> None:
    data = company.read_bytes()
    company.write_bytes(data[:4096] + b"\xaa" * (len(data) - 4096))
    desk.open_path(company)
    offers = settled(desk, qtbot).offers
    assert isinstance(offers, RecoveryOffers)
    assert not offers.rebuild_button.isVisibleTo(offers)
    assert "Nothing can be saved from the file itself" in lines(offers)[0]
    company.write_bytes(data)
    offers.retry_button.click()
    opened(desk, qtbot)


# ------------------------------------------------------------ while it is open


def test_an_open_company_gives_way_and_what_was_typed_is_entered_afterwards(
    desk: Desk, backed_up: Path, qtbot: QtBot
) -> None:
    assert desk.open_path(backed_up)
    window = opened(desk, qtbot)
    alter_row(backed_up)
    assert not window.session.enter(KEY, "5555")
    qtbot.waitUntil(lambda: isinstance(desk.window, StartPage))
    here = settled(desk, qtbot)
    assert here.title.text() == "example is damaged"
    offers = here.offers
    assert isinstance(offers, RecoveryOffers)
    offers.rebuild_button.click()
    again = opened(desk, qtbot)
    assert again is not window
    assert value(again.session.project) == "5555"
    assert not again.session.has_unsaved


def test_a_damaged_row_that_is_only_read_makes_the_window_give_way_too(
    desk: Desk, company: Path, qtbot: QtBot
) -> None:
    assert desk.open_path(company)
    window = opened(desk, qtbot)
    alter_row(company)
    window.bar.year.setCurrentText("2022")
    window.bar.year.setCurrentText("2023")
    qtbot.waitUntil(lambda: isinstance(desk.window, StartPage))
    assert desk.session is None
    settled(desk, qtbot)


def test_an_export_that_meets_a_damaged_row_makes_the_window_give_way(
    desk: Desk, company: Path, qtbot: QtBot
) -> None:
    assert desk.open_path(company)
    window = opened(desk, qtbot)
    alter_row(company)
    window.show_export(Format.PDF)
    window.panel.start.click()
    qtbot.waitUntil(lambda: isinstance(desk.window, StartPage), timeout=20_000)
    settled(desk, qtbot)


# ------------------------------------------------------------ the page itself


def test_escape_goes_back_and_another_file_opens(
    desk: Desk, protected: tuple[Path, str], home: Path, qtbot: QtBot
) -> None:
    desk.open_path(protected[0])
    activate(desk, qtbot)
    press(Qt.Key.Key_Escape)
    window = desk.window
    assert isinstance(window, StartPage)
    assert window.trouble is None
    assert window.pages.currentIndex() == 0
    desk.open_example()
    opened(desk, qtbot)


def test_from_an_open_company_the_page_takes_its_place(
    desk: Desk, company: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "other.esgdesk"
    shutil.copyfile(company, other)
    assert desk.open_path(company)
    with open_project(other, BEN):
        assert not desk.open_path(other)
        assert isinstance(page(desk).offers, LockedOffers)
    assert desk.session is None


def test_the_page_follows_the_language(
    desk: Desk, protected: tuple[Path, str], qtbot: QtBot
) -> None:
    desk.open_path(protected[0])
    desk.choose_language("zh-Hans")
    assert page(desk).title.text() == "example 设有密码"


def hold_in_words(path: Path) -> object:
    return open_project(path, BEN)


def make_older(path: Path) -> None:
    older(path)


def drop_backups(path: Path) -> None:
    alter_row(path)
    shutil.rmtree(backups_folder(path))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "spoil", [hold_in_words, make_older, alter_row, spoil_pages, spoil_header, drop_backups]
)
def test_every_page_draws_in_every_language_and_theme(
    make_desk: Callable[[Settings], Desk],
    backed_up: Path,
    language: str,
    theme: str,
    spoil: Callable[[Path], object],
    qtbot: QtBot,
) -> None:
    held = spoil(backed_up)
    desk = make_desk(Settings(language=language, theme=theme))
    desk.open_path(backed_up)
    here = settled(desk, qtbot)
    assert desk.window is not None
    desk.window.resize(700, 480)
    assert not desk.window.grab().isNull()
    for button in here.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text()
    if isinstance(held, Project):
        held.close()
