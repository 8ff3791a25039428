"""Publishing, earlier reports, restatements and other places, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from esgdesk.commands import run
from esgdesk.core.model import Cause, EntryKey
from esgdesk.core.rules import check_year
from esgdesk.core.wording import Wording
from esgdesk.operations.company import COMPANY
from esgdesk.operations.editions import import_edition, restate
from esgdesk.operations.entries import enter_text
from esgdesk.operations.findings import answer_finding
from esgdesk.operations.project import Project

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2022")
NORTH = EntryKey("suppliers.number", "supplier_region:north", COMPANY, "2023")
EDITION = "indicator,members,unit,measure,2021,2022\nghg.scope1,,,,2562,3221\nghg.scope2,,,,/,1\n"
PLACES = "place,indicator,members,unit,2023\nPage 4,ghg.scope1,,,4053\nPage 5,ghg.scope2,,,79460\n"
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command; its exit code and what it wrote."""

    def run_it(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


@pytest.fixture
def file(example: Project) -> Path:
    """The example's file, closed."""
    example.close()
    return example.path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- publishing


def test_a_year_is_published_listed_and_withdrawn(file: Path, say: Say) -> None:
    assert say("edition", "list", file) == (0, "No published reports in this file.\n", "")
    code, out, error = say("publish", file, "--year", "2023")
    assert (code, out) == (3, "")
    assert "errors and warnings of 2023 are neither mended nor answered" in error
    assert error.count("\n") == 1
    code, out, _ = say("publish", file, "--year", "2023", "--accept-open")
    assert (code, out) == (
        0,
        "Published 2023: 601 figures are kept as its report prints them.\n",
    )
    assert say("publish", file, "--year", "2023", "--accept-open")[0] == 3
    assert say("edition", "list", file) == (0, "2023  601 figures  own\n", "")
    assert say("edition", "withdraw", file, "--year", "2023") == (
        0,
        "Withdrew the published report of 2023.\n",
        "",
    )
    code, _, error = say("edition", "withdraw", file, "--year", "2023")
    assert (code, error) == (3, "esgdesk: 2023 is not published.\n")
    assert say("verify", file)[0] == 0


def test_wrong_use_is_told_apart_from_what_the_file_says(
    file: Path, tmp_path: Path, say: Say
) -> None:
    good = write(tmp_path / "old.csv", EDITION)
    source = ("--source", "paper")
    wrong = [
        ("publish", file, "--year", "1999"),
        ("restatements", file, "--year", "1999"),
        ("edition", "import", file, good, "--year", "last", *source),
        ("mention", "import", file, write(tmp_path / "p.csv", PLACES), "--year", "1999"),
    ]
    for words in wrong:
        code, out, error = say(*words)
        assert (code, out) == (2, ""), words
        assert error.startswith("esgdesk: ") and error.count("\n") == 1
    gone = tmp_path / "gone.csv"
    for words in (
        ("publish", tmp_path / "gone.esgdesk", "--year", "2023"),
        ("edition", "import", file, gone, "--year", "2022", *source),
        ("mention", "import", file, gone, "--year", "2023"),
    ):
        assert say(*words)[0] == 3, words
    for words in (["edition"], ["edition", "import", str(file)], ["mention", "export"]):
        with pytest.raises(SystemExit) as caught:
            run(words)
        assert caught.value.code == 2


def test_an_earlier_report_is_taken_in(file: Path, tmp_path: Path, say: Say) -> None:
    csv = write(tmp_path / "old.csv", EDITION)
    words = ("edition", "import", file, csv, "--year", "2022", "--source", "the printed report")
    assert say(*words) == (0, "Took over 4 figures of the 2022 report.\n", "")
    assert say(*words)[0] == 3
    assert say("edition", "list", file)[1] == "2022  4 figures  the printed report\n"
    code, out, _ = say("check", file, "--year", "2023", "--json")
    assert code == 1
    (found,) = [line for line in json.loads(out) if line["rule"] == "restated"]
    assert (found["indicator"], found["year"], found["severity"]) == ("ghg.scope2", "2022", "error")
    assert found["difference"] == "+105,924"


def test_a_list_that_does_not_fit_is_named_by_file_and_line(
    file: Path, tmp_path: Path, say: Say
) -> None:
    bad = write(tmp_path / "old.csv", EDITION + "ghg.scopeX,,,,1,2\n")
    code, _, error = say("edition", "import", file, bad, "--year", "2022", "--source", "x")
    assert code == 3
    assert "old.csv, line 4: there is no place for a figure “ghg.scopeX”" in error
    bad = write(tmp_path / "places.csv", PLACES + ",ghg.scope1,,,1\n")
    code, _, error = say("mention", "import", file, bad, "--year", "2023")
    assert code == 3
    assert error.startswith("esgdesk: places.csv, line 4: ")
    (tmp_path / "gb.csv").write_bytes("indicator,说明\n".encode("gb18030"))
    code, _, error = say("mention", "import", file, tmp_path / "gb.csv", "--year", "2023")
    assert code == 3
    assert "not in UTF-8" in error


# ---------------------------------------------------------------- restatements


@pytest.fixture
def restated(example: Project) -> Path:
    """A file with one change that has a reason and one that has none."""
    import_edition(example, EDITION, period="2022", source="paper")
    enter_text(example, SCOPE1, "3,222")
    why = Wording("Recounted.", "已重算。")
    restate(example, SCOPE1, report="2023", cause=Cause.METHOD, text=why)
    example.close()
    return example.path


def test_restatements_are_listed_in_words_and_as_json(restated: Path, say: Say) -> None:
    code, out, _ = say("restatements", restated, "--year", "2023")
    assert code == 0
    first, second, last = out.splitlines()
    assert "2022: 3,221 tCO₂e in the 2022 report, 3,222 tCO₂e now (" in first
    assert "no reason given" not in first
    assert second.endswith("1 tCO₂e in the 2022 report, 105,925 tCO₂e now (no reason given)")
    assert last == "restatements: 2"
    code, out, _ = say("restatements", restated, "--year", "2023", "--json")
    assert code == 0
    first_, second_ = json.loads(out)
    assert first_["person"] and first_["at"] > "2026"
    assert {name: first_[name] for name in ("indicator", "members", "year", "edition")} == {
        "indicator": "ghg.scope1",
        "members": "",
        "year": "2022",
        "edition": "2022",
    }
    assert [first_[name] for name in ("old", "new", "difference")] == ["3221", "3222", "1"]
    assert (first_["cause"], first_["text"]) == ("method", "Recounted.")
    assert (second_["cause"], second_["text"]) == ("", "")
    assert say("restatements", restated, "--year", "2022")[1].endswith("restatements: 2\n")


def test_a_year_without_restatements_says_so(file: Path, tmp_path: Path, say: Say) -> None:
    assert say("restatements", file, "--year", "2023") == (0, "restatements: 0\n", "")
    assert say("restatements", file, "--year", "2023", "--json") == (0, "[]\n", "")
    assert say("restatements", file, "--year", "2023", "--out", tmp_path / "a.pdf")[0] == 0


@pytest.mark.parametrize("format_", ["pdf", "xlsx", "csv", "json"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_list_is_written_in_every_format_and_language(
    restated: Path, tmp_path: Path, say: Say, format_: str, language: str
) -> None:
    target = tmp_path / f"list.{format_}"
    words = ("restatements", restated, "--year", "2023", "--out", target, "--lang", language)
    assert say(*words) == (0, f"Wrote   {target} (2 restatements)\n", "")
    manifest = json.loads((tmp_path / f"list.{format_}.manifest.json").read_text("utf-8"))
    assert (manifest["figures"], manifest["language"]) == (6, language)


def test_what_the_list_cannot_be_written_as_is_said(
    restated: Path, tmp_path: Path, say: Say
) -> None:
    words = ("restatements", restated, "--year", "2023", "--out")
    code, _, error = say(*words, tmp_path / "a.doc")
    assert code == 2
    assert "no format 'doc'" in error
    code, _, error = say(*words, tmp_path / "a.pdf", "--lang", "fr")
    assert code == 2
    assert "no language 'fr'" in error
    assert say(*words, tmp_path / "no" / "a.pdf")[0] == 3
    assert say(*words, restated)[0] in (2, 3)
    assert say("verify", restated)[0] == 0


# ---------------------------------------------------------------- places and answers


def test_places_are_taken_in_and_checked(file: Path, tmp_path: Path, say: Say) -> None:
    csv = write(tmp_path / "places.csv", PLACES)
    words = ("mention", "import", file, csv, "--year", "2023")
    assert say(*words) == (0, "Recorded 2 places of the 2023 report.\n", "")
    assert say(*words)[0] == 0
    _, out, _ = say("check", file, "--year", "2023", "--json")
    (found,) = [line for line in json.loads(out) if line["rule"] == "elsewhere"]
    assert (found["severity"], found["indicator"]) == ("warning", "ghg.scope1")
    assert found["facts"]["place"] == "Page 4"


def test_check_tells_answered_from_open_and_shows_all_on_demand(example: Project, say: Say) -> None:
    found = check_year(example.view(), "2023")
    (jump,) = [f for f in found if (f.key, f.rule) == (NORTH, "jump")]
    answer_finding(example, jump, Wording("The north was opened."))
    path = example.path
    example.close()
    code, out, _ = say("check", path, "--year", "2023", "--json")
    assert code == 1
    assert jump.id not in [line["id"] for line in json.loads(out)]
    _, out, _ = say("check", path, "--year", "2023", "--json", "--all")
    every = {line["id"]: line for line in json.loads(out)}
    assert len(every) == len(found)
    line = every[jump.id]
    assert line["answered"] is True
    assert [other["answered"] for other in every.values()].count(True) == 1
    assert set(line) == {
        *("id", "rule", "severity", "indicator", "members", "entity", "year", "name", "message"),
        *("cause", "expected", "difference", "answered", "figures", "facts"),
    }
    assert [figure["year"] for figure in line["figures"]] == ["2023", "2022"]
    _, out, _ = say("check", path, "--year", "2023")
    assert out.splitlines()[-1].endswith(", answered: 1")
    assert "(answered)" not in out
    _, out, _ = say("check", path, "--year", "2023", "--all")
    assert out.count("warning (answered): ") == 1


def test_check_ends_with_0_where_only_warnings_are_left(example: Project, say: Say) -> None:
    errors = [f for f in check_year(example.view(), "2023") if f.severity == "error"]
    for finding in errors:
        enter_text(example, finding.key, finding.expected)
    path = example.path
    example.close()
    code, out, _ = say("check", path, "--year", "2023")
    assert code == 0
    assert "errors: 0, warnings: " in out
    assert say("publish", path, "--year", "2023")[0] == 3, "warnings are to be answered"
