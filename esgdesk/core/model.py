"""The words of the product as plain frozen records: what is measured, for whom, when, how much.

Everything that a store keeps or a report draws passes through these types. They hold no behaviour
beyond their own shape; looking things up is `core.catalogue`, checking is `core.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from esgdesk.core.wording import NO_WORDS, Wording

TOTAL = ""
"""The member set of an entry that is not broken down."""


class Kind(StrEnum):
    """Where an indicator's figure comes from."""

    ENTERED = "entered"
    DERIVED = "derived"
    TEXT = "text"


class Aggregation(StrEnum):
    """How the figures of several entities become one."""

    SUM = "sum"
    LAST = "last"
    NONE = "none"


class Reason(StrEnum):
    """Why there is no figure."""

    NOT_DISCLOSED = "not_disclosed"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"


class State(StrEnum):
    """How far an entry has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT_BACK = "sent_back"


class Anchor(StrEnum):
    """What a footnote's mark stands on."""

    NAME = "name"
    VALUE = "value"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of indicators, as the desk lists them and layouts may print them."""

    code: str
    name: Wording


@dataclass(frozen=True, slots=True)
class Department:
    """Who owns indicators inside the company."""

    code: str
    name: Wording


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement; `quantity` says what it measures, `is_whole` that it has no parts."""

    id: str
    label: Wording
    quantity: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a dimension, such as *female* of *gender*."""

    dimension: str
    code: str
    name: Wording

    @property
    def pair(self) -> str:
        """The member as it stands in an entry's member set: `gender:female`."""
        return f"{self.dimension}:{self.code}"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way of breaking figures down, with its members in the order they are printed."""

    code: str
    name: Wording
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An indicator that is broken down by a dimension; additive parts make up the total."""

    indicator: str
    dimension: str
    is_additive: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured.

    `unit` is a unit's id; `decimals` the usual number of decimals (None: as it comes);
    `minimum` and `maximum` canonical figures beyond which a figure cannot be right;
    `has_total` says that there is a figure of the indicator itself, not only of its members.
    """

    code: str
    chapter: str
    name: Wording
    unit: str
    decimals: int | None = None
    kind: Kind = Kind.ENTERED
    aggregation: Aggregation = Aggregation.NONE
    has_total: bool = True
    is_required: bool = True
    minimum: str | None = None
    maximum: str | None = None
    owner: str = ""
    definition: Wording = NO_WORDS


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A code of a framework, in one edition, that an indicator answers."""

    indicator: str
    framework: str
    edition: str
    code: str


@dataclass(frozen=True, slots=True)
class Entity:
    """What figures are about: the group, a subsidiary, a site; `parent` makes them a tree."""

    code: str
    name: Wording
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting year with its first and last day; `code` is how people name it (`2023`)."""

    code: str
    starts: date
    ends: date


def member_set(pairs: Iterable[str]) -> str:
    """The canonical text of a set of `dimension:member` pairs; empty is the total."""
    return ";".join(sorted(set(pairs)))


def member_pairs(members: str) -> tuple[str, ...]:
    """The inverse of `member_set`."""
    return tuple(members.split(";")) if members else ()


@dataclass(frozen=True, slots=True, order=True)
class EntryKey:
    """What an entry is the figure of; `members` is a canonical member set, `TOTAL` if none."""

    indicator: str
    members: str
    entity: str
    period: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The figure for a key, or the reason there is none, with where it comes from.

    At most one of `value` (canonical figure), `reason` and `text` (for text indicators) is set.
    `typed` is what the person typed, character for character. `version` counts the changes.
    """

    key: EntryKey
    value: str | None = None
    reason: Reason | None = None
    text: str | None = None
    typed: str = ""
    note: str = ""
    source: str = ""
    state: State = State.DRAFT
    version: int = 0

    @property
    def is_filled(self) -> bool:
        """Whether the question is answered: a figure, a text or a reason."""
        return (self.value or self.reason or self.text) is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """A text left in a figure's cell that is no figure, kept until it is mended or replaced.

    `problem` is the message key that says why it is no figure.
    """

    key: EntryKey
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note of one report year. The number is counted when printed, by place in the layout.

    `anchor` says what carries the mark: an indicator's name, the value of `value_period`, or the
    table of the chapter named in `indicator`. `position` orders notes on the same place.
    """

    id: str
    entity: str
    period: str
    anchor: Anchor
    indicator: str
    members: str
    value_period: str
    text: Wording
    origin: str = "user"
    position: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What is set for one year's report: its title and where footnotes begin to count."""

    entity: str
    period: str
    title: Wording = NO_WORDS
    footnote_start: int = 1


@dataclass(frozen=True, slots=True)
class StoredLayout:
    """A layout as the company file keeps it: the two texts a person can edit."""

    code: str
    settings: str
    rows: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last operation that changed data: its number, hash and time (UTC, ISO 8601)."""

    number: int
    hash: str
    at: str

    @property
    def anchor(self) -> str:
        """The head as exports print it: enough to know this state of the data again."""
        return f"{self.number}:{self.hash[:16]}"
