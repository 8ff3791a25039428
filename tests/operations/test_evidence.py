"""Files of evidence are kept whole beside the company file, and missed when they are not."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.core.model import EntryKey, Evidence
from esgdesk.i18n import explain
from esgdesk.operations import evidence as operations
from esgdesk.operations.company import COMPANY
from esgdesk.operations.custody import hand_over, is_live, save_copy
from esgdesk.operations.evidence import (
    attach,
    check,
    copy_along,
    detach,
    evidence_folder,
    open_copy,
)
from esgdesk.operations.history import redo, undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who

WASTE = EntryKey("waste", "", COMPANY, "2023")
OTHER_YEAR = EntryKey("waste", "", COMPANY, "2022")
BYTES = b"weighed: 12 t"


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    path = tmp_path / "Weighing slip.PDF"
    path.write_bytes(BYTES)
    return path


def held(project: Project, key: EntryKey = WASTE) -> tuple[Evidence, ...]:
    return project.view().evidence.get(key, ())


def stored(project: Project) -> list[Path]:
    folder = evidence_folder(project.path)
    return sorted(folder.iterdir()) if folder.exists() else []


def refused(project: Project, path: Path, key: EntryKey = WASTE) -> str:
    with pytest.raises(Problem) as caught:
        attach(project, key, path)
    assert "{" not in explain(caught.value)
    assert held(project) == () and stored(project) == []
    return caught.value.key


def test_a_file_is_kept_by_its_hash_and_the_original_left(company: Project, slip: Path) -> None:
    attach(company, WASTE, slip)
    (file,) = held(company)
    assert (file.name, file.size) == ("Weighing slip.pdf", len(BYTES))
    assert file.sha256 == hashlib.sha256(BYTES).hexdigest()
    (kept,) = stored(company)
    assert kept.name == f"{file.sha256}.pdf" and kept.read_bytes() == BYTES == slip.read_bytes()
    assert check(company) == [] and company.verify().holds


def test_the_same_file_twice_is_one(company: Project, slip: Path) -> None:
    attach(company, WASTE, slip)
    assert attach(company, WASTE, slip).number is None
    attach(company, OTHER_YEAR, slip)
    assert len(held(company)) == len(held(company, OTHER_YEAR)) == len(stored(company)) == 1


def test_undo_and_redo_find_the_stored_file(company: Project, slip: Path) -> None:
    attach(company, WASTE, slip)
    slip.unlink()
    undo(company)
    assert held(company) == () and len(stored(company)) == 1
    redo(company)
    detach(company, held(company)[0])
    assert held(company) == ()
    undo(company)
    assert open_copy(company, held(company)[0]).read_bytes() == BYTES


def test_what_is_opened_is_a_copy_for_reading(company: Project, slip: Path) -> None:
    attach(company, WASTE, slip)
    copy = open_copy(company, held(company)[0])
    assert copy.name == "Weighing slip.pdf" and copy.parent != stored(company)[0].parent
    assert not copy.stat().st_mode & 0o222


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_missing_or_changed_file_is_told(company: Project, slip: Path, how: str) -> None:
    attach(company, WASTE, slip)
    (kept,) = stored(company)
    kept.unlink() if how == "missing" else kept.write_bytes(b"weighed: 10 t")
    (fault,) = check(company)
    assert fault.key == f"evidence.{how}" and "{" not in explain(fault)
    with pytest.raises(WorldProblem, match=f"evidence.{how}"):
        open_copy(company, held(company)[0])
    with pytest.raises(WorldProblem):
        copy_along(company, company.path.with_name("copy.esgdesk"))
    assert company.verify().holds  # the file itself is whole


def test_a_different_file_is_never_written_over(company: Project, slip: Path) -> None:
    attach(company, WASTE, slip)
    stored(company)[0].write_bytes(b"other")
    with pytest.raises(WorldProblem, match="in_the_way"):
        attach(company, OTHER_YEAR, slip)
    assert stored(company)[0].read_bytes() == b"other" and held(company, OTHER_YEAR) == ()


def test_what_cannot_be_evidence_is_refused(
    company: Project, slip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert refused(company, empty) == "evidence.empty"
    assert refused(company, tmp_path) == "evidence.not_a_file"
    assert refused(company, tmp_path / "nowhere.pdf") == "evidence.not_read"
    assert refused(company, slip, EntryKey("waste", "", COMPANY, "1999")) == "usage.unknown_figure"
    monkeypatch.setattr(operations, "MOST_BYTES", len(BYTES) - 1)
    assert refused(company, slip) == "evidence.too_large"


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of Unix")
def test_a_link_is_followed_and_a_pipe_refused(
    company: Project, slip: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refused(company, pipe) == "evidence.not_a_file"
    link = tmp_path / "link.pdf"
    link.symlink_to(slip)
    attach(company, WASTE, link)
    (kept,) = stored(company)
    assert not kept.is_symlink() and kept.read_bytes() == BYTES
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(WorldProblem, match="not_read"):
        attach(company, OTHER_YEAR, loop)


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not have")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\evil.pdf", ".pdf"),
        ("称重单 2023.pdf", ".pdf"),
        ("...", ""),
        ("a.p\u202edf", ".pdf"),
        ("CON.txt", ".txt"),
    ],
)
def test_names_lead_nowhere_else(company: Project, tmp_path: Path, name: str, kept: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(BYTES)
    attach(company, WASTE, folder / name)
    (file,) = held(company)
    assert stored(company)[0].name == file.sha256 + kept
    assert not set("\\/\u202e") & set(file.name)
    assert open_copy(company, file).read_bytes() == BYTES


def test_a_row_with_a_path_for_a_hash_leads_nowhere(company: Project) -> None:
    with pytest.raises(WorldProblem, match="changed"):
        open_copy(company, Evidence("x", WASTE, "a.pdf", "../../etc/passwd", 1))


def test_files_go_along_with_a_copy(company: Project, slip: Path, tmp_path: Path) -> None:
    attach(company, WASTE, slip)
    attach(company, OTHER_YEAR, slip)
    target = tmp_path / "elsewhere" / "copy.esgdesk"
    target.parent.mkdir()
    assert copy_along(company, target) == 1
    assert [file.read_bytes() for file in evidence_folder(target).iterdir()] == [BYTES]


def test_a_copy_and_a_file_handed_over_bring_their_evidence(
    company: Project, slip: Path, tmp_path: Path
) -> None:
    attach(company, WASTE, slip)
    for target in (
        save_copy(company, tmp_path / "for looking"),
        hand_over(company, tmp_path / "for Ben", "Ben"),
    ):
        assert [file.read_bytes() for file in evidence_folder(target).iterdir()] == [BYTES]


def test_a_file_is_not_handed_over_without_its_evidence(
    company: Project, slip: Path, tmp_path: Path
) -> None:
    attach(company, WASTE, slip)
    stored(company)[0].unlink()
    with pytest.raises(WorldProblem, match=r"evidence\.missing"):
        hand_over(company, tmp_path / "for Ben.esgdesk", "Ben")
    assert is_live(company) and not (tmp_path / "for Ben.esgdesk").exists()


def test_nothing_is_attached_where_one_may_only_look(
    company: Project, slip: Path, who: Who
) -> None:
    with (
        open_project(company.path, who, can_write=False) as project,
        pytest.raises(WorldProblem, match="opened_for_reading"),
    ):
        attach(project, WASTE, slip)
    assert stored(company) == []
