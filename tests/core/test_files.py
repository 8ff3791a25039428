"""Files: the old one stays whole until the new one is complete, and names suit every system."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from esgdesk.core.errors import WorldProblem
from esgdesk.core.wording import LANGUAGES
from esgdesk.files import explain, safe_name, write_beside, write_bytes_beside
from esgdesk.i18n import explain as say

OLD = b"the file of last year"
NEW = b"the file of this year"

NAMES = [
    # as they are
    ("KPI appendix 2023", "KPI appendix 2023"),
    ("附录 2023", "附录 2023"),
    ("a.b.c", "a.b.c"),
    ("Côté", "Côté"),
    ("Cote\u0301", "Coté"),
    ("50% & more; (draft) #1 [x] {y} 'z'", "50% & more; (draft) #1 [x] {y} 'z'"),
    ("-rf", "-rf"),
    ("~$draft", "~$draft"),
    ("😀", "😀"),
    # separators and signs that Windows refuses
    ("a/b", "a b"),
    ("a\\b", "a b"),
    ("../../etc/passwd", "etc passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("/etc/passwd", "etc passwd"),
    ("C:\\Windows", "C Windows"),
    ("a:b", "a b"),
    ("a<b>c", "a b c"),
    ('say "hi"', "say hi"),
    ("what?", "what"),
    ("a|b*c", "a b c"),
    ("\\\\server\\share", "server share"),
    # signs that are not seen
    ("a\0b", "a b"),
    ("a\nb\tc\r\n", "a b c"),
    ("a\x1fb", "a b"),
    ("a\N{NO-BREAK SPACE}b", "a b"),
    ("a\N{IDEOGRAPHIC SPACE}b", "a b"),
    ("a\N{LINE SEPARATOR}b", "a b"),
    ("a\x7fb\x85c", "a b c"),
    ("a\ud800b", "a b"),
    ("a\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "afdp.exe"),
    ("\N{ZERO WIDTH NO-BREAK SPACE}a\N{ZERO WIDTH SPACE}b", "ab"),
    # dots and spaces at the ends
    ("name.", "name"),
    ("name...", "name"),
    ("name. . ", "name"),
    (" name ", "name"),
    (".hidden", "hidden"),
    ("a    b", "a b"),
    # nothing left
    ("", "ESGDesk"),
    (" ", "ESGDesk"),
    (".", "ESGDesk"),
    ("..", "ESGDesk"),
    ("...", "ESGDesk"),
    ("///", "ESGDesk"),
    ("?*|", "ESGDesk"),
    ("\0\n", "ESGDesk"),
    # devices of Windows
    ("CON", "_CON"),
    ("con", "_con"),
    ("Aux", "_Aux"),
    ("nul.txt", "_nul.txt"),
    ("PRN.tar.gz", "_PRN.tar.gz"),
    ("com1", "_com1"),
    ("LPT9.xlsx", "_LPT9.xlsx"),
    ("con .txt", "_con .txt"),
    ("con.", "_con"),
    ("/con", "_con"),
    ("con2", "con2"),
    ("com0", "com0"),
    ("com10", "com10"),
    ("console", "console"),
    ("COM¹", "_COM¹"),
    ("conin$", "_conin$"),
    # too long
    ("x" * 500, "x" * 120),
    ("x" * 119 + " y", "x" * 119),
    ("x" * 119 + ".y", "x" * 119),
    ("附" * 120, "附" * 66),
    ("con." + "x" * 500, "_con." + "x" * 115),
    ("nul.x" + "附" * 120, "_nul.x" + "附" * 64),
    # composed only when what stood between is gone
    ("e\N{ZERO WIDTH SPACE}\u0301", "é"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_text_becomes_a_name_for_every_system(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_the_fallback_can_be_chosen() -> None:
    assert safe_name("...", fallback="Report") == "Report"


@settings(deadline=None)
@given(some.text())
def test_a_safe_name_is_safe_already(text: str) -> None:
    name = safe_name(text)
    assert safe_name(name) == name
    assert name and len(name) <= 120
    assert name == name.strip(" .") and not set('<>:"/\\|?*\0\n') & set(name)


def listing(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(os.listdir(folder))


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_bytes_beside(tmp_path / "a.csv", NEW)
    assert (tmp_path / "a.csv").read_bytes() == NEW
    assert listing(tmp_path) == ["a.csv"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "附录.csv"
    target.write_bytes(OLD * 1000)
    write_bytes_beside(target, NEW)
    assert target.read_bytes() == NEW
    assert listing(tmp_path) == [target.name]


def test_the_old_file_is_there_while_the_new_one_is_written(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(OLD)

    def write(part: Path) -> None:
        part.write_bytes(NEW)
        assert target.read_bytes() == OLD
        assert part.parent == target.parent and part.name.startswith(".")

    write_beside(target, write)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("error", [ValueError, KeyError, MemoryError, KeyboardInterrupt])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_writer_that_fails_midway_leaves_nothing_behind(
    tmp_path: Path, error: type[BaseException], is_there: bool
) -> None:
    target = tmp_path / "a.csv"
    if is_there:
        target.write_bytes(OLD)
    before = listing(tmp_path)

    def write(part: Path) -> None:
        part.write_bytes(NEW[:5])
        raise error("midway")

    with pytest.raises(error):
        write_beside(target, write)
    assert listing(tmp_path) == before
    assert not is_there or target.read_bytes() == OLD


def test_a_writer_may_replace_the_part_itself(tmp_path: Path) -> None:
    def write(part: Path) -> None:
        part.unlink()
        part.write_bytes(NEW)

    write_beside(tmp_path / "a", write)
    assert (tmp_path / "a").read_bytes() == NEW


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_full_disk_is_named_and_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(OLD)
    with pytest.raises(WorldProblem) as caught:
        write_beside(target, lambda part: Path("/dev/full").write_bytes(NEW) and None)
    assert caught.value.key == "file.disk_full"
    assert target.read_bytes() == OLD
    assert listing(tmp_path) == ["a.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits of POSIX")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_is_for_those_the_person_lets_read(
    tmp_path: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        write_bytes_beside(tmp_path / "a.csv", NEW)
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == mode


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldProblem) as caught:
        write_bytes_beside(tmp_path / "gone" / "a.csv", NEW)
    assert caught.value.key == "file.folder_missing"
    assert caught.value.facts["folder"] == str(tmp_path / "gone")


def test_a_folder_of_that_name_is_named_and_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.mkdir()
    (target / "precious").write_bytes(OLD)
    with pytest.raises(WorldProblem) as caught:
        write_bytes_beside(target, NEW)
    assert caught.value.key == "file.is_a_folder"
    assert listing(tmp_path) == ["a.csv"] and listing(target) == ["precious"]


def test_the_longest_name_that_a_disk_takes_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / f"{'😀' * 62}.csv"
    assert len(os.fsencode(target.name)) == 252
    write_bytes_beside(target, NEW)
    assert target.read_bytes() == NEW


def test_a_long_name_in_chinese_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / f"{'附' * 80}.csv"
    write_bytes_beside(target, NEW)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "file.disk_full"),
        (errno.EDQUOT, "file.disk_full"),
        (errno.EROFS, "file.folder_read_only"),
        (errno.EISDIR, "file.is_a_folder"),
        (errno.ENOTDIR, "file.folder_missing"),
        (errno.EFBIG, "file.failed"),
        (errno.EIO, "file.failed"),
        (errno.ENAMETOOLONG, "file.failed"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(tmp_path: Path, number: int, key: str) -> None:
    problem = explain(OSError(number, os.strerror(number)), tmp_path / "a.csv")
    assert problem.key == key
    for language in LANGUAGES:
        words = say(problem, language)
        assert "a.csv" in words or str(tmp_path) in words
        assert key != "file.failed" or os.strerror(number) in words


def test_something_else_that_is_missing_is_not_called_the_folder(tmp_path: Path) -> None:
    with pytest.raises(WorldProblem) as caught:
        write_beside(tmp_path / "a.pdf", lambda part: (tmp_path / "font.ttf").read_bytes() and None)
    assert caught.value.key == "file.failed"


def test_the_longest_safe_name_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / f"{safe_name('附' * 500)}.xlsx.manifest.json"
    write_bytes_beside(target, NEW)
    assert target.read_bytes() == NEW


def test_a_file_open_elsewhere_is_told_from_a_folder_without_leave(tmp_path: Path) -> None:
    error = PermissionError(errno.EACCES, "denied")
    (tmp_path / "a.csv").write_bytes(OLD)
    assert explain(error, tmp_path / "a.csv").key == "file.in_use"
    assert explain(error, tmp_path / "new.csv").key == "file.folder_read_only"
