"""What is called saved was given to the disk: before it takes its name, and the name after that."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from esgdesk.core.model import EntryKey
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.files import write_bytes_beside
from esgdesk.operations.backups import BY_HAND, back_up
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.custody import save_copy
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project, Who
from esgdesk.operations.protection import set_password
from esgdesk.operations.recovery import examine, recover
from esgdesk.operations.restore import restore_backup
from esgdesk.report.export import Format, export_appendix

WASTE = EntryKey("waste", "", COMPANY, "2023")


@dataclass
class Calls:
    """What the program asked of the system: which file was flushed, which one took a new name."""

    heard: list[tuple[str, int]] = field(default_factory=list)

    def require_flushed(self, target: Path) -> None:
        """The file was flushed before it took its name, and its folder afterwards."""
        self.require_named(target)
        taken = self.heard.index(("named", target.stat().st_ino))
        assert ("flushed", target.stat().st_ino) in self.heard[:taken], f"{target} was not flushed"

    def require_named(self, target: Path) -> None:
        """The folder was flushed after the file had taken its name."""
        taken = self.heard.index(("named", target.stat().st_ino))
        folder = ("flushed", target.parent.stat().st_ino)
        assert os.name == "nt" or folder in self.heard[taken:], f"the folder of {target} was not"

    def require_folder(self, folder: Path) -> None:
        """The name of a new folder was flushed before anything in it could count."""
        if os.name != "nt":
            number = folder.stat().st_ino
            used = self.heard.index(("flushed", number))
            since = self.heard[self.heard.index(("made", number)) : used]
            assert ("flushed", folder.parent.stat().st_ino) in since, f"{folder} was not"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Calls]:
    found = Calls()
    flush, name, make = os.fsync, os.replace, os.mkdir

    def fsync(handle: int) -> None:
        flush(handle)
        found.heard.append(("flushed", os.fstat(handle).st_ino))

    def replace(source: Path, target: Path) -> None:
        number = os.stat(source).st_ino
        name(source, target)
        found.heard.append(("named", number))

    def mkdir(folder: Path, *given: int) -> None:
        make(folder, *given)
        found.heard.append(("made", os.stat(folder).st_ino))

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "mkdir", mkdir)
    yield found


def test_a_file_written_beside_another(tmp_path: Path, calls: Calls) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    write_bytes_beside(target, b"new")
    calls.require_flushed(target)


@pytest.mark.parametrize("format_", Format)
def test_an_export_and_its_manifest(
    example: Project, tmp_path: Path, calls: Calls, format_: Format
) -> None:
    target = tmp_path / f"appendix.{format_}"
    export_appendix(
        example.view(),
        period="2023",
        layout="appendix",
        language="en",
        format=format_,
        target=target,
    )
    calls.require_flushed(target)
    calls.require_flushed(target.with_name(f"{target.name}.manifest.json"))


def test_a_backup_and_its_record(company: Project, calls: Calls) -> None:
    backup = back_up(company, BY_HAND)
    calls.require_flushed(backup.path)
    calls.require_flushed(backup.record)
    calls.require_folder(backup.path.parent)
    named = [number for what, number in calls.heard if what == "named"]
    assert named == [backup.path.stat().st_ino, backup.record.stat().st_ino]


def test_a_backup_put_back(company: Project, who: Who, calls: Calls) -> None:
    enter_text(company, WASTE, "1")
    backup = back_up(company, BY_HAND)
    company.close()
    old = company.path.stat().st_ino
    project, aside = restore_backup(company.path, backup, who)
    project.close()
    calls.require_flushed(company.path)
    assert (aside / company.path.name).stat().st_ino == old
    calls.require_folder(aside)
    # What was set aside has its name there before the new file takes the old one.
    named = calls.heard.index(("named", company.path.stat().st_ino))
    assert os.name == "nt" or ("flushed", aside.stat().st_ino) in calls.heard[:named]


def test_a_rebuilt_file(company: Project, who: Who, calls: Calls) -> None:
    enter_text(company, WASTE, "1")
    company.close()
    project, _ = recover(examine(company.path), who)
    project.close()
    calls.require_flushed(company.path)


def test_a_copy_and_a_protected_file(company: Project, tmp_path: Path, calls: Calls) -> None:
    calls.require_flushed(save_copy(company, tmp_path / "copy"))
    done = set_password(company, "long enough")
    done.project.close()
    calls.require_flushed(company.path)


def test_a_new_company(small: Path, tmp_path: Path, who: Who, calls: Calls) -> None:
    path = tmp_path / "new.esgdesk"
    create_company(
        path, pack=read_pack(small), name=Wording("New"), years=("2023",), who=who
    ).close()
    calls.require_named(path)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="handles are told apart by /proc")
@pytest.mark.parametrize("refused", ["flush", "flush of the folder"])
def test_what_the_disk_refuses_is_not_called_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    really: Callable[[int], None] = os.fsync
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fsync(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}") == ("folder" in refused):
            raise OSError(5, "Input/output error")
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Exception, match="Input/output error"):
        write_bytes_beside(target, b"new")
    assert target.read_text() == ("new" if "folder" in refused else "old")
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
