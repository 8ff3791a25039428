"""Put ESGDesk into this user's menu, and its files' type and icon onto this user's desktop.

    python installer/linux/install_desktop_entry.py /path/to/esgdesk-desk

Writes below XDG_DATA_HOME only what is new or has changed, so a second run does nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ICONS = ROOT / "resources" / "icons"
ICON_SIZES = (16, 32, 48, 64, 128, 256)


def data_home() -> Path:
    """Where the user's own menu entries live; the XDG rule says a relative path does not count."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"


def quoted_for_exec(program: str) -> str:
    """A program's path as the desktop-entry specification wants it in the key Exec.

    Two layers: a quoted argument (where " ` $ \\ take a backslash and % is doubled), inside a
    string value (where each backslash is doubled again).
    """
    argument = "".join("\\" + sign if sign in '"`$\\' else sign for sign in program)
    return '"' + argument.replace("%", "%%").replace("\\", "\\\\") + '"'


def files_to_install(program: str) -> dict[Path, bytes]:
    """Each target, relative to the data folder, with its contents."""
    entry = (HERE / "esgdesk.desktop").read_text("utf-8")
    entry = entry.replace("@EXEC@", quoted_for_exec(program))
    files = {
        Path("applications/esgdesk.desktop"): os.fsencode(entry),
        Path("mime/packages/esgdesk.xml"): (HERE / "esgdesk-mime.xml").read_bytes(),
    }
    theme = Path("icons/hicolor")
    files[theme / "scalable/apps/esgdesk.svg"] = (ICONS / "esgdesk.svg").read_bytes()
    document = ICONS / "esgdesk-document.svg"
    files[theme / "scalable/mimetypes/esgdesk-document.svg"] = document.read_bytes()
    for size in ICON_SIZES:
        source = ICONS / f"esgdesk-{size}.png"
        files[theme / f"{size}x{size}/apps/esgdesk.png"] = source.read_bytes()
    return files


def write_if_changed(path: Path, contents: bytes) -> bool:
    """Say whether there was something to write."""
    if path.is_file() and path.read_bytes() == contents:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(contents)
    beside.replace(path)
    return True


def refresh(home: Path) -> None:
    """Tell the desktop; where a tool is missing the desktop finds out by itself, only later."""
    for command in (
        ["update-mime-database", str(home / "mime")],
        ["update-desktop-database", "-q", str(home / "applications")],
        ["gtk-update-icon-cache", "-q", "-t", "-f", str(home / "icons" / "hicolor")],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main(words: Sequence[str]) -> int:
    if len(words) != 1:
        print("usage: install_desktop_entry.py PROGRAM", file=sys.stderr)
        return 2
    home = data_home()
    try:
        files = files_to_install(os.path.abspath(words[0]))
        changed = [write_if_changed(home / path, contents) for path, contents in files.items()]
    except OSError as problem:
        print(f"The menu entry could not be made: {problem}", file=sys.stderr)
        return 1
    if any(changed):
        refresh(home)
        print("ESGDesk is in your applications menu, and knows its own files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
