"""The desk that is killed in mid-typing keeps every figure it called saved, and what was typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project
from esgdesk.operations.unfinished import Field, list_unfinished
from esgdesk.ui import keeper
from tests.faults.chance import dice
from tests.faults.children import KILL
from tests.faults.companies import ANN, KEYS, make_company, quick_folder
from tests.faults.conftest import Report, Rounds

ROOT = Path(__file__).parents[2]
ALLOWED = 2.0
"""Seconds by which what is kept may be older than the last key."""
INTERVAL = keeper.INTERVAL / 1000 + 0.25
"""Seconds that a key may wait to be kept: Qt's timers are late by a twentieth, and a write takes
its time.
"""
LONGEST = 3.0
"""Seconds that a child may go on typing after its first key."""
PATIENCE = 60
KILLED = -KILL if os.name == "posix" else 1


@dataclass(slots=True)
class Typed:
    """A text that stood in the editor of a figure since this second."""

    at: float
    place: int
    text: str


@dataclass(slots=True)
class Told:
    """What the desk and its typist said before the end; `open` is what the editor held."""

    saved: dict[int, tuple[int, str]] = field(default_factory=dict)
    typed: list[Typed] = field(default_factory=list)
    open: list[Typed] = field(default_factory=list)
    is_leaving: bool = False
    bugs: list[str] = field(default_factory=list)


def understand(lines: Iterable[str]) -> Told:
    """Read the lines of the child; the last one may be torn and is then no line."""
    told = Told()
    for line in lines:
        if not line.endswith("\n"):
            break
        match line.split():
            case ["typed", at, place, text]:
                if told.is_leaving:
                    told.open, told.is_leaving = [], False
                told.typed.append(Typed(float(at), int(place), text))
                told.open.append(told.typed[-1])
            case ["left", *_]:
                told.is_leaving = True
            case ["saved", number, place, value]:
                told.saved[int(number)] = (int(place), value)
            case ["typing"]:
                pass
            case _:
                told.bugs.append(line)
    return told


@pytest.mark.slow
def test_a_killed_desk_keeps_what_it_called_saved_and_what_was_typed(
    rounds: Rounds, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = rounds(8, 100)
    figures = offers = 0
    oldest = 0.0
    with quick_folder(tmp_path, monkeypatch) as folder:
        for number in range(count):
            path = folder / f"company-{number}.esgdesk"
            make_company(path).close()
            told = _round(path, number, dice("desk", number), folder / "said")
            assert told.bugs == [], f"round {number}: {told.bugs}"
            with open_project(path, ANN) as project:
                _check_saved(project, told, f"round {number}")
                age = _check_typed(project, told, f"round {number}")
            figures += len(told.saved)
            offers += age is not None
            oldest = max(oldest, age or 0.0)
    report(
        f"{count} kills of the desk, {figures} figures called saved and all kept, {offers} times "
        f"something typed was kept, at most {oldest:.2f} s older than the last key"
    )
    assert figures >= count // 2
    assert offers, "nothing was ever being typed"


def _round(path: Path, number: int, chance: Random, said: Path) -> Told:
    """Let the desk be typed into and kill it at some moment."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "tests.faults.desk_typist", str(path), str(number)]
    complaints = said.with_suffix(".err")
    with complaints.open("w", encoding="utf-8") as err:
        child = subprocess.Popen(
            words, env=environment, stdout=subprocess.PIPE, stderr=err, text=True, cwd=path.parent
        )
    assert child.stdout is not None
    with child, child.stdout as lines:
        first = lines.readline()
        try:
            child.wait(chance.uniform(0.2, LONGEST))
        except subprocess.TimeoutExpired:
            child.kill()
        rest = lines.readlines()
    why = f"round {number}: the desk ended by itself: {complaints.read_text('utf-8')[-2000:]}"
    assert first == "typing\n", why
    assert child.wait(PATIENCE) == KILLED, why
    return understand(rest)


def _check_saved(project: Project, told: Told, name: str) -> None:
    """Every figure that was called saved is there, unless a later one stands in its place."""
    verification = project.verify()
    assert verification.holds, f"{name}: {verification.faults[:3]}"
    for number, (place, value) in told.saved.items():
        found = project.db.execute(
            "SELECT after FROM change WHERE operation = ? AND table_name = 'entry'", (number,)
        ).fetchall()
        assert any(f'"{value}"' in after for (after,) in found), f"{name}: {number} {value}: lost"
        later = [v for n, (p, v) in told.saved.items() if p == place and n >= number]
        entry = project.entry(KEYS[place])
        # The last one typed may have been committed without anybody getting to say so.
        unsaid = [typed.text for typed in told.open if typed.place == place]
        assert entry is not None, f"{name}: {number}: no figure"
        assert entry.value in (*later, *unsaid), f"{name}: {number}: {value} became {entry.value}"


def _check_typed(project: Project, told: Told, name: str) -> float | None:
    """What is kept was typed at most two seconds before the last key; how long, if anything is."""
    kept = [line for line in list_unfinished(project) if line.field is Field.FIGURE]
    assert len(kept) <= 1, f"{name}: {kept}"
    if not told.typed:
        assert not kept, f"{name}: {kept}"
        return None
    last = told.typed[-1].at
    if kept:
        stamps = [
            typed.at
            for typed in told.typed
            if (KEYS[typed.place], typed.text) == (kept[0].key, kept[0].text)
        ]
        assert stamps, f"{name}: {kept[0]} was never typed"
        age = last - stamps[-1]
        assert age <= ALLOWED, f"{name}: {kept[0].text} is {age:.2f} s older than the last key"
        lost = next((typed.at for typed in told.typed if typed.at > stamps[-1]), last)
        assert last - lost <= INTERVAL, f"{name}: keys of {last - lost:.2f} s are lost"
        return age
    # A text that was being saved when the end came is either kept or a figure already.
    if not told.is_leaving:
        standing = last - told.open[0].at
        assert standing <= INTERVAL, f"{name}: nothing is kept after {standing:.2f} s of typing"
    return None
