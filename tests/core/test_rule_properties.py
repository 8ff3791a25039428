"""True figures, printed to any decimals, are never told about; one that is wrong is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as some

from esgdesk.core.model import RuleLine
from esgdesk.core.numbers import print_fraction
from tests.core.planting import DIMENSIONS, catalogue, findings, key, measured, view

NAMES = tuple(DIMENSIONS)
CELLS = list(product(*DIMENSIONS.values()))
DECIMALS = some.integers(0, 3)
SIZES = some.integers(1, 10**7).map(lambda number: Fraction(number, 1000))
# What something is divided by must not round to nothing.
LARGE = some.integers(2000, 10**7).map(lambda number: Fraction(number, 1000))


def half(decimals: int) -> Fraction:
    """Half a unit of the last digit."""
    return Fraction(1, 2 * 10**decimals)


def beyond(number: Fraction, slack: Fraction, decimals: int, times: int) -> str:
    """A number moved by more than a slack, printed to so many decimals."""
    step = (slack // (2 * half(decimals)) + 1) * 2 * half(decimals)
    return print_fraction(number + step * times, decimals)


# ------------------------------------------------------------ parts and totals


class Table:
    """One exact thing broken down in one to three ways, each figure printed to its own decimals."""

    def __init__(self, choose: Callable[..., Any], *, has_total: bool) -> None:
        cells = choose(some.lists(SIZES, min_size=len(CELLS), max_size=len(CELLS)))
        self.names = NAMES[: choose(some.integers(1 if has_total else 2, 3))]
        self.exact = {"waste": sum(cells)} if has_total else {}
        for place, name in enumerate(self.names):
            for member in DIMENSIONS[name]:
                parts = [
                    size for cell, size in zip(CELLS, cells, strict=True) if cell[place] == member
                ]
                self.exact[f"waste[{name}:{member}]"] = sum(parts)
        self.decimals = {place: choose(DECIMALS) for place in self.exact}
        self.printed = {
            place: print_fraction(number, self.decimals[place])
            for place, number in self.exact.items()
        }
        self.of = catalogue(
            measured("waste", has_total=has_total),
            parts=tuple(("waste", name) for name in self.names),
        )

    def found(self, figures: Mapping[str, str]) -> list[tuple[str, str, str]]:
        rules = ("parts_total", "cross_totals")
        lines = findings(view(self.of, figures), *rules)
        return [(line.rule, line.key.members, line.detail) for line in lines]

    def with_slip(self, choose: Callable[..., Any]) -> tuple[str, dict[str, str]]:
        """One figure changed by more than the rounding of all can explain."""
        place = choose(some.sampled_from(sorted(self.exact)))
        slack = 2 * sum(half(decimals) for decimals in self.decimals.values())
        times = choose(some.sampled_from((-2, -1, 1, 2, 50)))
        slip = beyond(
            self.exact[place], slack + half(self.decimals[place]), self.decimals[place], times
        )
        return place, {**self.printed, place: slip}


@settings(deadline=None)
@given(some.data())
def test_a_true_table_is_quiet_whatever_decimals_it_is_printed_with(data: some.DataObject) -> None:
    table = Table(data.draw, has_total=data.draw(some.booleans()))
    assert table.found(table.printed) == []


@settings(deadline=None)
@given(some.data())
def test_one_slip_in_a_table_is_found_in_the_breakdown_that_has_it(data: some.DataObject) -> None:
    table = Table(data.draw, has_total=True)
    place, figures = table.with_slip(data.draw)
    wrong = [name for name in table.names if place == "waste" or name in place]
    assert table.found(figures) == [("parts_total", "", name) for name in wrong]


@settings(deadline=None)
@given(some.data())
def test_one_slip_is_found_without_a_total_too(data: some.DataObject) -> None:
    table = Table(data.draw, has_total=False)
    place, figures = table.with_slip(data.draw)
    first = table.names[0]
    wrong = [name for name in table.names[1:] if first in place or name in place]
    assert [(rule, detail) for rule, _, detail in table.found(figures)] == [
        ("cross_totals", f"{name}:{first}") for name in wrong
    ]


@settings(deadline=None)
@given(some.data())
def test_a_part_that_is_missing_is_never_taken_for_zero(data: some.DataObject) -> None:
    table = Table(data.draw, has_total=True)
    gone = data.draw(some.sampled_from([place for place in sorted(table.exact) if "[" in place]))
    figures = {place: text for place, text in table.printed.items() if place != gone}
    assert table.found(figures) == []


# ------------------------------------------------------------ formulas

FORMULAS: dict[str, tuple[str, Callable[[Fraction, Fraction, Fraction], Fraction]]] = {
    "a + b": ("tonne", lambda a, b, before: a + b),
    "a - b": ("tonne", lambda a, b, before: a - b),
    "a / b": ("percent", lambda a, b, before: a / b),
    "a / (a + b)": ("percent", lambda a, b, before: a / (a + b)),
    "yoy(a)": ("percent", lambda a, b, before: a / before - 1),
    "last(a, 2)": ("tonne", lambda a, b, before: a + before),
}


@settings(deadline=None)
@given(some.sampled_from(sorted(FORMULAS)), SIZES, LARGE, LARGE, some.data())
def test_what_follows_from_exact_numbers_is_quiet_and_a_slip_in_it_is_found(
    formula: str, a: Fraction, b: Fraction, before: Fraction, data: some.DataObject
) -> None:
    unit, function = FORMULAS[formula]
    scale = Fraction(1, 100) if unit == "percent" else Fraction(1)
    of = catalogue(*map(measured, "ab"), measured("made", unit, formula=formula))
    places = [data.draw(DECIMALS) for _ in range(4)]
    texts = [print_fraction(x, d) for x, d in zip((a, b, before), places, strict=False)]
    number = function(a, b, before) / scale

    def told(value: str) -> list[str]:
        now = {"a": texts[0], "b": texts[1], "made": value}
        return [line.rule for line in findings(view(of, now, {"a": texts[2]}), "formula")]

    assert told(print_fraction(number, places[3])) == []
    # Each of these grows or falls with every input: its corners are all it can be.
    ends = product(
        *(
            (Fraction(text) - half(d), Fraction(text) + half(d))
            for text, d in zip(texts, places, strict=False)
        )
    )
    if formula == "a / (a + b)":
        return
    corners = [function(*end) / scale for end in ends]
    slack = max(corners) - min(corners) + 2 * half(places[3])
    slip = beyond(number, slack, places[3], data.draw(some.sampled_from((-1, 1, 3))))
    assert told(slip) == ["formula"]


# ------------------------------------------------------------ rates

COUNTED = catalogue(
    measured("staff", "person"),
    measured("share", "percent"),
    parts=(("staff", "age"),),
    shares=(("share", "age"),),
    rules=(RuleLine("own", "rate_of", "share", "staff"),),
)


@settings(deadline=None)
@given(some.integers(1, 5000), some.integers(0, 10**5), some.integers(0, 4), some.booleans())
def test_a_rate_is_told_about_exactly_where_no_count_rounds_to_it(
    whole: int, number: int, decimals: int, is_true: bool
) -> None:
    rate = Fraction(number % (whole + 1), whole) * 100 if is_true else Fraction(number, 1000)
    text = print_fraction(rate, decimals)
    nearest = min(
        abs(Fraction(count, whole) * 100 - Fraction(text))
        for count in {int(whole * Fraction(text) / 100) + step for step in (-1, 0, 1, 2)}
    )
    found = findings(view(COUNTED, {"staff": str(whole), "share": text}), "rate_of")
    assert bool(found) == (nearest > half(decimals))
    assert not (found and is_true)


@settings(deadline=None)
@given(
    some.lists(some.tuples(some.integers(0, 3000), some.integers(0, 100)), min_size=4, max_size=4),
    some.integers(0, 3),
    some.integers(1, 20),
)
def test_rates_of_all_members_make_the_rate_of_the_whole(
    groups: list[tuple[int, int]], decimals: int, times: int
) -> None:
    counts = [(size, size * part // 100) for size, part in groups]
    whole = sum(size for size, _ in counts)
    assume(whole)
    figures = {"staff": str(whole)}
    for member, (size, part) in zip(DIMENSIONS["age"], counts, strict=True):
        figures[f"staff[age:{member}]"] = str(size)
        if size:
            rate = print_fraction(Fraction(part, size) * 100, decimals)
            figures[f"share[age:{member}]"] = rate
    rate = Fraction(sum(part for _, part in counts), whole) * 100

    def told(value: str) -> list[str]:
        given = {**figures, "share": value}
        return [line.key.members for line in findings(view(COUNTED, given), "weighted_mean")]

    assert told(print_fraction(rate, decimals)) == []
    assert told(beyond(rate, 4 * half(decimals), decimals, times)) == [""]


DENSE = ("water", "waste", "steel", "paper")
DENSITIES = catalogue(
    *map(measured, DENSE),
    measured("revenue", "RMB_million", is_required=False),
    *(measured(f"{code}_density", "t_per_million", formula=f"{code} / revenue") for code in DENSE),
)


@settings(deadline=None, max_examples=60)
@given(
    some.lists(LARGE, min_size=4, max_size=4),
    some.integers(1000, 10**6),
    some.sampled_from(DENSE),
    some.sampled_from((Fraction(3, 2), Fraction(2, 3), Fraction(1, 10))),
    some.lists(some.integers(0, 3), min_size=4, max_size=4),
)
def test_one_rate_divided_by_something_else_is_named_where_the_others_agree(
    sizes: list[Fraction], revenue: int, odd: str, factor: Fraction, digits: list[int]
) -> None:
    figures: dict[str, str] = {}
    for code, size, more in zip(DENSE, sizes, digits, strict=True):
        figures[code] = print_fraction(size, 3)
        # From three telling digits on, as reports print them.
        decimals = next(d for d in range(30) if size / revenue * factor * 10**d > 100) + more
        figures[f"{code}_density"] = print_fraction(size / revenue, decimals)
        if code == odd:
            wrong = print_fraction(size / revenue * factor, decimals)
    assert findings(view(DENSITIES, figures), "common_denominator") == []
    figures[f"{odd}_density"] = wrong
    (finding,) = findings(view(DENSITIES, figures), "common_denominator")
    assert finding.key == key(f"{odd}_density")
    assert finding.facts["count"] == "3"
