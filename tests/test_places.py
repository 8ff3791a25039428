"""Where a company file is opened, and where not: tables of what systems and programs say."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from esgdesk import places
from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.custody import bring_home, save_copy
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.places import file_system, require_local, shared_by, shared_places

ROOT = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw"
Set = Callable[[str], None]


def mounted(point: str, kind: str, optional: str = "shared:7 ") -> str:
    """A line of mountinfo as the kernel writes it."""
    return f"40 22 0:35 / {point} rw,nosuid {optional}- {kind} source rw,vers=3.1.1"


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> Set:
    """What the kernel says is mounted."""
    monkeypatch.setattr(sys, "platform", "linux")
    really = Path.read_text

    def tell(table: str) -> None:
        def read(path: Path, *given: str, **named: str) -> str:
            told = str(path) == "/proc/self/mountinfo"
            return table if told else really(path, *given, **named)

        monkeypatch.setattr(Path, "read_text", read)

    return tell


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> Set:
    """What `mount` prints on macOS."""
    monkeypatch.setattr(sys, "platform", "darwin")

    def tell(table: str) -> None:
        def run(command: list[str], **named: object) -> SimpleNamespace:
            assert command == ["mount"]
            return SimpleNamespace(stdout=table)

        monkeypatch.setattr(subprocess, "run", run)

    return tell


@pytest.mark.parametrize(
    "kind",
    [
        *("nfs", "nfs4", "cifs", "smb3", "davfs", "vboxsf", "afs", "ceph", "glusterfs", "prl_fs"),
        *("fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.vmhgfs-fuse"),
    ],
)
def test_a_network_is_no_place_for_a_live_file(linux: Set, kind: str) -> None:
    linux("\n".join([ROOT, mounted("/mnt/share", kind)]))
    assert shared_by(Path("/mnt/share/ESG/Acme.esgdesk")) == kind
    with pytest.raises(WorldProblem) as caught:
        require_local(Path("/mnt/share/ESG/Acme.esgdesk"))
    said = explain(caught.value)
    assert kind in said and str(places.companies_folder()) in said
    assert shared_by(Path("/mnt/other/Acme.esgdesk")) == ""
    assert shared_by(Path("/mnt/shared/Acme.esgdesk")) == ""


@pytest.mark.parametrize(
    "kind",
    ["ext4", "btrfs", "xfs", "overlay", "tmpfs", "zfs", "fuseblk", "fuse.fuseblk", "fuse", "vfat"],
)
def test_a_disk_a_container_or_memory_is_one(linux: Set, kind: str) -> None:
    linux("\n".join([ROOT, mounted("/mnt/disk", kind, optional="")]))
    assert file_system(Path("/mnt/disk/a.esgdesk")) == kind
    assert shared_by(Path("/mnt/disk/a.esgdesk")) == ""
    require_local(Path("/mnt/disk/a.esgdesk"))


NESTED = [
    ROOT,
    mounted("/mnt/share", "cifs"),
    mounted("/mnt/share/local", "ext4"),
    mounted("/mnt/share/local/away", "nfs4"),
    mounted("/mnt/with\\040space\\134and\\011more", "fuse.sshfs"),
    mounted("/net", "autofs"),
    mounted("/net", "nfs"),
    mounted("/mnt/gone", "nfs"),
    mounted("/mnt/gone", "ext4"),
    "a line that is none",
    "",
]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/a.esgdesk", "ext4"),
        ("/mnt/share/a.esgdesk", "cifs"),
        ("/mnt/share/local/a.esgdesk", "ext4"),
        ("/mnt/share/locals/a.esgdesk", "cifs"),
        ("/mnt/share/local/away/deep/a.esgdesk", "nfs4"),
        ("/mnt/with space\\and\tmore/a.esgdesk", "fuse.sshfs"),
        ("/net/a.esgdesk", "nfs"),
        ("/mnt/gone/a.esgdesk", "ext4"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_nearest_mount_counts(linux: Set, path: str, kind: str, turned: bool) -> None:
    lines = [*NESTED[-6:], *NESTED[:-6]] if turned else NESTED
    linux("\n".join(lines))
    assert file_system(Path(path)) == kind


def test_where_the_system_says_nothing_a_place_is_taken_for_local(
    linux: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    linux("")
    assert file_system(Path("/mnt/a.esgdesk")) == ""
    assert shared_by(Path("/mnt/a.esgdesk")) == ""

    def refuse(path: Path, *given: str, **named: str) -> str:
        raise PermissionError(str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    assert file_system(Path("/mnt/a.esgdesk")) == ""


MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, root data)
/dev/disk5s1 on /Volumes/Stick (2) (msdos, local, nodev, nosuid, noowners)
//ann@server/ESG on /Volumes/ESG (smbfs, nodev, nosuid, mounted by ann)
//ann@server/Reports%20on%20ESG on /Volumes/Reports on ESG (smbfs, nodev)
//ann@server/Notes on waste on /Volumes/Notes (smbfs, nodev)
server:/export on /Volumes/nfs (nfs, asynchronous)
https://dav.example.org/ on /Volumes/dav (webdav, nodev)
afp_0 on /Volumes/old (afpfs, nodev)
"""


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/Users/ann/a.esgdesk", ""),
        ("/System/Volumes/Data/a.esgdesk", ""),
        ("/Volumes/Stick (2)/a.esgdesk", ""),
        ("/Volumes/ESG/2023/a.esgdesk", "smbfs"),
        ("/Volumes/Reports on ESG/a.esgdesk", "smbfs"),
        ("/Volumes/Notes/a.esgdesk", "smbfs"),
        ("/Volumes/nfs/a.esgdesk", "nfs"),
        ("/Volumes/dav/a.esgdesk", "webdav"),
        ("/Volumes/old/a.esgdesk", "afpfs"),
        ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/a.esgdesk", "Mobile Documents"),
        ("/Users/ann/Library/CloudStorage/OneDrive-Acme/a.esgdesk", "OneDrive-Acme"),
    ],
)
def test_macos_mounts_are_read(mac: Set, path: str, what: str) -> None:
    mac(MAC)
    assert shared_by(Path(path)) == what


@pytest.mark.parametrize(
    ("name", "drive", "what"),
    [
        ("C:\\Users\\Ann\\a.esgdesk", 3, ""),
        ("D:\\a.esgdesk", 2, ""),
        ("Z:\\ESG\\a.esgdesk", 4, "Z:"),
        ("\\\\server\\share\\a.esgdesk", 1, "\\\\server\\share"),
        ("\\\\wsl$\\Debian\\home\\a.esgdesk", 1, "\\\\wsl$\\Debian"),
        ("\\\\?\\C:\\a very long name\\a.esgdesk", 3, ""),
        ("\\\\?\\Z:\\a very long name\\a.esgdesk", 4, "Z:"),
        ("\\\\?\\UNC\\server\\share\\a.esgdesk", 1, "\\\\?\\UNC\\server\\share"),
    ],
)
def test_windows_names_and_drives_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, name: str, drive: int, what: str
) -> None:
    asked = []

    def drive_type(root: str) -> int:
        asked.append(root)
        return drive

    kernel = SimpleNamespace(kernel32=SimpleNamespace(GetDriveTypeW=drive_type))
    monkeypatch.setattr(ctypes, "windll", kernel, raising=False)
    assert places._windows_network(PureWindowsPath(name)) == what
    assert all(root.endswith(":\\") and len(root) == 3 for root in asked)


@pytest.mark.parametrize(
    "folder",
    [
        *(
            "OneDrive",
            "OneDrive - Acme Ltd",
            "onedrive - 公司",
            "OneDrive-Personal",
            "OneDrive (2)",
        ),
        *("Dropbox", "Dropbox (Acme)", "DROPBOX", "Google Drive", "My Drive", "我的云端硬盘"),
        *("坚果云", "我的坚果云", "Nutstore Files", "百度网盘同步空间", "WPS云盘", "iCloudDrive"),
        *("Nextcloud", "ownCloud", "Seafile", "pCloud Drive", "MEGAsync", "CloudStorage"),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "ESG" / "2023" / "a.esgdesk"
    assert shared_by(path) == folder


@pytest.mark.parametrize(
    "folder", ["OneDriveless", "Dropboxes", "my dropbox notes", "坚果", "Drive", "Box", "云盘说明"]
)
def test_a_folder_that_only_sounds_like_one_is_not(tmp_path: Path, folder: str) -> None:
    assert shared_by(tmp_path / folder / "a.esgdesk") == ""


def test_the_name_of_the_file_itself_does_not_matter(tmp_path: Path) -> None:
    assert shared_by(tmp_path / "Dropbox") == ""


@pytest.mark.parametrize("marker", [".dropbox", ".nextcloudsync.log", ".owncloudsync.log"])
def test_a_synchronised_folder_is_known_by_a_file(tmp_path: Path, marker: str) -> None:
    path = tmp_path / "work" / "ESG" / "a.esgdesk"
    path.parent.mkdir(parents=True)
    assert shared_by(path) == ""
    (tmp_path / "work" / marker).touch()
    assert shared_by(path) == "work"


@pytest.mark.parametrize("marker", [".stfolder", ".dropbox.cache", ".tmp.drivedownload"])
def test_a_synchronised_folder_is_known_by_a_folder(tmp_path: Path, marker: str) -> None:
    path = tmp_path / "work" / "ESG" / "a.esgdesk"
    (tmp_path / "work" / marker).mkdir(parents=True)
    assert shared_by(path) == "work"


@pytest.mark.parametrize("settings", [".dropbox", ".nutstore"])
def test_a_program_that_keeps_its_settings_at_home_does_not_synchronise_it(
    tmp_path: Path, settings: str
) -> None:
    (tmp_path / settings).mkdir()
    assert shared_by(tmp_path / "ESG" / "a.esgdesk") == ""


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveConsumer", "OneDriveCommercial"])
def test_a_synchronised_folder_is_known_by_a_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    path = tmp_path / "somewhere" / "a.esgdesk"
    path.parent.mkdir()
    monkeypatch.setenv(variable, "")
    assert shared_by(path) == ""
    monkeypatch.setenv(variable, str(tmp_path / "some"))
    assert shared_by(path) == ""
    monkeypatch.setenv(variable, str(tmp_path / "somewhere"))
    assert shared_by(path) == variable


def test_a_link_into_a_synchronised_folder_leads_there(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "Dropbox", target_is_directory=True)
    assert shared_by(tmp_path / "link" / "a.esgdesk") == "Dropbox"


def test_the_list_is_complete_enough_to_be_read() -> None:
    known = shared_places()
    assert {"nfs4", "cifs", "fuse.sshfs"} <= known.file_systems
    assert all(name == name.casefold() for name in known.folder_names)
    assert "OneDrive" in known.variables


def test_a_file_in_a_synchronised_folder_is_read_copied_and_brought_home(
    company: Project, tmp_path: Path, who: Who, home: Path
) -> None:
    key = EntryKey("waste", "", COMPANY, "2023")
    enter_text(company, key, "1")
    folder = tmp_path / "OneDrive - Acme"
    folder.mkdir()
    shared = save_copy(company, folder / "Acme")
    with pytest.raises(WorldProblem, match="shared_place"):
        open_project(shared, who)
    assert [file.name for file in folder.iterdir()] == [shared.name]
    with open_project(shared, who, can_write=False) as project:
        assert project.verify().holds
    with open_project(bring_home(shared, home), who, accept_idle=True) as project:
        entry = project.entry(key)
        assert entry is not None and entry.value == "1"


def test_a_file_that_lies_open_in_a_synchronised_folder_is_not_even_read(
    company: Project, tmp_path: Path, who: Who
) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    shared = save_copy(company, folder / "Acme")
    Path(f"{shared}-wal").touch()
    with pytest.raises(WorldProblem, match="shared_place"):
        open_project(shared, who, can_write=False)


def test_a_company_is_not_made_in_a_synchronised_folder(
    small: Path, tmp_path: Path, who: Who
) -> None:
    folder = tmp_path / "坚果云"
    folder.mkdir()
    with pytest.raises(WorldProblem) as caught:
        create_company(
            folder / "a", pack=read_pack(small), name=Wording("A"), years=("2023",), who=who
        )
    assert "坚果云" in explain(caught.value)
    assert list(folder.iterdir()) == []
