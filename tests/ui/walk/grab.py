"""Makes the pictures of docs/safekeeping.md: real pages on real files, drawn without a screen.

    python tests/ui/walk/grab.py FOLDER [--home HOME]

The company lies in HOME/ESGDesk, a temporary folder if none is named; the pages show where it is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SIZE = (1280, 800)
LONGEST = 60.0
BACKUPS = (("opened", 1500), ("timed", 1485), ("opened", 180), ("timed", 165), ("by_hand", 150))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--home", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = (given.home or Path(temporary)) / "ESGDesk"
        home.mkdir(parents=True)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["ESGDESK_HOME"] = str(home)
        sys.path.insert(0, str(ROOT))
        given.folder.mkdir(parents=True, exist_ok=True)
        try:
            _grab(home, given.folder)
        finally:
            shutil.rmtree(home)
    return 0


def _grab(home: Path, folder: Path) -> None:
    from PySide6.QtTest import QTest

    from esgdesk.core.model import TOTAL, EntryKey
    from esgdesk.operations.backups import back_up
    from esgdesk.operations.entries import enter_text
    from esgdesk.operations.example import create_example
    from esgdesk.operations.project import Who
    from esgdesk.paths import resources, templates
    from esgdesk.settings import Settings
    from esgdesk.ui.app import Desk
    from esgdesk.ui.application import make_application

    app = make_application()
    path = home / "Example Magnets.esgdesk"
    now = datetime.now(UTC)
    key = EntryKey("ghg.scope1", TOTAL, "company", "2023")
    who, example = Who("Anna Chan", "anna-pc"), resources() / "example"
    with create_example(path, who, example=example, packs=templates()) as project:
        for place, (why, minutes) in enumerate(BACKUPS):
            back_up(project, why, now=now - timedelta(minutes=minutes))
            enter_text(project, key, str(4040 + place))
        enter_text(project, key, "4052")

    desk = Desk(app, Settings(person=who.person, language="en", theme="light"))

    def save(name: str) -> None:
        until = time.monotonic() + LONGEST
        assert desk.window is not None
        desk.window.resize(*SIZE)
        QTest.qWait(200)
        while desk.window.tasks.is_busy and time.monotonic() < until:  # type: ignore[attr-defined]
            QTest.qWait(50)
        QTest.qWait(200)
        desk.window.grab().save(str(folder / f"{name}.png"))
        print(folder / f"{name}.png")

    desk.open_path(path)
    keeping = desk.window.keeping  # type: ignore[union-attr]
    keeping.show("restore")
    keeping.panel("restore").backups.choose(1)
    save("restore")
    desk.show_start()
    altered = sqlite3.connect(path)
    altered.execute("UPDATE entry SET value = '4053' WHERE indicator = ?", [key.indicator])
    altered.commit()
    altered.close()
    desk.open_path(path)
    save("damaged")
    page = desk.window.trouble  # type: ignore[union-attr]
    page.offers.rebuild_button.click()
    save("rebuilt")
    keeping = desk.window.keeping  # type: ignore[union-attr]
    keeping.show("password")
    panel = keeping.panel("password")
    panel.new.line.setText("a long sentence of your own")
    panel.again.line.setText("a long sentence of your own")
    panel.set_button.click()
    desk.window.banners.hide()  # type: ignore[union-attr]
    save("recovery-key")
    panel.kept.box.click()
    panel.kept.done_button.click()
    desk.show_start()
    desk.window.close()  # type: ignore[union-attr]
    desk.quit()


if __name__ == "__main__":
    sys.exit(main())
