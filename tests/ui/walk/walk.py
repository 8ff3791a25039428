"""Walks through the desk like a person and saves a picture of every station.

    python tests/ui/walk/walk.py FOLDER [--size 1280x800] [--only start,desk-light]

It starts the real program on the example company in a temporary folder, under an X server of its
own (Xvfb with openbox), and uses nothing but the keyboard (xdotool). The README's pictures are
made by it. Needs: xvfb, openbox, xdotool, imagemagick.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
QUIET = 0.25
LONGEST = 30.0
NO_FRAMES = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><decor>no</decor></application></applications>
<theme><keepBorder>no</keepBorder></theme></openbox_config>"""


@dataclass
class Screen:
    """An X server with a window manager, and the program on it."""

    display: str
    size: tuple[int, int]
    folder: Path
    window: str = ""

    def run(self, *command: str) -> str:
        environment = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def keys(self, *names: str) -> None:
        """Press keys one after another."""
        for name in names:
            self.run("xdotool", "key", "--clearmodifiers", name)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--delay", "30", text)

    def look_for_window(self, name: str = "ESGDesk") -> None:
        """Find the program's window, which is another one after a company was opened."""
        found = self.run("xdotool", "search", "--sync", "--onlyvisible", "--name", name)
        self.window = found.splitlines()[-1]

    def picture(self) -> bytes:
        """The window as it stands now."""
        # Of the whole screen, which holds nothing else: menus and boxes are windows of their own.
        command = ["import", "-window", "root", "png:-"]
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    def settle(self) -> bytes:
        """Wait until nothing moves on the screen any more."""
        until = time.monotonic() + LONGEST
        before = self.picture()
        while time.monotonic() < until:
            time.sleep(QUIET)
            now = self.picture()
            if now == before:
                return now
            before = now
        return before

    def save(self, name: str) -> None:
        """Save a picture of this station."""
        path = self.folder / f"{name}.png"
        path.write_bytes(self.settle())
        print(path)


@contextmanager
def server(display: str, size: tuple[int, int]) -> Iterator[None]:
    """Xvfb and openbox, ended by their own process ids."""
    width, height = size
    command = ["Xvfb", display, "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    xvfb = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]
    time.sleep(1)
    environment = {**os.environ, "DISPLAY": display}
    with tempfile.NamedTemporaryFile("w", suffix=".xml", delete=False) as rules:
        rules.write(NO_FRAMES)
    command = ["openbox", "--config-file", rules.name]
    openbox = subprocess.Popen(command, env=environment, **quiet)  # type: ignore[call-overload]
    time.sleep(0.5)
    try:
        yield
    finally:
        for process in (openbox, xvfb):
            process.terminate()
            process.wait(10)
        Path(rules.name).unlink()


@contextmanager
def program(screen: Screen, home: Path, arguments: list[str], **chosen: object) -> Iterator[None]:
    """The desk with these settings, its window at full size."""
    kept = home / "settings.json"
    settings = json.loads(kept.read_text()) if kept.exists() else {}
    defaults = {"person": "Anna Chan", "language": "en", "theme": "light"}
    kept.write_text(json.dumps({**settings, **defaults, **chosen}))
    environment = {
        **os.environ,
        "DISPLAY": screen.display,
        "ESGDESK_HOME": str(home),
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "esgdesk", *arguments]
    process = subprocess.Popen(command, env=environment, cwd=home)
    try:
        screen.look_for_window()
        width, height = (str(side) for side in screen.size)
        screen.run("xdotool", "windowmove", screen.window, "0", "0")
        screen.run("xdotool", "windowsize", "--sync", screen.window, width, height)
        screen.run("xdotool", "windowactivate", "--sync", screen.window)
        screen.settle()
        yield
        screen.keys("Escape", "Escape", "ctrl+q")
        if process.wait(20) != 0:
            raise SystemExit(f"the desk ended with {process.returncode}")
    finally:
        if process.poll() is None:
            process.kill()


def find(screen: Screen, text: str) -> None:
    """Search and go to the first figure found."""
    screen.keys("ctrl+f")
    screen.type(text)
    screen.settle()
    screen.keys("Return")


def environment_chapter(screen: Screen) -> None:
    """Stand in the second chapter, on a parent with parts."""
    screen.keys("shift+F6", "Down", "F6")
    for _ in range(21):
        screen.keys("Down")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--size", default="1280x800")
    asked.add_argument("--display", default=":87")
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    given.folder.mkdir(parents=True, exist_ok=True)
    screen = Screen(given.display, (width, height), given.folder)
    only = set(filter(None, given.only.split(",")))

    with tempfile.TemporaryDirectory() as folder, server(given.display, (width, height)):
        home = Path(folder)
        sys.path.insert(0, str(ROOT))
        from esgdesk.operations.example import create_example
        from esgdesk.operations.project import Who
        from esgdesk.paths import resources, templates

        example = resources() / "example"

        def fresh(name: str) -> str:
            path = home / f"{name}.esgdesk"
            who = Who("Anna Chan", "desk-1")
            create_example(path, who, example=example, packs=templates()).close()
            return str(path)

        company = fresh("Example Magnets")

        def desk(name: str, walk: Callable[[], None], **chosen: object) -> None:
            if only and name not in only:
                return
            with program(screen, home, [company], **chosen):
                walk()
                screen.save(name)

        def start(name: str, walk: Callable[[], None], **chosen: object) -> None:
            if only and name not in only:
                return
            with program(screen, home, [], **chosen):
                walk()
                screen.save(name)

        def typing() -> None:
            environment_chapter(screen)
            screen.keys("Down")
            screen.type("6,12")

        def wrong() -> None:
            environment_chapter(screen)
            screen.keys("Down")
            screen.type("about 6")
            screen.keys("Return", "Up")

        def mend() -> None:
            find(screen, "landfill")
            screen.keys("Down")
            screen.type("5.65")
            screen.keys("Return")

        def export() -> None:
            environment_chapter(screen)
            screen.keys("ctrl+shift+e")
            screen.settle()
            screen.keys("Return")
            time.sleep(4)

        def checks() -> None:
            screen.keys("shift+F6", "End")

        def fresh_company() -> None:
            screen.keys("ctrl+n")
            screen.type("Northern Foundry Ltd")
            screen.keys("Return")
            screen.look_for_window("Northern")
            screen.settle()
            screen.keys("Down", "Down")

        def menu() -> None:
            environment_chapter(screen)
            screen.type("8.71")
            screen.keys("Return", "alt+e")

        def nothing() -> None:
            pass

        gone = str(home / "Old Foundry.esgdesk")
        recent = [company, gone]
        start("start", nothing, recent=recent)
        start("new-company", lambda: screen.keys("ctrl+n"), recent=recent)
        desk("desk-light", lambda: environment_chapter(screen))
        desk("desk-dark", lambda: environment_chapter(screen), theme="dark")
        desk("typing", typing)
        desk("error", wrong)
        desk("checks", checks)
        desk("search", lambda: find(screen, "305-1"))
        desk("export", export)
        desk("desk-zh-Hans", lambda: environment_chapter(screen), language="zh-Hans")
        desk("desk-zh-Hant", lambda: environment_chapter(screen), language="zh-Hant", theme="dark")
        desk("error-zh-Hant", lambda: screen.keys("F8"), language="zh-Hant")
        desk("menu", menu)
        desk("keys", lambda: screen.keys("F1"), theme="dark")
        start("fresh", fresh_company)
        start("start-dark", nothing, theme="dark", language="zh-Hans")
        desk("mended", mend)
    return 0


if __name__ == "__main__":
    sys.exit(main())
