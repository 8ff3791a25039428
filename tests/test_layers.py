"""Who may import whom: the floors of the house, checked."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import esgdesk

ROOT = Path(esgdesk.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

TOOLS = {"paths", "places", "settings", "i18n", "log", "files", "naming", "__init__"}
"""Modules beside the packages that everybody above core may use."""

MAY_IMPORT: dict[str, set[str]] = {
    "core": {"core"},
    "tools": {"core", "tools"},
    "store": {"core", "store"},
    "operations": {"core", "store", "operations", "tools"},
    "forms": {"core", "forms", "tools"},
    "report": {"core", "report", "tools"},
    "ui": {"core", "operations", "report", "forms", "ui", "tools"},
    "top": {"core", "store", "operations", "report", "forms", "ui", "tools", "top"},
}
LIBRARIES: dict[str, set[str]] = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "sqlcipher3": {"store"},
    "sqlite3": set(),
    "sqlite_utils": {"store", "operations"},
    "openpyxl": {"report", "forms"},
    "reportlab": {"report"},
    "pypdfium2": {"report", "ui"},
}


def floor(module: Path) -> str:
    parts = module.relative_to(ROOT).parts
    if len(parts) > 1:
        return parts[0]
    return "tools" if module.stem in TOOLS else "top"


def imports(module: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
            found.append(node.module)
    return found


def floor_of_import(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] != "esgdesk":
        return None
    if len(parts) == 1:
        return "tools"
    if (ROOT / parts[1]).is_dir():
        return parts[1]
    if (ROOT / f"{parts[1]}.py").is_file():
        return "tools" if parts[1] in TOOLS else "top"
    return "tools"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_the_floors_below(module: Path) -> None:
    here = floor(module)
    for name in imports(module):
        there = floor_of_import(name)
        assert there is None or there in MAY_IMPORT[here], f"{module} imports {name}"
        library = name.partition(".")[0]
        if library in LIBRARIES:
            assert here in LIBRARIES[library], f"{module} imports {library}"


def test_core_needs_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"esgdesk", "pint"}
    for module in (ROOT / "core").rglob("*.py"):
        assert {name.partition(".")[0] for name in imports(module)} <= allowed, module


def test_there_are_no_import_cycles() -> None:
    names = {
        ".".join(("esgdesk", *path.relative_to(ROOT).with_suffix("").parts)): path
        for path in MODULES
    }
    arrows = {
        name: {found for found in imports(path) if found in names and found != name}
        for name, path in names.items()
        if path.name != "main.py"
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for following in arrows.get(name, ()):
                visit(following, (*way, name))
            done.add(name)

    for name in arrows:
        visit(name, ())


def test_the_command_line_never_loads_the_window_toolkit() -> None:
    code = (
        "import sys, esgdesk.main, esgdesk.commands, esgdesk.report.export\n"
        "try:\n    esgdesk.main.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "sys.exit(any(name.startswith(('PySide6', 'openpyxl', 'reportlab')) "
        "for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_figures_are_never_rounded_by_floats_or_formats() -> None:
    """Half-even rounding of `round` and `format` differs from print: see core.numbers."""
    for module in MODULES:
        if floor(module) in ("core", "store", "operations"):
            text = module.read_text(encoding="utf-8")
            assert "float(" not in text, module
            assert ":.2f" not in text, module
            assert " round(" not in text, module


def test_sql_never_calculates_with_figures() -> None:
    for module in (ROOT / "store").glob("*.py"):
        text = module.read_text(encoding="utf-8").upper()
        for word in ("SUM(", "AVG(", "CAST(", "TOTAL("):
            assert word not in text, f"{module} has {word}"
