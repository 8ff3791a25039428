"""A process that does deeds as fast as it can and says of each that it is done."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from esgdesk.core.errors import RefusedDeed, WorldProblem
from esgdesk.core.model import Draft
from esgdesk.operations.entries import clear_figures, enter_text, keep_draft, set_note
from esgdesk.operations.history import redo, undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Done, Project, Who
from tests.faults.chance import dice
from tests.faults.companies import KEYS

BATCH = 5


def work(acks: Connection, path: Path, person: str, seed: int, burst: int) -> None:
    """Do deeds until killed. After `burst` of them the file is closed for others to have a turn
    (0: never). Each deed that returned is told as `ack NUMBER HASH CHANGES`, each refused lock as
    `locked`.
    """
    chance = dice("work", seed)
    count = 0
    while True:
        try:
            # Each opening is a session of its own, by which turns can be told apart.
            project = open_project(path, Who(person, "desk"))
        except WorldProblem as problem:
            if not problem.key.startswith("store.locked"):
                raise
            acks.send_bytes(b"locked")
            # Nothing ever comes: the one who has the lock gets the processor meanwhile.
            acks.poll(chance.uniform(0, 0.004))
            continue
        with project:
            turn = 0
            while not burst or turn < burst:
                turn += 1
                count += 1
                _tell(acks, project, _do_one(project, chance, count))


def _tell(acks: Connection, project: Project, done: Done | None) -> None:
    if done is None or done.number is None:
        return
    head = project.journal.head()
    assert head.number == done.number, (head, done.number)
    acks.send_bytes(f"ack {head.number} {head.hash} {len(done.changes)}".encode())


def _do_one(project: Project, chance: Random, count: int) -> Done | None:
    key = chance.choice(KEYS)
    roll = chance.randrange(100)
    try:
        if roll < 60:
            return enter_text(project, key, str(count)).done
        if roll < 68:
            full = [key for key in KEYS if (entry := project.entry(key)) and entry.value]
            return clear_figures(project, full[:BATCH]) if len(full) >= BATCH else None
        if roll < 76:
            return set_note(project, key, f"note {count}")
        if roll < 86:
            return undo(project)
        if roll < 93:
            return redo(project)
        return keep_draft(project, Draft(key, f"about {count}", "ambiguous"))
    except RefusedDeed:
        # Nothing to take back, or a colleague was there: an answer, and no deed.
        return None
