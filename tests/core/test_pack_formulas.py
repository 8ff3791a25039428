"""Measures, formulas, rules and coefficients of a pack: read whole, or named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from esgdesk.core.errors import PackProblem
from esgdesk.core.formula import Binary
from esgdesk.core.model import Coefficient, Kind, RuleLine
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.i18n import explain
from tests.core.test_pack import Damage, add, both, change, gb18030, remove, write

MEASURES, UNITS, INDICATORS = "measures.txt", "units.csv", "indicators.csv"
RULES, FACTORS = "rules.csv", "coefficients.csv"

ADDED = {
    MEASURES: "# made for tests\ntonne = [mass]\nkg = tonne / 1000\n\nMWh = [energy]\n"
    "MJ = MWh / 3600\nperson = [person]\npercent = 0.01\n",
    UNITS: "id,label_en,label_zh_hans,label_zh_hant,quantity,whole,measure,spellings\n"
    "tonne,tonne,吨,噸,mass,no,tonne,t | tonnes\n"
    "kg,kg,千克,公斤,mass,no,kg,\n"
    "MWh,MWh,兆瓦时,兆瓦時,energy,no,MWh,\n"
    "person,person,人,人,count,yes,person,\n"
    "percent,%,%,%,ratio,no,percent,\n"
    "point,point,分,分,score,no,,\n",
    INDICATORS: "code,chapter,name_en,name_zh_hans,name_zh_hant,unit,decimals,kind,aggregation,"
    "total,required,minimum,maximum,owner,definition_en,definition_zh_hans,definition_zh_hant,"
    "formula\n"
    "waste,planet,Waste,,,tonne,2,entered,sum,yes,yes,0,,esg,,,,\n"
    "water,planet,Water,,,tonne,,entered,sum,yes,no,,,esg,,,,\n"
    "staff,people,Employees,,,person,0,entered,sum,yes,yes,0,,esg,,,,\n"
    "leavers,people,Leavers,,,percent,2,entered,none,no,yes,0,100,esg,,,,\n"
    "score,people,Score,,,point,2,entered,none,yes,no,0,,esg,,,,\n"
    "words,people,Words,,,point,,text,none,yes,no,,,esg,,,,\n"
    "heat,planet,Heat,,,MWh,2,entered,sum,yes,no,,,esg,,,,\n"
    "both,planet,Both,,,tonne,2,derived,sum,yes,no,,,esg,,,,waste + water\n"
    "twice,planet,Twice,,,tonne,2,derived,sum,yes,no,,,esg,,,,both * 2\n",
    RULES: "code,kind,indicator,other,limit,severity\n"
    "jump,jump,*,,400,\n"
    "less,at_most,waste,water + both,,warning\n"
    "men,equals,staff[gender:male],prev(staff),5,\n"
    "quiet,same_as_last,*,,,notice\n",
    FACTORS: "code,indicator,value,measure,name_en,name_zh_hans,name_zh_hant,edition,source\n"
    "oil,heat,42.705,MJ / kg,Diesel,柴油,柴油,2020,GB/T 2589\n",
}


@pytest.fixture
def computing(small: Path) -> Path:
    """The tiny pack with measures, formulas, rules and a coefficient."""
    for name, text in ADDED.items():
        (small / name).write_text(text, encoding="utf-8")
    return small


def formula(text: str) -> Damage:
    """Another formula for the indicator on line 9."""
    return change(INDICATORS, "waste + water", text)


def rule(line: str) -> Damage:
    """A rule on line 6."""
    return add(RULES, line)


FAULTS: dict[str, tuple[Damage, str, str, int]] = {
    # measures
    "definition_odd": (
        change(MEASURES, "kg = tonne / 1000", "kg = = tonne"),
        "pack.measure_not_understood",
        MEASURES,
        3,
    ),
    "definition_twice": (
        change(MEASURES, "MJ = MWh / 3600", "kg = MWh / 3600"),
        "pack.measure_not_understood",
        MEASURES,
        6,
    ),
    "definition_of_nothing": (
        change(MEASURES, "MJ = MWh / 3600", "MJ = GWh / 3600"),
        "pack.measure_not_understood",
        MEASURES,
        6,
    ),
    "measures_gb18030": (
        both(change(MEASURES, "made for tests", "测试"), gb18030(MEASURES)),
        "pack.not_utf8",
        MEASURES,
        1,
    ),
    "no_measures": (remove(MEASURES), "pack.measure_not_understood", UNITS, 2),
    "unit_of_unknown_measure": (
        change(UNITS, "mass,no,kg,", "mass,no,stone,"),
        "pack.measure_not_understood",
        UNITS,
        3,
    ),
    "unit_of_odd_measure": (
        change(UNITS, "mass,no,kg,", "mass,no,kg +,"),
        "pack.measure_not_understood",
        UNITS,
        3,
    ),
    # formulas
    "derived_without_formula": (
        formula(""),
        "pack.derived_without_formula",
        INDICATORS,
        9,
    ),
    "odd_sign": (formula("waste & water"), "formula.odd_sign", INDICATORS, 9),
    "not_understood": (formula("waste +"), "formula.not_understood", INDICATORS, 9),
    "other_unit": (formula("waste / water"), "formula.other_unit", INDICATORS, 9),
    "sum_of_units": (formula("waste + staff"), "formula.sum_of_units", INDICATORS, 9),
    "unknown_code": (formula("waste + wine"), "formula.unknown_code", INDICATORS, 9),
    "unknown_members": (
        formula("waste[gender:male] + water"),
        "formula.unknown_members",
        INDICATORS,
        9,
    ),
    "sum_by_unknown": (formula("sum(waste by gender)"), "formula.unknown_members", INDICATORS, 9),
    "text_in_it": (formula("waste * words"), "formula.text_in_it", INDICATORS, 9),
    "unknown_unit": (formula("waste + 5 'stone'"), "formula.unknown_unit", INDICATORS, 9),
    "without_measure": (formula("waste * score"), "formula.unit_without_measure", INDICATORS, 9),
    "circle": (formula("waste + twice"), "formula.circle", INDICATORS, 0),
    "circle_of_one": (formula("both + water"), "formula.circle", INDICATORS, 0),
    "entered_with_odd_formula": (
        change(INDICATORS, "yes,no,,,esg,,,,\nstaff", "yes,no,,,esg,,,,waste +\nstaff"),
        "formula.not_understood",
        INDICATORS,
        3,
    ),
    # rules
    "unknown_kind": (rule("new,guess,waste,,,"), "rule.unknown_kind", RULES, 6),
    "rule_twice": (rule("jump,jump,waste,,50,"), "pack.code_twice", RULES, 6),
    "rule_without_kind": (rule("new,,waste,,,"), "pack.cell_empty", RULES, 6),
    "rule_without_indicator": (rule("new,jump,,,50,"), "pack.cell_empty", RULES, 6),
    "rule_odd_code": (rule("New one,jump,waste,,50,"), "pack.code_has_other_signs", RULES, 6),
    "rule_severity": (rule("new,jump,waste,,50,awful"), "pack.not_a_choice", RULES, 6),
    "rule_limit": (rule("new,jump,waste,,50%,"), "pack.not_a_plain_figure", RULES, 6),
    "jump_without_limit": (rule("new,jump,waste,,,"), "rule.limit_missing", RULES, 6),
    "jump_of_nothing": (rule("new,jump,waste,,0,"), "rule.limit_missing", RULES, 6),
    "jump_of_unknown": (rule("new,jump,wine,,50,"), "rule.unknown_indicator", RULES, 6),
    "falls_of_unknown": (rule("new,never_falls,wine,,,"), "rule.unknown_indicator", RULES, 6),
    "severity_of_unknown": (
        rule("new,same_as_last,wine,,,error"),
        "rule.unknown_indicator",
        RULES,
        6,
    ),
    "relation_without_formula": (rule("new,equals,waste,,,"), "rule.formula_missing", RULES, 6),
    "relation_of_unknown": (rule("new,equals,wine,waste,,"), "rule.unknown_indicator", RULES, 6),
    "relation_to_unknown": (rule("new,equals,waste,wine,,"), "formula.unknown_code", RULES, 6),
    "relation_odd": (rule("new,equals,waste,water +,,"), "formula.not_understood", RULES, 6),
    "relation_of_units": (rule("new,at_most,waste,staff,,"), "formula.other_unit", RULES, 6),
    "relation_of_members": (
        rule("new,equals,waste[gender:male],water,,"),
        "rule.unknown_members",
        RULES,
        6,
    ),
    "rate_of_no_count": (rule("new,rate_of,leavers,waste,,"), "rule.not_a_count", RULES, 6),
    "rate_of_unknown": (rule("new,rate_of,leavers,wine,,"), "rule.unknown_indicator", RULES, 6),
    "rate_of_nothing": (rule("new,rate_of,leavers,,,"), "rule.unknown_indicator", RULES, 6),
    "derived_rule_with_settings": (
        rule("new,formula,waste,water,,error"),
        "rule.only_severity",
        RULES,
        6,
    ),
    "derived_rule_for_nothing": (rule("new,parts_total,*,,,"), "rule.only_severity", RULES, 6),
    "rules_column_missing": (change(RULES, "limit", "most"), "pack.column_missing", RULES, 1),
    # A blank line is passed over, and counted.
    "rule_after_blank_line": (
        both(change(RULES, "\nless", "\n\nless"), rule("new,guess,waste,,,")),
        "rule.unknown_kind",
        RULES,
        7,
    ),
    # coefficients
    "factor_twice": (
        add(FACTORS, "oil,heat,1,MJ / kg,Oil,,,2020,GB"),
        "pack.code_twice",
        FACTORS,
        3,
    ),
    "factor_of_unknown": (
        change(FACTORS, "oil,heat", "oil,light"),
        "pack.unknown_indicator",
        FACTORS,
        2,
    ),
    "factor_no_figure": (
        change(FACTORS, "42.705", "42.705e0"),
        "pack.not_a_plain_figure",
        FACTORS,
        2,
    ),
    "factor_of_zero": (change(FACTORS, "42.705", "0.0"), "pack.not_a_plain_figure", FACTORS, 2),
    "factor_below_zero": (change(FACTORS, "42.705", "-1"), "pack.not_a_plain_figure", FACTORS, 2),
    "factor_missing": (change(FACTORS, "42.705", ""), "pack.cell_empty", FACTORS, 2),
    "factor_without_measure": (change(FACTORS, "MJ / kg", ""), "pack.cell_empty", FACTORS, 2),
    "factor_of_odd_measure": (
        change(FACTORS, "MJ / kg", "MJ / stone"),
        "pack.measure_not_understood",
        FACTORS,
        2,
    ),
    "factor_without_name": (change(FACTORS, "Diesel", ""), "pack.cell_empty", FACTORS, 2),
    "factor_without_edition": (change(FACTORS, "2020", ""), "pack.cell_empty", FACTORS, 2),
    "factor_without_source": (change(FACTORS, "GB/T 2589", ""), "pack.cell_empty", FACTORS, 2),
    "factors_column_missing": (
        change(FACTORS, "edition", "year"),
        "pack.column_missing",
        FACTORS,
        1,
    ),
    "factors_empty": (write(FACTORS, b""), "pack.column_missing", FACTORS, 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_and_words(computing: Path, name: str) -> None:
    damage, key, file, line = FAULTS[name]
    damage(computing)
    with pytest.raises(PackProblem) as caught:
        read_pack(computing)
    problem = caught.value
    assert (problem.key, problem.facts["file"], problem.facts["line"]) == (key, file, line)
    for language in LANGUAGES:
        words = explain(problem, language)
        assert file in words
        assert not line or str(line) in words
        assert not set("{}") & set(words)


def test_all_of_it_is_read(computing: Path) -> None:
    catalogue = read_pack(computing).catalogue
    assert catalogue.unit("tonne").spellings == ("t", "tonnes")
    assert catalogue.unit("point").measure == ""
    assert catalogue.indicator("both").kind is Kind.DERIVED
    assert list(catalogue.formulas) == ["both", "twice"]
    assert isinstance(catalogue.formulas["both"], Binary)
    assert catalogue.read_by["waste"] == {"both", "twice"}
    assert catalogue.rules[1] == RuleLine("less", "at_most", "waste", "water + both", "", "warning")
    name = Wording("Diesel", "柴油", "柴油")
    oil = Coefficient("oil", "heat", "42.705", "MJ / kg", name, "2020", "GB/T 2589")
    assert catalogue.coefficients_of("heat") == (oil,)
    assert catalogue.coefficient("oil") == oil


def test_a_pack_may_do_without_any_of_it(small: Path) -> None:
    catalogue = read_pack(small).catalogue
    assert (catalogue.rules, catalogue.coefficients, catalogue.measures) == ((), (), "")
    assert catalogue.formulas == {} and catalogue.read_by == {}
