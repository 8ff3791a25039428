"""The command line, as a stranger would use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from esgdesk.commands import COMMANDS, run
from esgdesk.core.model import EntryKey
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.main import main
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.entries import enter_text
from esgdesk.operations.example import EXAMPLE_NAME
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.paths import templates


def test_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n    {name}" in text
    assert "Exit codes" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_is_documented(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) >= 5
    docs = Path(__file__).parents[1] / "docs" / "commands.md"
    assert f"esgdesk {command}" in docs.read_text(encoding="utf-8")


def test_demo_makes_company_and_appendix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", str(tmp_path / "demo")]) == 0
    names = {path.name for path in (tmp_path / "demo").iterdir()}
    assert {EXAMPLE_NAME, "KPI appendix 2023.xlsx", "KPI appendix 2023.pdf"} <= names
    assert not {name for name in names if "part" in name}
    assert capsys.readouterr().out.count("600 figures") == 2


def test_demo_keeps_what_the_user_changed(
    tmp_path: Path, who: Who, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", str(tmp_path)]) == 0
    key = EntryKey("ghg.scope1", "", COMPANY, "2023")
    with open_project(tmp_path / EXAMPLE_NAME, who) as project:
        enter_text(project, key, "4,999")
    capsys.readouterr()
    assert run(["demo", str(tmp_path)]) == 0
    assert "Keeping" in capsys.readouterr().out
    with open_project(tmp_path / EXAMPLE_NAME, who, can_write=False) as project:
        entry = project.entry(key)
    assert entry is not None and entry.value == "4999"


def test_new_makes_a_company_with_everything_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Acme.esgdesk"
    arguments = ["--pack", "manufacturer", "--company", "Acme Ltd.", "--years", "2022-2023"]
    assert run(["new", str(path), *arguments]) == 0
    assert run(["new", str(path), *arguments]) == 3
    assert "already" in capsys.readouterr().err
    assert run(["check", str(path), "--year", "2023", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)
    assert len(findings) == 200
    assert {finding["rule"] for finding in findings} == {"missing"}


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("indicators.csv", "ghg.scope1,", "ghg.total,", "line 3: the indicator 'ghg.total' is"),
        ("indicators.csv", ",tCO2e,", ",tCO3e,", "line 2: there is no unit 'tCO3e'"),
    ],
)
def test_a_faulty_pack_is_named_by_file_and_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    old: str,
    new: str,
    words: str,
) -> None:
    pack = tmp_path / "own pack"
    shutil.copytree(templates() / "manufacturer", pack)
    text = (pack / file).read_text(encoding="utf-8")
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    target = tmp_path / "Acme.esgdesk"
    arguments = ["--pack", str(pack), "--company", "Acme", "--years", "2023"]
    assert run(["new", str(target), *arguments]) == 3
    assert f"{file}, {words}" in capsys.readouterr().err
    assert not target.exists()


def test_check_is_quiet_about_a_year_that_is_right(
    small: Path, who: Who, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_pack = read_pack(small)
    with create_company(
        tmp_path / "quiet.esgdesk", pack=small_pack, name=Wording("Quiet"), years=["2023"], who=who
    ) as project:
        for key, text in {"waste": "1.5", "staff": "2", "staff gender:male": "2"}.items():
            indicator, _, members = key.partition(" ")
            enter_text(project, EntryKey(indicator, members, COMPANY, "2023"), text)
        for members in ("gender:female", "gender:male"):
            enter_text(project, EntryKey("leavers", members, COMPANY, "2023"), "/")
        enter_text(project, EntryKey("staff", "gender:female", COMPANY, "2023"), "0")
    assert run(["check", str(project.path), "--year", "2023"]) == 0
    assert capsys.readouterr().out == "errors: 0, warnings: 0, notices: 0\n"


def test_check_counts_by_rule_and_severity(
    example: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(example.path), "--year", "2022"]) == 1
    text = capsys.readouterr().out
    assert "     1  parts_total           Parts and total\n" in text
    assert text.endswith("errors: 1, warnings: 5, notices: 2\n")


def test_check_names_what_is_wrong(example: Project, capsys: pytest.CaptureFixture[str]) -> None:
    enter_text(example, EntryKey("workforce.headcount", "", COMPANY, "2023"), "5461.5")
    enter_text(example, EntryKey("ghg.scope1", "", COMPANY, "2023"), "about 4,000")
    assert run(["check", str(example.path), "--year", "2023"]) == 1
    text = capsys.readouterr().out
    assert "Number of employees, 2023: 5,461.5 is not a whole number" in text
    assert "letters or signs" in text
    assert "not_whole" in text and "not_a_figure" in text


def test_verify_holds_while_the_desk_has_the_file_open(
    example: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(example.path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] and found["head"]["hash"] == example.journal.head().hash


@pytest.mark.parametrize("format_", ["xlsx", "pdf", "csv", "json"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_export_writes_every_format_in_every_language(
    example: Project, tmp_path: Path, format_: str, language: str
) -> None:
    out = tmp_path / f"out.{format_}"
    arguments = ["--year", "2023", "--lang", language, "--out", str(out)]
    assert run(["export", str(example.path), *arguments]) == 0
    assert out.stat().st_size > 1000
    manifest = json.loads((tmp_path / f"out.{format_}.manifest.json").read_text("utf-8"))
    assert manifest["figures"] == 600


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["export", "{file}", "--year", "1999", "--out", "{tmp}/a.pdf"], 2, "no year 1999"),
        (["export", "{file}", "--year", "2023", "--out", "{tmp}/a.doc"], 2, "no format 'doc'"),
        (
            ["export", "{file}", "--year", "2023", "--layout", "x", "--out", "{tmp}/a.pdf"],
            2,
            "no layout 'x'",
        ),
        (
            ["export", "{file}", "--year", "2023", "--lang", "fr", "--out", "{tmp}/a.pdf"],
            2,
            "no language 'fr'",
        ),
        (["export", "{file}", "--year", "2023", "--out", "{tmp}/no/a.pdf"], 3, "no folder"),
        (["check", "{tmp}/gone.esgdesk", "--year", "2023"], 3, "is not there"),
        (["verify", "{tmp}"], 3, "is a folder"),
        (["new", "{tmp}/n", "--pack", "x", "--company", "A", "--years", "2023"], 2, "no pack 'x'"),
        (
            ["new", "{tmp}/n", "--pack", "manufacturer", "--company", "A", "--years", "23"],
            2,
            "not a year",
        ),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(
    example: Project,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    given = [word.format(file=example.path, tmp=tmp_path) for word in arguments]
    assert run(given) == code
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["exprot", "x"])
    assert caught.value.code == 2
    assert "exprot" in capsys.readouterr().err


def test_without_a_screen_the_desk_says_so() -> None:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        [sys.executable, "-m", "esgdesk"],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == (3 if sys.platform.startswith("linux") else 0)
    assert "no screen" in done.stderr


CRASH = """
import os, sys
from pathlib import Path
from esgdesk.core.model import EntryKey
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
project = open_project(Path(sys.argv[1]), Who("Ann", "desk"))
enter_text(project, EntryKey("ghg.scope1", "", "company", "2023"), "6,002")
os.kill(os.getpid(), 9)
"""


def test_after_a_crash_a_reading_command_makes_the_file_whole(
    example: Project, tmp_path: Path, who: Who
) -> None:
    example.close()
    subprocess.run([sys.executable, "-c", CRASH, str(example.path)])
    beside = [Path(f"{example.path}{ending}") for ending in ("-wal", "-shm")]
    assert beside[0].exists()
    assert run(["verify", str(example.path)]) == 0
    assert not any(file.exists() for file in beside)
    copy = shutil.copy(example.path, tmp_path / "copy.esgdesk")
    with open_project(copy, who, can_write=False) as project:
        entry = project.entry(EntryKey("ghg.scope1", "", COMPANY, "2023"))
    assert entry is not None and entry.value == "6002"


def test_reading_while_the_desk_writes_leaves_its_files_alone(example: Project) -> None:
    key = EntryKey("ghg.scope1", "", COMPANY, "2023")
    enter_text(example, key, "1")
    assert run(["check", str(example.path), "--year", "2023"]) == 1
    assert Path(f"{example.path}-wal").exists()
    enter_text(example, key, "2")
    assert example.verify().holds


def test_empty_and_unreadable_places_are_counted(
    example: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enter_text(example, EntryKey("ghg.scope1", "", COMPANY, "2023"), "about 5")
    enter_text(example, EntryKey("ghg.scope2", "", COMPANY, "2023"), "")
    out = str(tmp_path / "a.json")
    assert run(["export", str(example.path), "--year", "2023", "--out", out]) == 0
    said = capsys.readouterr().out
    assert "1 of them are still empty" in said
    assert "1 hold a text that is no figure" in said


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    assert run(["demo", str(tmp_path / "file" / "demo")]) == 3
    assert "cannot be made" in capsys.readouterr().err
