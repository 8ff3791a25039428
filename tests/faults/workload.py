"""The program that is cut off, failed and starved: a person's session, told line by line.

It opens a company file and does deeds through `esgdesk.operations` only, as the window would, and
prints one line for each as soon as the deed has returned:

    made                 the company file was created
    ack N NUMBER HASH    deed N is operation NUMBER with this hash (0 - where it changed nothing)
    refused N KEY        deed N raised a Problem with this message key
    bug N TEXT           deed N raised anything else
    exported FORMAT      an appendix was written

In place of N stands `create`, `open`, `close` or `export` where that was refused. As in the
window, the session goes on after a deed that failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from esgdesk.core.errors import Problem
from esgdesk.core.model import EntryKey
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.entries import clear_figures, enter_text, set_note
from esgdesk.operations.history import redo, undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Done, Project, Who
from esgdesk.report.export import Format, export_appendix
from esgdesk.store import driver

YEAR = "2023"
KEYS = tuple(
    EntryKey(indicator, members, COMPANY, YEAR)
    for indicator, members in (
        ("waste", ""),
        ("water", ""),
        ("staff", ""),
        ("staff", "gender:female"),
        ("leavers", "gender:male"),
    )
)
WHO = Who("Ann", "desk-1")
SYNCHRONOUS = {"OFF": 0, "NORMAL": 1, "FULL": 2}
BLOCK = 4096
HELD: list[bytes] = []
"""Memory that is taken so that the program cannot have it."""
SPARE: list[bytes] = []
"""A little that is given back to say what happened."""


def say(line: str) -> None:
    """One line, in one write: what is on the pipe was said."""
    os.write(1, f"{line}\n".encode())


def deed(project: Project, number: int) -> Done:
    """The n-th deed of every session. Each changes something, and each figure comes only once."""
    key = KEYS[number % len(KEYS)]
    match number % 10:
        case 3:
            return set_note(project, key, f"note {number}")
        case 5:
            return clear_figures(project, KEYS)
        case 6 | 8:
            return undo(project)
        case 7:
            return redo(project)
        case _:
            return enter_text(project, key, f"{number}.5").done


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what went wrong, and go on: as a window does."""
    try:
        yield
    except Problem as problem:
        say(f"refused {what} {problem.key}")
    except MemoryError:
        del SPARE[-2:]  # saying so takes memory too
        say(f"bug {what} MemoryError")
    except Exception as error:
        places = traceback.extract_tb(error.__traceback__)
        ours = [place for place in places if "esgdesk" in Path(place.filename).parts] or places
        trail = " > ".join(f"{Path(place.filename).name}:{place.lineno}" for place in ours[-3:])
        say(f"bug {what} {' '.join(repr(error).split())} at {trail}")


def do_deeds(project: Project, numbers: range) -> None:
    """Do these deeds, one after the other."""
    for number in numbers:
        with told(str(number)):
            done = deed(project, number)
            head = project.journal.head()
            say(f"ack {number} {done.number or 0} {head.hash if done.number else '-'}")


@contextmanager
def opened(path: Path) -> Iterator[Project]:
    """A company file, opened and closed. Where it cannot be opened, the program ends."""
    with told("open"):
        project = open_project(path, WHO)
        try:
            yield project
        finally:
            with told("close"):
                project.close()
        return
    sys.exit()


def create(path: Path, pack: Path) -> None:
    """Make a company file of a pack."""
    with told("create"):
        create_company(
            path, pack=read_pack(pack), name=Wording("Small Works"), years=[YEAR], who=WHO
        ).close()
        say("made")


def load_libraries() -> None:
    """Load what an export needs: a limit is there for the export itself."""
    import openpyxl  # noqa: F401
    import pypdfium2  # noqa: F401
    import reportlab.pdfgen.canvas  # noqa: F401


def export(project: Project) -> None:
    """Write the appendix beside the company file in every format."""
    for format_ in Format:
        with told("export"):
            export_appendix(
                project.view(),
                period=YEAR,
                layout="main",
                language="en",
                format=format_,
                target=project.path.with_name(f"appendix.{format_}"),
            )
            say(f"exported {format_}")


def limit_memory(kilobytes: int | None) -> None:
    """Let the program have this much more memory than it uses now; once is enough."""
    import resource

    if kilobytes is None or HELD:
        return
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    used = pages * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (used, hard))
    # What was used and given back before lies ready in the program; it would hide the limit.
    SPARE.extend(bytes(BLOCK) for _ in range(32))
    for size in (1 << 20, 1 << 16, BLOCK, *range(512, 0, -16)):
        with suppress(MemoryError):
            while True:
                HELD.append(bytes(size))
    resource.setrlimit(resource.RLIMIT_AS, (used + kilobytes * 1024, hard))


def limit_files(kilobytes: int) -> None:
    """Let no file grow beyond this; Python has a too long write fail instead of killing it."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))


def main() -> None:
    """Read the command line and act."""
    given = parser().parse_args()
    os.environ["ESGDESK_HOME"] = str(given.home)
    if given.synchronous:
        driver.PRAGMAS["synchronous"] = SYNCHRONOUS[given.synchronous]
    if given.checkpoint:
        # Moving figures from the -wal file into the company file often, where there is little.
        driver.PRAGMAS["wal_autocheckpoint"] = given.checkpoint
    if given.file_size is not None:
        limit_files(given.file_size)
    if given.create:
        limit_memory(given.memory)
        create(given.file, given.create)
    for spell in range(given.spells if given.deeds else 0):
        first, end = (given.deeds * number // given.spells for number in (spell, spell + 1))
        with opened(given.file) as project:
            limit_memory(given.memory)
            do_deeds(project, range(first, end))
    if given.export:
        load_libraries()
        with opened(given.file) as project:
            limit_memory(given.memory)
            export(project)


def parser() -> argparse.ArgumentParser:
    """The options of a session."""
    top = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    top.add_argument("file", type=Path)
    top.add_argument("--home", type=Path, required=True, help="where settings and notes are kept")
    top.add_argument("--create", type=Path, metavar="PACK", help="make the file of a pack first")
    top.add_argument("--deeds", type=int, default=0)
    top.add_argument("--spells", type=int, default=1, help="how often the file is opened for them")
    top.add_argument("--export", action="store_true")
    top.add_argument("--synchronous", choices=SYNCHRONOUS, help="worse than the program sets it")
    top.add_argument("--checkpoint", type=int, metavar="PAGES")
    top.add_argument("--memory", type=int, metavar="KILOBYTES", help="limit further memory")
    top.add_argument("--file-size", type=int, metavar="KILOBYTES", help="limit the size of files")
    return top


if __name__ == "__main__":
    main()
