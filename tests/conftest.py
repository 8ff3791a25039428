"""What tests share: a home of their own, an ear for the log, and real small things to work on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.pack import Pack, read_pack
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import Wording
from esgdesk.operations.company import create_company
from esgdesk.operations.example import create_example
from esgdesk.operations.project import Project, Who
from esgdesk.paths import resources, templates

SMALL_PACK = {
    "pack.toml": """format = 1
name = "small"
edition = "1"
source = "made for tests"

[title]
en = "Small"
""",
    "chapters.csv": """code,name_en,name_zh_hans,name_zh_hant
planet,Planet,地球,地球
people,People,员工,僱員
""",
    "departments.csv": """code,name_en,name_zh_hans,name_zh_hant
esg,ESG office,ESG办公室,ESG辦公室
""",
    "units.csv": """id,label_en,label_zh_hans,label_zh_hant,quantity,whole
tonne,tonne,吨,噸,mass,no
person,person,人,人,count,yes
percent,%,%,%,ratio,no
""",
    "dimensions.csv": """dimension,member,name_en,name_zh_hans,name_zh_hant
gender,,Gender,性别,性別
gender,male,Male,男性,男性
gender,female,Female,女性,女性
""",
    "indicators.csv": """\
code,chapter,name_en,name_zh_hans,name_zh_hant,unit,decimals,kind,aggregation,total,required,\
minimum,maximum,owner,definition_en,definition_zh_hans,definition_zh_hant
waste,planet,Waste,废弃物,廢棄物,tonne,2,entered,sum,yes,yes,0,,esg,,,
water,planet,Water,用水,用水,tonne,,entered,sum,yes,no,,,esg,,,
staff,people,Employees,员工,僱員,person,0,entered,sum,yes,yes,0,,esg,,,
leavers,people,Leavers,离职率,流失率,percent,2,entered,none,no,yes,0,100,esg,,,
""",
    "breakdowns.csv": """indicator,dimension,additive
staff,gender,yes
leavers,gender,no
""",
    "disclosures.csv": """indicator,framework,edition,code
waste,HKEX-C2,2022,A1.3
staff,HKEX-C2,2022,B1.1
""",
    "layouts/main.toml": """format = 1
code = "main"
rows = "main.csv"

[title]
en = "Figures"

[year_heading]
en = "{year}"

[headings]
number = { en = "No." }
indicator = { en = "Indicator" }
breakdown = { en = "Breakdown" }
unit = { en = "Unit" }
""",
    "layouts/main.csv": """section,kind,indicator,breakdown,name_en,name_zh_hans,name_zh_hant
planet,row,waste,,,,
planet,row,water,,,,
people,row,staff,,,,
people,parent,staff,gender,By gender,,
people,parent,,,Leavers by gender,,
people,child,leavers,gender:male,,,
people,child,leavers,gender:female,Women,,
""",
}
"""The files of a valid pack with two chapters, four indicators and one dimension."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tests that could go on for ever have a short form and a long one."""
    parser.addoption("--soak", action="store_true", help="the fault tests at full length (hours)")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings, logs and companies: never the person's own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ESGDESK_HOME", str(folder))
    return folder


@pytest.fixture
def expected_warnings() -> list[str]:
    """Parts of log messages, of warnings and worse, that a test brings about on purpose."""
    return []


class _Ear(logging.Handler):
    """Keeps what was logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(expected_warnings: list[str]) -> Iterator[None]:
    """A warning that nobody expected fails the test; a log file does not outlive it."""
    root = logging.getLogger("esgdesk")
    before, level = list(root.handlers), root.level
    ear = _Ear()
    root.addHandler(ear)
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    unexpected = [
        message for message in ear.heard if not any(part in message for part in expected_warnings)
    ]
    assert not unexpected, f"logged without being expected: {unexpected}"


@pytest.fixture
def who() -> Who:
    """The person at the desk."""
    return Who("Ann", "desk-1")


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The manufacturer's pack as it is shipped."""
    return read_pack(templates() / "manufacturer")


def _make_example(folder: Path, who: Who) -> Project:
    path = folder / "example.esgdesk"
    return create_example(path, who, example=resources() / "example", packs=templates())


@pytest.fixture
def example(tmp_path: Path, who: Who) -> Iterator[Project]:
    """The example company, open, in a file of its own."""
    project = _make_example(tmp_path, who)
    yield project
    project.close()


@pytest.fixture(scope="session")
def example_view(tmp_path_factory: pytest.TempPathFactory) -> ProjectView:
    """A snapshot of the untouched example company, for tests that only read."""
    with _make_example(tmp_path_factory.mktemp("example"), Who("Ann", "desk-1")) as project:
        return project.view()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a tiny valid pack, for tests that damage it."""
    folder = tmp_path / "small"
    for name, text in SMALL_PACK.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return folder


@pytest.fixture
def company(tmp_path: Path, small: Path, who: Who) -> Iterator[Project]:
    """A company of the tiny pack with two years and no figures, open, in a file of its own."""
    path = tmp_path / "Acme.esgdesk"
    made = create_company(
        path, pack=read_pack(small), name=Wording("Acme"), years=("2022", "2023"), who=who
    )
    yield made
    made.close()
