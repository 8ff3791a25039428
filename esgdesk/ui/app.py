"""The application: settings, look and language, and which window stands on the screen."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from esgdesk import __version__
from esgdesk.core.errors import Problem
from esgdesk.core.wording import LANGUAGES
from esgdesk.files import make_folder
from esgdesk.i18n import best_language
from esgdesk.operations.example import EXAMPLE_NAME, create_example
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.paths import companies_folder, resources, templates
from esgdesk.settings import Settings, desk_name, load_settings, save_settings
from esgdesk.ui.guard import BugReporter, guarded, report
from esgdesk.ui.icons import product_icon
from esgdesk.ui.messages import MishapBox, ask_company_file
from esgdesk.ui.session import Session
from esgdesk.ui.start import StartPage
from esgdesk.ui.theme import Look
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
        self._mishaps = MishapBox(reporter, self.look, self.tr)
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
        start = StartPage(self, self.who, page=page)
        start.created.connect(self._on_created)
        self._put(start)

    def show_company(self, project: Project) -> None:
        """Show an open company; the one shown until now is closed."""
        if not self._leave():
            project.close()
            return
        self._close_session()
        self.settings.remember(project.path)
        save_settings(self.settings)
        self.session = Session(project)
        self._put_company()

    def open_path(self, path: Path) -> bool:
        """Open a company file; what stands in the way is said on the start page."""
        if self.session is not None and self.session.project.path == path:
            return True
        try:
            project = open_project(path, self.who)
        except Problem as problem:
            self._say(problem)
            return False
        self.show_company(project)
        return True

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
            self._say(problem)
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

    def choose_language(self, language: str) -> None:
        """Speak another language from now on: the window is built anew where it stands."""
        if language == self.tr.language or not self._leave():
            return
        self.settings.language = language
        save_settings(self.settings)
        self.tr = Words(language)
        self._mishaps.tr_words = self.tr
        self._speak_qt()
        if self.session is not None:
            self._put_company()
        else:
            self.show_start()

    def quit(self) -> None:
        """Close the company, if one is open, after its window is gone."""
        self._close_session()
        self._mishaps.stop()

    # ------------------------------------------------------------ inside

    def _put_company(self) -> None:
        assert self.session is not None
        before = self.window
        place = before.state_of_desk if isinstance(before, DeskWindow) else None
        same_file = isinstance(before, DeskWindow) and before.session is self.session
        window = DeskWindow(self, self.session, place if same_file else None)
        window.gone.connect(self._on_gone)
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

    def _say(self, problem: Problem) -> None:
        log.info("not opened: %s", problem)
        if isinstance(self.window, StartPage):
            self.window.say(self.tr.explain(problem))
        elif self.window is None:
            self.show_start()
            self._say(problem)
        else:
            report(problem)

    @guarded()
    def _on_created(self, project: Project) -> None:
        self.show_company(project)

    @guarded()
    def _on_gone(self) -> None:
        self.window = None
        self._close_session()


def install_hooks() -> None:
    """The second line behind the guard: nothing raised anywhere is lost or ends the program."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            report(error)

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            report(arguments.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook


def make_application() -> QApplication:
    """The application with its name and icon, or the one there is."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("ESGDesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("esgdesk")
    app.setWindowIcon(product_icon())
    return app


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
