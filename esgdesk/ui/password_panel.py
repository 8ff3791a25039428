"""The panel for the file's password: set, change, remove; then the recovery key, shown once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from esgdesk.operations.project import Project
from esgdesk.operations.protection import (
    SHORTEST_PASSWORD,
    Protected,
    is_password,
    remove_password,
    set_password,
)
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.guard import guarded
from esgdesk.ui.key_page import KeyPage
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.secret import SecretField
from esgdesk.ui.side_panel import lead, primary


class PasswordPanel(FilePanel):
    """First the fields, then, once a password is set, the recovery key until it is kept."""

    def build(self) -> None:
        tr = self._tr
        self.lead = lead("")
        self.present = SecretField(tr("desk.password.present"), tr)
        self.new = SecretField(tr("desk.password.new", least=SHORTEST_PASSWORD), tr)
        self.again = SecretField(tr("desk.password.again"), tr)
        self.set_button = primary("")
        self.set_button.clicked.connect(self._on_set)
        self.remove_button = WideButton(tr("desk.password.remove"))
        self.remove_button.clicked.connect(self._on_remove)
        self.fields = QWidget()
        inside = QVBoxLayout(self.fields)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        self.present_name = QLabel(tr("desk.password.present"))
        names = (
            (self.present_name, self.present),
            (QLabel(tr("desk.password.new", least=SHORTEST_PASSWORD)), self.new),
            (QLabel(tr("desk.password.again")), self.again),
        )
        for name, field in names:
            name.setProperty("tone", "small")
            name.setBuddy(field.line)
            inside.addWidget(name)
            inside.addWidget(field)
            inside.addSpacing(4)
        inside.addSpacing(4)
        inside.addWidget(text_label(tr("desk.password.warning"), "small"))
        inside.addSpacing(8)
        inside.addWidget(self.set_button)
        inside.addSpacing(4)
        inside.addWidget(self.remove_button)
        self.kept = KeyPage(self.session, tr)
        self.kept.kept_it.connect(self._on_kept)
        self.kept.hide()
        self.add(self.lead)
        self.add(self.fields, space=8)
        self.add(self.kept, space=4)

    def open(self) -> None:
        """Ask for what there is to ask: the present password only where there is one."""
        if self.must_stay:
            self.kept.copy_button.setFocus()
            return
        self.kept.hide()
        self.fields.show()
        for field in (self.present, self.new, self.again):
            field.clear()
        has_one = self.session.project.key is not None
        words = ("desk.password.lead_change", "desk.password.change")
        if not has_one:
            words = ("desk.password.lead_set", "desk.password.set")
        self.lead.setText(self._tr(words[0]))
        self.set_button.setText(self._tr(words[1]))
        for widget in (self.present_name, self.present, self.remove_button):
            widget.setVisible(has_one)
        self.first = self.present if has_one else self.new
        super().open()

    def go(self) -> None:
        """Enter sets the password."""
        if not self.fields.isHidden():
            self._on_set()

    def _knows_present(self) -> bool:
        project = self.session.project
        if project.key is None or is_password(project, self.present.text()):
            return True
        self._wrong("desk.password.present_wrong", self.present)
        return False

    def _wrong(self, key: str, field: SecretField) -> None:
        self.told.say("error", self._tr(key, least=SHORTEST_PASSWORD))
        field.setFocus()
        field.line.selectAll()

    @guarded()
    def _on_set(self) -> None:
        if not self._knows_present():
            return
        password = self.new.text()
        if len(password) < SHORTEST_PASSWORD:
            self._wrong("desk.password.too_short", self.new)
        elif password != self.again.text():
            self._wrong("desk.password.differ", self.again)
        else:
            self._rewrite(lambda project: set_password(project, password))

    @guarded()
    def _on_remove(self) -> None:
        if self._knows_present():
            self._rewrite(remove_password)

    def _rewrite(self, deed: Callable[[Project], Protected]) -> None:
        if not self.leave():
            return
        try:
            with self.busy(self._tr("desk.password.running")):
                done = deed(self.session.project)
        # Whatever it is, the file must be open again before anything is said.
        except Exception as error:
            self.reopen()
            self.fail(error)
            return
        self.session.take(done.project)
        for field in (self.present, self.new, self.again):
            field.clear()
        if done.recovery_key:
            self._show_key(done.recovery_key)
        else:
            self.open()
        self._say_outcome(done)

    def _say_outcome(self, done: Protected) -> None:
        word = "desk.password.done" if done.recovery_key else "desk.password.removed"
        if not done.left_as_they_were:
            self.told.say("done", self._tr(word))
            return
        names = ", ".join(f"{path.parent.name}/{path.name}" for path in done.left_as_they_were)
        words = f"{self._tr(word)} {self._tr('desk.password.left', names=names)}"
        self.told.say("warning", words)

    def _show_key(self, key: str) -> None:
        self.fields.hide()
        self.lead.setText(self._tr("desk.password.key_lead"))
        self.kept.show_key(key)
        self.kept.show()
        self.stay(True)
        self.kept.copy_button.setFocus()

    @guarded()
    def _on_kept(self) -> None:
        self.kept.forget()
        self.stay(False)
        self.closed.emit()
