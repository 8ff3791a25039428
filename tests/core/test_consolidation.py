"""Consolidation: exact sums over a tree of entities, and what is said of parts without a figure."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from esgdesk.core.consolidation import (
    Consolidation,
    EntityTree,
    Hindrance,
    MissingPart,
    consolidate,
)
from esgdesk.core.model import (
    TOTAL,
    Aggregation,
    Entity,
    Entry,
    EntryKey,
    Indicator,
    Kind,
    Reason,
)
from esgdesk.core.numbers import decimals_of, is_canonical
from esgdesk.core.wording import Wording

NAME = Wording("Name")
WASTE = Indicator("waste", "planet", NAME, "tonne", aggregation=Aggregation.SUM)


def tree(**parents: str | None) -> EntityTree:
    """A tree from each entity's parent."""
    return EntityTree(tuple(Entity(code, NAME, parent) for code, parent in parents.items()))


def entries(*, members: str = TOTAL, **answers: str | Reason | None) -> dict[EntryKey, Entry]:
    """Entries of 2023 from each entity's figure or reason; None is an entry that says nothing."""
    found = {}
    for entity, answer in answers.items():
        key = EntryKey("waste", members, entity, "2023")
        reason = answer if isinstance(answer, Reason) else None
        value = None if isinstance(answer, Reason) else answer
        found[key] = Entry(key, value=value, reason=reason)
    return found


def of_group(
    places: EntityTree, given: Mapping[EntryKey, Entry], indicator: Indicator = WASTE
) -> Consolidation:
    """The sum over what is below `group`."""
    return consolidate(indicator, places, "group", given, period="2023")


TWO = tree(group=None, north="group", south="group")
NESTED = tree(
    group=None,
    asia="group",
    europe="group",
    plant_1="asia",
    plant_2="asia",
    office="plant_2",
    lab="plant_2",
)


@pytest.mark.parametrize(
    ("north", "south", "total"),
    [
        ("1", "2", "3"),
        ("1.5", "2.25", "3.75"),
        ("1.0", "2", "3.0"),
        ("1.50", "1.50", "3.00"),
        ("0.1", "0.2", "0.3"),
        ("0", "0", "0"),
        ("0.00", "0", "0.00"),
        ("-1.5", "1.5", "0.0"),
        ("-5", "3", "-2"),
        ("-0.001", "0", "-0.001"),
        ("999.99", "0.01", "1000.00"),
        ("10000000000000000", "0.1", "10000000000000000.1"),
        ("9" * 40, "1", "1" + "0" * 40),
        ("9" * 40, f"0.{'0' * 38}1", f"{'9' * 40}.{'0' * 38}1"),
        (f"1{'0' * 39}", f"-0.{'0' * 38}1", f"{'9' * 39}.{'9' * 39}"),
    ],
)
def test_a_sum_keeps_every_digit_and_the_decimals_of_its_most_precise_part(
    north: str, south: str, total: str
) -> None:
    found = of_group(TWO, entries(north=north, south=south))
    assert found == Consolidation(total, ("north", "south"))
    assert found.is_complete


def test_parts_of_parts_are_added_where_the_part_says_nothing_itself() -> None:
    given = entries(europe="1.5", plant_1="2", office="3.25", lab="0.01")
    found = of_group(NESTED, given)
    assert found == Consolidation("6.76", ("plant_1", "office", "lab", "europe"))
    assert consolidate(WASTE, NESTED, "plant_2", given, period="2023").value == "3.26"


def test_a_part_that_reports_for_itself_is_not_counted_twice() -> None:
    given = entries(asia="100", europe="1", plant_1="2", office="3", lab="4")
    assert of_group(NESTED, given) == Consolidation("101", ("asia", "europe"))
    assert consolidate(WASTE, NESTED, "asia", given, period="2023").value == "9"


def test_the_own_figure_of_the_whole_is_not_added_to_its_parts() -> None:
    assert of_group(TWO, entries(group="50", north="1", south="2")).value == "3"


def test_parts_without_a_figure_are_named_with_their_reason() -> None:
    given = entries(europe=Reason.PENDING, plant_1="2", office=Reason.NOT_APPLICABLE)
    found = of_group(NESTED, given)
    assert found == Consolidation(
        "2",
        ("plant_1",),
        (
            MissingPart("office", Reason.NOT_APPLICABLE),
            MissingPart("lab"),
            MissingPart("europe", Reason.PENDING),
        ),
    )
    assert not found.is_complete


def test_a_reason_speaks_for_all_below_it() -> None:
    found = of_group(NESTED, entries(asia=Reason.NOT_DISCLOSED, plant_1="2", europe="1"))
    assert found == Consolidation("1", ("europe",), (MissingPart("asia", Reason.NOT_DISCLOSED),))


def test_no_figure_at_all_is_no_zero() -> None:
    found = of_group(TWO, entries(north=Reason.NOT_DISCLOSED))
    assert found.value is None and not found.counted and not found.is_complete
    assert found.missing == (MissingPart("north", Reason.NOT_DISCLOSED), MissingPart("south"))
    assert found.hindrance is None


def test_an_entry_that_was_cleared_counts_as_nothing_entered() -> None:
    found = of_group(NESTED, entries(asia=None, plant_1="2", office="3", lab="4", europe=None))
    assert found == Consolidation("9", ("plant_1", "office", "lab"), (MissingPart("europe"),))


def test_other_members_years_and_indicators_are_left_out() -> None:
    given = entries(north="1", south="2") | entries(members="gender:male", north="30", south="40")
    for key in (
        EntryKey("waste", TOTAL, "north", "2022"),
        EntryKey("water", TOTAL, "north", "2023"),
    ):
        given[key] = Entry(key, value="500")
    assert of_group(TWO, given).value == "3"
    men = consolidate(WASTE, TWO, "group", given, period="2023", members="gender:male")
    assert men.value == "70"
    assert consolidate(WASTE, TWO, "group", given, period="2022") == Consolidation(
        "500", ("north",), (MissingPart("south"),)
    )


@pytest.mark.parametrize(
    "indicator",
    [
        Indicator("waste", "planet", NAME, "tonne"),
        Indicator("waste", "planet", NAME, "tonne", aggregation=Aggregation.LAST),
        Indicator("waste", "planet", NAME, "tonne", aggregation=Aggregation.SUM, kind=Kind.TEXT),
    ],
)
def test_what_does_not_add_up_is_not_added(indicator: Indicator) -> None:
    found = of_group(TWO, entries(north="1", south="2"), indicator)
    assert found == Consolidation(hindrance=Hindrance.NOT_ADDITIVE)
    assert not found.is_complete


def test_an_entity_without_parts_has_nothing_to_add_up() -> None:
    given = entries(north="1")
    found = consolidate(WASTE, TWO, "north", given, period="2023")
    assert found == Consolidation(hindrance=Hindrance.NO_PARTS)
    assert not found.is_complete


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e3", "1_000", "１", "007", "", " 1"])
def test_a_figure_that_is_not_canonical_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no canonical figure"):
        of_group(TWO, entries(north=value, south="2"))


def test_an_unknown_entity_is_refused_even_where_nothing_adds_up() -> None:
    for indicator in (WASTE, Indicator("waste", "planet", NAME, "tonne")):
        with pytest.raises(KeyError):
            consolidate(indicator, TWO, "west", {}, period="2023")


def test_a_parent_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="north has an unknown parent: west"):
        tree(group=None, north="west")


@pytest.mark.parametrize(
    ("parents", "circle"),
    [
        ({"group": "group"}, "group < group"),
        ({"a": "b", "b": "a"}, "a < b < a"),
        ({"group": None, "a": "c", "b": "a", "c": "b", "d": "group"}, "a < c < b < a"),
        ({"leaf": "a", "a": "b", "b": "a"}, "leaf < a < b < a"),
    ],
)
def test_a_circle_of_parents_is_refused(parents: dict[str, str | None], circle: str) -> None:
    with pytest.raises(ValueError, match=f"own parents: {circle}$"):
        tree(**parents)


def test_an_entity_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice: north"):
        EntityTree((Entity("north", NAME), Entity("south", NAME), Entity("north", NAME, "south")))


def test_several_tops_and_children_given_before_their_parents_are_fine() -> None:
    places = tree(north="group", other=None, group=None, south="group", site="other")
    assert places.children("group") == ("north", "south")
    assert places.children("site") == ()
    assert of_group(places, entries(north="1", south="2", site="4")).value == "3"


def test_a_chain_longer_than_the_stack_is_deep_is_walked() -> None:
    length = 5000
    chain = [Entity("group", NAME)]
    chain += [Entity(f"e{i}", NAME, f"e{i - 1}" if i else "group") for i in range(length)]
    found = of_group(EntityTree(tuple(reversed(chain))), entries(**{f"e{length - 1}": "1.50"}))
    assert found == Consolidation("1.50", (f"e{length - 1}",))


def test_the_context_of_the_caller_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert of_group(TWO, entries(north="12345.678", south="0.001")).value == "12345.679"


def random_figure(chance: random.Random) -> str:
    """A canonical figure of up to 30 digits, often with decimals, sometimes negative or zero."""
    digits = chance.choice((1, 2, 3, 6, 9, 15, 17, 30))
    decimals = chance.randrange(digits) if chance.random() < 0.7 else 0
    whole = str(chance.randrange(10 ** (digits - decimals)))
    fraction = "".join(chance.choices("0123456789", k=decimals))
    value = f"{whole}.{fraction}" if decimals else whole
    return f"-{value}" if chance.random() < 0.3 and value.strip("0.") else value


def random_tree(chance: random.Random) -> list[Entity]:
    """A tree of up to forty entities below `group`, each below any that came before."""
    places = [Entity("group", NAME)]
    for number in range(chance.randrange(1, 40)):
        places.append(Entity(f"e{number}", NAME, chance.choice(places).code))
    return places


def by_fractions(
    places: list[Entity], given: Mapping[EntryKey, Entry], top: str
) -> tuple[Fraction, set[str], set[MissingPart], int]:
    """The same by another way: recursion, fractions, and decimals counted apart."""
    total, counted, missing, decimals = Fraction(0), set(), set(), 0
    for place in places:
        if place.parent != top:
            continue
        entry = given.get(EntryKey("waste", TOTAL, place.code, "2023"))
        if entry is not None and entry.value is not None:
            total += Fraction(entry.value)
            counted.add(place.code)
            decimals = max(decimals, decimals_of(entry.value))
        elif entry is not None and entry.reason is not None:
            missing.add(MissingPart(place.code, entry.reason))
        elif any(other.parent == place.code for other in places):
            below = by_fractions(places, given, place.code)
            total, decimals = total + below[0], max(decimals, below[3])
            counted |= below[1]
            missing |= below[2]
        else:
            missing.add(MissingPart(place.code))
    return total, counted, missing, decimals


def test_ten_thousand_random_consolidations_equal_fractions() -> None:
    chance = random.Random(2023)
    sums = incomplete = 0
    for _ in range(10_000):
        places = random_tree(chance)
        parents = {place.parent for place in places}
        answers: dict[str, str | Reason | None] = {}
        for place in places:
            fills = 0.2 if place.code in parents else 0.95
            if chance.random() < fills:
                is_figure = chance.random() < 0.97
                answers[place.code] = (
                    random_figure(chance) if is_figure else chance.choice(list(Reason))
                )
        given = entries(**answers)
        shuffled = chance.sample(places, len(places))
        found = consolidate(WASTE, EntityTree(tuple(shuffled)), "group", given, period="2023")
        total, counted, missing, decimals = by_fractions(places, given, "group")
        assert set(found.counted) == counted and len(found.counted) == len(counted)
        assert set(found.missing) == missing and len(found.missing) == len(missing)
        if counted:
            assert found.value is not None and is_canonical(found.value)
            assert Fraction(found.value) == total
            assert decimals_of(found.value) == decimals
            sums += 1
            incomplete += bool(missing)
        else:
            assert found.value is None
    # The trial is worth something only if it met sums, and sums with gaps, often enough.
    assert sums > 9000 and incomplete > 1000


def test_a_hundred_orders_give_the_same_digits() -> None:
    chance = random.Random(2024)
    values = {f"e{number}": random_figure(chance) for number in range(200)}
    # Added as floats, these three alone make 0 or 1 by their order.
    values |= {"high": "10000000000000000", "one": "1", "low": "-10000000000000000"}
    given = entries(**values)
    codes = list(values)
    digits = set()
    for _ in range(100):
        chance.shuffle(codes)
        places = EntityTree(
            (Entity("group", NAME), *(Entity(code, NAME, "group") for code in codes))
        )
        digits.add(of_group(places, given).value)
    assert len(digits) == 1
    assert Fraction(str(digits.pop())) == sum(Fraction(value) for value in values.values())


def test_a_sum_is_a_figure_that_can_be_added_up_again() -> None:
    given = entries(plant_1="-0.75", office="0.50", lab="0.25", europe="0")
    asia = consolidate(WASTE, NESTED, "asia", given, period="2023").value
    assert asia == "0.00" and Decimal(asia) == 0
    assert of_group(NESTED, given | entries(asia=asia)).value == of_group(NESTED, given).value
