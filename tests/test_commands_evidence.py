"""Evidence on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from esgdesk.commands import run
from esgdesk.operations.project import Project


def test_a_file_is_kept_listed_and_taken_away(
    example: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example.close()
    file, company = tmp_path / "meters.pdf", str(example.path)
    file.write_bytes(b"%PDF of the meters")
    assert run(["evidence", "attach", company, "ghg.scope1", str(file), "--year", "2023"]) == 0
    assert (
        "meters.pdf as evidence of Direct GHG emissions (Scope 1), 2023" in capsys.readouterr().out
    )
    assert run(["evidence", "list", company, "--json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)
    assert (kept["name"], kept["indicator"], kept["size"]) == ("meters.pdf", "ghg.scope1", 18)
    assert run(["evidence", "list", company, "--year", "2022"]) == 0
    assert capsys.readouterr().out == "files: 0\n"
    assert run(["verify", company]) == 0
    assert run(["evidence", "detach", company, "nobody"]) == 2
    assert run(["evidence", "detach", company, kept["id"]]) == 0
    capsys.readouterr()
    assert run(["evidence", "list", company]) == 0
    assert capsys.readouterr().out == "files: 0\n"


@pytest.mark.parametrize(
    ("code", "path", "exit_code"), [("ghg.scopeX", "a", 2), ("ghg.scope1", "b", 3)]
)
def test_what_cannot_be_kept_is_said(
    example: Project, tmp_path: Path, code: str, path: str, exit_code: int
) -> None:
    example.close()
    (tmp_path / "a").write_bytes(b"x")
    words = ["evidence", "attach", str(example.path), code, str(tmp_path / path)]
    assert run([*words, "--year", "2023"]) == exit_code
