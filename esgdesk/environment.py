"""Whether the program can be trusted where it runs: asked once, before anything is opened.

What is refused here would otherwise show itself much later, as a lost commit, a workbook that eats
the memory or a window that vanishes. Where a company file lies is asked of each file (`places`).
"""

from __future__ import annotations

import importlib.util
import sys

from esgdesk.core.errors import WorldProblem

LIBRARIES = ("sqlcipher3", "sqlite_utils", "openpyxl", "defusedxml", "reportlab", "pypdfium2")
"""What every command may need; defusedxml above all, as openpyxl does without in silence."""

TOOLKITS = ("PySide6-Essentials", "PySide6_Essentials", "PySide6", "shiboken6")
CRASHING = "6.12.0"
"""It gives up one reference to None in each call that returns nothing; before Python 3.12, where
None cannot die, the process ends after some seven thousand of them. See docs/dependencies.md."""


def require_good_environment() -> None:
    """Raises WorldProblem where a library is missing, or SQLite is too old or not as asked."""
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        raise WorldProblem("environment.library_missing", name=", ".join(missing))
    from esgdesk.store import driver  # where the first of them is missing it cannot be loaded

    if driver.sqlite_version() < driver.OLDEST_GOOD:
        found, least = (
            ".".join(map(str, version)) for version in (driver.sqlite_version(), driver.OLDEST_GOOD)
        )
        raise WorldProblem("environment.sqlite_too_old", found=found, least=least)
    try:
        driver.connect(":memory:").close()
    except WorldProblem as problem:
        raise WorldProblem("environment.setting_refused", **problem.facts) from problem


def require_good_toolkit() -> None:
    """Raises WorldProblem where the window's toolkit is missing or ends the process by itself.

    It is not loaded for that.
    """
    if importlib.util.find_spec("PySide6") is None:
        raise WorldProblem("environment.library_missing", name="PySide6")
    if sys.version_info >= (3, 12):
        return
    from importlib import metadata  # takes longer to load than all the rest; commands do without

    for name in TOOLKITS:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if found == CRASHING:
            python = ".".join(map(str, sys.version_info[:3]))
            raise WorldProblem("environment.toolkit_crashes", name=name, found=found, python=python)
