"""Making a company file: whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.core.pack import Pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import create_company, read_years
from esgdesk.operations.project import Who

NAME = Wording("Acme Ltd.", "示例公司", "示例公司")


def test_a_new_file_holds_the_pack_and_no_figures(tmp_path: Path, pack: Pack, who: Who) -> None:
    path = tmp_path / "Acme"
    with create_company(path, pack=pack, name=NAME, years=["2022", "2023"], who=who) as project:
        assert project.path == tmp_path / "Acme.esgdesk"
        view = project.view()
        assert view.catalogue == pack.catalogue
        assert [period.code for period in view.periods] == ["2022", "2023"]
        assert view.entity.name == NAME
        assert not view.entries
        assert view.layout("appendix") == pack.layouts[0]
        assert project.verify().holds
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".esgdesk"]
    assert not [file for file in tmp_path.iterdir() if "part" in file.name]


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, pack: Pack, who: Who) -> None:
    path = tmp_path / "Acme.esgdesk"
    path.write_text("precious")
    with pytest.raises(WorldProblem) as caught:
        create_company(path, pack=pack, name=NAME, years=["2023"], who=who)
    assert caught.value.key == "store.exists"
    assert path.read_text() == "precious"


def test_a_missing_folder_is_named(tmp_path: Path, pack: Pack, who: Who) -> None:
    with pytest.raises(WorldProblem) as caught:
        create_company(tmp_path / "no" / "A", pack=pack, name=NAME, years=["2023"], who=who)
    assert caught.value.key == "file.folder_missing"


def test_a_company_needs_a_name(tmp_path: Path, pack: Pack, who: Who) -> None:
    with pytest.raises(UsageProblem):
        create_company(tmp_path / "A", pack=pack, name=Wording(), years=["2023"], who=who)
    assert not [file for file in tmp_path.iterdir() if "esgdesk" in file.suffix]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021-2023", ["2021", "2022", "2023"]),
        ("2023", ["2023"]),
        ("2023, 2021", ["2021", "2023"]),
        ("2023-2023", ["2023"]),
    ],
)
def test_years_are_read(text: str, years: list[str]) -> None:
    assert read_years(text) == years


@pytest.mark.parametrize("text", ["", "23", "2023-2021", "year", "2021-", "1800", "２０２３"])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageProblem):
        read_years(text)
