"""The language of derived figures: reading a formula, computing it, showing its work.

    ghg.scope1 + ghg.scope2
    ghg.total / finance.revenue
    share(rd.investment, finance.revenue)
    workforce.headcount[gender:female] / workforce.headcount

Operands are indicators' codes. Without brackets an operand is taken for the members that the
result is for; members in square brackets are added to these or, within one dimension, take their
place, and `[total]` takes the total whatever the result is for. Functions:

    sum(CODE by DIMENSION)   the sum over all members of a breakdown
    prev(X)                  the same in the year before
    yoy(X)                   its change against the year before, as a share (0.05 is 5 %)
    share(X, Y)              X / Y
    last(X, N)               the sum over the last N years

Numbers may stand in a formula, with a unit's id in single quotes if they have one. Everything is
computed from what was entered, in exact fractions, and rounded once when it is printed. Where an
input is missing the result is missing, with the reason; it is never zero.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from esgdesk.core.intervals import Interval, exactly
from esgdesk.core.model import TOTAL, member_pairs, member_set

TOTAL_WORD = "total"
FUNCTIONS = {"sum": 1, "prev": 1, "yoy": 1, "share": 2, "last": 2}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<code>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)"
    r"|(?P<members>\[[^\]]*\])|(?P<unit>'[^']*')|(?P<sign>[-+*/(),−×÷]))"
)
_SIGNS = {"−": "-", "×": "*", "÷": "/"}


class FormulaError(Exception):
    """A formula that cannot be read or used; `key` names the message, `facts` fill it in."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts


# ------------------------------------------------------------ the tree


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a formula, with the id of its unit or none."""

    value: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Operand:
    """An indicator's figure; see `taken_members` for what its members mean."""

    code: str
    members: str | None = None


@dataclass(frozen=True, slots=True)
class Binary:
    """Two terms with `+`, `-`, `*` or `/` between them."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    """A term with a minus before it."""

    term: Node


@dataclass(frozen=True, slots=True)
class SumBy:
    """The sum of an indicator over the members of a dimension."""

    code: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Previous:
    """A term as it was so many years before."""

    term: Node
    years: int = 1


@dataclass(frozen=True, slots=True)
class Growth:
    """The change of a term against the year before, as a share of it."""

    term: Node


@dataclass(frozen=True, slots=True)
class Last:
    """The sum of a term over the last so many years."""

    term: Node
    years: int


Node = Number | Operand | Binary | Negative | SumBy | Previous | Growth | Last


# ------------------------------------------------------------ reading


def parse(text: str) -> Node:
    """Read a formula. Raises FormulaError that says where it cannot be understood."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise FormulaError(
                    "formula.odd_sign", formula=text, found=text[place:].strip()[:12]
                )
            kind = str(found.lastgroup)
            token = found.group(kind)
            self._tokens.append((kind, _SIGNS.get(token, token)))
            place = found.end()
        self._place = 0

    def whole(self) -> Node:
        node = self._sum()
        if self._place < len(self._tokens):
            raise self._problem()
        return node

    def _problem(self) -> FormulaError:
        rest = " ".join(token for _, token in self._tokens[self._place :])
        return FormulaError("formula.not_understood", formula=self._text, found=rest[:24])

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._place] if self._place < len(self._tokens) else ("", "")

    def _take(self, *signs: str) -> str:
        kind, token = self._peek()
        if kind == "sign" and token in signs:
            self._place += 1
            return token
        return ""

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self._problem()

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = Binary(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._term()
        while sign := self._take("*", "/"):
            node = Binary(sign, node, self._term())
        return node

    def _term(self) -> Node:
        if self._take("-"):
            return Negative(self._term())
        if self._take("("):
            node = self._sum()
            self._need(")")
            return node
        kind, token = self._peek()
        if kind == "number":
            self._place += 1
            return Number(Fraction(token), self._unit())
        if kind != "code":
            raise self._problem()
        self._place += 1
        if token in FUNCTIONS and self._take("("):
            node = self._function(token)
            self._need(")")
            return node
        return Operand(token, self._members())

    def _unit(self) -> str:
        kind, token = self._peek()
        if kind != "unit":
            return ""
        self._place += 1
        return token[1:-1]

    def _members(self) -> str | None:
        kind, token = self._peek()
        if kind != "members":
            return None
        self._place += 1
        inside = token[1:-1].strip()
        if not inside:
            self._place -= 1
            raise self._problem()
        return TOTAL if inside == TOTAL_WORD else member_set(inside.replace(" ", "").split(";"))

    def _function(self, name: str) -> Node:
        if name == "sum":
            return self._sum_by()
        term = self._sum()
        if name == "prev":
            return Previous(term)
        if name == "yoy":
            return Growth(term)
        self._need(",")
        if name == "share":
            return Binary("/", term, self._sum())
        kind, token = self._peek()
        if kind != "number" or not token.isdigit() or not 1 <= int(token) <= 20:
            raise self._problem()
        self._place += 1
        return Last(term, int(token))

    def _sum_by(self) -> Node:
        words = [self._peek()]
        code = words[0][1]
        self._place += 1
        by, self._place = self._peek(), self._place + 1
        dimension, self._place = self._peek(), self._place + 1
        if [words[0][0], by, dimension[0]] != ["code", ("code", "by"), "code"]:
            self._place -= 3
            raise self._problem()
        return SumBy(code, dimension[1])


def taken_members(own: str | None, wanted: str) -> str:
    """The members an operand is taken for: those in its brackets and those of the result.

    A member in brackets takes the place of the result's member of the same dimension: nobody is
    both male and female.
    """
    if own is None:
        return wanted
    if own == TOTAL:
        return TOTAL
    pairs = member_pairs(own)
    named = {dimension for dimension, _, _ in (pair.partition(":") for pair in pairs)}
    others = (pair for pair in member_pairs(wanted) if pair.partition(":")[0] not in named)
    return member_set((*pairs, *others))


def codes(node: Node) -> Iterator[str]:
    """The codes of all indicators a formula reads, as they stand, possibly more than once."""
    match node:
        case Operand(code) | SumBy(code):
            yield code
        case Binary(_, left, right):
            yield from codes(left)
            yield from codes(right)
        case Negative(term) | Previous(term) | Growth(term) | Last(term):
            yield from codes(term)


def reads_years_before(node: Node) -> int:
    """How many years before the result's own a formula looks at."""
    match node:
        case Binary(_, left, right):
            return max(reads_years_before(left), reads_years_before(right))
        case Previous(term, years):
            return years + reads_years_before(term)
        case Growth(term):
            return 1 + reads_years_before(term)
        case Last(term, years):
            return years - 1 + reads_years_before(term)
        case Negative(term):
            return reads_years_before(term)
        case _:
            return 0


def order(formulas: Mapping[str, Node]) -> list[str]:
    """The derived indicators so that each stands after those it is computed from.

    An indicator may read its own year before. Raises FormulaError for a circle, naming it.
    """
    done: list[str] = []
    state: dict[str, int] = {}

    def visit(code: str, way: tuple[str, ...]) -> None:
        if state.get(code) == 2 or code not in formulas:
            return
        if state.get(code) == 1:
            raise FormulaError("formula.circle", circle=" → ".join((*way[way.index(code) :], code)))
        state[code] = 1
        for needed in dict.fromkeys(_same_year(formulas[code])):
            visit(needed, (*way, code))
        state[code] = 2
        done.append(code)

    for code in formulas:
        visit(code, ())
    return done


def _same_year(node: Node) -> Iterator[str]:
    """The codes a formula reads in the result's own year: a year before can be no circle."""
    match node:
        case Operand(code) | SumBy(code):
            yield code
        case Binary(_, left, right):
            yield from _same_year(left)
            yield from _same_year(right)
        case Negative(term) | Growth(term) | Last(term):
            yield from _same_year(term)


# ------------------------------------------------------------ units


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted and in which size: `powers` of base measures, `scale` in base units."""

    powers: tuple[tuple[str, int], ...] = ()
    scale: Fraction = Fraction(1)

    def combined(self, other: Measure, sign: int) -> Measure:
        """The measure of a product (`sign` 1) or quotient (-1)."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        kept = tuple(sorted((name, power) for name, power in powers.items() if power))
        return Measure(kept, self.scale * other.scale**sign)


PURE = Measure()


def check_units(
    node: Node,
    result: Measure,
    measure_of: Callable[[str], Measure],
    unit: Callable[[str], Measure],
) -> None:
    """Raises FormulaError where a formula adds what cannot be added, or does not give `result`."""
    found = _measure(node, measure_of, unit)
    if found.powers != result.powers:
        raise FormulaError("formula.other_unit", found=_words(found), wanted=_words(result))


def _measure(
    node: Node, measure_of: Callable[[str], Measure], unit: Callable[[str], Measure]
) -> Measure:
    match node:
        case Number(_, name):
            return unit(name) if name else PURE
        case Operand(code) | SumBy(code):
            return measure_of(code)
        case Negative(term) | Previous(term) | Last(term):
            return _measure(term, measure_of, unit)
        case Growth(term):
            _measure(term, measure_of, unit)
            return PURE
        case Binary(sign, left, right):
            first = _measure(left, measure_of, unit)
            second = _measure(right, measure_of, unit)
            if sign in "*/":
                return first.combined(second, 1 if sign == "*" else -1)
            if first.powers != second.powers:
                raise FormulaError("formula.sum_of_units", left=_words(first), right=_words(second))
            return first


def _words(measure: Measure) -> str:
    return (
        " · ".join(name if power == 1 else f"{name}^{power}" for name, power in measure.powers)
        or "1"
    )


# ------------------------------------------------------------ computing


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a formula uses: where it stands and what it says; `value` None if missing.

    `why` says why there is none: a reason's code, `empty`, `no_such_year`, `no_such_figure` or
    `zero_divisor`.
    """

    code: str
    members: str
    period: str
    value: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure of the view gives to a formula."""

    input: Input
    number: Fraction | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula gives: a number in base units, what it can be given the inputs' rounding,
    and the inputs in the order of the formula. `number` is None where an input is missing.
    """

    number: Fraction | None
    interval: Interval | None
    inputs: tuple[Input, ...] = ()
    why: str = ""

    @property
    def missing(self) -> tuple[Input, ...]:
        """The inputs that are missing."""
        return tuple(line for line in self.inputs if line.value is None)


Read = Callable[[str, str, str], Reading]
"""Gives the figure for code, members and period, in base units."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula is computed for: members, year, and how to find figures."""

    members: str
    period: str
    read: Read
    year_before: Callable[[str], str]
    members_of: Callable[[str, str], tuple[str, ...]]
    scale_of: Callable[[str], Fraction] = field(default=lambda _: Fraction(1))

    def at(self, period: str) -> Scope:
        """The same for another year."""
        return Scope(
            self.members, period, self.read, self.year_before, self.members_of, self.scale_of
        )


def compute(node: Node, scope: Scope) -> Result:
    """Compute a formula from what was entered, in exact fractions."""
    match node:
        case Number(value, unit):
            number = value * (scope.scale_of(unit) if unit else 1)
            return Result(number, exactly(number))
        case Operand(code, members):
            wanted = taken_members(members, scope.members)
            return _found(scope.read(code, wanted, scope.period))
        case SumBy(code, dimension):
            results = [
                _found(scope.read(code, members, scope.period))
                for members in scope.members_of(code, dimension)
            ]
            return _added(results)
        case Negative(term):
            inner = compute(term, scope)
            if inner.number is None or inner.interval is None:
                return inner
            return Result(-inner.number, -inner.interval, inner.inputs)
        case Previous(term, years):
            period = scope.period
            for _ in range(years):
                period = scope.year_before(period)
            return compute(term, scope.at(period))
        case Growth(term):
            now = compute(term, scope)
            before = compute(term, scope.at(scope.year_before(scope.period)))
            return _grown(now, before)
        case Last(term, years):
            results, period = [], scope.period
            for _ in range(years):
                results.append(compute(term, scope.at(period)))
                period = scope.year_before(period)
            return _added(results)
        case Binary(sign, left, right):
            return _joined(sign, compute(left, scope), compute(right, scope))


def _found(reading: Reading) -> Result:
    return Result(reading.number, reading.interval, (reading.input,), reading.input.why)


def _added(results: list[Result]) -> Result:
    whole = Result(Fraction(0), exactly(0))
    for result in results:
        whole = _joined("+", whole, result)
    return whole


def _joined(sign: str, left: Result, right: Result) -> Result:
    inputs = left.inputs + right.inputs
    if left.number is None or right.number is None:
        return Result(None, None, inputs, left.why or right.why)
    if sign == "/" and not right.number:
        return Result(None, None, inputs, "zero_divisor")
    number = _NUMBERS[sign](left.number, right.number)
    return Result(number, _interval(sign, left.interval, right.interval), inputs)


_NUMBERS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_INTERVALS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _interval(sign: str, left: Interval | None, right: Interval | None) -> Interval | None:
    if left is None or right is None:
        return None
    try:
        return _INTERVALS[sign](left, right)
    except ZeroDivisionError:
        # The divisor rounds to something else than zero but could be zero: nothing can be said
        # of what the quotient may be.
        return None


def _grown(now: Result, before: Result) -> Result:
    """(now - before) / |before|. `before` stands in it twice and is one number each time."""
    inputs = now.inputs + before.inputs
    if now.number is None or before.number is None:
        return Result(None, None, inputs, now.why or before.why)
    if not before.number:
        return Result(None, None, inputs, "zero_divisor")
    quotient = _joined("/", now, before)
    assert quotient.number is not None
    one = exactly(1)
    interval = None if quotient.interval is None else quotient.interval - one
    if before.number < 0:
        # A rise from a loss is a rise: the change is held against the size of what was.
        return Result(1 - quotient.number, None if interval is None else -interval, inputs)
    return Result(quotient.number - 1, interval, inputs)
