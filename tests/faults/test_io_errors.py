"""Any one file call may fail: the person is told, and what was acknowledged stays.

A reference session makes a company file and works in it. It is run again for every call on a file
in its folder, with that one failing, once or from there on for good.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from esgdesk.files import PART
from tests.faults import events, truth
from tests.faults.conftest import Report
from tests.faults.recorder import Fault, Run, count_calls, run_with_fault
from tests.faults.truth import command, read_lines

NAME = "small.esgdesk"
SEED = 20231231
SAMPLED = 100
FAILING = sorted(
    events.OPENING | events.WRITING | events.RESIZING | events.SYNCING | events.REMOVING
    | events.RENAMING
)  # fmt: skip
ERRORS = ("EIO", "ENOSPC")
SESSIONS = {
    # Small checkpoints: figures go from the -wal file into the company file all the time.
    "checkpoints": ("--deeds", 16, "--spells", 2, "--checkpoint", 30),
    # As a person would have it: one checkpoint on closing.
    "closing": ("--deeds", 12, "--spells", 3),
}


def watched(folder: Path) -> list[Path]:
    """The folder, and every file in it that making and filling a company file touches."""
    part = f".{Path(NAME).stem}{PART}"
    files = [f"{name}{log}" for name in (NAME, part) for log in (*truth.LOGS, "-shm", "")]
    return [folder, *(folder / name for name in files), folder / f".{NAME}.lock"]


def all_faults(counts: Counter[str]) -> list[list[Fault]]:
    """Everything that can be made to fail, by kind of call and in random order."""
    random = Random(SEED)
    kinds = []
    for call in FAILING:
        faults = [
            Fault(call, error, number, is_sticky)
            for number in range(1, counts[call] + 1)
            for error in ERRORS
            for is_sticky in (False, True)
        ]
        random.shuffle(faults)
        kinds.append(faults)
    return kinds


def sample(kinds: Sequence[Sequence[Fault]], count: int) -> list[Fault]:
    """A part of the faults with as many of each kind, so that the rare ones are not missed."""
    turns = itertools.chain.from_iterable(itertools.zip_longest(*kinds))
    return list(itertools.islice((fault for fault in turns if fault is not None), count))


def judge(path: Path, run: Run) -> Iterator[str]:
    """What is wrong after a session with a fault; nothing if all is as it should be."""
    if run.code != 0:
        yield f"ended with {run.code}: {run.errors[-300:]}"
        return
    told = read_lines(run.lines)
    yield from told.bugs
    yield from truth.judge(path, told)


def is_stuck(run: Run, fault: Fault) -> bool:
    """Whether a fault that passed left a session unable to do anything to its end."""
    return not fault.is_sticky and "made" in run.lines and not run.lines[-1].startswith("ack")


@pytest.mark.usefixtures("tool")
@pytest.mark.parametrize("name", SESSIONS)
def test_a_failing_file_call_is_told_and_loses_nothing(
    name: str, small_pack: Path, tmp_path: Path, soak: bool, report: Report
) -> None:
    def session(run: str) -> tuple[Path, list[str]]:
        folder = (tmp_path / run).resolve()
        folder.mkdir()
        return folder, command(folder / NAME, "--create", small_pack, *SESSIONS[name])

    folder, words = session("reference")
    counts = count_calls(words, folder, tmp_path / "calls.log", paths=watched(folder))
    kinds = all_faults(counts)
    total = sum(map(len, kinds))
    faults = sample(kinds, total if soak else SAMPLED)

    def fail(number: int) -> Run:
        folder, words = session(f"run-{number}")
        return run_with_fault(words, folder, faults[number], paths=watched(folder))

    found: dict[str, list[Fault]] = {}
    stuck = refused = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, run in enumerate(pool.map(fail, range(len(faults)))):
            fault, folder = faults[number], tmp_path / f"run-{number}"
            for text in judge(folder / NAME, run):
                found.setdefault(text, []).append(fault)
            refused += any(line.startswith("refused") for line in run.lines)
            stuck += is_stuck(run, fault)
            shutil.rmtree(folder)
    tried = Counter(fault.call for fault in faults)
    report(f"{len(faults)} of {total} points failed ({dict(tried)}): {refused} sessions were told,")
    report(f"{stuck} could not go on after a fault that passed, {len(found)} kinds of findings")
    assert refused > len(faults) / 3, "hardly any fault reached the program: nothing was tried"
    assert not found, "\n".join(
        ["", *(f"{text}: {len(by)} times, as by {by[0]}" for text, by in found.items())]
    )
