"""The program's words: messages by key in each language, from `resources/locale/<language>/*.toml`.

A key names its section and its entry (`store.in_use`). Placeholders are filled by name. The
language is an argument: a report is printed in another one than the window speaks.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from string import Formatter
from typing import Any

from esgdesk.core.errors import Problem
from esgdesk.core.model import Reason
from esgdesk.core.wording import Wording
from esgdesk.paths import resources

FALLBACK = "en"
_TIMES = ("at", "since", "made")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every message of a language, by its full key."""
    found: dict[str, str] = {}
    for file in sorted((resources() / "locale" / language).glob("*.toml")):
        found |= dict(_flatten(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


def _flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flatten(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", str(value)))
    return found


def placeholders(message: str) -> set[str]:
    """The names that a message wants to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def translate(language: str, key: str, /, **facts: object) -> str:
    """A message in a language; KeyError for a key that does not exist.

    A fact may be called `language` or `key` too.
    """
    return catalogue(language)[key].format(**facts)


def explain(problem: Problem, language: str = FALLBACK) -> str:
    """What happened and what to do, in words."""
    return translate(language, problem.key, **_speak(problem, language))


def _speak(problem: Problem, language: str) -> dict[str, object]:
    """Facts as a message uses them: where something stands is put in words once, here."""
    facts = {
        name: _local_time(str(value)) if name in _TIMES else value
        for name, value in problem.facts.items()
    }
    # The name of a figure comes in every language.
    facts |= {
        name: value.text(language) for name, value in facts.items() if isinstance(value, Wording)
    }
    if "file" in facts:
        key = "pack.place_line" if facts.get("line") else "pack.place_file"
        facts["place"] = translate(language, key, **facts)
    for name in ("there", "typed"):
        if name in facts:
            facts[name] = _of_figure(str(facts[name]), language)
    return facts


def _local_time(at: str) -> str:
    """A time stamp as a person here reads it; what is none stays as it is."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def _of_figure(text: str, language: str) -> str:
    """What stands in a figure's place, or was typed there; nothing and a reason need words."""
    if not text:
        return translate(language, "entry.nothing")
    if text in {reason.value for reason in Reason}:
        return translate(language, f"entry.{text}")
    return text


def best_language(wanted: str, known: tuple[str, ...]) -> str:
    """The known language that suits a system's locale name such as `zh_HK` or `zh-Hans-CN`."""
    name = wanted.replace("_", "-").partition(".")[0].lower()
    if name.startswith("zh"):
        traditional = any(part in ("hant", "tw", "hk", "mo") for part in name.split("-"))
        return "zh-Hant" if traditional else "zh-Hans"
    return next((language for language in known if name.startswith(language.lower())), FALLBACK)
