"""The guard between Python and C++: no exception may cross from an override or a slot into Qt.

On Python 3.11 an exception that leaves an overridden virtual ends the process (docs: PySide6
hazards); in a slot it is printed and lost. `guarded` catches it, has it logged in full and
reported once, and gives Qt a harmless answer. `tests/ui/test_guard.py` finds what is unguarded.
"""

from __future__ import annotations

import functools
import inspect
import logging
import traceback
from collections.abc import Callable
from typing import Any, TypeVar, cast

from PySide6.QtCore import QCoreApplication, QObject, Signal

from esgdesk.core.errors import Problem

Method = TypeVar("Method", bound=Callable[..., Any])
log = logging.getLogger(__name__)


class BugReporter(QObject):
    """The application's child that hears of every mishap, from whatever thread it comes."""

    bug = Signal(str)
    problem = Signal(object)


def report(error: BaseException) -> None:
    """Log an exception in full and pass it on to the reporter; a problem is no bug."""
    app = QCoreApplication.instance()
    reporter = app.findChild(BugReporter) if app is not None else None
    if isinstance(error, Problem):
        log.info("not done: %s", error)
        if reporter is not None:
            reporter.problem.emit(error)
        return
    details = "".join(traceback.format_exception(error))
    log.error("a bug, caught before Qt could see it\n%s", details)
    if reporter is not None:
        reporter.bug.emit(details)


def guarded(fallback: Any = None) -> Callable[[Method], Method]:
    """Catch what the method raises, report it and return `fallback` (called, if it is a type)."""

    def wrap(method: Method) -> Method:
        most = _most_arguments(method)

        @functools.wraps(method)
        def inner(*given: Any, **named: Any) -> Any:
            try:
                return method(*given[:most], **named)
            # Everything, for a broken cell or button must not take the person's work with it.
            except Exception as error:
                report(error)
                return fallback() if isinstance(fallback, type) else fallback

        inner.__dict__["is_guarded"] = True
        return cast(Method, inner)

    return wrap


def _most_arguments(method: Callable[..., Any]) -> int | None:
    """How many arguments a slot takes: signals offer more, such as `checked` of a click."""
    kinds = [parameter.kind for parameter in inspect.signature(method).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(kind in positional for kind in kinds)
