"""Whether a folder is on this computer: SQLite's locks cannot be trusted anywhere else.

On a network drive or in a folder that a program synchronises, locks are ignored or files are
replaced behind a program's back; a company file that is open there can lose figures. What counts
as such a place is in `resources/shared_places.toml`.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePath

from esgdesk.core.errors import WorldProblem
from esgdesk.paths import companies_folder, resources


@dataclass(frozen=True, slots=True)
class SharedPlaces:
    """What marks a place that is not only this computer's; see the file for each."""

    file_systems: frozenset[str]
    folder_names: tuple[str, ...]
    marker_files: tuple[str, ...]
    marker_folders: tuple[str, ...]
    variables: tuple[str, ...]


@functools.cache
def shared_places() -> SharedPlaces:
    """The list as it is shipped."""
    text = (resources() / "shared_places.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return SharedPlaces(
        frozenset(data["file_systems"]),
        tuple(name.casefold() for name in data["folder_names"]),
        tuple(data["marker_files"]),
        tuple(data["marker_folders"]),
        tuple(data["variables"]),
    )


def require_local(path: Path, *, new: bool = False) -> None:
    """Raises WorldProblem, saying what to do instead, for a file on a network or in a
    synchronised folder; `new` for one that is still to be made.
    """
    what = shared_by(path)
    if what:
        key = "store.shared_place_new" if new else "store.shared_place"
        raise WorldProblem(key, path=str(path), what=what, folder=str(companies_folder()))


def shared_by(path: Path) -> str:
    """What shares the place of a file with other computers: a file system or a program, by name;
    empty where nothing is known to.
    """
    path = Path(os.path.realpath(path))
    return _network(path) or _synchronised(path)


def _network(path: Path) -> str:
    if sys.platform == "win32":
        return _windows_network(path)
    kind = file_system(path)
    return kind if kind in shared_places().file_systems else ""


def _synchronised(path: Path) -> str:
    known = shared_places()
    for name in known.variables:
        root = os.environ.get(name)
        if root and path.is_relative_to(os.path.realpath(root)):
            return name
    for folder in path.parents:
        name = folder.name.casefold()
        for sync in known.folder_names:
            if name == sync or name.startswith((f"{sync} -", f"{sync}-", f"{sync} (")):
                return folder.name
        has_file = any((folder / marker).is_file() for marker in known.marker_files)
        if has_file or any((folder / marker).is_dir() for marker in known.marker_folders):
            return folder.name or str(folder)
    return ""


def file_system(path: Path) -> str:
    """The type of the file system that a path is on, as its system names it; empty if unknown."""
    if sys.platform == "darwin":
        table = subprocess.run(["mount"], capture_output=True, text=True, check=False).stdout
        mounts = [_mac_mount(line) for line in table.splitlines()]
    else:
        try:
            table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        mounts = [_linux_mount(line) for line in table.splitlines()]
    return nearest_mount(path, mounts)


def nearest_mount(path: Path, mounts: list[tuple[str, str]]) -> str:
    """The type of the mount a path lies in: the deepest one, of equal ones the last."""
    depth, found = -1, ""
    for point, kind in mounts:
        if point and path.is_relative_to(point) and len(Path(point).parts) >= depth:
            depth, found = len(Path(point).parts), kind
    return found


def _linux_mount(line: str) -> tuple[str, str]:
    """Mount point and type of a line of mountinfo (proc(5)); blanks in names are octal there."""
    before, _, after = line.partition(" - ")
    parts = before.split(" ")
    if len(parts) < 5 or not after:
        return "", ""
    return _unescape(parts[4]), after.split(" ")[0]


def _unescape(text: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, sign)
    return text


def _mac_mount(line: str) -> tuple[str, str]:
    """Mount point and type of a line such as `//ann@server/x on /Volumes/x (smbfs, nodev)`."""
    rest, _, kinds = line.rpartition(" (")
    # The name of a share may hold " on " as well; a mount point begins with a slash.
    _, found, point = rest.partition(" on /")
    return f"/{point}" if found else "", kinds.partition(",")[0].rstrip(")")


def _windows_network(path: PurePath) -> str:
    # Windows puts \\?\ before long names, of local files too.
    name = str(path)
    if name.startswith("\\\\?\\") and not name.upper().startswith("\\\\?\\UNC\\"):
        name = name[4:]
    if name.startswith("\\\\"):
        return path.drive
    import ctypes

    remote = 4  # DRIVE_REMOTE of GetDriveTypeW
    kind = ctypes.windll.kernel32.GetDriveTypeW(name[:3])  # type: ignore[attr-defined,unused-ignore]
    return name[:2] if kind == remote else ""
