"""Measures what people wait for, on a small and a large company, in one run.

    make bench                       small against large
    make bench ARGS="--million"      against a million figures; takes some minutes to make

Each line is the median of several tries in milliseconds, and the ratio large / small. Times depend
on the machine; the ratios should not.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.companies import WHO, make_company
from esgdesk.core.model import EntryKey
from esgdesk.core.rules import Checker, check_year
from esgdesk.operations.backups import back_up
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_block, enter_text
from esgdesk.operations.history import undo
from esgdesk.operations.opening import open_project

KEY = EntryKey("ghg.scope1", "", COMPANY, "2023")
SMALL = {"times": 1, "sites": 0, "years": 3}
LARGE = {"times": 10, "sites": 5, "years": 5}
MILLION = {"times": 10, "sites": 50, "years": 10}
TRIES = 7


def median(work: Callable[[], object], tries: int = TRIES) -> float:
    """The median of several tries, in seconds."""
    times = []
    for _ in range(tries):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def measure(path: Path) -> dict[str, float]:
    """The times of one company."""
    found: dict[str, float] = {}

    def opened() -> None:
        open_project(path, WHO).close()

    found["open"] = median(opened, 3)
    with open_project(path, WHO) as project:
        years = tuple(period.code for period in project.periods()[-3:])
        found["view of a year"] = median(lambda: project.view(periods=years), 3)
        view = project.view(periods=years)
        found["check a year"] = median(lambda: check_year(view, "2023"), 3)
        checker = Checker(view.catalogue)
        checker.check(view, "2023")
        found["check after a figure"] = median(lambda: checker.check(view, "2023", {"ghg.scope1"}))
        numbers = iter(range(1000, 10**9))
        found["save a figure"] = median(lambda: enter_text(project, KEY, str(next(numbers))), 21)
        found["undo"] = median(lambda: undo(project))
        keys = [
            EntryKey(line.code, "", COMPANY, "2023")
            for line in view.catalogue.indicators
            if line.has_total
        ][:50]
        found["paste 50 figures"] = median(
            lambda: enter_block(project, [(key, str(next(numbers))) for key in keys])
        )
        found["back up"] = median(lambda: back_up(project, "by_hand"), 1)
    return found


def main() -> int:
    """Make the companies, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--million", action="store_true", help="a million figures as the large one")
    given = asked.parse_args()
    sizes = {"small": SMALL, "large": MILLION if given.million else LARGE}
    times: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="esgdesk-bench-") as folder:
        for name, size in sizes.items():
            path = Path(folder) / f"{name}.esgdesk"
            begun = time.perf_counter()
            with make_company(path, **size) as project:
                count = project.db.execute("SELECT count(*) FROM entry").fetchone()[0]
            seconds = time.perf_counter() - begun
            print(f"{name}: {count:,} figures, made in {seconds:.0f} s", file=sys.stderr)
            times[name] = measure(path)
    print(f"{'':24}{'small':>10}{'large':>10}{'ratio':>8}")
    for name, small in times["small"].items():
        large = times["large"][name]
        print(f"{name:24}{small * 1000:10.1f}{large * 1000:10.1f}{large / small:8.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
