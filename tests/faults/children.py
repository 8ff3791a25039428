"""Processes that are killed: by their parent at some moment, or by themselves at a known step.

The parent forks them from a server that has the program loaded already, where the system has such
a thing, so that a round costs milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from esgdesk.store import driver

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows ends a process without a word for either."""
_HOW = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT: Any = multiprocessing.get_context(_HOW)
_CONTEXT.set_forkserver_preload(["esgdesk.commands", "tests.faults.children"])
_WAIT = 60
_CALLS = ("replace", "rename", "link", "unlink", "fsync", "mkdir", "chmod", "sendfile", "write")
_INSTRUCTIONS = 400


class Kind(StrEnum):
    """What a process counts: calls to the system, SQL statements, or work inside statements."""

    CALLS = "calls"
    STATEMENTS = "statements"
    INSTRUCTIONS = "instructions"


def start(target: Callable[..., None], *facts: Any) -> BaseProcess:
    """Run a function of a module in a process of its own, with this process's ESGDESK_HOME."""
    child: BaseProcess = _CONTEXT.Process(
        target=_run, args=(os.environ["ESGDESK_HOME"], target, *facts)
    )
    child.start()
    return child


def _run(home: str, target: Callable[..., None], *facts: Any) -> None:
    os.environ["ESGDESK_HOME"] = home
    target(*facts)


def pipe() -> tuple[Any, Any]:
    """Two ends of a pipe: the parent's, and the one to give to a child."""
    return _CONTEXT.Pipe()


def kill(child: BaseProcess) -> None:
    """Kill a child and wait until it is gone; it must not have failed by itself before."""
    child.kill()
    child.join(_WAIT)
    assert child.exitcode in (-KILL, KILL), f"the child ended by itself: {child.exitcode}"


def count_steps(kind: Kind, counted: Path, target: Callable[..., None], *facts: Any) -> int:
    """How many steps of a kind the function takes; `counted` is a file that is free to use."""
    child = start(_counting, kind, counted, target, *facts)
    child.join(_WAIT)
    assert child.exitcode == 0, f"the child failed: {child.exitcode}"
    total = int(counted.read_text())
    counted.unlink()
    return total


def die_at(kind: Kind, step: int, target: Callable[..., None], *facts: Any) -> None:
    """Run the function in a process that kills itself just before its given step."""
    child = start(_dying, kind, step, target, *facts)
    child.join(_WAIT)
    assert child.exitcode in (-KILL, KILL, 0), f"the child failed: {child.exitcode}"


def spread(total: int, most: int) -> list[int]:
    """Up to `most` of the steps 1 to `total`, evenly spread, with the first and the last."""
    count = min(total, most)
    return sorted({1 + round(n * (total - 1) / max(1, count - 1)) for n in range(count)})


def _counting(kind: Kind, counted: Path, target: Callable[..., None], *facts: Any) -> None:
    steps = _watch(kind, 0)
    target(*facts)
    counted.write_text(str(steps[0]))


def _dying(kind: Kind, step: int, target: Callable[..., None], *facts: Any) -> None:
    _watch(kind, step)
    target(*facts)


def _watch(kind: Kind, last: int) -> list[int]:
    """Count the steps of this process from now on and end it before number `last`."""
    steps = [0]

    def step(*_: object) -> None:
        steps[0] += 1
        if steps[0] == last:
            os.kill(os.getpid(), KILL)

    if kind is Kind.CALLS:
        for name in _CALLS:
            if hasattr(os, name):
                setattr(os, name, _before(step, getattr(os, name)))
        # It is faster without a call that could be counted.
        shutil.copyfile = _before(step, shutil.copyfile)
    else:
        connect = driver.connect

        def watched(*facts: Any, **more: Any) -> Any:
            connection = connect(*facts, **more)
            if kind is Kind.STATEMENTS:
                connection.set_trace_callback(step)
            else:
                connection.set_progress_handler(step, _INSTRUCTIONS)
            return connection

        driver.connect = watched
    return steps


def _before(step: Callable[[], None], call: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*facts: Any, **more: Any) -> Any:
        step()
        return call(*facts, **more)

    return counted
