"""The journal: append-only, chained, and the source of undo."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest

from esgdesk.core.model import EntryKey
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project, Recorder, Who
from esgdesk.store import driver
from esgdesk.store.journal import GENESIS

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")


def test_an_operation_holds_who_when_what_and_both_images(example: Project, who: Who) -> None:
    done = enter_text(example, SCOPE1, "4,053.5").done
    operation = example.journal.operations(newest=1)[0]
    assert done.number == operation.number
    assert (operation.person, operation.desk, operation.session) == (
        who.person,
        who.desk,
        who.session,
    )
    assert operation.deed == "set_figure"
    assert operation.at.endswith("Z")
    (change,) = example.journal.changes(operation.number)
    assert change.before is not None and change.before["value"] == "4052"
    assert change.after is not None and change.after["value"] == "4053.5"
    assert change.after["typed"] == "4,053.5"
    assert change.after["version"] == change.before["version"] + 1


def test_the_chain_can_be_recomputed_with_the_standard_library(example: Project) -> None:
    previous = GENESIS
    for operation in example.db.query("SELECT * FROM operation ORDER BY number"):
        changes = list(
            example.db.query(
                "SELECT * FROM change WHERE operation = ? ORDER BY ordinal", [operation["number"]]
            )
        )
        stored = operation.pop("hash")
        for row in (operation, *changes):
            del row["seal"]
        assert operation["previous"] == previous
        text = json.dumps(
            {"operation": operation, "changes": changes},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        assert hashlib.sha256(text.encode()).hexdigest() == stored
        previous = stored


@pytest.mark.parametrize("table", ["operation", "change"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    ],
)
def test_the_journal_refuses_to_be_changed(example: Project, table: str, statement: str) -> None:
    column = {"operation": "person", "change": "after"}[table]
    with pytest.raises(driver.IntegrityError, match="append-only"):
        example.db.execute(statement.format(table=table, column=column))


def test_a_deed_that_fails_leaves_no_trace(example: Project) -> None:
    head = example.journal.head()

    def write(recorder: Recorder) -> None:
        row = recorder.row("entry", ("ghg.scope1", "", COMPANY, "2023"))
        assert row is not None
        recorder.put("entry", {**row, "value": "1"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        example.do("set_figure", {}, write)
    assert example.journal.head() == head
    entry = example.entry(SCOPE1)
    assert entry is not None and entry.value == "4052"
    assert example.verify().holds


def test_a_deed_that_changes_nothing_leaves_no_operation(example: Project) -> None:
    head = example.journal.head()
    assert enter_text(example, SCOPE1, "4,052").done.number is None
    assert example.journal.head() == head


@pytest.mark.parametrize("value", [Decimal("1.5"), 1.5, True, b"1"])
def test_only_text_and_whole_numbers_are_stored(example: Project, value: object) -> None:
    row: Any = {"entity": COMPANY, "period": "2023", "title_en": value}
    with pytest.raises(TypeError):
        example.do("set_figure", {}, lambda recorder: recorder.put("report", row))


def test_an_operation_id_is_carried_out_only_once(example: Project) -> None:
    first = enter_text(example, SCOPE1, "1", operation_id="same")
    again = enter_text(example, SCOPE1, "2", operation_id="same")
    assert again.done == first.done
    entry = example.entry(SCOPE1)
    assert entry is not None and entry.value == "1"
    assert example.verify().holds


def test_history_of_a_row_is_newest_first(example: Project) -> None:
    for text in ("1", "2", "3"):
        enter_text(example, SCOPE1, text)
    history = example.journal.history("entry", ("ghg.scope1", "", COMPANY, "2023"))
    assert [change.after and change.after["value"] for _, change in history] == [
        "3",
        "2",
        "1",
        "4052",
    ]
