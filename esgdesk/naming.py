"""What figures and deeds are called in a language, in the window and on the command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.numbers import print_figure
from esgdesk.i18n import translate


def figure_name(catalogue: Catalogue, indicator: str, members: str, language: str) -> str:
    """An indicator's name, with its members where it is broken down; its code if it is gone."""
    if not catalogue.has_indicator(indicator):
        return indicator
    name = catalogue.indicator(indicator).name.text(language)
    if not members:
        return name
    part = catalogue.members_name(members).text(language)
    return translate(language, "desk.figure.with_members", name=name, members=part)


def deed_name(catalogue: Catalogue, deed: str, facts: Mapping[str, Any], language: str) -> str:
    """What a deed did, as undo and history name it."""
    known = {"period": "", **facts}
    indicator, members = (str(known.get(name, "")) for name in ("indicator", "members"))
    known["name"] = figure_name(catalogue, indicator, members, language)
    return translate(language, f"deed.{known.get('of') or deed}", **known)


def image_text(image: Mapping[str, Any] | None, language: str) -> str:
    """What an entry's row in the journal shows: its figure, words or reason; empty if nothing."""
    image = image or {}
    if image.get("value") is not None:
        return print_figure(str(image["value"]))
    if image.get("reason"):
        return translate(language, f"desk.reason.{image['reason']}")
    return str(image.get("text") or "")
