"""Asking for the present password before another one is set."""

from __future__ import annotations

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.operations.backups import back_up, list_backups, require_whole
from esgdesk.operations.opening import find_file_key
from esgdesk.operations.project import Project
from esgdesk.operations.protection import is_password, set_password


def test_password_and_recovery_key_are_known_and_nothing_else(example: Project) -> None:
    assert not is_password(example, "correct horse")
    done = set_password(example, "correct horse")
    with done.project as project:
        assert is_password(project, "correct horse")
        assert is_password(project, done.recovery_key.lower().replace("-", " "))
        assert not is_password(project, "correct horsf")
        assert not is_password(project, "")


def test_a_backup_with_another_password_is_not_called_damaged(example: Project) -> None:
    backup = back_up(example, "opened")
    first = set_password(example, "the first one").project
    (backup,) = list_backups(first.path)
    kept, record = backup.path.read_bytes(), backup.record.read_bytes()
    with set_password(first, "the second one").project as project:
        backup.path.write_bytes(kept)
        backup.record.write_bytes(record)
        found = next(line for line in list_backups(project.path) if line.path == backup.path)
        with pytest.raises(WorldProblem) as caught:
            require_whole(found, project.key)
        assert caught.value.key == "store.password_wrong"
        require_whole(found, find_file_key(found.path, "the first one"))


def test_a_damaged_backup_does_not_keep_the_recovery_key_from_its_owner(example: Project) -> None:
    backup = back_up(example, "opened")
    data = bytearray(backup.path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    backup.path.write_bytes(data)
    done = set_password(example, "correct horse")
    with done.project as project:
        assert is_password(project, done.recovery_key)
    assert done.left_as_they_were == (backup.path,)
    assert backup.path.read_bytes() == data
