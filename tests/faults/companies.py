"""Small companies to be hurt, and everything of them that a person is shown."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.model import EntryKey
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.entries import clear_figures, enter_text, set_note
from esgdesk.operations.history import figure_history, redo, redoable, undo, undoable
from esgdesk.operations.project import Project, Who
from tests.conftest import SMALL_PACK

ANN = Who("Ann", "desk-1")
YEARS = ("2021", "2022", "2023")
PLACES = (
    ("waste", ""),
    ("water", ""),
    ("staff", ""),
    ("staff", "gender:male"),
    ("staff", "gender:female"),
    ("leavers", "gender:male"),
    ("leavers", "gender:female"),
)
KEYS = tuple(EntryKey(*place, COMPANY, year) for year in YEARS for place in PLACES)
_ROOM = 300 << 20


@contextlib.contextmanager
def quick_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in memory where there is one, with the person's home in it.

    What a killed process wrote is in the system's hands on either, and a thousand rounds should
    not wait for a disk. What a disk loses when the power goes is not tested with this.
    """
    memory = Path("/dev/shm")
    is_there = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    folder = Path(tempfile.mkdtemp("-esgdesk", dir=memory if is_there else tmp_path))
    monkeypatch.setenv("ESGDESK_HOME", str(folder / "home"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def make_company(path: Path) -> Project:
    """A company of the small pack with some entries, notes and drafts, and all kinds of deeds."""
    pack = path.with_name("pack")
    for name, text in SMALL_PACK.items():
        file = pack / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    project = create_company(
        path, pack=read_pack(pack), name=Wording("Small"), years=YEARS, who=ANN
    )
    shutil.rmtree(pack)
    for number, key in enumerate(KEYS):
        enter_text(project, key, "/" if number % 7 == 3 else str(number + 1))
    for key in KEYS[:5]:
        set_note(project, key, f"why {key.indicator}")
    clear_figures(project, KEYS[5:8])
    undo(project)
    redo(project)
    enter_text(project, KEYS[0], "4052")
    enter_text(project, KEYS[1], "about 5")
    undo(project)
    enter_text(project, KEYS[2], "n.a. or so")
    return project


def shown(project: Project) -> dict[str, object]:
    """Everything of a company that is shown on its pages, read from the file at this moment."""
    view = project.view()
    facts = {field.name: getattr(view, field.name) for field in dataclasses.fields(view)}
    return {
        **facts,
        "undoable": undoable(project),
        "redoable": redoable(project),
        **{f"history {key}": figure_history(project, key) for key in KEYS[:6]},
        "journal": project.head(),
    }
