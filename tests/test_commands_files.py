"""The commands that look after company files, as a script would use them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from esgdesk.commands import run
from esgdesk.commands_files import NEW_PASSWORD, PASSWORD
from esgdesk.core.model import EntryKey
from esgdesk.operations.backups import backups_folder, list_backups
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.evidence import attach, evidence_folder
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.database import is_protected
from tests.store.tampering import laid_open

WASTE = EntryKey("waste", "", COMPANY, "2023")
Said = pytest.CaptureFixture[str]


@pytest.fixture
def file(company: Project) -> Path:
    """A closed company file with two figures entered one over the other."""
    enter_text(company, WASTE, "1")
    enter_text(company, WASTE, "2")
    company.close()
    return company.path


def value(path: Path, who: Who, answer: str | None = None) -> str | None:
    with open_project(path, who, can_write=False, answer=answer) as project:
        entry = project.entry(WASTE)
        return entry.value if entry else None


def enter(path: Path, who: Who, text: str) -> None:
    with open_project(path, who) as project:
        enter_text(project, WASTE, text)


def anchor_of(path: Path, who: Who) -> str:
    with open_project(path, who, can_write=False) as project:
        return project.journal.head().anchor


def test_verify_tells_missing_evidence_apart(file: Path, who: Who, capsys: Said) -> None:
    with open_project(file, who) as project:
        attach(project, WASTE, Path(__file__))
    assert run(["verify", str(file)]) == 0
    evidence_folder(file).rename(file.with_name("moved"))
    capsys.readouterr()
    assert run(["verify", str(file), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["holds"], found["faults"]) == (True, [])
    assert "Put the folder" in found["evidence"][0]
    assert run(["verify", str(file)]) == 1
    assert "is missing" in capsys.readouterr().out


def test_verify_holds_a_file_against_an_anchor(file: Path, who: Who, capsys: Said) -> None:
    anchor = anchor_of(file, who)
    assert run(["verify", str(file), "--anchor", anchor]) == 0
    assert "exactly as it was at the anchor (operation 3)" in capsys.readouterr().out
    enter(file, who, "3")
    assert run(["verify", str(file), "--anchor", anchor]) == 0
    assert "gone on from the anchor (operation 3) by 1 operations" in capsys.readouterr().out
    number, _, digest = anchor.partition(":")
    for wrong, words in (
        (f"{number}:{'0' * 16}", "the history up to it was written anew"),
        (f"99:{digest}", "this is an old copy"),
    ):
        assert run(["verify", str(file), "--anchor", wrong]) == 1
        said = capsys.readouterr().out
        assert words in said and "Nothing in this file is proven any more" in said


def test_verify_reads_the_anchor_from_a_manifest(
    example: Project, tmp_path: Path, capsys: Said
) -> None:
    out = tmp_path / "appendix.json"
    assert run(["export", str(example.path), "--year", "2023", "--out", str(out)]) == 0
    manifest = tmp_path / "appendix.json.manifest.json"
    arguments = ["verify", str(example.path), "--json", "--anchor", str(manifest)]
    capsys.readouterr()
    assert run(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["holds"], found["anchor"], found["doubtful"]) == (True, "same", [])
    enter_text(example, EntryKey("ghg.scope1", "", COMPANY, "2023"), "1")
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["anchor"] == "continued"


@pytest.mark.parametrize("text", ["nonsense", "12:", "12:abc", "x.json", "{tmp}/odd.json"])
def test_what_is_no_anchor_is_wrong_use(
    file: Path, tmp_path: Path, capsys: Said, text: str
) -> None:
    (tmp_path / "odd.json").write_text('{"journal": 3}')
    assert run(["verify", str(file), "--anchor", text.format(tmp=tmp_path)]) == 2
    assert "is no anchor" in capsys.readouterr().err


def test_verify_says_what_can_still_be_trusted(file: Path, capsys: Said) -> None:
    with laid_open(file, random.Random(1)) as tamperer:
        tamperer.db.execute("UPDATE entry SET value = '666'")
    assert run(["verify", str(file)]) == 1
    said = capsys.readouterr().out
    assert "A row of entry was changed past the journal" in said
    assert "operations 1 to 3, and" in said
    assert run(["verify", str(file), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["doubtful"] == [["entry", '["waste","","company","2023"]']]
    assert found["sound"] == 3


def test_backups_are_made_listed_and_put_back(file: Path, who: Who, capsys: Said) -> None:
    assert run(["backup", str(file), "--list"]) == 0
    assert "No backups yet" in capsys.readouterr().out
    assert run(["backup", str(file)]) == 0
    assert "operation 3, read back and verified" in capsys.readouterr().out
    enter(file, who, "3")
    assert run(["backup", str(file), "--list"]) == 0
    (backup,) = list_backups(file)
    line = f"{backup.path.name}  operation 3, 1 entries, 1 changes since\n"
    assert capsys.readouterr().out == line
    assert run(["backup", str(file), "--list", "--json"]) == 0
    (data,) = json.loads(capsys.readouterr().out)
    assert (data["name"], data["number"], data["hash"]) == (backup.path.name, 3, backup.hash)
    assert (data["changes_since"], data["why"]) == (1, "by_hand")
    assert run(["restore", str(file), backup.path.stem]) == 0
    said = capsys.readouterr().out
    assert "Put back" in said and "set aside" in said
    assert value(file, who) == "2"
    assert run(["verify", str(file)]) == 0


def test_a_backup_of_another_history_is_called_so(file: Path, who: Who, capsys: Said) -> None:
    before = file.read_bytes()
    enter(file, who, "3")
    assert run(["backup", str(file)]) == 0
    file.write_bytes(before)
    capsys.readouterr()
    assert run(["backup", str(file), "--list"]) == 0
    said = capsys.readouterr()
    assert "another history" in said.out
    assert "this computer has seen" in said.err


def test_a_backup_that_is_not_there_or_damaged_is_said(file: Path, capsys: Said) -> None:
    assert run(["restore", str(file), "last week"]) == 2
    assert "There is no backup last week" in capsys.readouterr().err
    assert run(["backup", str(file)]) == 0
    (backup,) = list_backups(file)
    data = bytearray(backup.path.read_bytes())
    data[-1] ^= 1
    backup.path.write_bytes(data)
    assert run(["restore", str(file), backup.path.name]) == 3
    assert "is not what it was when it was made" in capsys.readouterr().err


def test_recover_says_first_and_does_then(file: Path, who: Who, capsys: Said) -> None:
    with laid_open(file, random.Random(1)) as tamperer:
        tamperer.db.execute("UPDATE entry SET value = '666'")
    before = file.read_bytes()
    assert run(["recover", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "the journal itself; 3 later operations" in said
    assert "Reaches operation 3; 0 known operations are lost" in said
    assert file.read_bytes() == before
    assert run(["recover", str(file)]) == 0
    assert "Rebuilt" in capsys.readouterr().out
    assert value(file, who) == "2"
    assert run(["verify", str(file)]) == 0


def test_recover_with_nothing_to_save_changes_nothing(tmp_path: Path, capsys: Said) -> None:
    path = tmp_path / "a.esgdesk"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    assert run(["recover", str(path)]) == 3
    assert "Nothing can be saved" in capsys.readouterr().err
    assert path.read_bytes()[-1:] == b"\xff"


def test_a_copy_is_for_looking_until_somebody_takes_over(
    file: Path, tmp_path: Path, who: Who, capsys: Said
) -> None:
    copy = tmp_path / "copy.esgdesk"
    assert run(["copy", str(file), str(copy)]) == 0
    assert run(["copy", str(file), str(copy)]) == 3
    assert "already a file" in capsys.readouterr().err
    assert run(["handover", str(copy), str(tmp_path / "b"), "--to", "Bob"]) == 3
    assert "is a copy that" in capsys.readouterr().err
    assert run(["takeover", str(copy)]) == 0
    enter(copy, who, "5")
    assert value(copy, who) == "5"


def test_a_file_handed_over_is_for_looking(
    file: Path, tmp_path: Path, who: Who, capsys: Said
) -> None:
    target = tmp_path / "given.esgdesk"
    assert run(["handover", str(file), str(target), "--to", "Bob"]) == 0
    assert run(["handover", str(file), str(tmp_path / "more"), "--to", "Eve"]) == 3
    assert "was handed over to Bob" in capsys.readouterr().err
    assert run(["verify", str(file)]) == 0
    enter(target, who, "5")
    assert run(["takeover", str(file)]) == 0
    assert value(file, who) == "2"


def test_a_password_is_set_used_changed_and_removed(
    file: Path, who: Who, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NEW_PASSWORD, "short")
    assert run(["password", str(file)]) == 2
    assert not is_protected(file)
    monkeypatch.setenv(NEW_PASSWORD, "first password")
    assert run(["password", str(file)]) == 0
    paper = next(
        line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("    ")
    )
    for answer, code in ((None, 3), ("wrong one", 3), ("first password", 0), (paper, 0)):
        if answer is not None:
            monkeypatch.setenv(PASSWORD, answer)
        assert run(["verify", str(file)]) == code, answer
    said = capsys.readouterr().err
    assert "is protected by a password" in said and "not the password" in said
    monkeypatch.setenv(NEW_PASSWORD, "second password")
    assert run(["password", str(file)]) == 0
    assert run(["password", str(file), "--remove"]) == 3
    monkeypatch.setenv(PASSWORD, "second password")
    assert run(["password", str(file), "--remove"]) == 0
    assert "no password any more" in capsys.readouterr().out
    assert value(file, who) == "2"


def test_without_a_terminal_a_new_password_comes_from_the_environment(
    file: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(NEW_PASSWORD, raising=False)
    assert run(["password", str(file)]) == 2
    assert NEW_PASSWORD in capsys.readouterr().err
    assert not is_protected(file)


def test_a_protected_file_is_recovered_with_the_right_password_only(
    file: Path, who: Who, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in the password must not look as if nothing could be saved."""
    monkeypatch.setenv(NEW_PASSWORD, "first password")
    monkeypatch.setenv(PASSWORD, "first password")
    assert run(["password", str(file)]) == 0
    assert run(["backup", str(file)]) == 0
    data = file.read_bytes()
    file.write_bytes(b"\0" * 4096 + data[4096:])
    monkeypatch.setenv(PASSWORD, "another password")
    assert run(["recover", str(file)]) == 3
    assert "not the password" in capsys.readouterr().err
    monkeypatch.delenv(PASSWORD)
    assert run(["recover", str(file), "--dry-run"]) == 3
    assert "is protected by a password" in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD, "first password")
    assert run(["recover", str(file)]) == 0
    assert value(file, who, "first password") == "2"


@pytest.mark.parametrize("command", ["verify", "backup", "recover", "takeover", "password"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: Said, command: str) -> None:
    path = tmp_path / "gone.esgdesk"
    assert run([command, str(path)]) == 3
    assert str(path) in capsys.readouterr().err
    assert not backups_folder(path).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_somebody_has_open_is_not_changed(company: Project, capsys: Said) -> None:
    enter_text(company, WASTE, "1")
    assert run(["backup", str(company.path)]) == 0
    (backup,) = list_backups(company.path)
    capsys.readouterr()
    out = str(company.path.with_name("out"))
    for arguments in (
        ["restore", str(company.path), backup.path.name],
        ["handover", str(company.path), out, "--to", "Bob"],
        ["takeover", str(company.path)],
        ["password", str(company.path), "--remove"],
    ):
        assert run(arguments) == 3, arguments
        assert "Ann has" in capsys.readouterr().err
    assert run(["recover", str(company.path)]) == 0
    assert "nothing to rebuild" in capsys.readouterr().out
    enter_text(company, WASTE, "2")
    assert company.verify().holds


def test_a_whole_file_is_not_rebuilt(file: Path, capsys: Said) -> None:
    before = file.read_bytes()
    assert run(["recover", str(file)]) == 0
    assert "nothing to rebuild" in capsys.readouterr().out
    assert file.read_bytes() == before
    assert run(["takeover", str(file)]) == 3
    assert "the live file already" in capsys.readouterr().err
