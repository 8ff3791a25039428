"""Running a program while its file calls are recorded or made to fail.

One way to record and one way to fail calls, whatever the machine allows: `strace` where tracing
is allowed, a preloaded library otherwise. `tool()` says which one it is.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import esgdesk
from tests.faults import preload, tracing
from tests.faults.events import Event, Said, read_calls

TOOLS: dict[str, ModuleType] = {tracing.NAME: tracing, preload.NAME: preload}
CHOICE = "ESGDESK_FAULTS"
"""The environment variable that names the tool to use, to try the second one where both work."""
SECONDS = 120
"""A program that hangs must not hang the tests; nothing is measured by this."""
_UNDER_TEST = Path(esgdesk.__file__).parent.parent
"""Where the program in these tests was loaded from: a child must not find another one."""


class UnavailableError(Exception):
    """Neither tool works here; the message says why."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a program ended and what it said."""

    code: int
    lines: tuple[str, ...]
    errors: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The calls that fail: from the n-th of a kind on, that one or all that follow."""

    call: str
    error: str
    first: int
    is_sticky: bool


def tool() -> str:
    """The name of the tool in use. Raises UnavailableError, with the reasons."""
    wanted = os.environ.get(CHOICE)
    names = [wanted] if wanted else list(TOOLS)
    reasons = {name: TOOLS[name].why_not() for name in names}
    for name, reason in reasons.items():
        if not reason:
            return name
    raise UnavailableError("; ".join(reasons.values()))


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a program to its end."""
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(_UNDER_TEST), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Run(done.returncode, tuple(done.stdout.splitlines()), done.stderr)


def record(
    command: Sequence[str], folder: Path, log: Path, *, with_tool: str = ""
) -> tuple[Run, list[Event]]:
    """Run a program and say in order what it did to the files of a folder and what it printed."""
    folder = folder.resolve()
    present = [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()]
    log.unlink(missing_ok=True)
    if (with_tool or tool()) == tracing.NAME:
        done = run(tracing.recording(command, log))
        events = read_calls(tracing.read_log(log), folder, present)
    else:
        done = run(command, preload.recording(folder, log))
        events = read_calls(preload.read_log(log), folder, present)
    log.unlink()
    said = tuple(event.line for event in events if isinstance(event, Said))
    if said != done.lines:
        raise AssertionError(f"the record is not whole: {len(said)} of {len(done.lines)} lines")
    return done, events


def count_calls(
    command: Sequence[str], folder: Path, log: Path, *, paths: Sequence[Path]
) -> Counter[str]:
    """How many calls of each kind a program makes that `run_with_fault` could let fail."""
    if tool() == tracing.NAME:
        run(tracing.counting(command, log, paths=paths))
        return tracing.count_log(log)
    run(command, preload.recording(folder, log))
    return Counter(call.name for call in preload.read_log(log) if call.handle != 1)


def run_with_fault(
    command: Sequence[str], folder: Path, fault: Fault, *, paths: Sequence[Path]
) -> Run:
    """Run a program while calls on files in a folder fail.

    The preloaded library goes by the folder; `strace` takes no folders, so `paths` names the files.
    """
    if tool() == tracing.NAME:
        when = f"{fault.first}+" if fault.is_sticky else str(fault.first)
        return run(
            tracing.failing(command, call=fault.call, error=fault.error, when=when, paths=paths)
        )
    return run(
        command,
        preload.failing(
            folder,
            call=fault.call,
            error=fault.error,
            first=fault.first,
            is_sticky=fault.is_sticky,
        ),
    )
