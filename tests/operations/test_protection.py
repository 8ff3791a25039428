"""Asking for the present password before another one is set."""

from __future__ import annotations

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
