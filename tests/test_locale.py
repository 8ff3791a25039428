"""Every message exists in every language, with the same placeholders, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import esgdesk
from esgdesk.core.wording import LANGUAGES
from esgdesk.i18n import best_language, catalogue, placeholders

SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(esgdesk.__file__).parent.rglob("*.py")
)
HAN = re.compile(r"[\u4e00-\u9fff]")
# Signs that only one of the two scripts has; a text with the wrong ones was not converted.
SIMPLIFIED = set("们这为个来说时会对于发经动过还进义见关实现应该产业务资长门问间单员报数据岁东车书")
TRADITIONAL = set(
    "們這為個來說時會對於發經動過還進義見關實現應該產業務資長門問間單員報數據歲東車書"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_messages(language: str) -> None:
    assert catalogue(language).keys() == catalogue("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_english_message(language: str) -> None:
    for key, message in catalogue(language).items():
        assert placeholders(message) == placeholders(catalogue("en")[key]), key
        assert message.strip(), key


def test_chinese_messages_are_in_their_own_script() -> None:
    for key, message in catalogue("zh-Hans").items():
        assert not set(message) & (TRADITIONAL - SIMPLIFIED), f"{key}: {message}"
    for key, message in catalogue("zh-Hant").items():
        assert not set(message) & (SIMPLIFIED - TRADITIONAL), f"{key}: {message}"


def test_chinese_messages_are_translated() -> None:
    same = [
        key
        for key, message in catalogue("zh-Hans").items()
        if message == catalogue("en")[key] and re.search("[a-z]{3}", re.sub(r"{\w+}", "", message))
    ]
    assert all("ESGDesk" in catalogue("en")[key] or "language" in key for key in same), same


def test_every_key_named_in_the_code_exists() -> None:
    sections = {key.partition(".")[0] for key in catalogue("en")}
    pattern = rf'"((?:{"|".join(sorted(sections))})\.[a-z_0-9.]+)"'
    named = {key for key in re.findall(pattern, SOURCES) if not key.endswith(("toml", "csv"))}
    assert named, "the pattern finds nothing"
    assert named <= catalogue("en").keys(), named - catalogue("en").keys()


def test_every_message_is_used() -> None:
    quoted = SOURCES.replace("'", '"')
    for key in catalogue("en"):
        stem, _, name = key.rpartition(".")
        # Some are put together at run time: f"deed.{...}", with the last part named elsewhere.
        is_built = f'f"{stem}.{{' in quoted and (
            f'"{name}"' in quoted or f"{name.upper()} =" in quoted
        )
        assert f'"{key}"' in quoted or is_built, f"nobody says {key}"


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ("en_GB", "en"),
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh_HK", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("fr_FR", "en"),
        ("", "en"),
    ],
)
def test_language_of_the_system_is_followed(system: str, language: str) -> None:
    assert best_language(system, LANGUAGES) == language
