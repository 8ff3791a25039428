"""What the program refuses to start on, and what it says then."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from typing import Any

import pytest

from esgdesk import main
from esgdesk.core.errors import WorldProblem
from esgdesk.core.wording import LANGUAGES
from esgdesk.environment import require_good_environment, require_good_toolkit
from esgdesk.i18n import translate
from esgdesk.store import driver


def refusal() -> WorldProblem:
    with pytest.raises(WorldProblem) as caught:
        require_good_environment()
    _require_words(caught.value)
    return caught.value


def _require_words(problem: WorldProblem) -> None:
    for language in LANGUAGES:
        said = translate(language, problem.key, **problem.facts)
        assert all(str(fact) in said for fact in problem.facts.values())


def test_here_it_starts() -> None:
    require_good_environment()
    require_good_toolkit()


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2", "3.9.99", "2.8.17"])
def test_an_older_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(driver.dbapi2, "sqlite_version", version)
    problem = refusal()
    assert problem.key == "environment.sqlite_too_old"
    assert problem.facts == {"found": version, "least": "3.51.3"}


@pytest.mark.parametrize("version", ["3.51.3", "3.53.4", "3.100.0", "4.0.0"])
def test_a_newer_sqlite_is_not(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(driver.dbapi2, "sqlite_version", version)
    require_good_environment()


class Deaf:
    """A connection that accepts every setting and does not take one of them."""

    def __init__(self, connection: Any, setting: str) -> None:
        self._connection = connection
        self._setting = setting

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, *given: Any) -> Any:
        if sql == f"PRAGMA {self._setting}":
            sql = "SELECT 99"
        return self._connection.execute(sql, *given)


@pytest.mark.parametrize("setting", driver.PRAGMAS)
def test_a_setting_that_did_not_take_is_refused(
    monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    really = driver.dbapi2.connect
    monkeypatch.setattr(driver.dbapi2, "connect", lambda *a, **n: Deaf(really(*a, **n), setting))
    problem = refusal()
    assert problem.key == "environment.setting_refused"
    assert problem.facts == {"setting": setting, "found": "99"}


@pytest.mark.parametrize(
    "name", ["sqlcipher3", "sqlite_utils", "openpyxl", "defusedxml", "reportlab", "pypdfium2"]
)
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    problem = refusal()
    assert (problem.key, problem.facts) == ("environment.library_missing", {"name": name})


def toolkit(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, str], python: tuple[int, ...]
) -> None:
    def version(name: str) -> str:
        if name not in found:
            raise metadata.PackageNotFoundError(name)
        return found[name]

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(sys, "version_info", python)


@pytest.mark.parametrize("name", ["PySide6-Essentials", "PySide6", "shiboken6"])
def test_a_toolkit_that_ends_the_process_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    toolkit(monkeypatch, {name: "6.12.0"}, (3, 11, 7))
    with pytest.raises(WorldProblem) as caught:
        require_good_toolkit()
    assert caught.value.key == "environment.toolkit_crashes"
    assert caught.value.facts == {"name": name, "found": "6.12.0", "python": "3.11.7"}
    _require_words(caught.value)


@pytest.mark.parametrize(
    ("found", "python"),
    [
        ({"PySide6-Essentials": "6.11.3", "shiboken6": "6.11.3"}, (3, 11, 7)),
        ({"PySide6-Essentials": "6.12.0", "shiboken6": "6.12.0"}, (3, 12, 0)),
        ({"PySide6-Essentials": "6.12.1", "shiboken6": "6.12.1"}, (3, 11, 7)),
        ({}, (3, 11, 7)),
    ],
)
def test_other_toolkits_are_not(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, str], python: tuple[int, ...]
) -> None:
    toolkit(monkeypatch, found, python)
    require_good_toolkit()


def test_without_the_toolkit_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    with pytest.raises(WorldProblem, match="library_missing"):
        require_good_toolkit()


def test_every_command_and_the_window_refuse_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("not started")
    monkeypatch.setattr(driver.dbapi2, "sqlite_version", "3.40.1")
    for arguments in (["check", "a.esgdesk", "--year", "2023"], [], ["a.esgdesk"], ["--help"]):
        assert main.main(arguments) == 3
        said = capsys.readouterr().err
        assert "SQLite 3.40.1" in said and said.count("\n") == 1


def test_only_the_window_asks_for_its_toolkit(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("not started")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    toolkit(monkeypatch, {"PySide6-Essentials": "6.12.0"}, (3, 11, 7))
    assert main.main([]) == 3
    assert "PySide6-Essentials 6.12.0" in capsys.readouterr().err
    assert main.main(["verify", "gone.esgdesk"]) == 3
    assert "gone.esgdesk is not there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ask", "never"),
    [
        (
            "require_good_environment",
            {"PySide6", "openpyxl", "reportlab", "sqlite_utils", "importlib.metadata"},
        ),
        ("require_good_toolkit", {"PySide6", "shiboken6", "sqlcipher3"}),
    ],
)
def test_asking_loads_nothing_heavy(ask: str, never: set[str]) -> None:
    code = f"import sys, esgdesk.environment as e; e.{ask}(); print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not never & set(done.stdout.split())


def test_workbooks_are_read_by_the_guarded_reader_whatever_is_set() -> None:
    code = (
        "import os; os.environ.update(OPENPYXL_DEFUSEDXML='False', OPENPYXL_LXML='True')\n"
        "import esgdesk.main, openpyxl.xml as xml; assert xml.DEFUSEDXML and not xml.LXML"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
