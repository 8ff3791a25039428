"""Where the program starts: a command, or else the desk."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from esgdesk.core.errors import WorldProblem
from esgdesk.i18n import explain

# Before the first import of openpyxl: with lxml, or told so by this variable, it would bypass
# defusedxml, which guards the reading of workbooks from outside.
os.environ["OPENPYXL_LXML"] = "False"
os.environ["OPENPYXL_DEFUSEDXML"] = "True"
log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or open the desk for `esgdesk` and `esgdesk FILE`."""
    from esgdesk.environment import require_good_environment, require_good_toolkit
    from esgdesk.log import start_log

    given = list(sys.argv[1:] if arguments is None else arguments)
    start_log()
    try:
        require_good_environment()
    except WorldProblem as problem:
        return _refuse(problem)
    from esgdesk import commands

    is_desk = not given or (not given[0].startswith("-") and given[0] not in commands.COMMANDS)
    if not is_desk:
        return commands.run(given)
    if len(given) > 1 or (given and not Path(given[0]).suffix and not Path(given[0]).exists()):
        return commands.run(given)  # says that there is no such command
    try:
        if not has_screen():
            raise WorldProblem("program.no_screen")
        require_good_toolkit()
    except WorldProblem as problem:
        return _refuse(problem)
    from esgdesk.ui.app import run

    return run(Path(given[0]) if given else None)


def _refuse(problem: WorldProblem) -> int:
    log.error("not started: %s", problem)
    # Where the program was started without a console there is nothing to print to.
    if sys.stderr is not None:
        print(f"esgdesk: {explain(problem)}", file=sys.stderr)
    return problem.exit_code


def has_screen() -> bool:
    """Whether a window can be shown; Qt would end the process where it cannot."""
    if sys.platform in ("win32", "darwin"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def desk() -> int:
    """The entry point without a console: opens the desk."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
