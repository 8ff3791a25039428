"""A full disk and too little memory: what was there stays, and the person is told.

The disk is a small one in memory where the machine allows mounting one, and a limit on the size
of files everywhere. Memory is limited for the session alone, after it has started.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from esgdesk.files import PART
from esgdesk.report.export import MANIFEST, Format
from tests.faults import truth
from tests.faults.conftest import Report, Rounds
from tests.faults.recorder import Run, run
from tests.faults.truth import command, read_lines

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits are set by POSIX means")

NAME = "small.esgdesk"
OLD = b"last year's appendix"
APPENDICES = [f"appendix.{format_}" for format_ in Format]

ON_A_SMALL_DISK = """
size=$1 disk=$2; shift 2
cp -r "$disk" "$disk.before"
mount -t tmpfs -o "size=${size}k" none "$disk"
cp -r "$disk.before"/. "$disk"
"$@"
code=$?
mkdir "$disk.after" && cp -r "$disk"/. "$disk.after"
exit $code
"""
"""Act in a folder that is a disk of its own for as long; afterwards what it holds is copied out."""

ACTS: dict[str, tuple[str, ...]] = {
    "save": ("--deeds", "30", "--spells", "2"),
    "export": ("--export",),
    "create": ("--create", "PACK", "--deeds", "3"),
}


def prepare(folder: Path, act: str, company: bytes, pack: Path) -> list[str]:
    """Lay out a folder for an act and say the command that does it."""
    folder.mkdir()
    if act != "create":
        (folder / NAME).write_bytes(company)
    if act == "export":
        for appendix in APPENDICES:
            (folder / appendix).write_bytes(OLD)
    options = [str(pack) if option == "PACK" else option for option in ACTS[act]]
    return command(folder / NAME, *options)


@pytest.fixture(scope="session")
def appendices(
    company: bytes, small_pack: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What an export without any limit writes: the same content gives the same bytes."""
    folder = tmp_path_factory.mktemp("export") / "whole"
    done = run(prepare(folder, "export", company, small_pack))
    assert read_lines(done.lines).exported == tuple(Format), done
    return {name: (folder / name).read_bytes() for name in APPENDICES}


def judge(
    folder: Path, done: Run, appendices: dict[str, bytes], *, act: str, home: Path
) -> Iterator[str]:
    """What is wrong in a folder after an act under a limit; nothing if all is as it should be."""
    told = read_lines(done.lines)
    yield from truth.judge(folder / NAME, told, home)
    if act != "create" and not (folder / NAME).exists():
        yield "the company file is gone"
    if act == "export":
        for name, whole in appendices.items():
            content = (folder / name).read_bytes()
            is_told = Path(name).suffix[1:] in told.exported
            if content not in ((whole,) if is_told else (whole, OLD)):
                yield f"{name} is neither the old one nor the new one"
            if is_told and not (folder / f"{name}{MANIFEST}").is_file():
                yield f"{name} has no manifest"
    left = [file.name for file in folder.iterdir() if file.name.endswith(PART)]
    if left:
        yield f"left behind: {left}"


def go_through(limits: list[int], act: Callable[[int], Run]) -> list[Run]:
    """Act under every limit, on as many processors as there are."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(act, limits))


def keys(runs: list[Run]) -> Counter[str]:
    """How often which message was given."""
    return Counter(
        line.split()[2] for done in runs for line in done.lines if line.startswith("refused")
    )


def spread(first: int, last: int, count: int) -> list[int]:
    """So many limits between two, in kilobytes; a page or so is the step that matters."""
    return [first + (last - first) * number // max(count - 1, 1) for number in range(count)]


ROOM = {"save": (4, 1200), "export": (4, 160), "create": (60, 700)}
"""From too little for anything to enough for nearly all, beyond what stands there already."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("means", ["small disk", "limit on files"])
def test_a_full_disk_is_told_and_loses_nothing(
    means: str,
    act: str,
    company: bytes,
    small_pack: Path,
    appendices: dict[str, bytes],
    can_mount: bool,
    tmp_path: Path,
    rounds: Rounds,
    report: Report,
) -> None:
    if means == "small disk" and not can_mount:
        pytest.skip("no disk in memory can be mounted here (unshare -rm)")
    taken = 0 if act == "create" else len(company) // 1024
    if act == "export":
        taken += 4 * len(APPENDICES)
    if means == "limit on files" and act != "save":
        taken = 0
    first, last = ROOM[act]
    sizes = [taken + size for size in spread(first, last, rounds(10, 30))]

    def fill(size: int) -> Run:
        folder = tmp_path / f"{size}"
        words = prepare(folder, act, company, small_pack)
        if means == "limit on files":
            return run([*words, "--file-size", str(size)])
        words = [
            "unshare",
            "-rm",
            "sh",
            "-c",
            ON_A_SMALL_DISK,
            "sh",
            str(size),
            str(folder),
            *words,
        ]
        return run(words)

    runs = go_through(sizes, fill)
    ending = ".after" if means == "small disk" else ""
    found = []
    for size, done in zip(sizes, runs, strict=True):
        folder = tmp_path / f"{size}{ending}"
        wrong = [f"ended with {done.code}: {done.errors[-300:]}"] if done.code else []
        wrong += read_lines(done.lines).bugs
        home = truth.home_of(tmp_path / f"{size}" / NAME)
        wrong += judge(folder, done, appendices, act=act, home=home)
        found += [f"{size} KB: {text}" for text in wrong]
    told = keys(runs)
    report(f"{len(sizes)} sizes, {len(found)} findings, messages {dict(told)}")
    assert told, "there was room for everything: nothing was tried"
    assert not found, "\n".join(["", *found])
    if means == "small disk":
        assert told["file.disk_full"], f"nobody was told that the disk is full: {told}"


MEMORY = {"save": (0, 400), "export": (0, 40_000), "create": (0, 1_500)}


@pytest.mark.parametrize("act", ACTS)
def test_too_little_memory_loses_nothing(
    act: str,
    company: bytes,
    small_pack: Path,
    appendices: dict[str, bytes],
    tmp_path: Path,
    rounds: Rounds,
    report: Report,
) -> None:
    limits = spread(*MEMORY[act], rounds(8, 30))

    def starve(limit: int) -> Run:
        words = prepare(tmp_path / f"{limit}", act, company, small_pack)
        return run([*words, "--memory", str(limit)])

    runs = go_through(limits, starve)
    found = []
    starved = 0
    for limit, done in zip(limits, runs, strict=True):
        wrong = []
        if done.code < 0 or (done.code and "MemoryError" not in done.errors):
            wrong.append(f"ended with {done.code}: {done.errors[-300:]}")
        told = read_lines(done.lines)
        wrong += [bug for bug in told.bugs if "MemoryError" not in bug]
        folder = tmp_path / f"{limit}"
        home = truth.home_of(folder / NAME)
        wrong += judge(folder, done, appendices, act=act, home=home)
        found += [f"{limit} KB: {text}" for text in wrong]
        starved += bool(told.bugs or told.refused or done.code)
    report(f"{len(limits)} levels, {starved} of them too low, {len(found)} findings")
    assert starved, "there was memory for everything: nothing was tried"
    assert not found, "\n".join(["", *found])
