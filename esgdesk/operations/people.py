"""Who works on the file, and by when a department's figures are wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Due, Person
from esgdesk.operations.project import Done, Project, Recorder
from esgdesk.store import rows


def set_person(project: Project, person: Person) -> Done:
    """Add a person, or change role and departments of the one with this name.

    Raises UsageProblem for a person without a name or a department that does not exist.
    """
    name = person.name.strip()
    if not name:
        raise UsageProblem("flow.without_name")
    for code in person.departments:
        _require_department(project, code)
    row = rows.person_row(replace(person, name=name))
    facts = {"person": name}
    return project.do("set_person", facts, lambda recorder: recorder.put("person", row))


def remove_person(project: Project, name: str) -> Done:
    """Forget a person; what they did stays in the journal."""
    facts = {"person": name}
    return project.do("remove_person", facts, lambda recorder: recorder.remove("person", (name,)))


def set_due(project: Project, department: str, period: str, day: date | None) -> Done:
    """Set the day by which a department's figures of a year are wanted; None takes it away.

    Raises UsageProblem for a department or a year that does not exist.
    """
    _require_department(project, department)
    project.view(periods=(period,)).require_period(period)

    def write(recorder: Recorder) -> None:
        if day is None:
            recorder.remove("due", (department, period))
        else:
            recorder.put("due", rows.due_row(Due(department, period, day)))

    return project.do("set_due", {"department": department, "period": period}, write)


def _require_department(project: Project, code: str) -> None:
    known = [line.code for line in project.catalogue.departments]
    if code not in known:
        raise UsageProblem("flow.unknown_department", found=code, known=", ".join(known))
