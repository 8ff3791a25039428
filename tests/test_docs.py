"""What the documents say is true of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from esgdesk.core.layout import ROW_COLUMNS, SETTINGS
from esgdesk.core.model import Aggregation, Kind, Reason
from esgdesk.operations.project import Project
from esgdesk.settings import Settings
from esgdesk.store.schema import KEYS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_setting_is_documented() -> None:
    text = read("settings.md")
    assert all(f"`{field.name}`" in text for field in fields(Settings))


def test_every_word_of_a_pack_is_documented() -> None:
    text = read("packs.md")
    words = [*ROW_COLUMNS, *Kind, *Aggregation, *Reason]
    words += [name for names in SETTINGS.values() for name in names]
    missing = [word for word in words if not re.search(rf"[`\[.,]{re.escape(word)}\b", text)]
    assert not missing


def test_every_rule_is_documented() -> None:
    rules = (ROOT / "esgdesk" / "core" / "rules.py").read_text(encoding="utf-8")
    names = set(re.findall(r'[Ff]inding\("(\w+)"', rules))
    assert names
    assert all(f"`{name}`" in read("checks.md") for name in names)


def test_every_table_of_the_company_file_is_documented() -> None:
    text = read("company-file.md")
    assert all(f"`{table}`" in text for table in (*KEYS, "operation", "change"))


def test_the_documented_script_recomputes_the_head(example: Project) -> None:
    (script,) = re.findall(r"```python\n(.+?)```", read("company-file.md"), re.DOTALL)
    head = example.journal.head()
    example.close()
    done = subprocess.run(
        [sys.executable, "-c", script, str(example.path)], capture_output=True, text=True
    )
    assert done.stdout.split() == [str(head.number), "operations,", "head", head.hash], done.stderr


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_index_and_have_hashes(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert "--index" not in text and "--find-links" not in text and "://" not in text
    packages = re.findall(r"^[a-z][^ =]*==", text, re.MULTILINE | re.IGNORECASE)
    assert len(packages) > 10
    assert text.count("--hash=sha256:") >= len(packages)
