"""Deeds that put another file in a company file's place, for processes that die in the middle."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path

from esgdesk.operations.backups import TIMED, back_up, list_backups
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.protection import remove_password, set_password
from esgdesk.operations.recovery import examine, recover
from esgdesk.operations.restore import restore_backup
from esgdesk.store import protection
from esgdesk.store.driver import Key
from tests.faults.companies import ANN, KEYS

PASSWORD = "correct horse battery"
NOW = datetime(2024, 2, 29, 12)


def back_up_often(path: Path) -> None:
    """Enter a figure and back up, until killed."""
    with open_project(path, ANN) as project:
        for number in itertools.count():
            enter_text(project, KEYS[number % len(KEYS)], str(number))
            back_up(project, TIMED)


def back_up_once(path: Path) -> None:
    """Back up."""
    with open_project(path, ANN) as project:
        back_up(project, TIMED)


def open_and_close(path: Path) -> None:
    """Open for writing, which brings an older file up to date."""
    open_project(path, ANN).close()


def restore_oldest(path: Path) -> None:
    """Put the oldest backup back."""
    restore_backup(path, list_backups(path)[-1], ANN, now=NOW)[0].close()


def recover_file(path: Path) -> None:
    """Save what can be saved."""
    recover(examine(path), ANN, now=NOW)[0].close()


def cheapen_keys() -> None:
    """Make a key from a password at once: what makes it dear for a thief is not tried here."""
    protection._COST = 2


def protect(path: Path) -> None:
    """Give the file a password."""
    cheapen_keys()
    set_password(open_project(path, ANN), PASSWORD).project.close()


def unprotect(path: Path, secret: bytes, salt: bytes) -> None:
    """Take the password away."""
    remove_password(open_project(path, ANN, key=Key(secret, salt))).project.close()
