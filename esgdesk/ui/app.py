"""The application: settings, look and language, and which window stands on the screen."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from esgdesk.core.errors import Problem
from esgdesk.core.numbers import locale_of
from esgdesk.core.wording import LANGUAGES
from esgdesk.files import make_folder
from esgdesk.i18n import best_language
from esgdesk.operations.example import EXAMPLE_NAME, create_example
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.paths import companies_folder, resources, templates
from esgdesk.settings import Settings, desk_name, load_settings, save_settings
from esgdesk.ui.application import install_hooks, make_application
from esgdesk.ui.attempt import WHILE_OPEN, Opened, Trouble
from esgdesk.ui.guard import BugReporter, guarded, report
from esgdesk.ui.messages import MishapBox, ask_company_file
from esgdesk.ui.session import Session
from esgdesk.ui.start import StartPage
from esgdesk.ui.theme import Look
from esgdesk.ui.told import Note
from esgdesk.ui.window import DeskWindow
from esgdesk.ui.words import Words

QT_LANGUAGES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
FIRST_SIZE = (1280, 800)
TITLE_BAR = 40
"""What a desktop's frame takes of the height, so that the foot is not pushed off the screen."""
log = logging.getLogger(__name__)


class Desk:
    """Shows the start page or a company; every window asks it for another one."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        self.settings = settings
        self.tr = Words(
            settings.language
            if settings.language in LANGUAGES
            else best_language(QLocale.system().name(), LANGUAGES)
        )
        self.who = Who(settings.person, desk_name())
        self.look = Look(app, settings.theme)
        reporter = app.findChild(BugReporter) or BugReporter(app)
        self._mishaps = MishapBox(reporter, self.look, self.tr, self.give_way)
        self._qt_words = QTranslator(app)
        self._speak_qt()
        self.window: QMainWindow | None = None
        self.session: Session | None = None

    def _speak_qt(self) -> None:
        """Let Qt's own words (file dialogs, the menus of text fields) follow the language."""
        QCoreApplication.removeTranslator(self._qt_words)
        name = QT_LANGUAGES.get(self.tr.language)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if name is not None and self._qt_words.load(f"qtbase_{name}", folder):
            QCoreApplication.installTranslator(self._qt_words)

    # ------------------------------------------------------------ windows

    def show_start(self, page: str = "") -> None:
        """Go to the start page; an open company is closed."""
        if not self._leave():
            return
        self._close_session()
        self._put_start(page)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what can be done about a file that does not open; an open company is closed."""
        if not self._leave():
            return
        self._close_session()
        if not isinstance(self.window, StartPage):
            self._put_start("")
        assert isinstance(self.window, StartPage)
        self.window.show_trouble(trouble)

    def show_company(self, opened: Opened) -> bool:
        """Show an open company; the one shown until now is closed. False where it cannot be."""
        project = opened.project
        if not self._leave():
            project.close()
            return False
        try:
            locale = locale_of(self.settings.decimal_sign)
            session = Session(project, locale=locale)
        except Problem as problem:
            # A row that is damaged is found when it is read.
            project.close()
            self._say(Trouble(project.path, problem, project.key, opened.typed))
            return False
        self._close_session()
        self.settings.remember(project.path)
        save_settings(self.settings)
        self.session = session
        session.why = opened.why
        session.failed.connect(self._on_failed)
        self._put_company(opened.note)
        session.unsaved.update(opened.typed[0])
        session.unsaved_notes.update(opened.typed[1])
        session.retry_unsaved()
        return True

    def open_path(self, path: Path) -> bool:
        """Open a company file; what stands in the way is said on the start page."""
        if self.session is not None and self.session.project.path == path:
            return True
        try:
            project = open_project(path, self.who)
        except Problem as problem:
            self._say(Trouble(path, problem))
            return False
        return self.show_company(Opened(project))

    def reopen(self) -> None:
        """Close the company and open it again, for entering where that is possible."""
        if self.session is None or not self._leave():
            return
        path, key = self.session.project.path, self.session.project.key
        self._close_session()
        try:
            project = open_project(path, self.who, key=key)
        except Problem as problem:
            self._say(Trouble(path, problem, key))
        else:
            self.show_company(Opened(project))

    def open_example(self) -> None:
        """Open the example company; make it on first use."""
        folder = companies_folder()
        path = folder / EXAMPLE_NAME
        if path.exists():
            self.open_path(path)
            return
        try:
            make_folder(folder)
            example = resources() / "example"
            create_example(path, self.who, example=example, packs=templates()).close()
        except Problem as problem:
            self._say(Trouble(path, problem))
            return
        self.open_path(path)

    def ask_open(self) -> None:
        """Let the person choose a company file."""
        if self.window is None:
            return
        recent = Path(self.settings.recent[0]).parent if self.settings.recent else None
        folder = recent if recent is not None and recent.is_dir() else companies_folder()
        path = ask_company_file(self.window, self.tr, folder)
        if path is not None:
            self.open_path(path)

    # ------------------------------------------------------------ choices

    def choose_theme(self, theme: str) -> None:
        """Wear another theme from now on."""
        self.settings.theme = theme
        save_settings(self.settings)
        self.look.choose(theme)

    def choose_decimal_sign(self, sign: str) -> None:
        """Read figures typed from now on with this decimal sign."""
        if not self._leave():
            return
        self.settings.decimal_sign = sign
        save_settings(self.settings)
        if self.session is not None:
            self.session.set_locale(locale_of(sign))

    def choose_language(self, language: str) -> None:
        """Speak another language from now on: the window is built anew where it stands."""
        if language == self.tr.language or not self._leave():
            return
        self.settings.language = language
        save_settings(self.settings)
        self.tr = Words(language)
        self._mishaps.tr_words = self.tr
        self._speak_qt()
        trouble = self.window.trouble if isinstance(self.window, StartPage) else None
        if self.session is not None:
            self._put_company()
            return
        self.show_start()
        if trouble is not None:
            self.show_trouble(trouble.trouble)

    def give_way(self, problem: Problem) -> bool:
        """Where an open company turns out to be damaged, show what can be saved instead of it.

        True where that has been done: nothing more need be said of the problem.
        """
        if problem.key not in WHILE_OPEN:
            return False
        session = self.session
        if session is None or QApplication.activeModalWidget() is not None:
            # Already given way, or a dialog stands in front: the next reading says it again.
            return True
        if isinstance(self.window, DeskWindow):
            self.window.leave()
            self.window.tasks.wait()
        project = session.project
        typed = (dict(session.unsaved), dict(session.unsaved_notes))
        self.session = None
        with contextlib.suppress(Problem):
            project.close()
        self._put_start("")
        assert isinstance(self.window, StartPage)
        self.window.show_trouble(Trouble(project.path, problem, project.key, typed))
        return True

    def quit(self) -> None:
        """Close the company, if one is open, after its window is gone."""
        self._close_session()
        self._mishaps.stop()

    # ------------------------------------------------------------ inside

    def _put_start(self, page: str) -> None:
        start = StartPage(self, self.who, page=page)
        start.created.connect(self._on_created)
        start.opened.connect(self._on_opened)
        self._put(start)

    def _put_company(self, note: Note | None = None) -> None:
        assert self.session is not None
        before = self.window
        place = before.state_of_desk if isinstance(before, DeskWindow) else None
        same_file = isinstance(before, DeskWindow) and before.session is self.session
        window = DeskWindow(self, self.session, place if same_file else None)
        window.gone.connect(self._on_gone)
        if note is not None:
            window.banners.tell(note)
        self._put(window)

    def _put(self, window: QMainWindow) -> None:
        before, self.window = self.window, window
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if before is None:
            screen = QGuiApplication.primaryScreen().availableGeometry()
            room = screen.height() - TITLE_BAR
            window.resize(min(FIRST_SIZE[0], screen.width()), min(FIRST_SIZE[1], room))
            window.show()
            return
        window.setGeometry(before.geometry())
        window.setWindowState(before.windowState())
        window.show()
        if isinstance(before, DeskWindow):
            before.dismiss()
        else:
            before.close()

    def _leave(self) -> bool:
        return not isinstance(self.window, DeskWindow) or self.window.leave()

    def _close_session(self) -> None:
        if self.session is not None:
            session, self.session = self.session, None
            session.project.close()

    def _say(self, trouble: Trouble) -> None:
        log.info("not opened: %s", trouble.problem)
        if trouble.has_offers:
            self.show_trouble(trouble)
        elif isinstance(self.window, StartPage):
            self.window.say(self.tr.explain(trouble.problem))
        elif self.window is None:
            self.show_start()
            self._say(trouble)
        else:
            report(trouble.problem)

    @guarded()
    def _on_created(self, project: Project) -> None:
        self.show_company(Opened(project))

    @guarded()
    def _on_opened(self, opened: Opened) -> None:
        self.show_company(opened)

    @guarded()
    def _on_failed(self, problem: Problem) -> None:
        if problem.key in WHILE_OPEN:
            # Not at once: whoever asked for the deed is still at work in the window.
            report(problem)

    @guarded()
    def _on_gone(self) -> None:
        self.window = None
        self._close_session()


def run(path: Path | None) -> int:
    """Open the desk, on a company file if one is given, until the person closes it."""
    app = make_application()
    BugReporter(app)
    install_hooks()
    desk = Desk(app, load_settings())
    if (path is None or not desk.open_path(path.absolute())) and desk.window is None:
        desk.show_start()
    code = app.exec()
    desk.quit()
    return code
