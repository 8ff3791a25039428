"""Every kind of rule: a small case in which it speaks, and one beside it in which it is quiet."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.model import RuleLine
from esgdesk.core.rules import KINDS
from tests.core.planting import Figures, catalogue, findings, key, many, measured, view

WASTE = catalogue(measured("waste", minimum="0"), parts=(("waste", "gender"), ("waste", "region")))
RATE = catalogue(
    measured("leavers", "person", is_required=False),
    measured("staff", "person"),
    measured("rate", "percent", formula="leavers / staff"),
    parts=(("staff", "gender"),),
    shares=(("rate", "gender"),),
)
DENSE = catalogue(
    measured("water"),
    measured("waste"),
    measured("steel"),
    measured("revenue", "RMB_million", is_required=False),
    *(
        measured(f"{code}_per_revenue", "t_per_million", formula=f"{code} / revenue")
        for code in ("water", "waste", "steel")
    ),
)
ALIKE = catalogue(measured("hours", has_total=False), shares=(("hours", "region"),))


def declared(kind: str, indicator: str, other: str = "", limit: str = "") -> Catalogue:
    """Waste, water and staff with one declared rule."""
    line = RuleLine("own", kind, indicator, other, limit)
    return catalogue(
        *(measured("waste"), measured("water"), measured("staff", "person")),
        measured("share", "percent"),
        rules=(line,),
    )


WASTE_PARTS = many("waste[gender:male,female]", "60.5", "39.5")
STAFF = {"staff": "100", **many("staff[gender:male,female]", "60", "40")}
WATER_RATES = {"water": "5000", "waste": "1000", "steel": "200"}


@dataclass(frozen=True)
class Case:
    """`wrong` figures of this year and the years before, with what is told about one of them, and
    `right` figures of this year beside the same years before.
    """

    of: Catalogue
    wrong: Figures
    right: Figures
    place: str
    expected: str = ""
    difference: str = ""
    before: tuple[Figures, ...] = ()
    rule: str = ""
    cause: str = ""


CASES: dict[str, tuple[Case, ...]] = {
    "figure": (
        Case(declared("jump", "waste", limit="400"), {}, {"waste": "5"}, "waste", rule="missing"),
        Case(
            declared("jump", "waste", limit="400"),
            {"staff": "5.5"},
            {"staff": "5.0"},
            "staff",
            rule="not_whole",
        ),
        Case(WASTE, {"waste": "-1"}, {"waste": "0"}, "waste", "0", rule="below_minimum"),
        Case(RATE, {"leavers": "1"}, {"leavers": "1", "staff": "8"}, "rate", rule="missing"),
    ),
    "parts_total": (
        Case(
            WASTE,
            {"waste": "101.0", **WASTE_PARTS},
            {"waste": "100.1", **WASTE_PARTS},
            "waste",
            "100.0",
            "+1.0",
        ),
        Case(
            WASTE,
            {"waste": "39.5", **WASTE_PARTS},
            {"waste": "100", **WASTE_PARTS},
            "waste",
            "100.0",
            "−60.5",
            cause="cause.left_out",
        ),
        Case(
            WASTE,
            {"waste": "50", "waste[gender:male]": "60.5"},
            {"waste": "60", "waste[gender:male]": "60.5"},
            "waste",
            "60.5",
            "−10.5",
        ),
        Case(
            catalogue(measured("mix", "percent", has_total=False), parts=(("mix", "gender"),)),
            many("mix[gender:male,female]", "60.0", "41.0"),
            many("mix[gender:male,female]", "60.0", "40.1"),
            "mix[gender:male]",
            "101.0",
            "−1.0",
        ),
    ),
    "cross_totals": (
        Case(
            WASTE,
            {**WASTE_PARTS, **many("waste[region:north,south,west]", "50.0", "30.0", "22.0")},
            {**WASTE_PARTS, **many("waste[region:north,south,west]", "50.0", "30.0", "20.0")},
            "waste[region:north]",
            "100.0",
            "+2.0",
        ),
        Case(
            WASTE,
            {
                "waste": "100",
                **WASTE_PARTS,
                **many("waste[region:north,south,west]", "50.0", "30.0", "20.4"),
            },
            {
                "waste": "100",
                **WASTE_PARTS,
                **many("waste[region:north,south,west]", "50.0", "30.0", "20.2"),
            },
            "waste[region:north]",
            "100.0",
            "+0.4",
        ),
    ),
    "formula": (
        Case(
            RATE,
            {"leavers": "1", "staff": "8", "rate": "12.4"},
            {"leavers": "1", "staff": "8", "rate": "12.5"},
            "rate",
            "12.5",
            "−0.1",
        ),
        Case(
            RATE,
            {"leavers": "2", "staff": "3", "rate": "66.6"},
            {"leavers": "2", "staff": "3", "rate": "66.7"},
            "rate",
            "66.7",
            "−0.1",
            cause="cause.cut",
        ),
        Case(
            RATE,
            {"leavers": "117", "staff": "950", "rate": "0.12316"},
            {"leavers": "117", "staff": "950", "rate": "12.316"},
            "rate",
            "12.31579",
            "−12.19263",
            cause="cause.hundred_less",
        ),
    ),
    "possible_rate": (
        Case(RATE, {"staff": "8", "rate": "15"}, {"staff": "8", "rate": "13"}, "rate", "13 / 25"),
    ),
    "rate_of": (
        Case(
            declared("rate_of", "share", "staff"),
            {"staff": "8", "share": "15.0"},
            {"staff": "8", "share": "12.5"},
            "share",
            "12.5 / 25.0",
        ),
    ),
    "weighted_mean": (
        Case(
            RATE,
            {**STAFF, "rate": "14.0", **many("rate[gender:male,female]", "10.0", "15.0")},
            {**STAFF, "rate": "12.0", **many("rate[gender:male,female]", "10.0", "15.0")},
            "rate",
            "12.0",
            "+2.0",
        ),
    ),
    "common_denominator": (
        Case(
            DENSE,
            {
                **WATER_RATES,
                "water_per_revenue": "5.00",
                "waste_per_revenue": "1.00",
                "steel_per_revenue": "0.30",
            },
            {
                **WATER_RATES,
                "water_per_revenue": "5.00",
                "waste_per_revenue": "1.00",
                "steel_per_revenue": "0.20",
            },
            "steel_per_revenue",
            "0.200",
        ),
    ),
    "at_most": (
        Case(
            declared("at_most", "waste", "water - 1 'tonne'"),
            {"waste": "100", "water": "99"},
            {"waste": "98", "water": "99"},
            "waste",
            "98",
            "+2",
        ),
    ),
    "equals": (
        Case(
            declared("equals", "waste", "water * 2", "5"),
            {"waste": "111", "water": "50"},
            {"waste": "105", "water": "50"},
            "waste",
            "100",
            "+11",
        ),
    ),
    "never_falls": (
        Case(
            declared("never_falls", "waste"),
            {"waste": "99"},
            {"waste": "100"},
            "waste",
            "≥ 100",
            "−1",
            ({"waste": "100"},),
        ),
    ),
    "unit_slip": (
        Case(WASTE, {"waste": "5.2"}, {"waste": "520"}, "waste", before=({"waste": "5000"},)),
        Case(WASTE, {"waste": "0.9"}, {"waste": "80"}, "waste", before=({"waste": "9000"},)),
        Case(RATE, {"rate": "0.12"}, {"rate": "1.2"}, "rate", before=({"rate": "12"},)),
        Case(
            catalogue(measured("power", "MWh")),
            {"power": "3600"},
            {"power": "3400"},
            "power",
            before=({"power": "1000"}, {"power": "990"}),
        ),
    ),
    "jump": (
        Case(
            declared("jump", "waste", limit="100"),
            {"waste": "201"},
            {"waste": "200"},
            "waste",
            difference="+101",
            before=({"waste": "100"},),
        ),
        Case(
            declared("jump", "*", limit="100"),
            {"staff": "40", "share": "1"},
            {"staff": "60", "share": "1"},
            "staff",
            difference="−80",
            before=({"staff": "120", "share": "50"},),
        ),
    ),
    "same_as_last": (
        Case(WASTE, {"waste": "123.4"}, {"waste": "123.5"}, "waste", before=({"waste": "123.4"},)),
    ),
    "same_for_all": (
        Case(
            ALIKE,
            many("hours[region:north,south,west]", "18.25", "18.25", "18.25"),
            many("hours[region:north,south,west]", "18.25", "18.25", "18.26"),
            "hours[region:north]",
        ),
    ),
}


PLANTED = [(kind, case) for kind, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("kind", "case"), PLANTED)
def test_a_rule_speaks_where_it_is_broken_and_there_only(kind: str, case: Case) -> None:
    rule = case.rule or kind
    found = findings(view(case.of, case.wrong, *case.before), rule)
    (finding,) = (line for line in found if line.key == key(case.place))
    assert (finding.rule, finding.expected, finding.difference) == (
        rule,
        case.expected,
        case.difference,
    )
    assert finding.figures[0] == finding.key
    if case.cause:
        assert finding.cause is not None and finding.cause.message == case.cause


@pytest.mark.parametrize(("kind", "case"), PLANTED)
def test_a_rule_is_quiet_where_it_holds(kind: str, case: Case) -> None:
    found = findings(view(case.of, case.right, *case.before), case.rule or kind)
    assert key(case.place) not in {finding.key for finding in found}


@pytest.mark.parametrize(("kind", "case"), PLANTED)
def test_a_rule_says_nothing_of_what_is_not_there(kind: str, case: Case) -> None:
    assert findings(view(case.of, {}), *({*KINDS} - {"figure"})) == []


PLACES = {"elsewhere", "restated", "consolidation", "carried", "needs_evidence"}
"""What is held against other places, reports, entities and what stands behind a figure is tested in
`test_rule_edges`, `test_group_rules` and `test_backing_rules`."""


def test_every_kind_of_rule_is_tested() -> None:
    assert CASES.keys() | PLACES == KINDS.keys() and not CASES.keys() & PLACES
