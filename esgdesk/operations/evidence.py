"""Evidence: files that show where a figure comes from, kept in a folder beside the company file.

A file is stored under the hash of its bytes, so it is found again, known to be unchanged, and kept
once however often it is attached. Nothing here removes a stored file: undo needs it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from esgdesk.core.errors import Problem, UsageProblem, WorldProblem
from esgdesk.core.model import EntryKey, Evidence
from esgdesk.files import explain, make_folder, safe_name, write_beside
from esgdesk.operations.project import Done, Project
from esgdesk.store import rows

MOST_BYTES = 200_000_000
"""A larger file is refused; who has one can attach the pages that matter."""
_CHUNK = 1 << 20
_HASH = re.compile("[0-9a-f]{64}")
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,10}")


def evidence_folder(path: Path) -> Path:
    """Where the evidence of a company file lies."""
    return path.with_name(f"{path.name}.evidence")


def attach(project: Project, key: EntryKey, path: Path) -> Done:
    """Keep a copy of a file as evidence of a figure; the same file twice is there once.

    Raises UsageProblem for a figure that the catalogue has no place for, WorldProblem for what is
    no plain file, empty, too large or unreadable. The copy is on the disk before the deed is.
    """
    _require_place(project, key)
    if not project.can_write:
        raise WorldProblem("store.opened_for_reading", path=str(project.path))
    sha256, size = _measure(path)
    evidence = Evidence(uuid4().hex, key, _display_name(path.name), sha256, size)
    _store(path, project.path, evidence)
    held = project.view(entity=key.entity, periods=[key.period]).evidence.get(key, ())
    evidence = next((file for file in held if file.sha256 == sha256), evidence)
    return project.do(
        "attach_evidence",
        _facts(evidence),
        lambda recorder: recorder.put("evidence", rows.evidence_row(evidence)),
    )


def detach(project: Project, evidence: Evidence) -> Done:
    """Say that a file is no evidence of its figure any more. The stored file stays."""
    return project.do(
        "detach_evidence",
        _facts(evidence),
        lambda recorder: recorder.remove("evidence", (evidence.id,)),
    )


def open_copy(project: Project, evidence: Evidence) -> Path:
    """A read-only copy of a stored file, in a temporary folder, for another program to open.

    Raises WorldProblem where the stored file is missing or not what was attached.
    """
    folder = Path(tempfile.mkdtemp(prefix="esgdesk-evidence-"))
    copy = folder / _display_name(evidence.name)
    try:
        _copy_tested(project.path, evidence, copy)
        copy.chmod(stat.S_IRUSR)
    except BaseException:
        copy.unlink(missing_ok=True)
        folder.rmdir()
        raise
    return copy


def check(project: Project) -> list[Problem]:
    """What is wrong with the stored files, each told once with what to do; empty if nothing."""
    faults: list[Problem] = []
    for evidence in _each(project):
        try:
            _copy_tested(project.path, evidence, None)
        except WorldProblem as problem:
            faults.append(problem)
    return faults


def copy_along(project: Project, target: Path) -> int:
    """Copy the stored files to beside a copy of the company file; how many there are now.

    Raises WorldProblem for a missing or changed one, so that no copy goes out without telling.
    """
    files = _each(project)
    if files and not target.parent.is_dir():
        raise WorldProblem("file.folder_missing", folder=str(target.parent))
    for evidence in files:
        _store(_stored(project.path, evidence), target, evidence)
    return len(files)


def _each(project: Project) -> list[Evidence]:
    """One of each stored file of the whole company."""
    found: dict[str, Evidence] = {}
    for entity in project.entities():
        for files in project.view(entity=entity.code).evidence.values():
            found |= {_stored(project.path, file).name: file for file in files}
    return list(found.values())


def _store(source: Path, company: Path, evidence: Evidence) -> None:
    """Have a file's bytes in the folder beside a company file, never over a different file."""
    stored = _stored(company, evidence)
    if os.path.lexists(stored):
        if _hash_of(stored) != evidence.sha256:
            raise _problem("evidence.in_the_way", stored, evidence)
        return
    if not source.is_file():
        raise _problem("evidence.missing", source, evidence)
    make_folder(stored.parent)
    # A file that changes while it is read is noticed, since its name is its hash.
    write_beside(stored, lambda part: _copy_as(source, part, evidence))


def _copy_as(source: Path, part: Path, evidence: Evidence) -> None:
    with source.open("rb") as file, part.open("wb") as written:
        if _pass_on(file, written.write)[0] != evidence.sha256:
            raise _problem("evidence.changed", source, evidence)


def _copy_tested(company: Path, evidence: Evidence, copy: Path | None) -> None:
    """Read a stored file to its end, into `copy` if there is one; raises where it is not whole."""
    stored = _stored(company, evidence)
    if not stored.is_file():
        raise _problem("evidence.missing", stored, evidence)
    try:
        if copy is None:
            whole = _hash_of(stored) == evidence.sha256
        else:
            with stored.open("rb") as file, copy.open("xb") as written:
                whole = _pass_on(file, written.write)[0] == evidence.sha256
    except OSError as error:
        raise explain(error, copy or stored) from error
    if not whole:
        raise _problem("evidence.changed", stored, evidence)


def _measure(path: Path) -> tuple[str, int]:
    """Hash and size of a file to attach; raises for what cannot be evidence."""
    facts = {"path": str(path)}
    try:
        real = path.resolve(strict=True)
        # Looked at before it is opened: opening a pipe would wait for ever.
        if not stat.S_ISREG(real.stat().st_mode):
            raise WorldProblem("evidence.not_a_file", **facts)
        if real.stat().st_size > MOST_BYTES:
            raise WorldProblem("evidence.too_large", **facts, most=MOST_BYTES // 1_000_000)
        with real.open("rb") as file:
            sha256, size = _pass_on(file)
    except (OSError, RuntimeError) as error:
        raise WorldProblem("evidence.not_read", **facts, detail=str(error)) from error
    if size == 0:
        raise WorldProblem("evidence.empty", **facts)
    return sha256, size


def _hash_of(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return _pass_on(file)[0]


def _pass_on(file: BinaryIO, write: Callable[[bytes], object] | None = None) -> tuple[str, int]:
    """Hash and size of what a file holds, handing it to `write` on the way."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if write is not None:
            write(chunk)
    return digest.hexdigest(), size


def _stored(company: Path, evidence: Evidence) -> Path:
    """Where a file of evidence lies. Its row may have been written by anybody, so it is tested."""
    folder = evidence_folder(company)
    if not _HASH.fullmatch(evidence.sha256):
        raise _problem("evidence.changed", folder, evidence)
    return folder / f"{evidence.sha256}{_ending(evidence.name)}"


def _ending(name: str) -> str:
    ending = Path(name).suffix
    return ending.lower() if _ENDING.fullmatch(ending) else ""


def _display_name(name: str) -> str:
    """A name that every system takes, with its ending where that is a plain one."""
    ending = _ending(name)
    stem = name[: -len(ending)] if ending else name
    return safe_name(stem, fallback="evidence") + ending


def _problem(key: str, path: Path, evidence: Evidence) -> WorldProblem:
    figure = f"{evidence.key.indicator} {evidence.key.members}".strip()
    facts = {"path": str(path), "folder": str(path.parent), "name": evidence.name}
    return WorldProblem(key, **facts, figure=figure, period=evidence.key.period)


def _facts(evidence: Evidence) -> dict[str, object]:
    key = evidence.key
    return {
        "indicator": key.indicator,
        "members": key.members,
        "entity": key.entity,
        "period": key.period,
        "file": evidence.name,
    }


def _require_place(project: Project, key: EntryKey) -> None:
    if not project.catalogue.expects(key.indicator, key.members):
        raise UsageProblem("usage.unknown_figure", found=f"{key.indicator} {key.members}".strip())
    if not project.has_place(key.entity, key.period):
        raise UsageProblem("usage.unknown_figure", found=f"{key.entity} {key.period}")
