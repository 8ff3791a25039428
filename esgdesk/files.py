"""Writing files so that the old one stays whole until the new one is complete.

A file is written beside its target, flushed to the disk and then put in its place in one step. A
target that another program holds open is tried again for a moment; then the new file keeps its
own name beside it and the caller says so.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from esgdesk.core.errors import WorldProblem

PART = ".esgdesk-part"
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"
}
_FORBIDDEN = set('<>:"/\\|?*')
_MOST_SIGNS, _MOST_BYTES = 120, 200


MOST_BYTES = 20_000_000
"""No list that a person makes of figures is larger."""


def read_small(path: Path) -> bytes:
    """A file from outside that should be a list of figures.

    Raises WorldProblem where it cannot be read or is far too large for one.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise explain(error, path) from error
    if len(data) > MOST_BYTES:
        raise WorldProblem("file.too_large", path=str(path))
    return data


def write_beside(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file beside `target`, then put it in the target's place.

    Whatever goes wrong, the old file is untouched and nothing half written stays behind. Raises
    WorldProblem for what the disk or another program did; what `write` itself raises passes on.
    """
    target = Path(target)
    part: Path | None = None
    try:
        # Forty signs of four bytes each leave room in the 255 bytes that a name may have.
        handle, name = tempfile.mkstemp(PART, f".{target.stem[:40]}-", target.parent)
        os.close(handle)
        part = Path(name)
        write(part)
        flush(part)
        # mkstemp makes files that only their owner reads; a report is read by colleagues.
        part.chmod(0o666 & ~_umask())
        _put_in_place(part, target)
        part = None
    except OSError as error:
        raise explain(error, target) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def write_bytes_beside(target: Path, data: bytes) -> None:
    """Write bytes by `write_beside`."""
    write_beside(target, lambda part: _write_all(part, data))


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, if it is not there. Raises WorldProblem.

    What is written into it is safe only when its own name is on the disk too.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for place in made:
            # Some may make a folder where they may not look.
            with contextlib.suppress(PermissionError):
                flush_folder(place.parent)
    except OSError as error:
        raise WorldProblem(
            "file.folder_not_made", folder=str(folder), detail=error.strerror or str(error)
        ) from error


def _write_all(part: Path, data: bytes) -> None:
    part.write_bytes(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def flush(path: Path) -> None:
    """Have what was written to a file on the disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_in_place(part: Path, target: Path) -> None:
    for wait in (*_WAITS, None):
        try:
            os.replace(part, target)
            break
        except PermissionError:
            # On Windows a file that is open elsewhere cannot be replaced; scanners let go soon.
            if wait is None or os.name != "nt":
                raise
            time.sleep(wait)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Have what was named, renamed or removed in a folder on the disk (Windows does so itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def explain(error: OSError, path: Path) -> WorldProblem:
    """The message for what the system refused."""
    keys = {
        errno.ENOSPC: "file.disk_full",
        errno.EDQUOT: "file.disk_full",
        errno.EROFS: "file.folder_read_only",
        errno.ENOENT: "file.folder_missing",
        errno.ENOTDIR: "file.folder_missing",
        errno.EISDIR: "file.is_a_folder",
    }
    key = keys.get(error.errno or 0, "file.failed")
    if error.errno == errno.ENOENT and os.path.isdir(path.parent):
        key = "file.failed"  # something else that was needed is not there
    if isinstance(error, PermissionError) and error.errno not in keys:
        key = "file.in_use" if os.path.exists(path) and os.access(path.parent, os.W_OK) else key
        key = "file.folder_read_only" if key == "file.failed" else key
    return WorldProblem(
        key, path=str(path), folder=str(path.parent), detail=error.strerror or str(error)
    )


def safe_name(text: str, *, fallback: str = "ESGDesk") -> str:
    """A text as a file name that every system takes, without an ending.

    No separators, no reserved device names, nothing that is not seen; at most 120 signs and 200
    bytes, so that the caller can append endings. A safe name is its own safe name. `fallback` is
    given back as it is where nothing is left of the text.
    """
    kept = "".join(map(_file_sign, unicodedata.normalize("NFC", text)))
    # Again, since what was left out may have stood between a letter and its accent.
    kept = " ".join(unicodedata.normalize("NFC", kept).split()).strip(" .")
    if not kept:
        return fallback
    if kept.partition(".")[0].strip().lower() in _RESERVED:
        kept = f"_{kept}"
    # Linux counts bytes, and a Chinese sign has three.
    kept = kept[:_MOST_SIGNS].encode()[:_MOST_BYTES].decode(errors="ignore")
    return kept.rstrip(" .")


def _file_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf":  # signs without width, such as those that turn the direction of a name
        return ""
    return " " if sign in _FORBIDDEN or category in ("Cc", "Cs") else sign
