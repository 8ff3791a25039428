"""Derived figures: computed where nobody entered one, never from what is missing."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from esgdesk.core.derived import (
    Calculator,
    check_formula,
    completed,
    conversion,
    followers,
    scale_of,
)
from esgdesk.core.formula import FormulaError
from esgdesk.core.intervals import Interval
from esgdesk.core.model import Coefficient, Entry, Kind, Reason, Unit
from esgdesk.core.view import ProjectView
from tests.core.planting import Figures, catalogue, in_unit, key, measured, view, words

DIESEL = Coefficient("diesel", "heat", "0.01", "MWh / tonne", words("Diesel"), "2020", "GB/T")
OF = catalogue(
    measured("fuel"),
    measured("gas"),
    measured("heat", "MWh", decimals=0),
    measured("revenue", "RMB_million"),
    measured("burnt", decimals=1, formula="fuel + gas"),
    measured("density", "t_per_million", decimals=3, formula="burnt / revenue"),
    measured("growth", "percent", formula="yoy(burnt)"),
    parts=(("fuel", "gender"), ("gas", "gender"), ("burnt", "gender")),
    coefficients=(DIESEL,),
)
FIGURES: Figures = {"fuel": "60.04", "gas": "30.04", "revenue": "7"}


def computed(of: ProjectView) -> dict[str, str | None]:
    """The computed figures of 2023 by their indicator, with members where there are any."""
    return {
        at.indicator + (f"[{at.members}]" if at.members else ""): entry.value
        for at, entry in completed(of).entries.items()
        if entry.is_computed and at.period == "2023"
    }


def test_what_can_be_computed_is_from_exact_numbers_and_rounded_once() -> None:
    # 90.08 is printed as 90.1, but 90.08 / 7 is 12.8685714.
    assert computed(view(OF, FIGURES, {"fuel": "50", "gas": "30"})) == {
        "burnt": "90.1",
        "density": "12.869",
        "growth": "12.60",
    }


@pytest.mark.parametrize("missing", ["fuel", "gas"])
def test_a_missing_input_is_never_taken_for_zero(missing: str) -> None:
    figures = {place: value for place, value in FIGURES.items() if place != missing}
    assert computed(view(OF, figures)) == {}
    for given in (Entry(key(missing)), *Reason):
        assert computed(view(OF, {**figures, missing: given})) == {}


def test_a_zero_that_was_entered_is_a_figure() -> None:
    assert computed(view(OF, {**FIGURES, "gas": "0"}))["burnt"] == "60.0"
    assert computed(view(OF, {**FIGURES, "revenue": "0"})) == {"burnt": "90.1"}


def test_members_are_computed_from_their_own() -> None:
    figures = {"fuel[gender:male]": "1", "gas[gender:male]": "2", "gas[gender:female]": "3"}
    assert computed(view(OF, figures)) == {"burnt[gender:male]": "3.0"}


def test_a_figure_that_was_entered_stays_and_is_computed_with() -> None:
    of = view(OF, {**FIGURES, "burnt": "100"})
    assert completed(of).entries[key("burnt")] == of.entries[key("burnt")]
    assert computed(of) == {"density": "14.286"}


def test_a_reason_stays_and_is_carried_to_what_is_computed_from_it() -> None:
    of = view(OF, {**FIGURES, "burnt": Reason.PENDING})
    assert completed(of) == of
    result = Calculator(of).result("density", "", "2023")
    assert (result.number, result.why) == (None, "pending")
    assert [(line.code, line.why) for line in result.missing] == [("burnt", "pending")]
    of = view(OF, {**FIGURES, "fuel": Reason.NOT_APPLICABLE})
    found = Calculator(of).result("density", "", "2023")
    assert [(line.code, line.why) for line in found.missing] == [("burnt", "not_applicable")]


def test_a_note_on_a_computed_figure_stays_with_it() -> None:
    noted = Entry(key("burnt"), note="Without the canteen", version=3)
    found = completed(view(OF, {**FIGURES, "burnt": noted}))
    entry = found.entries[key("burnt")]
    assert entry == replace(noted, value="90.1", is_computed=True)
    gone = {at: line for at, line in found.entries.items() if at != key("fuel")}
    assert completed(replace(found, entries=gone)).entries[key("burnt")] == noted


def test_completing_again_changes_nothing_and_leaves_nothing_behind() -> None:
    of = completed(view(OF, FIGURES))
    assert completed(of) == of
    gone = {at: entry for at, entry in of.entries.items() if at != key("fuel")}
    assert set(completed(replace(of, entries=gone)).entries) == {key("gas"), key("revenue")}


def test_completing_what_a_change_can_reach_is_completing_all(example_view: ProjectView) -> None:
    chance = random.Random(3)
    codes = example_view.catalogue
    entries = {
        at: entry
        for at, entry in example_view.entries.items()
        if codes.indicator(at.indicator).kind is not Kind.DERIVED or chance.random() < 0.3
    }
    of = completed(replace(example_view, entries=entries))
    assert sum(entry.is_computed for entry in of.entries.values()) > 40
    for _ in range(25):
        at = chance.choice(sorted(of.entries))
        value = chance.choice((None, "0", "17", "5123.25"))
        changed = {**of.entries, at: Entry(at, value=value)}
        touched = {at.indicator} | followers(codes, {at.indicator})
        wanted = completed(replace(of, entries=changed))
        assert completed(replace(of, entries=changed), only=touched).entries == wanted.entries
        of = wanted


def test_a_figure_is_as_exact_as_it_was_entered() -> None:
    rough = view(OF, {"fuel": in_unit("12300.00", "1.23", "10kt")})
    reading = Calculator(rough).read("fuel", "", "2023")
    assert reading.number == 12300
    assert reading.interval == Interval(Fraction(12250), Fraction(12350))
    fine = view(OF, {"heat": in_unit("1", "1499", "kWh")})
    reading = Calculator(fine).read("heat", "", "2023")
    assert reading.number == Fraction(1499, 1000)
    assert reading.interval == Interval(Fraction(14985, 10000), Fraction(14995, 10000))


def test_a_figure_converted_by_a_coefficient_is_computed_with_from_what_was_entered() -> None:
    entry = in_unit("1", "123.4", "tonne", "diesel")
    of = view(OF, {"heat": entry})
    assert conversion(OF, of.entries[key("heat")]) == Fraction(1, 100)
    assert Calculator(of).read("heat", "", "2023").number == Fraction(1234, 1000)


def test_a_unit_without_a_measure_has_the_size_one() -> None:
    others = (Unit("point", words("point")), Unit("odd", words("odd"), measure="furlong"))
    of = replace(OF, units=(*OF.units, *others))
    assert [scale_of(of, unit) for unit in ("point", "odd", "10kt")] == [1, 1, 10000]


@pytest.mark.parametrize(
    ("code", "members", "period", "why"),
    [
        ("fuel", "", "", "no_such_year"),
        ("fuel", "region:north", "2023", "no_such_figure"),
        ("heat", "", "2023", "empty"),
        ("density", "", "2022", "empty"),
    ],
)
def test_what_is_not_there_says_why(code: str, members: str, period: str, why: str) -> None:
    reading = Calculator(view(OF, FIGURES)).read(code, members, period)
    assert (reading.number, reading.interval, reading.input.why) == (None, None, why)


def test_what_follows_from_a_figure_is_known_through_others() -> None:
    assert followers(OF, {"fuel"}) == {"burnt", "density", "growth"}
    assert followers(OF, {"burnt"}) == {"density", "growth"}
    assert followers(OF, {"heat", "density"}) == set()
    assert followers(OF, {"revenue", "gas"}) == {"burnt", "density", "growth"}


def test_a_catalogue_without_derived_figures_is_left_as_it_is() -> None:
    of = view(catalogue(measured("fuel")), {"fuel": "1"})
    assert completed(of) is of


@pytest.mark.parametrize(
    ("formula", "key_of_message"),
    [
        ("fuel + odd", "formula.unknown_code"),
        ("fuel + heat", "formula.sum_of_units"),
        ("fuel * gas", "formula.other_unit"),
        ("fuel / gas", "formula.other_unit"),
        ("fuel[region:north]", "formula.unknown_members"),
        ("sum(fuel by region)", "formula.unknown_members"),
        ("-prev(last(yoy(fuel[region:north]), 2))", "formula.unknown_members"),
        ("fuel * 5 'stone'", "formula.unknown_unit"),
        ("fuel +", "formula.not_understood"),
    ],
)
def test_a_formula_that_does_not_fit_is_refused(formula: str, key_of_message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        check_formula(OF, OF.indicator("burnt"), formula)
    assert caught.value.key == key_of_message
