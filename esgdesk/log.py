"""The program's log: one rotating file that a message can point to."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from esgdesk.paths import state_folder


def log_path() -> Path:
    """Where the log is."""
    return state_folder() / "esgdesk.log"


def start_log() -> None:
    """Write what happens, and above all what goes wrong, to the log.

    A log that cannot be written never stops the work.
    """
    root = logging.getLogger("esgdesk")
    if any(isinstance(handler, logging.FileHandler) for handler in root.handlers):
        return
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_path(), maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        logging.getLogger(__name__).warning("no log can be written at %s", log_path())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
