"""The panel of people and due dates: who works on the file, what is wanted when, who is behind."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.flow import Standing, chase_list
from esgdesk.core.model import Person, Role
from esgdesk.operations.people import remove_person, set_due, set_person
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, clear_out, say, text_label
from esgdesk.ui.side_panel import lead

COUNTS = ("missing", "errors", "draft", "sent_back", "submitted", "approved")
LIST_HEIGHT = 112
DAY_WIDTH = 104
_CODE = Qt.ItemDataRole.UserRole


class PeoplePanel(FilePanel):
    """People with role and departments; for each department its day and how far it is."""

    def build(self) -> None:
        tr = self._tr
        self.add(lead(tr("desk.people.lead")))
        self.people = QVBoxLayout()
        self.people.setSpacing(6)
        self.column.addSpacing(8)
        self.column.addLayout(self.people)
        self.column.addSpacing(8)
        self.name = QLineEdit()
        self.add_field(tr("desk.people.name"), self.name)
        self.role = QComboBox()
        self.role.setAccessibleName(tr("desk.people.role"))
        for role in Role:
            self.role.addItem(tr(f"desk.role.{role}"), role)
        self.role.currentIndexChanged.connect(self._on_role)
        self.departments = QListWidget()
        self.departments.setAccessibleName(tr("desk.people.departments"))
        self.departments.setFixedHeight(LIST_HEIGHT)
        for department in self.session.view.catalogue.departments:
            item = QListWidgetItem(tr.of(department.name))
            item.setData(_CODE, department.code)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.departments.addItem(item)
        self.save = WideButton(tr("desk.people.save"))
        self.save.setProperty("kind", "small")
        self.save.clicked.connect(self._on_save)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        self.add(self.role, self.departments, space=4)
        self.column.addSpacing(4)
        self.column.addLayout(row)
        self.head = text_label("", "small")
        self.add(self.head, space=12)
        self.days: dict[str, QLineEdit] = {}
        self.standings: dict[str, QLabel] = {}
        for line in self._lines():
            self._add_department(line.department)
        self.copy = WideButton(tr("desk.people.copy"))
        self.copy.clicked.connect(self._on_copy)
        self.add(self.copy, space=8)
        self.first = self.name
        self.session.changed.connect(self._on_changed)

    def _add_department(self, code: str) -> None:
        name = self._department(code)
        day = QLineEdit()
        day.setFixedWidth(DAY_WIDTH)
        day.setPlaceholderText(self._tr("desk.people.day"))
        day.setAccessibleName(self._tr("desk.people.day_of", department=name))
        day.editingFinished.connect(partial(self._on_day, code))
        row = QHBoxLayout()
        row.addWidget(text_label(name), 1)
        row.addWidget(day)
        self.column.addSpacing(4)
        self.column.addLayout(row)
        standing = text_label("", "small")
        self.add(standing)
        self.days[code], self.standings[code] = day, standing

    def open(self) -> None:
        """Show people and departments as they are now."""
        super().open()
        self._show()

    def go(self) -> None:
        """Enter in the name keeps the person."""
        if self.name.hasFocus():
            self._on_save()

    def _lines(self) -> tuple[Standing, ...]:
        session = self.session
        return chase_list(session.view, session.findings, session.year)

    def _show(self) -> None:
        tr, can_write = self._tr, self.session.project.can_write
        clear_out(self.people)
        for person in self.session.view.people:
            self.people.addWidget(self._person_line(person))
        for widget in (self.name, self.role, self.departments, self.save):
            widget.setEnabled(can_write)
        self.head.setText(tr("desk.people.year", year=self.session.year))
        for line in self._lines():
            day = self.days[line.department]
            day.setReadOnly(not can_write)
            if not day.hasFocus():
                day.setText(line.due.isoformat() if line.due else "")
            say(self.standings[line.department], "small", self._standing(line))

    def _person_line(self, person: Person) -> QWidget:
        tr = self._tr
        names = [self._department(code) for code in person.departments]
        parts = [person.name, tr(f"desk.role.{person.role}"), *names]
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(text_label(" · ".join(parts)), 1)
        if self.session.project.can_write:
            change, remove = (
                WideButton(tr(f"desk.people.{name}")) for name in ("change", "remove")
            )
            change.clicked.connect(partial(self._on_change, person))
            remove.clicked.connect(partial(self._on_remove, person))
            for button in (change, remove):
                button.setProperty("kind", "link")
                row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _department(self, code: str) -> str:
        known = self.session.view.catalogue.departments
        return next((self._tr.of(line.name) for line in known if line.code == code), code)

    def _standing(self, line: Standing) -> str:
        """How far a department is, in words; what is none is left out."""
        tr = self._tr
        parts = [
            tr(f"desk.people.{name}", count=getattr(line, name))
            for name in COUNTS
            if getattr(line, name)
        ]
        late = line.late_since(date.today())
        if late is not None:
            parts.insert(0, tr("desk.people.late", day=late.isoformat()))
        return tr("desk.people.comma").join(parts)

    def mail_text(self) -> str:
        """The departments that still have something to do, with their people, to be sent."""
        tr, year = self._tr, self.session.year
        lines = [tr("desk.people.mail", year=year), ""]
        for line in self._lines():
            if not line.open and not line.errors:
                continue
            people = [
                person.name
                for person in self.session.view.people
                if line.department in person.departments
            ]
            name = self._department(line.department)
            if people:
                who = tr("desk.people.comma").join(people)
                name = tr("desk.people.with_people", department=name, people=who)
            text = tr("desk.people.mail_line", department=name, standing=self._standing(line))
            if line.due is not None:
                text = tr("desk.people.wanted", line=text, day=line.due.isoformat())
            lines.append(text)
        return "\n".join(lines) + "\n"

    @guarded()
    def _on_changed(self, touched: Any) -> None:
        if self.isVisible():
            self._show()

    @guarded()
    def _on_role(self) -> None:
        self.departments.setVisible(self.role.currentData() == Role.DEPARTMENT)

    @guarded()
    def _on_save(self) -> None:
        role = Role(self.role.currentData())
        items = [self.departments.item(row) for row in range(self.departments.count())]
        chosen = tuple(
            str(item.data(_CODE))
            for item in items
            if item.checkState() is Qt.CheckState.Checked and role is Role.DEPARTMENT
        )
        name = self.name.text().strip()
        if not name:
            self.name.setFocus()
            return
        session = self.session
        if session.do(partial(set_person, session.project, Person(name, role, chosen))):
            self._fill(Person("", Role.DEPARTMENT))
            self.told.say("done", self._tr("desk.people.saved", person=name))

    @guarded()
    def _on_change(self, person: Person) -> None:
        self._fill(person)
        self.name.setFocus()

    def _fill(self, person: Person) -> None:
        self.name.setText(person.name)
        self.role.setCurrentIndex(self.role.findData(person.role))
        for row in range(self.departments.count()):
            item = self.departments.item(row)
            is_theirs = item.data(_CODE) in person.departments
            item.setCheckState(Qt.CheckState.Checked if is_theirs else Qt.CheckState.Unchecked)

    @guarded()
    def _on_remove(self, person: Person) -> None:
        self.session.do(partial(remove_person, self.session.project, person.name))

    @guarded()
    def _on_day(self, code: str) -> None:
        text = self.days[code].text().strip()
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            # Beside the field, for the panel is longer than the window.
            words = self._tr("desk.people.no_day", text=text)
            say(self.standings[code], "error", words)
            return
        session = self.session
        session.do(partial(set_due, session.project, code, session.year, day))
        self._show()

    @guarded()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.mail_text())
        self.told.say("done", self._tr("desk.people.copied"))
