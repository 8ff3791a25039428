"""Which copy of a company's file is the live one: saving a copy, handing over, taking over.

A file knows which copy it is (table `copy`, which differs between copies), and its journal says
which copy is live (table `custody`, which is the same in all). A file that is not the live one is
for looking only, until somebody takes over there.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

from esgdesk.core.errors import RefusedDeed, WorldProblem
from esgdesk.files import explain, make_folder, write_beside
from esgdesk.operations.backups import BadCopyError
from esgdesk.operations.evidence import copy_along
from esgdesk.operations.project import SUFFIX, Done, Project, Recorder
from esgdesk.store.copies import copy_database, name_copy, read_copy, verify_file
from esgdesk.store.database import translated
from esgdesk.store.seal import Image, read_row

CUSTODY = "company"


def save_copy(project: Project, target: Path) -> Path:
    """Write a verified copy of the file for looking at, to any folder, a shared one too.

    Raises WorldProblem where something stands there already or the disk refuses.
    """
    target = _with_suffix(target)
    _copy_to(project, target, uuid4().hex)
    return target


def hand_over(project: Project, target: Path, person: str) -> Path:
    """Write a verified copy and make it the live one; this file is for looking only from then on.

    `person` is who goes on with it. The journals of both say so. Raises WorldProblem; then this
    file is the live one as before.
    """
    target = _with_suffix(target)
    _require_free(target)
    copy = uuid4().hex
    facts = {"to": person, "file": target.name}
    project.do("hand_over", facts, lambda recorder: _put(recorder, copy, project, person, "given"))
    try:
        _copy_to(project, target, copy)
    except BaseException:
        take_over(project, "not_given")
        raise
    project.can_write = False
    return target


def take_over(project: Project, why: str = "taken") -> Done:
    """Make this copy the live one. The other one still exists; it will say that it is not."""
    copy = project.copy_id()
    person = project.who.person
    if why == "taken" and is_live(project):
        raise RefusedDeed("custody.is_live", path=str(project.path))
    return project.do(
        "take_over", {"why": why}, lambda recorder: _put(recorder, copy, project, person, why)
    )


def is_live(project: Project) -> bool:
    """Whether figures are entered in this copy."""
    with translated(project.path):
        copy = read_copy(project.db)
        row = read_row(project.db, "custody", (CUSTODY,))
    return (row["copy"] if row else copy["origin"] or copy["id"]) == copy["id"]


def _put(recorder: Recorder, copy: str, project: Project, person: str, why: str) -> None:
    desk = project.who.desk
    row: Image = {"id": CUSTODY, "copy": copy, "person": person, "desk": desk, "why": why}
    # Putting a second backup back looks like the first; the journal must tell of both.
    recorder.put("custody", row, is_news=True)


def claim(project: Project, deed: str, facts: dict[str, object]) -> Done:
    """Note in the journal that this file was put back or mended, and that it is the live one."""
    copy = project.copy_id()
    person = project.who.person
    return project.do(deed, facts, lambda recorder: _put(recorder, copy, project, person, deed))


def _with_suffix(target: Path) -> Path:
    return target if target.suffix == SUFFIX else target.with_name(target.name + SUFFIX)


def _require_free(target: Path) -> None:
    if target.exists():
        raise WorldProblem("store.exists", path=str(target))


def _copy_to(project: Project, target: Path, copy: str) -> None:
    """Build and test the copy on a local disk, then write its bytes to where it shall go."""
    _require_free(target)
    head = project.head()
    with tempfile.TemporaryDirectory(prefix="esgdesk-") as folder:
        built = Path(folder) / target.name
        try:
            copy_database(project.db, built, key=project.key)
            row: Image = {
                "id": copy,
                "origin": project.copy_id(),
                "person": project.who.person,
                "at": head.at,
            }
            name_copy(built, row, project.key)
            found = verify_file(built, project.key)
            if not found.holds:
                raise BadCopyError(found.faults)
        except OSError as error:
            raise explain(error, built) from error
        # First, so that a copy never stands there without its evidence.
        copy_along(project, target)
        _write_bytes(built, target)


def _write_bytes(source: Path, target: Path) -> None:
    write_beside(target, lambda part: _copy_and_compare(source, part))


def _copy_and_compare(source: Path, part: Path) -> None:
    shutil.copyfile(source, part)
    with part.open("rb") as written, source.open("rb") as meant:
        same = hashlib.file_digest(written, "sha256").digest()
        if same != hashlib.file_digest(meant, "sha256").digest():
            raise OSError(None, "what was written reads back differently")


def bring_home(path: Path, folder: Path) -> Path:
    """Copy a company file from a shared place into a local folder, where it can be opened.

    The name there is free: `Acme (2).esgdesk` if need be. Raises WorldProblem.
    """
    make_folder(folder)
    target = folder / path.name
    count = 1
    while target.exists():
        count += 1
        target = folder / f"{path.stem} ({count}){path.suffix}"
    if any(Path(f"{path}{ending}").exists() for ending in ("-wal", "-journal")):
        raise WorldProblem("store.in_use", path=str(path))
    _write_bytes(path, target)
    return target
