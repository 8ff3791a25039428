"""The simulated disk and the recorders, held against what they promise."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from tests.faults.disk import SECTOR, Disk
from tests.faults.events import (
    Call,
    Created,
    Event,
    Linked,
    NotSimulatedError,
    Removed,
    Renamed,
    Resized,
    Said,
    Synced,
    Written,
    read_calls,
)
from tests.faults.recorder import TOOLS, record

OLD, NEW = b"o" * 4 * SECTOR, b"n" * 4 * SECTOR


def outcomes(start: dict[str, bytes], *done: Event) -> set[tuple[tuple[str, bytes], ...]]:
    """Every state that a thousand cuts leave."""
    disk = Disk(start)
    for event in done:
        disk.take(event)
    names = ["a", "b"]
    return {tuple(disk.after_cut(names, Random(seed)).items()) for seed in range(1000)}


def test_what_was_flushed_stays() -> None:
    assert outcomes({"a": OLD}, Written("a", 0, NEW), Synced("a")) == {(("a", NEW),)}
    assert outcomes({"a": OLD}, Resized("a", 3), Synced("a")) == {(("a", b"ooo"),)}


def test_a_write_that_was_not_flushed_is_there_or_not_or_torn_at_sectors() -> None:
    found = {content for ((_, content),) in outcomes({"a": OLD}, Written("a", 0, NEW))}
    sectors = {
        tuple(content[at : at + SECTOR][:1] for at in range(0, len(content), SECTOR))
        for content in found
    }
    assert {len(content) for content in found} == {4 * SECTOR}
    assert len(sectors) == 2**4
    assert all(len(set(content[:SECTOR])) == 1 for content in found)


def test_writes_reach_the_disk_in_any_order() -> None:
    found = outcomes({"a": b"--"}, Written("a", 0, b"1"), Written("a", 1, b"2"))
    assert {content for ((_, content),) in found} == {b"--", b"1-", b"-2", b"12"}


def test_a_gap_reads_as_zeros_or_as_what_lay_there() -> None:
    found = outcomes({"a": b""}, Written("a", 0, b"1"), Written("a", 2, b"2"))
    gaps = {content[:2] for ((_, content),) in found if len(content) == 3}
    assert b"\0\0" in gaps and b"1\0" in gaps and len(gaps) > 4


def test_a_name_is_sure_only_after_its_folder_is_flushed() -> None:
    made = (Created("b"), Written("b", 0, b"1"), Synced("b"))
    assert outcomes({}, *made) == {(), (("b", b"1"),)}
    assert outcomes({}, *made, Synced("")) == {(("b", b"1"),)}
    assert outcomes({"b": b"1"}, Removed("b")) == {(), (("b", b"1"),)}


def test_a_rename_is_done_or_not_done() -> None:
    found = outcomes({"a": b"new", "b": b"old"}, Renamed("a", "b"))
    assert found == {(("a", b"new"), ("b", b"old")), (("b", b"new"),)}


def test_the_same_seed_leaves_the_same() -> None:
    disk = Disk({"a": OLD})
    disk.take(Written("a", 100, NEW))
    assert disk.after_cut(["a"], Random(7)) == disk.after_cut(["a"], Random(7))


def test_a_change_that_the_disk_does_not_know_stops_the_recording() -> None:
    with pytest.raises(NotSimulatedError):
        read_calls([Call("fallocate", "/made/up/a")], Path("/made/up"), [])
    assert read_calls([Call("fallocate", "/elsewhere")], Path("/made/up"), []) == []


PROGRAM = """
import os, sys
os.chdir(sys.argv[1])
with open("a", "r+b") as file:
    file.seek(2)
    file.write(b"\\x00\\xff<\\"")
    file.flush()
    os.pwrite(file.fileno(), b"at", 100)
    os.fdatasync(file.fileno())
    file.truncate(50)
    os.rename(os.path.abspath("a"), os.path.abspath("b"))
    file.write(b"later")
os.write(1, b"half a li")
os.write(1, b"ne\\nand another\\n")
with open("log", "a") as log:
    log.write("1")
    log.flush()
    log.write("2")
with open("log", "w") as log:
    pass
open("c-shm", "w").write("ignored")
open("/dev/null", "w").write("elsewhere")
os.link("b", "c", src_dir_fd=os.open(".", os.O_RDONLY))
os.unlink(os.path.abspath("c"))
folder = os.open(".", os.O_RDONLY)
os.fsync(folder)
os.makedirs("below")
open("below/d", "wb").write(b"1")
"""


@pytest.mark.parametrize("name", TOOLS)
def test_each_tool_records_the_same(name: str, tmp_path: Path) -> None:
    """strace sees what the kernel is asked; the preloaded library must see no less."""
    reason = TOOLS[name].why_not()
    if reason:
        pytest.skip(reason)
    folder = tmp_path / "files 文件"
    folder.mkdir()
    (folder / "a").write_bytes(b"0123456789")
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    run, found = record(command, folder, tmp_path / "calls.log", with_tool=name)
    assert run.code == 0, run.errors
    assert found == [
        Written("a", 2, b'\x00\xff<"'),
        Written("a", 100, b"at"),
        Synced("a"),
        Resized("a", 50),
        Renamed("a", "b"),
        Written("b", 6, b"later"),
        Said("half a line"),
        Said("and another"),
        Created("log"),
        Written("log", 0, b"1"),
        Written("log", 1, b"2"),
        Resized("log", 0),
        Linked("b", "c"),
        Removed("c"),
        Synced(""),
        Created("below/d"),
        Written("below/d", 0, b"1"),
    ]
