"""Backups: made and tested, listed, thinned out, and never trusted without being read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.i18n import explain
from esgdesk.operations.backups import (
    BY_HAND,
    KEEP_DAYS,
    KEEP_MONTHS,
    KEEP_WEEKS,
    MIGRATION,
    TIMED,
    Backup,
    BadCopyError,
    back_up,
    back_up_if_due,
    backups_folder,
    changes_since,
    list_backups,
    outdated,
    remove_backup,
    require_whole,
    when,
)
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.copies import verify_file

WASTE = EntryKey("waste", "", COMPANY, "2023")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def made(moment: datetime, why: str = TIMED) -> Backup:
    text = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    path = Path(f"{text} {why}")
    return Backup(path, 1, "", text, why, "Ann", "desk", 2, 0, 0, "")


def ages(kept: set[Backup]) -> list[timedelta]:
    return sorted(NOW - when(backup) for backup in kept)


def thinned(backups: list[Backup], now: datetime = NOW) -> set[Backup]:
    return set(backups) - set(outdated(backups, now))


FORMS = {"%Y-%m-%d": KEEP_DAYS, "%G-%V": KEEP_WEEKS, "%Y-%m": KEEP_MONTHS}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("moments", "kept"),
    [
        pytest.param([], [], id="none"),
        pytest.param([timedelta(0)], [timedelta(0)], id="one of now"),
        pytest.param([3000 * DAY], [3000 * DAY], id="a single one of years ago"),
        pytest.param(
            [-5 * DAY, 0 * DAY], [-5 * DAY, 0 * DAY], id="one of tomorrow, by a bad clock"
        ),
        pytest.param([n * HOUR for n in range(49)], [n * HOUR for n in range(49)], id="two days"),
        pytest.param([DAY * 5, DAY * 5 + HOUR, DAY * 5 + 2 * HOUR], [DAY * 5], id="one of a day"),
        pytest.param(
            [DAY * n for n in range(15)], [DAY * n for n in range(15)], id="twelve days after two"
        ),
        pytest.param(
            # Then the newest of each ISO week (Sundays; today is a Wednesday) and of October.
            [DAY * n for n in range(40)],
            [DAY * n for n in [*range(15), 17, 24, 25, 31, 38]],
            id="then weeks and months",
        ),
    ],
)
def test_what_is_kept(moments: list[timedelta], kept: list[timedelta]) -> None:
    backups = [made(NOW - age) for age in moments]
    assert ages(thinned(backups)) == sorted(kept)
    assert ages(thinned(backups[::-1])) == sorted(kept)


def test_one_made_before_a_migration_stays_as_long_as_months_do() -> None:
    backups = [
        made(NOW - DAY * 100, MIGRATION),
        made(NOW - DAY * 99),
        made(NOW - DAY * 500, MIGRATION),
    ]
    later = [made(NOW - DAY * 31 * n) for n in range(12)]
    assert backups[0] in thinned(backups + later)
    assert backups[2] not in thinned(backups + later)


def test_fifteen_months_of_work_leave_days_weeks_and_months() -> None:
    """As it is used: six backups on each working day, thinned out after each one."""
    there: list[Backup] = []
    ever: list[datetime] = []
    now = NOW
    for day in range(460):
        for hour in range(6) if (NOW + DAY * day).weekday() < 5 else ():
            now = NOW + DAY * day + HOUR * hour
            there.append(made(now))
            ever.append(now)
            gone = outdated(there, now)
            there = [backup for backup in there if backup not in gone]
    old = {when(backup) for backup in there if now - when(backup) > 2 * DAY}
    assert len(old) <= KEEP_DAYS + KEEP_WEEKS + KEEP_MONTHS
    for form, count in FORMS.items():
        wanted = {moment.strftime(form) for moment in ever if now - moment > 2 * DAY}
        assert {moment.strftime(form) for moment in old} >= set(sorted(wanted)[-count:]), form
    assert {moment for moment in ever if now - moment <= 2 * DAY} <= {when(b) for b in there}


@given(
    st.lists(st.integers(-3000, 60 * 24 * 900), max_size=80, unique=True),
    st.sets(st.integers(0, 79)),
)
def test_thinning_never_takes_the_newest_and_comes_to_rest(
    minutes: list[int], migrations: set[int]
) -> None:
    backups = [
        made(NOW - timedelta(minutes=minute), MIGRATION if index in migrations else TIMED)
        for index, minute in enumerate(minutes)
    ]
    kept = thinned(backups)
    assert kept <= set(backups)
    if backups:
        assert max(backups, key=when) in kept
    assert {backup for backup in backups if NOW - when(backup) <= 2 * DAY} <= kept
    assert thinned(sorted(kept, key=when)) == kept
    for form, most in FORMS.items():
        old = [when(backup) for backup in backups if NOW - when(backup) > 2 * DAY]
        newest = {moment.strftime(form): moment for moment in sorted(old)}
        wanted = sorted(newest.values(), reverse=True)[:most]
        assert set(wanted) <= {when(backup) for backup in kept}


def test_a_backup_is_the_file_and_says_what_it_holds(company: Project) -> None:
    enter_text(company, WASTE, "1")
    backup = back_up(company, BY_HAND, now=NOW)
    head = company.journal.head()
    assert (backup.number, backup.hash, backup.rows) == (head.number, head.hash, 1)
    assert (backup.person, backup.desk, backup.why) == ("Ann", "desk-1", BY_HAND)
    assert list_backups(company.path) == [backup]
    require_whole(backup)
    found = verify_file(backup.path)
    assert found.holds and found.head.hash == head.hash
    folder = backups_folder(company.path)
    assert {file.name for file in folder.iterdir()} == {backup.path.name, backup.record.name}


def test_the_newest_stands_first_and_two_of_a_second_are_two(company: Project) -> None:
    moments = [NOW, NOW, NOW + DAY, NOW - DAY]
    backups = []
    for number, moment in enumerate(moments):
        enter_text(company, WASTE, str(number))
        backups.append(back_up(company, TIMED, now=moment))
    assert len({backup.path for backup in backups}) == 4
    assert [backup.number for backup in list_backups(company.path)] == [4, 3, 2, 5]


def test_it_is_due_when_something_was_done(company: Project) -> None:
    assert back_up_if_due(company, TIMED, now=NOW) is not None
    assert back_up_if_due(company, TIMED, now=NOW + HOUR) is None
    enter_text(company, WASTE, "1")
    assert back_up_if_due(company, TIMED, now=NOW + 2 * HOUR) is not None
    enter_text(company, WASTE, "1")
    assert back_up_if_due(company, TIMED, now=NOW + 3 * HOUR) is None


def test_old_ones_go_when_a_new_one_was_made(company: Project) -> None:
    for hour in range(3):
        enter_text(company, WASTE, str(hour))
        back_up(company, TIMED, now=NOW - 5 * DAY + hour * HOUR)
    enter_text(company, WASTE, "9")
    last = back_up_if_due(company, TIMED, now=NOW)
    assert last is not None
    kept = list_backups(company.path)
    assert [backup.number for backup in kept] == [last.number, 4]
    assert len(list(backups_folder(company.path).iterdir())) == 4


def test_a_reader_may_back_up_in_another_thread(company: Project) -> None:
    enter_text(company, WASTE, "1")
    with company.reader() as reader:
        backup = back_up(reader, TIMED)
    assert backup.number == company.journal.head().number


def test_what_has_no_whole_record_does_not_count(company: Project) -> None:
    backup = back_up(company, BY_HAND, now=NOW)
    record = backup.record.read_text(encoding="utf-8")
    data = json.loads(record)
    odd = [record[:-20], "", "[]", "{}", "\x00", json.dumps({**data, "size": data["size"] + 1})]
    for text in [*odd, json.dumps({**data, "more": 1})]:
        backup.record.write_text(text, encoding="utf-8")
        assert list_backups(company.path) == [], text
    backup.record.unlink()
    assert list_backups(company.path) == []
    backup.record.write_text(record, encoding="utf-8")
    assert list_backups(company.path) == [backup]
    backup.path.unlink()
    assert list_backups(company.path) == []


@pytest.mark.parametrize("place", [0, 30, 5000, -1])
def test_a_backup_with_a_flipped_bit_is_not_used(company: Project, place: int) -> None:
    backup = back_up(company, BY_HAND)
    data = bytearray(backup.path.read_bytes())
    data[place] ^= 4
    backup.path.write_bytes(data)
    assert list_backups(company.path) == [backup]
    with pytest.raises(WorldProblem) as caught:
        require_whole(backup)
    assert caught.value.key == "backup.damaged"
    assert "{" not in explain(caught.value)


def test_a_backup_that_is_gone_is_named(company: Project) -> None:
    backup = back_up(company, BY_HAND)
    backup.path.unlink()
    with pytest.raises(WorldProblem) as caught:
        require_whole(backup)
    assert caught.value.key == "backup.unreadable"
    remove_backup(backup)
    remove_backup(backup)
    assert not backup.record.exists()


def test_a_file_that_disagrees_with_its_journal_is_not_backed_up(company: Project) -> None:
    enter_text(company, WASTE, "1")
    company.db.execute("UPDATE entry SET value = '2'")
    with pytest.raises(BadCopyError):
        back_up(company, BY_HAND)
    assert list_backups(company.path) == []
    assert list(backups_folder(company.path).iterdir()) == []


def test_changes_since_a_backup_are_counted(company: Project, who: Who) -> None:
    backup = back_up(company, BY_HAND)
    assert changes_since(company, backup) == 0
    for text in ("1", "2"):
        enter_text(company, WASTE, text)
    assert changes_since(company, backup) == 2
    later = back_up(company, BY_HAND)
    company.close()
    backup.path.replace(company.path)
    with open_project(company.path, who, accept_older=True) as older:
        assert changes_since(older, later) is None
        for text in ("7", "8", "9"):
            enter_text(older, WASTE, text)
        assert changes_since(older, later) is None
