"""What LibreOffice makes of a workbook: it opens it without a window and says what it shows."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# Comma, quotation mark, UTF-8, from the first line, cells as shown, every sheet a file.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def shown(book: Path, folder: Path) -> dict[str, list[list[str]]]:
    """The rows of each sheet as LibreOffice shows them."""
    profile = (folder / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless"]
    done = subprocess.run(
        [*command, "--convert-to", AS_SHOWN, "--outdir", str(folder), str(book)],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    sheets = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            sheets[file.stem.removeprefix(f"{book.stem}-")] = list(csv.reader(lines))
    return sheets
