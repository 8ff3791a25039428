"""Where the program starts: a command, or else the desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Before the first import of openpyxl: with lxml it would bypass defusedxml, which guards the
# reading of workbooks from outside.
os.environ["OPENPYXL_LXML"] = "False"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or open the desk for `esgdesk` and `esgdesk FILE`."""
    from esgdesk import commands
    from esgdesk.core.errors import WorldProblem
    from esgdesk.i18n import explain
    from esgdesk.log import start_log

    given = list(sys.argv[1:] if arguments is None else arguments)
    start_log()
    is_desk = not given or (not given[0].startswith("-") and given[0] not in commands.COMMANDS)
    if not is_desk:
        return commands.run(given)
    if len(given) > 1 or (given and not Path(given[0]).suffix and not Path(given[0]).exists()):
        return commands.run(given)  # says that there is no such command
    if not has_screen():
        problem = WorldProblem("program.no_screen")
        print(f"esgdesk: {explain(problem)}", file=sys.stderr)
        return problem.exit_code
    from esgdesk.ui.app import run

    return run(Path(given[0]) if given else None)


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
