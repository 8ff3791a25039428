"""The power may fail at any moment: what was acknowledged stays, and nothing is half there.

A session is recorded once, call by call. Then the power fails at a random call, many times over,
on a disk that may have lost, torn or reordered all that was not flushed (see `disk`). Two controls
run the same on purpose without enough flushing; where they lose nothing, this test is worthless.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from random import Random

import pytest

from tests.faults import truth
from tests.faults.conftest import Report, Rounds
from tests.faults.disk import Disk
from tests.faults.events import Event, Said
from tests.faults.recorder import record
from tests.faults.truth import DamagedError, Step, command, read_lines, read_steps

NAME = "small.esgdesk"
SEED = 20231231
PROVED_EVERY = 25
"""Of so many cuts one is opened and proved by the program itself; that takes far longer."""

SESSIONS = {
    # Small checkpoints: figures go from the -wal file into the company file all the time.
    "checkpoints": ("--deeds", 100, "--spells", 2, "--checkpoint", 30),
    # As a person would have it: one checkpoint on closing, and the -wal file made anew.
    "closing": ("--deeds", 60, "--spells", 3),
}


class Verdict(StrEnum):
    """How a company file came through a power cut."""

    SOUND = "sound"
    LOST = "lost what was acknowledged"
    HALF = "holds what was never done"
    DAMAGED = "damaged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Session:
    """A recorded session: the files before it, what was done to them, and what came of it."""

    start: dict[str, bytes] = field(repr=False)
    events: list[Event] = field(repr=False)
    steps: list[Step] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cut:
    """The power failed after so many events; the files are what is left."""

    number: int
    after: int
    said: tuple[str, ...]
    files: dict[str, bytes] = field(repr=False)


def record_session(folder: Path, company: bytes | None, *options: object) -> Session:
    """Record a session on a company file, or on an empty folder where there is none."""
    work = folder / "work"
    work.mkdir()
    path = work / NAME
    if company is not None:
        path.write_bytes(company)
    run, events = record(command(path, *options), work, folder / "calls.log")
    told = read_lines(run.lines)
    assert run.code == 0 and not told.bugs and not told.refused, (run, told)
    steps = read_steps(path)
    assert not truth.missing(told, steps)
    return Session({} if company is None else {NAME: company}, events, steps)


def cut_power(session: Session, count: int, seed: int) -> Iterator[Cut]:
    """So many cuts at random places of a session, each the same for the same seed.

    Every fourth comes right after the person was told something: no promise is younger than that.
    """
    random = Random(seed)
    promises = [place for place, event in enumerate(session.events, 1) if isinstance(event, Said)]
    places = sorted(
        random.choice(promises) if number % 4 == 0 else random.randrange(len(session.events) + 1)
        for number in range(count)
    )
    disk, said, taken = Disk(session.start), list[str](), 0
    for number, place in enumerate(places):
        for event in session.events[taken:place]:
            disk.take(event)
            if isinstance(event, Said):
                said.append(event.line)
        taken = place
        files = disk.after_cut(truth.names(Path(NAME)), Random(f"{seed} {number}"))
        yield Cut(number, place, tuple(said), files)


def lay_out(cut: Cut, folder: Path) -> Path:
    """Put what a cut left into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in cut.files.items():
        (folder / name).write_bytes(content)
    return folder / NAME


def judge(session: Session, cut: Cut, folder: Path) -> Verdict:
    """Open what a cut left, past the program, and hold it against what was said until then."""
    path = lay_out(cut, folder)
    told = read_lines(cut.said)
    if not path.exists():
        return Verdict.MISSING if session.start or told.is_made else Verdict.SOUND
    try:
        steps = read_steps(path)
    except DamagedError:
        return Verdict.DAMAGED
    if steps != session.steps[: len(steps)]:
        return Verdict.HALF
    return Verdict.LOST if len(steps) < max(told.last, 1) else Verdict.SOUND


def prove(cut: Cut, folder: Path) -> list[str]:
    """Open what a cut left as a person would, have it proved, and go on working."""
    path = lay_out(cut, folder)
    shutil.rmtree(truth.home_of(path), ignore_errors=True)
    told = read_lines(cut.said)
    # Of what was going on when the power failed, one deed may be there without being acknowledged.
    asked = replace(told, refused=("the deed that was cut off",))
    return [f"cut {cut.number}: {text}" for text in truth.judge(path, asked)]


def describe(cut: Cut, verdict: Verdict) -> str:
    """A cut that did harm, so that it can be done again."""
    said = cut.said[-1] if cut.said else "nothing"
    return f"seed {SEED} cut {cut.number} after event {cut.after} ({said}): {verdict}"


@pytest.mark.usefixtures("tool")
@pytest.mark.parametrize("name", SESSIONS)
def test_a_power_cut_keeps_every_acknowledged_deed(
    name: str, company: bytes, tmp_path: Path, rounds: Rounds, report: Report
) -> None:
    session = record_session(tmp_path, company, *SESSIONS[name])
    count, harm, left = rounds(750, 50_000), list[str](), Counter[int]()
    for cut in cut_power(session, count, SEED):
        verdict = judge(session, cut, tmp_path / "cut")
        if verdict is not Verdict.SOUND:
            harm.append(describe(cut, verdict))
        elif cut.number % PROVED_EVERY == 0:
            harm += prove(cut, tmp_path / "cut")
        left[hash(tuple(cut.files.values()))] += 1
    report(f"{count} cuts among {len(session.events)} events, {len(left)} states, {len(harm)} bad")
    assert not harm, harm[:5]
    assert len(left) > count / 10, "nearly all cuts left the same: nothing was tried"


@pytest.mark.usefixtures("tool")
def test_a_power_cut_while_a_company_is_made_leaves_all_of_it_or_none(
    small_pack: Path, tmp_path: Path, rounds: Rounds, report: Report
) -> None:
    # No deed follows that would flush the folder by chance.
    session = record_session(tmp_path, None, "--create", small_pack)
    count, harm = rounds(300, 20_000), list[str]()
    for cut in cut_power(session, count, SEED):
        verdict = judge(session, cut, tmp_path / "cut")
        if verdict is not Verdict.SOUND:
            harm.append(describe(cut, verdict))
        elif cut.number % PROVED_EVERY == 0:
            harm += prove(cut, tmp_path / "cut")
    report(f"{count} cuts among {len(session.events)} events, {len(harm)} bad")
    assert not harm, harm[:5]


@pytest.mark.usefixtures("tool")
@pytest.mark.parametrize(
    ("synchronous", "expected"),
    [("NORMAL", {Verdict.LOST}), ("OFF", {Verdict.DAMAGED, Verdict.HALF, Verdict.LOST})],
)
def test_without_enough_flushing_the_same_cuts_do_harm(
    synchronous: str, expected: set[Verdict], company: bytes, tmp_path: Path, report: Report
) -> None:
    """The control of the control: a simulation in which nothing is ever lost proves nothing."""
    session = record_session(
        tmp_path, company, *SESSIONS["checkpoints"], "--synchronous", synchronous
    )
    verdicts = Counter(
        judge(session, cut, tmp_path / "cut") for cut in cut_power(session, 300, SEED)
    )
    report(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    assert expected & verdicts.keys()
    if synchronous == "NORMAL":
        assert Verdict.DAMAGED not in verdicts, "NORMAL may lose, but must not break a file"
