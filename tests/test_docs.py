"""What the documents say is true of the code."""

from __future__ import annotations

import csv
import importlib
import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from esgdesk.core.findings import Severity
from esgdesk.core.formula import FUNCTIONS, codes, parse
from esgdesk.core.layout import ROW_COLUMNS, SETTINGS
from esgdesk.core.model import Aggregation, Entry, Kind, Reason, RuleLine
from esgdesk.core.pack import MEASURES
from esgdesk.core.rules import KINDS, check_year, history, read_rule
from esgdesk.core.rules import Kind as RuleKind
from esgdesk.core.view import ProjectView
from esgdesk.i18n import catalogue
from esgdesk.operations.project import Project
from esgdesk.settings import Settings
from esgdesk.store.schema import ADDED, JOURNALED, KEYS

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
    """Every name a finding can have for who mends it, every kind for who makes a pack."""
    names = {key.removeprefix("kind.") for key in catalogue("en") if key.startswith("kind.")}
    for module in (ROOT / "esgdesk" / "core" / "rules").glob("*.py"):
        names |= set(re.findall(r'\brule="(\w+)"', module.read_text(encoding="utf-8")))
    assert names > KINDS.keys()
    assert not [name for name in names - {"figure"} if f"`{name}`" not in read("checks.md")]
    kinds = set(
        re.findall(r"^\| `(\w+)` \|", read("rules.md").split("## Rounding")[0], re.MULTILINE)
    )
    assert kinds == KINDS.keys()


def test_every_rule_has_the_severity_that_is_documented() -> None:
    lines = re.findall(
        r"^\| `(\w+)` \|.*\|.*\| (\w+)[^|]*\|[^|]*\|$", read("rules.md"), re.MULTILINE
    )
    assert dict(lines) == {code: kind.severity for code, kind in KINDS.items()}


def test_every_finding_and_cause_has_its_words_in_the_documents() -> None:
    """An example of each, in the words of the program."""
    for section, page in (("finding", "checks.md"), ("cause", "rules.md")):
        examples = re.findall(r"\*([^*|]+)\*", read(page))
        for key, message in catalogue("en").items():
            if key.startswith(f"{section}."):
                pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(message))
                assert any(re.fullmatch(pattern, text) for text in examples), key


def test_every_word_of_formulas_and_causes_is_documented() -> None:
    text = read("rules.md")
    assert all(f"`{name}(" in text for name in FUNCTIONS)
    causes = {key.removeprefix("cause.") for key in catalogue("en") if key.startswith("cause.")}
    assert causes == set(re.findall(r"^\| `(\w+)` \| \*", text, re.MULTILINE))


def test_every_column_of_a_pack_is_documented() -> None:
    """Each in the chapter about its file."""
    chapters = re.split(r"\n##+ ", read("packs.md"))
    for file in (ROOT / "templates" / "manufacturer").glob("*.csv"):
        (chapter,) = [text for text in chapters if file.name in text.partition("\n")[0]]
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for name in next(csv.reader(lines)):
                assert f"`{name}`" in chapter, f"{file.name}: {name}"
    assert any(text.startswith(MEASURES) for text in chapters)


def test_every_column_of_the_company_file_is_documented(example: Project) -> None:
    text = read("company-file.md")
    for table in JOURNALED:
        for (name,) in example.db.execute("SELECT name FROM pragma_table_info(?)", [table]):
            stem = re.sub(r"_(en|zh_hans|zh_hant)$", "", name)
            words = [f"`{name}`"] if stem == name else [f"{stem} columns", f"`{stem}_en`"]
            assert any(word in text for word in words), f"{table}.{name}"


def test_what_older_images_lack_is_documented() -> None:
    words = {"empty text": "", "NULL": None}
    found: dict[str, dict[str, str | None]] = {}
    pattern = r"^\| `(\w+)` \| (`[^|]+`) \| (empty text|NULL) \|$"
    for table, cells, word in re.findall(pattern, read("company-file.md"), re.MULTILINE):
        added = {str(name): words[word] for name in re.findall(r"`(\w+)`", cells)}
        found.setdefault(table, {}).update(added)
    assert found == ADDED


@pytest.mark.parametrize("page", ["rules.md", "packs.md"])
def test_declared_rules_and_formulas_in_the_documents_fit_the_pack(
    example_view: ProjectView, page: str
) -> None:
    text = read(page)
    lines = re.findall(r"^    (\w+),(\w+),([^,\n]+),([^,\n]*),(\d*),(\w*)$", text, re.MULTILINE)
    kinds = {kind for _, kind, *_ in lines if kind in KINDS}
    assert kinds >= {code for code in KINDS if page == "rules.md" and KINDS[code].declare}
    for line in lines:
        if line[1] in KINDS:
            read_rule(example_view.catalogue, RuleLine(*line))
    for formula in re.findall(r"^    ([a-z]+[.(][^,:\n]+)$", text, re.MULTILINE):
        assert {*codes(parse(formula))} <= example_view.catalogue.places.keys(), formula


def test_the_documented_kind_of_rule_works(
    example_view: ProjectView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module, its line in KINDS and its test, as they stand in the document."""
    chapter = read("rules.md").partition("## A new kind of rule")[2]
    module, line, test, declared = re.findall(r"```python\n(.+?)```", chapter, re.DOTALL)
    (tmp_path / "zero.py").write_text(module, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    zero = importlib.import_module("zero")
    del sys.modules["zero"]
    (kind,) = eval(f"({line})", {"Kind": RuleKind, "NOTICE": Severity.NOTICE, "zero": zero})
    monkeypatch.setitem(KINDS, kind.code, kind)
    names: dict[str, Any] = {
        "Entry": Entry,
        "ProjectView": ProjectView,
        "check_year": check_year,
        "replace": replace,
    }
    exec(test, names)
    names["test_a_figure_that_fell_to_zero_is_told"](example_view)
    assert declared in Path(history.__file__).read_text(encoding="utf-8")


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
