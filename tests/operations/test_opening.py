"""What opening a company file does to the files around it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from esgdesk.files import PART
from esgdesk.operations.backups import BY_HAND, back_up, backups_folder
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.swap import ready_path

LONG_AGO = 7 * 24 * 60 * 60


def make_old(file: Path) -> None:
    """Let a file have been written a week ago."""
    found = file.stat()
    os.utime(file, (found.st_atime, found.st_mtime - LONG_AGO))


def test_what_a_kill_left_half_made_goes(example: Project, who: Who) -> None:
    path = example.path
    back_up(example, BY_HAND)
    example.close()
    left = [
        ready_path(path),
        path.with_name(f".{path.stem}-ab_12xyz{PART}"),
        path.with_name(f"..{path.name}-ab_12xyz{PART}"),
        backups_folder(path) / f".2024-02-29 12-00-00-ab_12xyz{PART}-wal",
    ]
    for file in left:
        file.write_bytes(b"half")
        make_old(file)
    with open_project(path, who):
        assert not [file for file in left if file.exists()]
        assert len(list(backups_folder(path).iterdir())) == 2


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(f".example-2024-ready{PART}", id="another company's exchange"),
        pytest.param(f".example-ab_12xyz{PART}", id="an export by somebody who reads"),
        pytest.param(f"example backups/.2024-02-29 12-00-00-ab_12xyz{PART}", id="a backup"),
    ],
)
def test_what_somebody_else_is_making_stays(example: Project, who: Who, name: str) -> None:
    path = example.path
    example.close()
    file = path.parent / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"half")
    with open_project(path, who):
        assert file.exists()
