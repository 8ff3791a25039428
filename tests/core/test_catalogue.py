"""The catalogue: what can be measured and how it is broken down."""

from __future__ import annotations

from pathlib import Path

import pytest

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.model import TOTAL, member_pairs, member_set
from esgdesk.core.pack import Pack, read_pack
from esgdesk.core.wording import Wording


@pytest.fixture
def catalogue(small: Path) -> Catalogue:
    """The small pack's catalogue."""
    return read_pack(small).catalogue


def test_member_sets_begin_with_the_total(catalogue: Catalogue) -> None:
    assert list(catalogue.member_sets("staff")) == [TOTAL, "gender:male", "gender:female"]
    assert list(catalogue.member_sets("leavers")) == ["gender:male", "gender:female"]
    assert list(catalogue.member_sets("water")) == [TOTAL]


@pytest.mark.parametrize(
    ("indicator", "members", "has_place"),
    [
        ("staff", TOTAL, True),
        ("staff", "gender:female", True),
        ("staff", "gender:other", False),
        ("staff", "gender", False),
        ("leavers", TOTAL, False),
        ("water", "gender:male", False),
        ("air", TOTAL, False),
    ],
)
def test_only_known_figures_have_a_place(
    catalogue: Catalogue, indicator: str, members: str, has_place: bool
) -> None:
    assert catalogue.expects(indicator, members) is has_place


def test_things_are_found_by_their_codes(catalogue: Catalogue) -> None:
    assert catalogue.indicator("waste").name.en == "Waste"
    assert catalogue.unit_of("waste") == catalogue.unit("tonne")
    assert catalogue.dimension("gender").members[1] == catalogue.member("gender:female")
    assert [line.code for line in catalogue.disclosures_of("staff")] == ["B1.1"]
    assert [line.code for line in catalogue.indicators_in("people")] == ["staff", "leavers"]
    assert catalogue.has_indicator("staff") and not catalogue.has_indicator("Staff")
    assert catalogue.has_dimension("gender") and not catalogue.has_dimension("age")
    assert catalogue.has_member("gender:male") and not catalogue.has_member("male")


def test_what_does_not_exist_is_a_key_error(catalogue: Catalogue) -> None:
    for look_up in (catalogue.indicator, catalogue.unit, catalogue.dimension, catalogue.member):
        with pytest.raises(KeyError):
            look_up("nothing")
    assert catalogue.breakdowns_of("nothing") == ()


def test_several_members_are_named_together(catalogue: Catalogue) -> None:
    assert catalogue.members_name("gender:male") == Wording("Male", "男性", "男性")
    both = member_set(["gender:male", "gender:female", "gender:male"])
    assert both == "gender:female;gender:male"
    assert member_pairs(both) == ("gender:female", "gender:male")
    assert catalogue.members_name(both) == Wording("Female · Male", "女性 · 男性", "女性 · 男性")


def test_the_shipped_catalogue_has_a_place_for_two_hundred_figures_and_revenue(pack: Pack) -> None:
    catalogue = pack.catalogue
    figures = [
        (indicator.code, members)
        for indicator in catalogue.indicators
        for members in catalogue.member_sets(indicator.code)
    ]
    assert len(figures) == len(set(figures)) == 201
    assert all(catalogue.expects(*figure) for figure in figures)
    assert ("finance.revenue", TOTAL) in figures
