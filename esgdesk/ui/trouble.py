"""The page for a company file that refuses to open: what happened, what is kept, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem
from esgdesk.operations.project import Who
from esgdesk.ui.attempt import Attempt, Opened, Trouble
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, clear_out, picture, text_label
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.theme import Look
from esgdesk.ui.trouble_backups import OlderOffers
from esgdesk.ui.trouble_offers import (
    IdleOffers,
    LockedOffers,
    NoOffers,
    Offers,
    PasswordOffers,
    SharedOffers,
)
from esgdesk.ui.trouble_recovery import RecoveryOffers
from esgdesk.ui.words import Words

HEADS = {
    "password": ("lock", "secondary"),
    "locked": ("users", "secondary"),
    "shared": ("cloud", "warning"),
    "fixed": ("lock", "secondary"),
    "given": ("users", "secondary"),
    "copy": ("copy", "secondary"),
    "older": ("history", "warning"),
    "damaged": ("triangle-alert", "error"),
    "altered": ("triangle-alert", "error"),
    "disk": ("triangle-alert", "error"),
    "unreadable": ("triangle-alert", "error"),
    "gone": ("triangle-alert", "error"),
    "": ("info", "secondary"),
}
OFFERS: dict[str, type[Offers]] = {
    "password": PasswordOffers,
    "locked": LockedOffers,
    "shared": SharedOffers,
    "fixed": SharedOffers,
    "given": IdleOffers,
    "copy": IdleOffers,
    "older": OlderOffers,
    "": NoOffers,
}
OWN_WORDS = {
    "store.damaged": "damaged",
    "store.damaged_protected": "damaged",
    "store.row_damaged": "damaged",
    "store.schema_altered": "schema_altered",
    "store.older_than_seen": "older_than_seen",
    "store.locked_by": "locked_by",
    "store.locked": "locked",
    "store.in_use": "locked",
    "store.handed_over": "handed_over",
    "store.is_a_copy": "is_a_copy",
}
"""Where the message sends the reader to this very page, or offers what has a button here."""
KEPT = ("damaged", "altered", "disk", "unreadable", "older", "password")
MOST_DETAIL = 240


class TroublePage(QWidget):
    """One trouble and what can be done. `opened` carries `Opened`, `left` goes back."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, trouble: Trouble, who: Who, tasks: Tasks, look: Look, tr: Words) -> None:
        super().__init__()
        self.trouble = trouble
        self._tasks = tasks
        self._look = look
        self._tr = tr
        self.attempt = Attempt(trouble, who, self)
        self.attempt.opened.connect(self._on_opened)
        self.attempt.refused.connect(self._on_refused)
        self.offers: Offers
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._show()

    def begin(self) -> None:
        """Start, now that the page stands: look into the file, put the cursor where it belongs."""
        self.offers.begin()

    def _show(self) -> None:
        clear_out(self._column)
        trouble, tr = self.trouble, self._tr
        icon, token = HEADS[trouble.kind]
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(picture(self._look, icon, token, 24), 0, Qt.AlignmentFlag.AlignTop)
        self.title = text_label(self._heading())
        self.title.setObjectName("trouble_title")
        row.addWidget(self.title, 1)
        place = text_label(str(trouble.path.parent), "small")
        self.happened = text_label(self._happened())
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(36, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(place)
        inside.addSpacing(4)
        inside.addWidget(self.happened)
        for words, tone in ((self._kept(), "secondary"), (self._found(), "small")):
            if words:
                inside.addWidget(text_label(words, tone))
        inside.addSpacing(8)
        self.offers = OFFERS.get(trouble.kind, RecoveryOffers)(
            self.attempt, trouble, self._tasks, self._look, tr
        )
        self.offers.gave_up_password.connect(self._on_gave_up_password)
        inside.addWidget(self.offers)
        inside.addSpacing(16)
        back = WideButton(tr("desk.trouble.back"))
        back.setProperty("kind", "link")
        back.clicked.connect(self._on_back)
        inside.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(head)
        self._column.addWidget(body)
        self._column.addStretch(1)

    def _heading(self) -> str:
        kind = self.trouble.kind or "other"
        return self._tr(f"desk.trouble_head.{kind}", name=self.trouble.path.stem)

    def _happened(self) -> str:
        problem = self.trouble.problem
        if problem.key in OWN_WORDS:
            key = f"desk.trouble_words.{OWN_WORDS[problem.key]}"
            return self._tr.explain(Problem(key, **problem.facts))
        facts = {**problem.facts, "path": self.trouble.path.name}
        return self._tr.explain(Problem(problem.key, **facts))

    def _kept(self) -> str:
        if self.trouble.typed[0] or self.trouble.typed[1]:
            return self._tr("desk.trouble.typed")
        if self.trouble.kind in KEPT:
            return self._tr(f"desk.trouble_kept.{self.trouble.kind}")
        return ""

    def _found(self) -> str:
        """What the database says, for whoever is asked for help."""
        facts = self.trouble.problem.facts
        detail = str(facts.get("detail") or facts.get("names") or "")
        if "row" in facts:
            detail = f"{facts.get('table')} {facts['row']}"
        if not detail or self.trouble.kind not in ("damaged", "altered"):
            return ""
        return self._tr("desk.trouble.found", detail=" ".join(detail.split())[:MOST_DETAIL])

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_back()
        else:
            super().keyPressEvent(event)

    @guarded()
    def _on_opened(self, opened: Opened) -> None:
        self.opened.emit(opened)

    @guarded()
    def _on_refused(self, problem: Problem) -> None:
        if self.offers.takes(problem):
            return
        self.trouble = Trouble(self.attempt.path, problem, self.attempt.key, self.trouble.typed)
        self._show()
        self.begin()

    @guarded()
    def _on_gave_up_password(self) -> None:
        """The password is right and yet refused: the beginning of the file may be damaged."""
        problem = Problem("store.damaged", path=str(self.trouble.path), detail="")
        self.trouble = Trouble(self.trouble.path, problem, None, self.trouble.typed)
        self._show()
        self.begin()

    @guarded()
    def _on_back(self) -> None:
        if not self._tasks.is_busy:
            self.left.emit()
