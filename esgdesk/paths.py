"""Where things lie: what is shipped with the program, and what belongs to the person using it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parent


def _shipped(name: str) -> Path:
    """A shipped folder: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Fonts, icons, texts of the program, framework lists and the example company."""
    return _shipped("resources")


def templates() -> Path:
    """The indicator packs."""
    return _shipped("templates")


def _person_folder(variable: str, windows: str, mac: str, fallback: str) -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or home / "AppData" / "Local") / "ESGDesk"
    if sys.platform == "darwin":
        return home / "Library" / mac / "ESGDesk"
    given = os.environ.get(variable, "")
    return (Path(given) if os.path.isabs(given) else home / fallback) / "esgdesk"


def config_folder() -> Path:
    """Where the person's settings are kept. ESGDESK_HOME puts everything in one folder."""
    own = os.environ.get("ESGDESK_HOME")
    if own:
        return Path(own)
    return _person_folder("XDG_CONFIG_HOME", "APPDATA", "Application Support", ".config")


def state_folder() -> Path:
    """Where logs are kept."""
    own = os.environ.get("ESGDESK_HOME")
    if own:
        return Path(own)
    return _person_folder("XDG_STATE_HOME", "LOCALAPPDATA", "Logs", ".local/state")


def companies_folder() -> Path:
    """Where new company files go by default: on this computer, not in a synchronised folder."""
    own = os.environ.get("ESGDESK_HOME")
    return Path(own) if own else Path.home() / "ESGDesk"
