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

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

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
