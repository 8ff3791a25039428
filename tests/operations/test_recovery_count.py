"""What can be saved is said rightly even where the damaged file says nothing at all."""

from __future__ import annotations

from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.operations.backups import back_up
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project
from esgdesk.operations.recovery import examine

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")


def test_changes_are_counted_as_lost_where_the_file_cannot_say_which_one_it_is(
    example: Project,
) -> None:
    backup = back_up(example, "opened")
    for text in ("1", "2", "3"):
        enter_text(example, KEY, text)
    example.close()
    example.path.write_bytes(b"no company file any more" * 500)
    found = examine(example.path)
    assert found.base == backup
    assert found.reaches == backup.number
    assert found.lost == 3
