"""Recording and failing file calls by a preloaded library, where tracing is not allowed.

`preload.c` is compiled when a test needs it. It sees what goes through the C library, which is all
that Python and SQLite do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults.events import Call

NAME = "LD_PRELOAD"
_SOURCE = Path(__file__).with_name("preload.c")


@cache
def why_not() -> str:
    """Why it cannot be used here; empty where it can."""
    if sys.platform != "linux":
        return "preloading is done on Linux only"
    if shutil.which("cc") is None:
        return "no C compiler (cc) is installed"
    try:
        library()
    except subprocess.CalledProcessError as error:
        return f"preload.c does not compile: {error.stderr.strip()[:200]}"
    return ""


@cache
def library() -> Path:
    """The compiled library; it lies in a folder of its own for as long as the tests run."""
    # Kept as an attribute: the folder goes away together with the object.
    folder = tempfile.TemporaryDirectory(prefix="esgdesk-preload-")
    library.folder = folder  # type: ignore[attr-defined]
    built = Path(folder.name) / "preload.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(built), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return built


def recording(folder: Path, log: Path) -> dict[str, str]:
    """The environment in which a program records what it does to a folder."""
    return {"LD_PRELOAD": str(library()), "FAULT_FOLDER": str(folder), "FAULT_LOG": str(log)}


def failing(folder: Path, *, call: str, error: str, first: int, is_sticky: bool) -> dict[str, str]:
    """The environment in which one of a program's calls on files of a folder fails."""
    return {
        "LD_PRELOAD": str(library()),
        "FAULT_FOLDER": str(folder),
        "FAULT_CALL": call,
        "FAULT_ERROR": error,
        "FAULT_FROM": str(first),
        **({"FAULT_STICKY": "1"} if is_sticky else {}),
    }


def read_log(log: Path) -> Iterator[Call]:
    """The successful calls of a log."""
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            name, handle, flags, position, path, other, data = line.removesuffix("\n").split("\t")
            if path.endswith(" (deleted)"):
                continue  # a file without a name is gone after a power cut, whatever is written
            yield Call(
                name,
                path,
                other,
                handle=int(handle),
                flags=frozenset(flags.split("|")),
                position=None if position == "-" else int(position),
                data=bytes.fromhex(data),
            )
