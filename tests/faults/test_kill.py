"""A process that is killed loses nothing that it had said was done, alone or among others."""

from __future__ import annotations

import json
from multiprocessing.connection import wait
from pathlib import Path
from random import Random
from typing import Any

import pytest

from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project
from tests.faults.chance import dice
from tests.faults.children import kill, pipe, start
from tests.faults.companies import ANN, make_company, quick_folder
from tests.faults.conftest import Report, Rounds
from tests.faults.deeds import work

LIVES = 5
"""Rounds that one file goes through, so that it is killed more than once and stays small."""
ACKS = 400
PATIENCE = 60
LONGEST_DEED = 0.008
Known = dict[int, tuple[str, int]]
"""Operations by number: hash, and how many rows were changed."""


@pytest.mark.slow
def test_killed_writers_keep_what_they_said(
    rounds: Rounds, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = rounds(50, 1000)
    acks = refused = unsaid = kills = 0
    with quick_folder(tmp_path, monkeypatch) as folder:
        for number in range(count):
            path = folder / f"company-{number // LIVES}.esgdesk"
            if number % LIVES == 0:
                with make_company(path) as project:
                    known = _operations(project)
            chance = dice("kill", number)
            children = 4 if number % 2 else 1
            said, locked = _round(path, children, chance, f"round {number}")
            assert not said.keys() & known.keys(), f"round {number}: a number was given twice"
            known |= said
            with open_project(path, ANN) as project:
                more = _check(project, known, f"round {number}")
            assert len(more) <= children, f"round {number}: {sorted(more)} were never said"
            known |= more
            acks, refused = acks + len(said), refused + locked
            unsaid, kills = unsaid + len(more), kills + children
    report(
        f"{count} rounds, {kills} kills, {acks} deeds acknowledged and all kept, {unsaid} more "
        f"kept that nobody got to say, {refused} times the lock was taken"
    )
    assert acks >= count * ACKS
    assert refused > count // 2, "nobody ever waited for the lock"


def _round(path: Path, count: int, chance: Random, name: str) -> tuple[Known, int]:
    """Let children work and kill one after the other; what they said, and how often one waited."""
    children, ends = {}, []
    for person in range(count):
        ours, theirs = pipe()
        burst = chance.randint(5, 40) if count > 1 else 0
        child = start(work, theirs, path, f"P{person}", chance.randrange(1 << 30), burst)
        theirs.close()
        children[ours] = child
        ends.append(ours)
    said: Known = {}
    locked = 0
    for killed, end in enumerate(chance.sample(ends, count), 1):
        while len(said) < ACKS * killed // count:
            ready = wait(list(children), PATIENCE)
            assert ready, f"{name}: nothing was done for {PATIENCE} seconds"
            for other in ready:
                try:
                    locked += _hear(other, said)
                except EOFError:
                    children[other].join(PATIENCE)
                    pytest.fail(f"{name}: a child ended by itself: {children[other].exitcode}")
        # Anywhere in a deed: the child is not waiting for us.
        children[end].join(chance.uniform(0, LONGEST_DEED))
        kill(children.pop(end))
        try:
            while True:
                locked += _hear(end, said)
        except EOFError:
            end.close()
    return said, locked


def _hear(end: Any, said: Known) -> int:
    """Take one message of a child; 1 where it found the lock taken."""
    word, *facts = end.recv_bytes().decode().split()
    if word == "locked":
        return 1
    number, digest, changes = facts
    assert int(number) not in said, f"operation {number} was said twice"
    said[int(number)] = (digest, int(changes))
    return 0


def _operations(project: Project) -> Known:
    rows = project.db.execute(
        "SELECT number, hash, (SELECT count(*) FROM change WHERE operation = number) FROM operation"
    ).fetchall()
    return {int(number): (str(digest), int(changes)) for number, digest, changes in rows}


def _check(project: Project, known: Known, name: str) -> Known:
    """The file has every known operation; returns those that nobody got to say."""
    found = _operations(project)
    lost = {number: fact for number, fact in known.items() if found.get(number) != fact}
    assert not lost, f"{name}: lost or changed: {lost}"
    batches = project.db.execute(
        "SELECT number, facts, (SELECT count(*) FROM change WHERE operation = number "
        "AND table_name = 'entry') FROM operation WHERE deed = 'clear_figures'"
    ).fetchall()
    torn = [number for number, facts, rows in batches if json.loads(facts)["count"] != rows]
    assert not torn, f"{name}: batches {torn} are torn"
    turns = [
        session
        for (session,) in project.db.execute(
            "SELECT session FROM operation o WHERE number = 1 OR session <> "
            "(SELECT session FROM operation p WHERE p.number = o.number - 1)"
        ).fetchall()
    ]
    assert len(turns) == len(set(turns)), f"{name}: two wrote at the same time"
    verification = project.verify()
    assert verification.holds, f"{name}: {verification.faults[:3]}"
    return {number: fact for number, fact in found.items() if number not in known}
