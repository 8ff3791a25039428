"""A wording: one short text in every language a report can be printed in.

Language codes follow BCP 47 (`en`, `zh-Hans`, `zh-Hant`); column names in files and tables use
the same code in snake case (`name_zh_hans`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def column(stem: str, language: str) -> str:
    """The column that holds a wording's text: `column("name", "zh-Hans")` is `name_zh_hans`."""
    return f"{stem}_{language.lower().replace('-', '_')}"


def columns(stem: str) -> tuple[str, ...]:
    """The columns of a wording, one per language, in the order of LANGUAGES."""
    return tuple(column(stem, language) for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in English, Simplified and Traditional Chinese; an empty text is not translated."""

    en: str = ""
    zh_hans: str = ""
    zh_hant: str = ""

    def own(self, language: str) -> str:
        """The text in exactly this language, empty where nobody has written it."""
        return str(getattr(self, language.lower().replace("-", "_")))

    def text(self, language: str) -> str:
        """The text in this language, or else the first there is (English first)."""
        return self.own(language) or self.en or self.zh_hans or self.zh_hant

    def __bool__(self) -> bool:
        return bool(self.en or self.zh_hans or self.zh_hant)

    @classmethod
    def from_row(cls, row: Mapping[str, object], stem: str) -> Wording:
        """Read the columns `<stem>_en`, `<stem>_zh_hans`, `<stem>_zh_hant` of a row."""
        return cls(*(str(row.get(name) or "").strip() for name in columns(stem)))

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> Wording:
        """Read a TOML table keyed by language code."""
        return cls(*(str(table.get(language) or "") for language in LANGUAGES))

    def to_row(self, stem: str) -> dict[str, str]:
        """The inverse of `from_row`."""
        return dict(zip(columns(stem), (self.en, self.zh_hans, self.zh_hant), strict=True))


NO_WORDS = Wording()
