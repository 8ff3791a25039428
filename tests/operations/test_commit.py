"""A deed whose commit failed: only the file itself says whether it was kept."""

from __future__ import annotations

from typing import Any

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text, set_note
from esgdesk.operations.history import undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store import driver
from esgdesk.store.journal import new_operation_id

WASTE = EntryKey("waste", "", COMPANY, "2023")


class FailingCommit:
    """A connection whose next COMMIT fails, having reached the disk or not."""

    def __init__(self, connection: driver.Connection, *, is_kept: bool) -> None:
        self._connection = connection
        self._is_kept = is_kept
        self.has_failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, *given: Any) -> Any:
        if sql == "COMMIT" and not self.has_failed:
            self.has_failed = True
            if self._is_kept:
                self._connection.execute(sql)
            raise driver.OperationalError("disk I/O error")
        return self._connection.execute(sql, *given)


def let_commit_fail(project: Project, *, is_kept: bool) -> FailingCommit:
    failing = FailingCommit(project.db.conn, is_kept=is_kept)
    project.db.conn = failing
    return failing


def value(project: Project) -> str | None:
    entry = project.entry(WASTE)
    return entry.value if entry else None


def test_a_deed_that_reached_the_disk_is_done(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    failing = let_commit_fail(company, is_kept=True)
    done = enter_text(company, WASTE, "2").done
    assert failing.has_failed
    assert done.number == 3
    (change,) = done.changes
    assert change.after is not None and change.after["value"] == "2"
    assert value(company) == "2"
    undo(company)
    assert value(company) == "1"
    company.close()
    with open_project(company.path, who) as project:
        assert project.journal.head().number == 4
        assert project.verify().holds


def test_a_deed_that_did_not_is_refused_and_can_be_done_again(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    failing = let_commit_fail(company, is_kept=False)
    operation_id = new_operation_id()
    with pytest.raises(WorldProblem, match="disk_error"):
        enter_text(company, WASTE, "2", operation_id=operation_id)
    assert failing.has_failed
    assert value(company) == "1"
    assert company.journal.head().number == 2
    assert enter_text(company, WASTE, "2", operation_id=operation_id).done.number == 3
    company.close()
    with open_project(company.path, who) as project:
        assert value(project) == "2"
        assert project.verify().holds


@pytest.mark.parametrize("is_kept", [True, False])
def test_trying_again_with_the_same_id_does_it_once(company: Project, is_kept: bool) -> None:
    operation_id = new_operation_id()
    let_commit_fail(company, is_kept=is_kept)
    try:
        enter_text(company, WASTE, "2", operation_id=operation_id)
    except WorldProblem:
        assert not is_kept
    for _ in range(2):
        done = enter_text(company, WASTE, "2", operation_id=operation_id).done
        assert done.number == 2 and done.changes
    assert company.journal.head().number == 2
    entry = company.entry(WASTE)
    assert entry is not None and entry.version == 1


def test_an_id_done_already_is_not_done_with_other_words(company: Project) -> None:
    operation_id = new_operation_id()
    first = enter_text(company, WASTE, "2", operation_id=operation_id).done
    again = set_note(company, WASTE, "later", operation_id=operation_id)
    assert again == first
    entry = company.entry(WASTE)
    assert entry is not None and (entry.value, entry.note) == ("2", "")


def test_a_deed_that_raises_leaves_nothing(company: Project) -> None:
    head = company.journal.head()

    def write(recorder: Any) -> None:
        recorder.remove("period", ("2022",))
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        company.do("set_figure", {}, write)
    assert company.journal.head() == head
    assert len(company.periods()) == 2
    assert not company.db.conn.in_transaction
