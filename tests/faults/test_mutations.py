"""A test that stays green when the thing it tests is broken is decoration.

Each mutation is one slip in the product. With it the tests it names must fail, one by one; without
it all of them must pass.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.mutations import ALWAYS, MUTATIONS, VARIABLE, Mutation

ROOT = Path(__file__).parents[2]
# Passed, and: tests were run and some failed.
GREEN, RED = 0, 1


def child(tests: Sequence[str], mutation: str = "") -> tuple[int, str]:
    """Run tests in a process of their own, with a mutation or without."""
    quiet = ("-q", "--tb=line", "-p", "no:randomly", "-p", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.faults.mutations", *quiet, *tests],
        cwd=ROOT,
        env={**os.environ, VARIABLE: mutation, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The mutations there is time for."""
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", MUTATIONS if metafunc.config.getoption("--soak") else ALWAYS)


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_keeps_up_with_the_source(mutation: Mutation) -> None:
    source = ROOT.joinpath(*mutation.module.split(".")).with_suffix(".py")
    assert source.read_text(encoding="utf-8").count(mutation.old) == 1
    for test in mutation.seen_by:
        file, _, name = test.partition("[")[0].partition("::")
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8"), test


@pytest.mark.slow
def test_without_a_mutation_all_is_well(soak: bool) -> None:
    names = MUTATIONS if soak else ALWAYS
    code, said = child(sorted({test for name in names for test in MUTATIONS[name].seen_by}))
    assert code == GREEN, said[-3000:]


@pytest.mark.slow
def test_a_mutation_is_seen(name: str) -> None:
    mutation = MUTATIONS[name]
    code, said = child(mutation.seen_by, name)
    assert code == RED, said[-3000:]
    failed = set(re.findall(r"^FAILED ([^\s\[]+)", said, re.MULTILINE))
    unseen = {test for test in mutation.seen_by if not any(has(test, one) for one in failed)}
    assert not unseen, f"{name} is not seen by {unseen}\n{said[-3000:]}"


def has(test: str, failed: str) -> bool:
    """Whether a failed test is the one named, or one of the file named."""
    named = test.partition("[")[0]
    return failed == named or failed.startswith(f"{named}::")
