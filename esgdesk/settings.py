"""What the person chose: name, language, theme, recent files. Kept as JSON, one per person.

A settings file that is missing or damaged means the defaults; the person's work is never held up
by it. Every field is documented in `docs/settings.md`.
"""

from __future__ import annotations

import getpass
import json
import logging
import platform
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from esgdesk.core.errors import WorldProblem
from esgdesk.files import write_bytes_beside
from esgdesk.paths import config_folder

MOST_RECENT = 8
log = logging.getLogger(__name__)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "user"


@dataclass
class Settings:
    """The person's choices; an empty `language` follows the system, as does theme `system`."""

    person: str = field(default_factory=_login)
    language: str = ""
    theme: str = "system"
    decimal_sign: str = "."
    recent: list[str] = field(default_factory=list)
    export_folders: dict[str, str] = field(default_factory=dict)
    four_eyes: bool = True

    def remember(self, path: Path) -> None:
        """Put a company file at the top of the recent ones."""
        name = str(path.absolute())
        self.recent = [name, *(known for known in self.recent if known != name)][:MOST_RECENT]


def desk_name() -> str:
    """The name of this computer, as the journal keeps it."""
    return platform.node() or "desk"


def settings_path() -> Path:
    """Where the settings are."""
    return config_folder() / "settings.json"


def load_settings() -> Settings:
    """The person's settings, with defaults for whatever is missing or of the wrong type."""
    settings = Settings()
    try:
        data = json.loads(settings_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return settings
    except (OSError, ValueError) as error:
        log.info("settings cannot be read, using defaults: %s", error)
        return settings
    for item in fields(Settings):
        value = data.get(item.name) if isinstance(data, dict) else None
        if type(value) is type(getattr(settings, item.name)):
            setattr(settings, item.name, value)
    settings.export_folders = {
        file: folder for file, folder in settings.export_folders.items() if isinstance(folder, str)
    }
    if settings.decimal_sign not in (".", ","):
        settings.decimal_sign = "."
    settings.recent = [name for name in settings.recent if isinstance(name, str)]
    settings.person = settings.person.strip() or _login()
    return settings


def save_settings(settings: Settings) -> None:
    """Keep the settings; when that fails it is logged, and the work goes on."""
    data = json.dumps(asdict(settings), ensure_ascii=False, indent=2) + "\n"
    try:
        settings_path().parent.mkdir(parents=True, exist_ok=True)
        write_bytes_beside(settings_path(), data.encode())
    except (OSError, WorldProblem) as error:
        log.info("settings cannot be kept: %s", error)
