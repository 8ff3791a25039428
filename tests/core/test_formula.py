"""The language of derived figures: what is read, what is refused, what is computed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgdesk.core import formula
from esgdesk.core.compute import PURE, Input, Measure, Reading, Result, Scope, check_units, compute
from esgdesk.core.formula import FormulaError, Operand, parse
from esgdesk.core.intervals import Interval, exactly, of_figure, total
from esgdesk.core.numbers import print_fraction

FIGURES = {
    ("a", "", "2023"): "83512",
    ("a", "", "2022"): "109146",
    ("a", "", "2021"): "0",
    ("b", "", "2023"): "6687.9",
    ("c", "gender:male", "2023"): "3711",
    ("c", "gender:female", "2023"): "1750",
    ("c", "", "2023"): "5461",
}


def scope(
    members: str = "", period: str = "2023", figures: Mapping[object, str] = FIGURES
) -> Scope:
    def read(code: str, found: str, year: str) -> Reading:
        value = figures.get((code, found, year))
        if value is None:
            return Reading(Input(code, found, year, why="empty"), None, None)
        return Reading(Input(code, found, year, value), Fraction(value), of_figure(value))

    return Scope(
        members=members,
        period=period,
        read=read,
        year_before=lambda year: str(int(year) - 1),
        members_of=lambda code, dimension: (f"{dimension}:male", f"{dimension}:female"),
    )


def result(text: str, members: str = "", period: str = "2023") -> Result:
    return compute(parse(text), scope(members, period))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a", "83512"),
        ("a + b", "90199.9"),
        ("a - b * 2", "70136.2"),
        ("(a - b) * 2", "153648.2"),
        ("-a", "-83512"),
        ("2 × a ÷ 4", "41756"),
        ("sum(c by gender)", "5461"),
        ("prev(a)", "109146"),
        ("yoy(a)", str(Fraction(83512, 109146) - 1)),
        ("share(c[gender:female], c[total])", str(Fraction(1750, 5461))),
        ("last(a, 2)", "192658"),
        ("last(a, 3)", "192658"),
    ],
)
def test_a_formula_is_computed_exactly(text: str, number: str) -> None:
    assert result(text).number == Fraction(number)


def test_an_open_operand_takes_the_members_of_the_result() -> None:
    assert result("c / c[total]", members="gender:male").number == Fraction(3711, 5461)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a +", "a b", "(a", "a)", "sum(a by)", "sum(a)", "last(a)", "last(a, 0)"),
        *("last(a, b)", "share(a)", "yoy()", "a $ b", "a..b", "3 4", "prev a"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_goes_wrong(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.facts["formula"] == text


@pytest.mark.parametrize("text", ["a + z", "z / a", "prev(z)", "last(z, 2)", "sum(z by gender)"])
def test_a_missing_input_makes_the_result_missing_and_says_which(text: str) -> None:
    found = result(text)
    assert found.number is None
    assert found.why == "empty"
    assert "z" in {line.code for line in found.missing}


@pytest.mark.parametrize(("text", "period"), [("b / (a - a)", "2023"), ("yoy(a)", "2022")])
def test_nothing_is_divided_by_zero(text: str, period: str) -> None:
    figures = {**FIGURES, ("a", "", "2021"): "0"}
    found = compute(parse(text), scope("", period, figures))
    assert found.number is None
    assert found.why == "zero_divisor"


def test_a_divisor_that_may_be_zero_leaves_the_quotient_open() -> None:
    found = compute(
        parse("a / b"), scope(figures={("a", "", "2023"): "1", ("b", "", "2023"): "0.1"})
    )
    assert found.number == 10 and found.interval is not None
    found = compute(
        parse("a / b"), scope(figures={("a", "", "2023"): "1", ("b", "", "2023"): "0.4"})
    )
    assert found.number == Fraction(5, 2)
    tiny = scope(figures={("a", "", "2023"): "1", ("b", "", "2023"): "0"})
    assert compute(parse("a / (b + 0.2)"), tiny).interval is None


def test_circles_are_named_and_the_year_before_is_none() -> None:
    nodes = {"a": parse("b + 1"), "b": parse("c"), "c": parse("a")}
    with pytest.raises(FormulaError) as caught:
        formula.order(nodes)
    assert caught.value.facts["circle"] == "a → b → c → a"
    nodes = {"x": parse("prev(x) + y"), "y": parse("z")}
    assert formula.order(nodes) == ["y", "x"]


ENERGY = Measure((("kWh", 1),), Fraction(1000))
MONEY = Measure((("RMB", 1),), Fraction(10**6))
UNITS = {"e": ENERGY, "m": MONEY, "p": PURE}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("e / m", ENERGY.combined(MONEY, -1)), ("e + prev(e)", ENERGY), ("yoy(e)", PURE)],
)
def test_units_that_fit_pass(text: str, wanted: Measure) -> None:
    check_units(parse(text), wanted, UNITS.__getitem__, UNITS.__getitem__)


@pytest.mark.parametrize(("text", "wanted"), [("e + m", ENERGY), ("e / m", ENERGY), ("e", PURE)])
def test_units_that_do_not_fit_are_refused(text: str, wanted: Measure) -> None:
    with pytest.raises(FormulaError):
        check_units(parse(text), wanted, UNITS.__getitem__, UNITS.__getitem__)


def test_codes_and_years_that_a_formula_reads() -> None:
    node = parse("last(a, 3) + prev(yoy(b)) - sum(c by gender)")
    assert list(formula.codes(node)) == ["a", "b", "c"]
    assert formula.reads_years_before(node) == 2
    assert parse("a[total]") == Operand("a", "")


FIGURE = st.builds(
    lambda whole, places: print_fraction(Fraction(whole, 10**places), places),
    st.integers(-(10**9), 10**9),
    st.integers(0, 4),
)


@given(st.lists(FIGURE, min_size=1, max_size=6))
def test_a_printed_figure_stands_for_all_that_round_to_it(values: list[str]) -> None:
    intervals = [of_figure(value) for value in values]
    for value, interval in zip(values, intervals, strict=True):
        assert interval.has(Fraction(value))
        places = len(value.partition(".")[2])
        inside = (interval.middle * 9 + interval.high) / 10
        assert print_fraction(inside, places) == value.removeprefix("-" if value == "-0" else "")
    assert total(intervals).has(sum(map(Fraction, values), Fraction(0)))


@given(st.integers(-50, 50), st.integers(0, 9), st.integers(-50, 50), st.integers(0, 9))
def test_intervals_hold_what_their_numbers_give(a: int, b: int, c: int, d: int) -> None:
    left, right = Interval(Fraction(a), Fraction(a + b)), Interval(Fraction(c), Fraction(c + d))
    for x in (left.low, left.middle, left.high):
        for y in (right.low, right.middle, right.high):
            assert (left + right).has(x + y)
            assert (left - right).has(x - y)
            assert (left * right).has(x * y)
            if not right.has(Fraction(0)):
                assert (left / right).has(x / y)
    assert exactly(a).meets(left)
    assert left.times(Fraction(-2)).has(-2 * left.middle)


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [("-1/200", 2, "-0.01"), ("1/3", 2, "0.33"), ("5/2", 0, "3"), ("-1/1000", 2, "0.00")],
)
def test_a_fraction_is_rounded_once_half_away_from_zero(
    number: str, decimals: int, text: str
) -> None:
    assert print_fraction(Fraction(number), decimals) == text
