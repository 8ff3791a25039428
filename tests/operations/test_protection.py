"""The password of a company file, and the key on paper that replaces it."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.i18n import explain
from esgdesk.operations.backups import BY_HAND, back_up, list_backups, require_whole
from esgdesk.operations.company import COMPANY
from esgdesk.operations.custody import save_copy
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import find_file_key, open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.protection import remove_password, set_password
from esgdesk.operations.restore import restore_backup
from esgdesk.store.database import APPLICATION_ID, check_header, is_protected
from esgdesk.store.driver import Key
from esgdesk.store.protection import (
    SLOT,
    SLOT_LENGTH,
    make_key,
    read_recovery_key,
    recovery_key,
)

WASTE = EntryKey("waste", "", COMPANY, "2023")
PASSWORD = "pässwörd é"
OTHER = "another one"


@pytest.fixture
def protected(company: Project) -> tuple[Path, str]:
    """A protected company file, closed, and its recovery key."""
    enter_text(company, WASTE, "83512.25")
    done = set_password(company, PASSWORD)
    done.project.close()
    return company.path, done.recovery_key


def opens(path: Path, who: Who, answer: str | None) -> str | None:
    """The figure that is seen with an answer; what is said where it does not open the file."""
    try:
        with open_project(path, who, answer=answer) as project:
            assert project.verify().holds
            entry = project.entry(WASTE)
            return entry.value if entry else None
    except WorldProblem as problem:
        assert "{" not in explain(problem)
        return problem.key


def header(path: Path) -> bytes:
    return path.read_bytes()[:100]


def test_a_plain_file_has_nothing_where_the_key_would_stand(company: Project) -> None:
    company.close()
    assert header(company.path)[SLOT : SLOT + SLOT_LENGTH] == bytes(SLOT_LENGTH)
    assert not is_protected(company.path)


def test_a_protected_file_is_known_and_tells_nothing(protected: tuple[Path, str]) -> None:
    path, _ = protected
    check_header(path)
    assert header(path).startswith(b"SQLite format 3\0")
    assert int.from_bytes(header(path)[68:72], "big") == APPLICATION_ID
    assert any(header(path)[SLOT : SLOT + SLOT_LENGTH])
    data = path.read_bytes()
    for word in (b"83512", b"waste", b"Acme", b"CREATE TABLE"):
        assert word not in data
    assert is_protected(path)
    assert [file.name for file in path.parent.glob("*Acme*")] == [path.name]


def test_only_the_password_opens_it(protected: tuple[Path, str], who: Who) -> None:
    path, _ = protected
    assert opens(path, who, PASSWORD) == "83512.25"
    assert opens(path, who, None) == "store.password_needed"
    assert opens(path, who, "") == "store.password_needed"
    for wrong in ("password", PASSWORD.upper(), f"{PASSWORD} ", "'; DROP TABLE entry; --"):
        assert opens(path, who, wrong) == "store.password_wrong"


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_password_typed_on_another_system_is_the_same(
    protected: tuple[Path, str], who: Who, form: str
) -> None:
    typed = unicodedata.normalize(form, PASSWORD)  # type: ignore[arg-type]
    assert opens(protected[0], who, typed) == "83512.25"


def test_the_recovery_key_opens_it_however_it_is_copied(
    protected: tuple[Path, str], who: Who
) -> None:
    path, paper = protected
    assert len(paper.replace("-", "")) == 56 and paper.count("-") == 13
    slips = [
        paper,
        paper.lower(),
        paper.replace("-", " "),
        paper.replace("-", ""),
        f"  {paper}\n",
        paper.replace("0", "O").replace("1", "l"),
        paper.replace("0", "o").replace("1", "I"),
        paper.translate({code: code + 0xFEE0 for code in range(0x30, 0x5B)}),
    ]
    for typed in slips:
        assert read_recovery_key(typed) == read_recovery_key(paper), typed
    assert opens(path, who, slips[5]) == "83512.25"
    wrong = ("B" if paper[0] != "B" else "C") + paper[1:]
    for typed in (wrong, paper[:-1], paper + "0", paper[5:] + paper[:5], ""):
        assert read_recovery_key(typed) is None, typed
    assert opens(path, who, wrong) == "store.password_wrong"


KEYS = st.binary(min_size=32, max_size=32).map(lambda secret: Key(secret, bytes(16)))


@settings(max_examples=200)
@given(KEYS, st.integers(0, 55), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_sign_of_a_recovery_key_is_noticed(key: Key, place: int, sign: str) -> None:
    signs = list(recovery_key(key).replace("-", ""))
    assert read_recovery_key("".join(signs)) == key.secret
    is_same = signs[place] == sign
    signs[place] = sign
    assert read_recovery_key("".join(signs)) == (key.secret if is_same else None)


@settings(max_examples=200)
@given(KEYS, st.integers(0, 54))
def test_two_signs_exchanged_are_noticed(key: Key, place: int) -> None:
    signs = list(recovery_key(key).replace("-", ""))
    is_same = signs[place] == signs[place + 1]
    signs[place : place + 2] = signs[place : place + 2][::-1]
    assert read_recovery_key("".join(signs)) == (key.secret if is_same else None)


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_no_text_makes_reading_a_recovery_key_fail(text: str) -> None:
    assert read_recovery_key(text) is None


def test_a_changed_password_is_another_one(protected: tuple[Path, str], who: Who) -> None:
    path, paper = protected
    done = set_password(open_project(path, who, answer=PASSWORD), OTHER)
    done.project.close()
    assert done.recovery_key != paper
    assert opens(path, who, OTHER) == "83512.25"
    assert opens(path, who, PASSWORD) == "store.password_wrong"
    assert opens(path, who, paper) == "store.password_wrong"


def test_a_removed_password_leaves_a_plain_file(protected: tuple[Path, str], who: Who) -> None:
    path, _ = protected
    done = remove_password(open_project(path, who, answer=PASSWORD))
    assert done.recovery_key == ""
    enter_text(done.project, WASTE, "2")
    done.project.close()
    assert header(path)[SLOT : SLOT + SLOT_LENGTH] == bytes(SLOT_LENGTH)
    assert opens(path, who, None) == "2"


def test_a_password_too_short_changes_nothing(company: Project) -> None:
    enter_text(company, WASTE, "1")
    with pytest.raises(UsageProblem) as caught:
        set_password(company, "1234567")
    assert caught.value.key == "usage.password_too_short"
    enter_text(company, WASTE, "2")
    assert not is_protected(company.path)


def test_the_journal_goes_on_and_the_project_is_the_new_file(company: Project) -> None:
    enter_text(company, WASTE, "1")
    head = company.journal.head()
    done = set_password(company, PASSWORD)
    with done.project as project:
        assert project.journal.head() == head
        assert project.copy_id()
        enter_text(project, WASTE, "2")
        with project.reader() as reader:
            entry = reader.entry(WASTE)
            assert entry is not None and entry.value == "2"
        with pytest.raises(WorldProblem, match="locked_by"):
            open_project(project.path, project.who, answer=PASSWORD)


def test_backups_follow_the_password(company: Project, who: Who) -> None:
    enter_text(company, WASTE, "1")
    first = back_up(company, BY_HAND)
    with set_password(company, PASSWORD).project as project:
        (followed,) = list_backups(project.path)
        assert (followed.number, followed.hash) == (first.number, first.hash)
        assert is_protected(followed.path) and not first.path.exists()
        assert b"waste" not in followed.path.read_bytes()
        require_whole(followed, project.key)
        enter_text(project, WASTE, "2")
        back_up(project, BY_HAND)
    key = find_file_key(company.path, PASSWORD)
    restored, _ = restore_backup(company.path, followed, who, key=key)
    with restored:
        entry = restored.entry(WASTE)
        assert entry is not None and entry.value == "1"
        with remove_password(restored).project as plain:
            assert len(list_backups(plain.path)) == 2
            for backup in list_backups(plain.path):
                assert not is_protected(backup.path)
                require_whole(backup)


def test_a_backup_that_cannot_follow_is_named(company: Project) -> None:
    backup = back_up(company, BY_HAND)
    data = bytearray(backup.path.read_bytes())
    data[5000] ^= 1
    backup.path.write_bytes(data)
    done = set_password(company, PASSWORD)
    done.project.close()
    assert done.left_as_they_were == (backup.path,)


def test_a_copy_keeps_the_password(protected: tuple[Path, str], who: Who, tmp_path: Path) -> None:
    path, _ = protected
    with open_project(path, who, answer=PASSWORD) as project:
        copy = save_copy(project, tmp_path / "copy")
    assert is_protected(copy)
    with open_project(copy, who, can_write=False, answer=PASSWORD) as project:
        entry = project.entry(WASTE)
        assert entry is not None and entry.value == "83512.25"


def test_damage_behind_the_right_password_is_called_damage(
    protected: tuple[Path, str], who: Who
) -> None:
    path, _ = protected
    data = bytearray(path.read_bytes())
    data[9000] ^= 1
    path.write_bytes(data)
    assert opens(path, who, PASSWORD) == "store.damaged_protected"


def test_after_a_kill_the_wal_needs_the_password_too(
    protected: tuple[Path, str], who: Who, tmp_path: Path
) -> None:
    path, _ = protected
    left = tmp_path / "left"
    left.mkdir()
    with open_project(path, who, answer=PASSWORD) as project:
        enter_text(project, WASTE, "77")
        for name in (path.name, f"{path.name}-wal"):
            shutil.copyfile(path.with_name(name), left / name)
    assert b"waste" not in (left / f"{path.name}-wal").read_bytes()
    assert opens(left / path.name, who, OTHER) == "store.password_wrong"
    assert opens(left / path.name, who, PASSWORD) == "77"


def test_a_key_never_shows_itself() -> None:
    key = make_key(PASSWORD)
    assert key.secret.hex() not in f"{key!r} {key} {vars(key).keys()}"
