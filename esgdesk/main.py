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
    from esgdesk.log import start_log

    given = list(sys.argv[1:] if arguments is None else arguments)
    start_log()
    is_desk = not given or (not given[0].startswith("-") and given[0] not in commands.COMMANDS)
    if not is_desk:
        return commands.run(given)
    if len(given) > 1 or (given and not Path(given[0]).suffix and not Path(given[0]).exists()):
        return commands.run(given)  # says that there is no such command
    from esgdesk.ui.app import run

    return run(Path(given[0]) if given else None)


def desk() -> int:
    """The entry point without a console: opens the desk."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
