"""Set up a checkout and run it: alike on Linux, Windows and macOS, by the standard library alone.

    python installer/bootstrap.py demo    the example company, and the desk on it
    python installer/bootstrap.py test    style, types and all tests; more words go to pytest

Makes `.venv` from the hashed lock files and leaves stamps in it, so that a second run has
nothing to do. What the operating system must bring is left to `bootstrap.sh`.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

# A stamp holds the key of what was finished; UNFINISHED lies there while pip is at work.
RUNTIME_STAMP = VENV / "stamp-runtime"
DEV_STAMP = VENV / "stamp-dev"
UNFINISHED = VENV / "unfinished"

EXAMPLE = "example"
EXAMPLE_FILE = "Example Magnets.esgdesk"

LOCK_HEADER = """\
# The exact packages {purpose}, with the SHA-256 of every file for every system.
# Written by `make lock` from pyproject.toml; not to be edited by hand.
"""


class SetupError(Exception):
    """Something outside the project went wrong; the text says what and what to do."""


def say(text: str) -> None:
    """One calm line, at once, also when the terminal cannot write all its letters."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


# ---------------------------------------------------------------- the environment


def environment_key(*locks: Path) -> str:
    """What an environment depends on: the locks, this Python, and the place it lies in."""
    parts = [sys.version, sys.base_prefix, str(VENV), Path(__file__).read_text("utf-8")]
    parts += [lock.read_text("utf-8") for lock in locks]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def stamp_says(stamp: Path, key: str) -> bool:
    try:
        return stamp.read_text("ascii") == key and not UNFINISHED.exists()
    except (OSError, UnicodeDecodeError):
        return False


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two runs side by side must not build the same environment; the second one waits."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with Path(__file__).open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this checkout to finish")
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            pass  # A file system without locks: as on Windows, the user must not start two.
        yield


def ensure_environment(*, dev: bool) -> None:
    """Make `.venv` hold what the locks say; does nothing where the stamps agree."""
    runtime_key = environment_key(RUNTIME_LOCK)
    dev_key = environment_key(RUNTIME_LOCK, DEV_LOCK)

    def is_ready() -> bool:
        if dev:
            return stamp_says(DEV_STAMP, dev_key) and PYTHON.exists()
        return stamp_says(RUNTIME_STAMP, runtime_key) and PYTHON.exists()

    if is_ready():
        return
    with one_at_a_time():
        if is_ready():
            return
        # Adding the development tools to a sound environment is the only change made in place.
        if not (stamp_says(RUNTIME_STAMP, runtime_key) and PYTHON.exists()):
            create_environment()
        UNFINISHED.touch()
        install_locked(DEV_LOCK if dev else RUNTIME_LOCK)
        link_checkout()
        RUNTIME_STAMP.write_text(runtime_key, "ascii")
        if dev:
            DEV_STAMP.write_text(dev_key, "ascii")
        UNFINISHED.unlink()


def remove_environment() -> None:
    """The stamps go first, so that what an interrupted removal leaves never looks sound."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        RUNTIME_STAMP.unlink(missing_ok=True)
        DEV_STAMP.unlink(missing_ok=True)
        shutil.rmtree(VENV)


def create_environment() -> None:
    if VENV.is_symlink() or VENV.exists():
        say("Removing the old .venv (unfinished, or made from another lock, Python or folder)")
        remove_environment()
    version = ".".join(map(str, sys.version_info[:2]))
    say(f"Making .venv with Python {version}")
    # With .venv activated, sys.executable is the very Python that was just removed.
    python = getattr(sys, "_base_executable", sys.executable)
    run_quietly([python, "-m", "venv", str(VENV)], "python -m venv did not succeed")


def install_locked(lock: Path) -> None:
    count = sum("==" in line for line in lock.read_text("utf-8").splitlines())
    say(f"Installing {count} packages from {lock.name}; the first time this takes a minute or two")
    run_quietly(
        [
            *(str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps"),
            *("--only-binary", ":all:", "--no-input", "--disable-pip-version-check"),
            *("--progress-bar", "off", "--quiet", "-r", str(lock)),
        ],
        f"pip could not install {lock.name}. No network, or no wheel for this Python?",
    )


def link_checkout() -> None:
    """Let `.venv` find this checkout, and give it the two commands.

    Not `pip install -e`: that would need a build backend at run time, and it writes the
    folder's name into a .pth file in an encoding that Python 3.11 need not read back
    (Chinese folder names on Windows). The line below is ASCII whatever the folder is called.
    """
    ask = "import sysconfig; print(ascii(sysconfig.get_path('purelib')))"
    answer = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True)
    site = Path(ast.literal_eval(answer.stdout))
    line = f"import sys; sys.path.append({str(ROOT)!a})\n"
    (site / "esgdesk-checkout.pth").write_text(line, "ascii")
    for name, function in (("esgdesk", "main"), ("esgdesk-desk", "desk")):
        write_command(name, function)


def write_command(name: str, function: str) -> None:
    """The same little program that pip would write for an entry point."""
    program = (
        "import sys\n\n"
        f"from esgdesk.main import {function}\n\n"
        'if __name__ == "__main__":\n'
        f"    sys.exit({function}())\n"
    )
    if WINDOWS:
        (BIN / f"{name}-script.py").write_text(program, "ascii")
        python = "pythonw.exe" if function == "desk" else "python.exe"
        start = 'start "" ' if function == "desk" else ""
        batch = f'@{start}"%~dp0{python}" "%~dp0{name}-script.py" %*\n'
        (BIN / f"{name}.cmd").write_text(batch, "ascii")
        return
    # By way of sh, because a #! line takes neither spaces nor long paths.
    command = BIN / name
    start = f"#!/bin/sh\n'''exec' {shlex.quote(str(PYTHON))} \"$0\" \"$@\"\n' '''\n"
    command.write_bytes(os.fsencode(start + program))
    command.chmod(0o755)


def run_quietly(command: Sequence[str], problem: str) -> None:
    """Run and stay silent; if it fails, show the end of what it said."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        raise SetupError("\n".join([*lines[-15:], problem]))


# ---------------------------------------------------------------- what it is for


def run(command: Sequence[str | Path], **environment: str) -> int:
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment})
    # A signal's number, as a shell would report it.
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def module(name: str, *words: str) -> list[str | Path]:
    return [PYTHON, "-m", name, *words]


def esgdesk(*words: str) -> list[str | Path]:
    if WINDOWS:
        return [PYTHON, BIN / "esgdesk-script.py", *words]
    return [BIN / "esgdesk", *words]


def has_display() -> bool:
    if os.environ.get("ESGDESK_NO_WINDOW"):
        return False
    if WINDOWS or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo() -> int:
    """The example company with its finished appendix, and the desk on it where there is one."""
    ensure_environment(dev=False)
    if sys.platform.startswith("linux"):
        script = ROOT / "installer" / "linux" / "install_desktop_entry.py"
        if run([sys.executable, script, BIN / "esgdesk-desk"]):
            say("No menu entry this time; everything else works without it.")
    code = run(esgdesk("demo", EXAMPLE))
    if code:
        return code
    company = f"{EXAMPLE}/{EXAMPLE_FILE}"
    if not has_display():
        again = f".venv/{BIN.name}/esgdesk '{company}'"
        say(f"No window this time. To open the desk: {again}")
        return 0
    say(f"Opening the desk on {company}")
    return run(esgdesk(company))


CHECKS = {
    "Style (ruff check)": ("ruff", "check", "--quiet", "."),
    "Layout (ruff format)": ("ruff", "format", "--check", "--quiet", "."),
    "Types (mypy)": ("mypy", "--no-error-summary"),
}


def failed_checks() -> dict[str, int]:
    """Run every check; those that failed, with their exit codes."""
    ensure_environment(dev=True)
    codes = {title: step(title, module(*words)) for title, words in CHECKS.items()}
    return {title: code for title, code in codes.items() if code}


def lint() -> int:
    """Style and types; every check runs, the first failure counts."""
    return first_failure(*failed_checks().values())


def test(*words: str) -> int:
    """Style, types, tests; ends with pytest's own code where pytest is what failed."""
    failed = failed_checks()
    say("Tests (pytest)")
    pytest_code = run(module("pytest", *words), QT_QPA_PLATFORM="offscreen")
    if failed:
        say(f"Not in order, see above the tests: {', '.join(failed)}")
    return first_failure(pytest_code, *failed.values())


BREAKING = ("tests/faults", "tests/store/test_tampering.py", "tests/operations/test_model.py")
"""The tests that break things and compare with a model; they have a short and a long set."""


def soak(*words: str) -> int:
    """The long set of the tests that break things."""
    ensure_environment(dev=True)
    say("Long tests (pytest --soak); docs/reliability.md says what they do")
    command = module("pytest", "--soak", *BREAKING, *words)
    return first_failure(run(command, QT_QPA_PLATFORM="offscreen"))


def bench(*words: str) -> int:
    """What a large company costs against a small one."""
    ensure_environment(dev=True)
    say("Bench: what people wait for, large against small")
    return first_failure(run(["-m", "bench.run", *words], QT_QPA_PLATFORM="offscreen"))


def step(title: str, command: Sequence[str | Path]) -> int:
    say(title)
    return run(command)


def first_failure(*codes: int) -> int:
    return next((code for code in codes if code), 0)


def setup() -> int:
    """Everything for development."""
    ensure_environment(dev=True)
    say("Ready: .venv")
    return 0


def wheel() -> int:
    """The source archive, and from it the wheel, into dist/."""
    ensure_environment(dev=True)
    return run(module("build", "--no-isolation", "--outdir", "dist", "."))


def lock() -> int:
    """Both lock files anew; takes the public index, whatever this computer is set to."""
    tools = ROOT / "build" / "lock-tools"
    uv = shutil.which("uv", path=str(tools / BIN.name))
    if uv is None:
        say("Fetching uv")
        run_quietly([sys.executable, "-m", "venv", str(tools)], "python -m venv did not succeed")
        pip = [str(tools / BIN.name / PYTHON.name), "-m", "pip", "install", "--quiet"]
        run_quietly([*pip, "uv>=0.9"], "pip could not install uv")
        uv = str(tools / BIN.name / "uv")
    compile_lock = [
        *(uv, "pip", "compile", "--quiet", "--no-config", "--universal"),
        *("--python-version", "3.11", "--generate-hashes", "--upgrade", "--system-certs"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
        str(ROOT / "pyproject.toml"),
    ]
    public = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    for path, purpose, words in (
        (RUNTIME_LOCK, "ESGDesk runs on", []),
        (
            DEV_LOCK,
            "it is developed with, those it runs on included",
            ["--extra", "dev", "--constraint", str(RUNTIME_LOCK)],
        ),
    ):
        say(f"Writing {path.name}")
        done = subprocess.run([*compile_lock, *words], cwd=ROOT, env=public, stdout=subprocess.PIPE)
        if done.returncode:
            raise SetupError(f"uv could not resolve {path.name}; it stays as it was")
        path.write_bytes(LOCK_HEADER.format(purpose=purpose).encode("ascii") + done.stdout)
    return 0


def clean() -> int:
    """Remove what was built; example/ may hold somebody's work and stays."""
    remove_environment()
    names = ["build", "dist", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"]
    folders = [ROOT / name for name in names]
    for top in ("esgdesk", "tests", "installer"):
        folders += (ROOT / top).rglob("__pycache__")
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
    say("Removed .venv and what was built; example/ is left as it is.")
    return 0


COMMANDS = {
    "demo": demo,
    "test": test,
    "soak": soak,
    "bench": bench,
    "lint": lint,
    "setup": setup,
    "wheel": wheel,
    "lock": lock,
    "clean": clean,
}


def main(words: Sequence[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (this file runs before anything has checked)
        say(f"ESGDesk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    command = COMMANDS.get(words[0]) if words else None
    if command is None:
        say(f"Say what to do: {', '.join(COMMANDS)}.")
        return 2
    try:
        return command(*words[1:]) if command in (test, soak, bench) else command()
    except SetupError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the next run begins where it must.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
