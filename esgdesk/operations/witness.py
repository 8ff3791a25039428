"""What this computer last saw of a company file, so that an older one does not go unnoticed.

After each deed the head is noted in a small file of the person's own. A company file that is
opened with fewer deeds, or with others, has lost some: an old copy was put in its place, or its
-wal was damaged or lost. SQLite itself would show the older figures without a word.

The note needs no sync: after a power cut it may be older than the file, which is no finding.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from esgdesk.core.model import Head
from esgdesk.paths import state_folder
from esgdesk.store.verify import Anchor

log = logging.getLogger(__name__)


class Witness:
    """The note about one copy of a company's file, by the ids of its first operation and copy."""

    def __init__(self, company: str, copy: str) -> None:
        self._path = state_folder() / "seen" / f"{company}-{copy}.json"

    def last(self) -> Anchor | None:
        """The head noted last; None where there is none or the note cannot be read."""
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            return Anchor(int(data["number"]), str(data["hash"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.info("the note of what was seen last cannot be read: %s", error)
            return None

    def note(self, head: Head) -> None:
        """Keep a head. A note that cannot be kept never stops the work."""
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"number": head.number, "hash": head.hash, "at": head.at})
            part.write_text(text, encoding="utf-8")
            os.replace(part, self._path)
        except OSError as error:
            log.info("what was seen last cannot be noted: %s", error)

    def forget(self) -> None:
        """Expect nothing of the file any more."""
        self._path.unlink(missing_ok=True)

    @property
    def path(self) -> Path:
        """Where the note lies."""
        return self._path
