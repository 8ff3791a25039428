"""Commands about evidence: the files that show where figures come from."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from esgdesk.commands_files import open_file
from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import EntryKey, Evidence
from esgdesk.naming import figure_name
from esgdesk.operations.evidence import attach, detach
from esgdesk.operations.project import Project

Arguments = argparse.Namespace
Command = Callable[[str, Callable[[Arguments], int], str], argparse.ArgumentParser]
NAMES = ("evidence",)


def add(command: Command) -> None:
    """Add these commands to the command line."""
    made = command("evidence", _list, "Keep, list or take away the files behind figures.")
    parts = made.add_subparsers(dest="deed", metavar="DEED", required=True)
    kept = parts.add_parser("attach", help="keep a copy of a file as evidence of a figure")
    kept.add_argument("file", type=Path, metavar="FILE", help="the company file")
    kept.add_argument("code", metavar="CODE", help="the indicator's code")
    kept.add_argument("path", type=Path, metavar="PATH", help="the file to keep")
    kept.add_argument("--year", required=True, help="the figure's year")
    kept.add_argument("--members", default="", help="its members, such as gender:female")
    kept.set_defaults(run=_attach)
    listed = parts.add_parser("list", help="the files that are kept")
    listed.add_argument("file", type=Path, metavar="FILE", help="the company file")
    listed.add_argument("--year", help="one year only")
    listed.add_argument("--json", action="store_true", help="print all fields as JSON")
    listed.set_defaults(run=_list)
    gone = parts.add_parser("detach", help="say that a file is no evidence any more; it is kept")
    gone.add_argument("file", type=Path, metavar="FILE", help="the company file")
    gone.add_argument("id", metavar="ID", help="its id, as list shows it")
    gone.set_defaults(run=_detach)


def _attach(given: Arguments) -> int:
    with open_file(given.file) as project:
        entity = project.entities()[0].code
        key = EntryKey(given.code, given.members, entity, given.year)
        attach(project, key, given.path)
        name = figure_name(project.catalogue, key.indicator, key.members, "en")
    print(f"Kept    {given.path.name} as evidence of {name}, {given.year}")
    return 0


def _kept(project: Project, year: str | None) -> list[Evidence]:
    held = project.view().evidence
    found = [file for files in held.values() for file in files]
    return sorted(
        (file for file in found if year in (None, file.key.period)),
        key=lambda file: (file.key, file.name),
    )


def _list(given: Arguments) -> int:
    with open_file(given.file, can_write=False) as project:
        files = _kept(project, given.year)
        catalogue = project.catalogue
    if given.json:
        print(json.dumps([_data(file) for file in files], ensure_ascii=False))
        return 0
    for file in files:
        name = figure_name(catalogue, file.key.indicator, file.key.members, "en")
        print(f"{file.id}  {name}, {file.key.period}: {file.name} ({file.size} bytes)")
    print(f"files: {len(files)}")
    return 0


def _data(file: Evidence) -> dict[str, object]:
    return {
        "id": file.id,
        "indicator": file.key.indicator,
        "members": file.key.members,
        "entity": file.key.entity,
        "year": file.key.period,
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
    }


def _detach(given: Arguments) -> int:
    with open_file(given.file) as project:
        found = next((file for file in _kept(project, None) if file.id == given.id), None)
        if found is None:
            raise UsageProblem("usage.unknown_evidence", found=given.id)
        detach(project, found)
    print(f"Took    {found.name} away; the copy stays where it is, for undo and the journal")
    return 0
