"""A window on a file that is for looking only: nothing can be entered, and it says why."""

from __future__ import annotations

from esgdesk.core.errors import Problem
from esgdesk.ui.attempt import KINDS
from esgdesk.ui.frame import Frame
from esgdesk.ui.told import Banner, Note
from esgdesk.ui.words import Words

REASONS = ("locked_by", "locked", "in_use", "shared_place", "read_only", "handed_over", "is_a_copy")


def look_only(frame: Frame, why: Problem | None, tr: Words) -> Banner:
    """Let nothing be entered, and say under the bar why and what to do."""
    frame.model.can_edit = False
    frame.inspector.note.setReadOnly(True)
    frame.inspector.note.setPlaceholderText("")
    frame.panel.footnote.setEnabled(False)
    frame.foot.hint = tr("desk.look.hint")
    frame.bar.say("lock", "secondary", tr("desk.look.state"))
    return frame.banners.stand(
        Note("secondary", _words(why, tr), offer=tr("desk.look.enter"), can_close=False)
    )


def _words(why: Problem | None, tr: Words) -> str:
    word = why.key.partition(".")[2] if why is not None and why.key in KINDS else ""
    if why is None or word not in REASONS:
        return tr("desk.look.other")
    return tr.explain(Problem(f"desk.look.{word}", **why.facts))
