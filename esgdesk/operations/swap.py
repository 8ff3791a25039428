"""Putting another file in a company file's place, so that a kill at any moment does no harm.

A database is more than one file: a -wal that is left beside another database would be read as
part of it. So the old file goes aside together with its companions, and a note of what is being
done is on the disk before the first step; whoever opens the file next finishes it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from esgdesk.core.errors import WorldProblem
from esgdesk.files import PART, explain, flush, flush_folder, make_folder, write_bytes_beside
from esgdesk.store.copies import COMPANIONS, companion


def note_path(path: Path) -> Path:
    """Where it is noted that a company file is being exchanged."""
    return path.with_name(f".{path.name}.exchange")


def ready_path(path: Path) -> Path:
    """Where a file is made that shall take a company file's place."""
    return path.with_name(f".{path.stem[:60]}-ready{PART}")


def prepare(path: Path, write: Callable[[Path], None]) -> Path:
    """Let `write` make the file that shall take a company file's place; where it now lies.

    What `write` raises passes on, and nothing is left behind. Raises WorldProblem.
    """
    ready = ready_path(path)
    try:
        for ending in ("", *COMPANIONS):
            companion(ready, ending).unlink(missing_ok=True)
        write(ready)
        flush(ready)
    except OSError as error:
        ready.unlink(missing_ok=True)
        raise explain(error, path) from error
    except BaseException:
        ready.unlink(missing_ok=True)
        raise
    return ready


def exchange(path: Path, part: Path, *, aside: Path | None) -> None:
    """Put `part`, a finished file in the same folder, in the place of a company file.

    The old one goes into the folder `aside`, or is gone where that is None. Nobody may have the
    file open, and the caller holds its lock. Raises WorldProblem.
    """
    note = {"part": part.name, "aside": str(aside) if aside is not None else ""}
    write_bytes_beside(note_path(path), json.dumps(note, ensure_ascii=False).encode())
    finish_exchange(path)


def finish_exchange(path: Path) -> bool:
    """Carry out or finish an exchange that was noted; False where none was.

    Each step may have been done already. Raises WorldProblem.
    """
    place = note_path(path)
    try:
        note = json.loads(place.read_text(encoding="utf-8"))
        part = path.with_name(Path(str(note["part"])).name)
        aside = Path(str(note["aside"])) if note["aside"] else None
    except FileNotFoundError:
        return False
    except (ValueError, KeyError, TypeError):
        # Written whole or not at all; what stands here is not ours.
        raise WorldProblem("store.exchange_note_odd", path=str(place)) from None
    try:
        if part.name.endswith(PART) and part.exists():
            _clear(path, aside)
            os.replace(part, path)
            flush_folder(path.parent)
        place.unlink()
        flush_folder(path.parent)
    except OSError as error:
        raise explain(error, path) from error
    return True


def _clear(path: Path, aside: Path | None) -> None:
    for ending in COMPANIONS:
        old = companion(path, ending)
        if not old.exists():
            continue
        if aside is None:
            old.unlink()
        else:
            make_folder(aside)
            os.replace(old, aside / old.name)
    if aside is not None and path.exists():
        make_folder(aside)
        if not (aside / path.name).exists():
            _keep(path, aside / path.name)
        flush_folder(aside)


def _keep(path: Path, target: Path) -> None:
    """A second name for the same file, or a copy where the file system has no such thing."""
    try:
        os.link(path, target)
    except OSError:
        half = target.with_name(target.name + PART)
        shutil.copy2(path, half)
        os.replace(half, target)
