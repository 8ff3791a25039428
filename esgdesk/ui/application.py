"""The Qt application itself, and the ear for whatever is raised past every guard."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtWidgets import QApplication

from esgdesk import __version__
from esgdesk.ui.guard import report
from esgdesk.ui.icons import product_icon


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
