"""Showing the work: a formula with its figures, in the order and brackets that compute the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from esgdesk.core.derived import Calculator
from esgdesk.core.formula import parse
from esgdesk.core.model import Kind, Reason
from esgdesk.core.trace import Trace, trace, with_numbers
from esgdesk.core.view import ProjectView
from tests.core.planting import Figures, catalogue, key, many, measured, view

NOW: Figures = {
    **{"a": "83512", "b": "6687.90", "c": "7"},
    **{"staff": "100", "share": "0"},
    **many("a[gender:male,female]", "60", "40"),
}
BEFORE: Figures = {"a": "109146", "b": "7000", "c": "5"}


def calculated(formula: str, unit: str = "tonne", now: Figures = NOW) -> Calculator:
    """A calculator over three figures in tonnes and one that is made of them."""
    of = catalogue(
        *(measured(code) for code in "abc"),
        measured("staff", "person"),
        measured("share", "percent"),
        measured("made", unit, formula=formula, decimals=2),
        parts=(("a", "gender"), ("made", "gender")),
    )
    return Calculator(view(of, now, BEFORE))


def written(formula: str, members: str = "") -> str:
    return with_numbers(calculated(formula), parse(formula), key(f"made[{members}]")).en


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("a + b", "83,512 + 6,687.90"),
        ("a - (b - c)", "83,512 − (6,687.90 − 7)"),
        ("a - b - c", "83,512 − 6,687.90 − 7"),
        ("a - (b + c)", "83,512 − (6,687.90 + 7)"),
        ("a * b / c", "83,512 × 6,687.90 ÷ 7"),
        ("a / (b * c)", "83,512 ÷ (6,687.90 × 7)"),
        ("a / (b / c)", "83,512 ÷ (6,687.90 ÷ 7)"),
        ("(a + b) * c", "(83,512 + 6,687.90) × 7"),
        ("-a", "−83,512"),
        ("-(a + b)", "−(83,512 + 6,687.90)"),
        ("prev(a)", "109,146"),
        ("c * prev(a - b)", "7 × (109,146 − 7,000)"),
        ("yoy(a)", "(83,512 − 109,146) ÷ 109,146"),
        ("yoy(a - b)", "(83,512 − 6,687.90 − (109,146 − 7,000)) ÷ (109,146 − 7,000)"),
        ("c / yoy(a)", "7 ÷ ((83,512 − 109,146) ÷ 109,146)"),
        ("c - yoy(a)", "7 − (83,512 − 109,146) ÷ 109,146"),
        ("last(a, 2)", "83,512 + 109,146"),
        ("last(a, 2) / c", "(83,512 + 109,146) ÷ 7"),
        ("last(a, 4)", "83,512 + 109,146 + … + …"),
        ("share(a, b)", "83,512 ÷ 6,687.90"),
        ("sum(a by gender)", "60 + 40"),
        ("c * sum(a by gender)", "7 × (60 + 40)"),
        ("a[gender:female] / a", "40 ÷ 83,512"),
    ],
)
def test_figures_stand_in_the_place_of_codes(formula: str, text: str) -> None:
    assert written(formula) == text


def test_an_open_operand_shows_the_figure_of_the_members() -> None:
    assert written("a / a[total]", "gender:male") == "60 ÷ 83,512"


@pytest.mark.parametrize(
    ("formula", "unit", "text"),
    [
        ("a / staff * 1 'person'", "tonne", "83,512 tonne ÷ 100 person × 1 person"),
        ("a + 5 '10kt'", "tonne", "83,512 tonne + 5 ten thousand tonnes"),
        ("a / b", "percent", "83,512 ÷ 6,687.90"),
        ("a / b * 1.50", "percent", "83,512 ÷ 6,687.90 × 1.5"),
    ],
)
def test_units_stand_with_figures_where_they_are_not_all_one(
    formula: str, unit: str, text: str
) -> None:
    assert with_numbers(calculated(formula, unit), parse(formula), key("made")).en == text


def test_units_are_named_in_every_language() -> None:
    formula = "a + 5 '10kt'"
    found = with_numbers(calculated(formula), parse(formula), key("made"))
    assert found.zh_hans == "83,512 tonne（简） + 5 ten thousand tonnes（简）"
    assert found.zh_hant == "83,512 tonne（繁） + 5 ten thousand tonnes（繁）"


def traced(formula: str, unit: str = "tonne", now: Figures = NOW) -> Trace:
    found = trace(calculated(formula, unit, now), key("made"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("formula", "unit", "exact", "rounded"),
    [
        ("a + b", "tonne", "90,199.9", "90199.90"),
        ("a / b", "percent", "1,248.70288132…", "1248.70"),
        ("c / 8", "tonne", "0.875", "0.88"),
        ("-c / 8", "tonne", "−0.875", "-0.88"),
        ("c / 3", "tonne", "2.33333333…", "2.33"),
        ("share", "percent", "0", "0.00"),
    ],
)
def test_the_result_is_shown_before_and_after_rounding(
    formula: str, unit: str, exact: str, rounded: str
) -> None:
    found = traced(formula, unit)
    assert (found.exact, found.rounded) == (exact, rounded)
    assert found.formula == formula and found.missing == () and found.why == ""


@pytest.mark.parametrize(
    ("missing", "why"), [(Reason.PENDING, "pending"), (Reason.NOT_DISCLOSED, "not_disclosed")]
)
def test_what_is_missing_is_named_with_its_reason(missing: Reason, why: str) -> None:
    found = traced("a + b", now={**NOW, "b": missing})
    assert (found.exact, found.rounded, found.why) == ("", None, why)
    assert [(line.code, line.why) for line in found.missing] == [("b", why)]
    assert found.numbers.en == "83,512 + …"


def test_what_cannot_be_divided_says_why() -> None:
    found = traced("a / b", "percent", {**NOW, "b": "0"})
    assert (found.rounded, found.why, found.missing) == (None, "zero_divisor", ())


def test_the_first_year_has_none_before() -> None:
    found = trace(calculated("a - prev(a)"), key("made", "2021"))
    assert found is not None and found.rounded is None
    assert {line.why for line in found.missing} == {"empty", "no_such_year"}


def test_what_has_no_formula_has_no_work_to_show() -> None:
    assert trace(calculated("a"), key("b")) is None


def test_every_derived_figure_of_the_example_can_show_its_work(example_view: ProjectView) -> None:
    calculator = Calculator(example_view)
    shown = 0
    for at in example_view.entries:
        found = trace(calculator, at)
        is_derived = example_view.catalogue.indicator(at.indicator).kind is Kind.DERIVED
        assert (found is not None) == is_derived
        if found is not None and found.rounded is not None:
            assert "…" not in found.numbers.text("en"), at
            shown += 1
    assert shown > 60


SIGNS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
TERMS = some.recursive(
    some.sampled_from(("a", "b", "c")),
    lambda inner: some.tuples(inner, some.sampled_from(sorted(SIGNS)), inner).map(
        lambda parts: f"({' '.join(parts)})"
    ),
    max_leaves=7,
)


@given(TERMS)
def test_what_is_shown_computes_to_the_same(formula: str) -> None:
    text = written(formula)
    plain = text.replace(",", "").replace("×", "*").replace("÷", "/").replace("−", "-")
    calculator = calculated(formula)
    asked = calculator.compute(parse(formula), "", "2023").number
    assert asked == calculator.compute(parse(plain), "", "2023").number
