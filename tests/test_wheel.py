"""The installed package, in an empty folder, without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and installed into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "ESGDESK_HOME": str(folder / "home")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_installed_command_makes_the_example_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    command = installed / "bin" / "esgdesk"
    done = run(installed, tmp_path, str(command), "demo", "demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("600 figures") == 2
    assert len(list((tmp_path / "demo").iterdir())) == 5


def test_the_installed_package_brings_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = (
        "import esgdesk, esgdesk.paths as p, sys\n"
        "inside = [p.resources(), p.templates()]\n"
        "sys.exit(not all(str(x).startswith(sys.argv[1]) and x.is_dir() for x in inside))"
    )
    assert run(installed, tmp_path, "-c", code, str(installed)).returncode == 0
