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
    """A unit of measurement; `quantity` says what it measures, `is_whole` that it has no parts.

    `measure` says what one of it is in terms of the pack's base measures (`10000 * tonne`), so
    that figures can be converted and formulas tested; empty where nothing can be said.
    `spellings` are further ways in which people write it behind a figure.
    """

    id: str
    label: Wording
    quantity: str = ""
    is_whole: bool = False
    measure: str = ""
    spellings: tuple[str, ...] = ()


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
    `formula` says how the figure follows from others (`core.formula`): a derived indicator is
    computed by it where nobody entered a figure, and an entered figure is compared with it.
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
    formula: str = ""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that a pack declares: its kind, the indicators it is about, and its own settings.

    `indicator` is `*` where it is about all; `other` is what it is held against (a code, a
    formula); `limit` a canonical figure. What they mean is said by the kind (`core.rules`).
    """

    code: str
    kind: str
    indicator: str
    other: str = ""
    limit: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A published factor that turns one measure into another, such as a heating value.

    `value` is canonical, in `measure` (`MJ / m3`); `indicator` the one whose figures it converts.
    `edition` and `source` say where it was published, and are printed where it was used.
    """

    code: str
    indicator: str
    value: str
    measure: str
    name: Wording
    edition: str
    source: str


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

    A figure entered in another unit than the indicator's keeps what was entered: `entered` is
    canonical, in the unit with the id `entered_unit`, converted by the coefficient named, if any;
    `value` is the converted figure, rounded once. `is_computed` marks a figure that nobody
    entered: it follows from a formula and is kept nowhere.
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
    entered: str | None = None
    entered_unit: str = ""
    coefficient: str = ""
    is_computed: bool = False

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
class Mention:
    """Another place in a year's report where a figure is printed, with the text as printed there.

    `unit` is the id of the unit it is printed in, empty for the indicator's own.
    """

    id: str
    entity: str
    period: str
    place: str
    indicator: str
    members: str
    value_period: str
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A published report; `source` says where its figures were taken from."""

    entity: str
    period: str
    title: Wording = NO_WORDS
    source: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as an edition printed it; `key.period` is the year it is about.

    `unit` is the unit's label as printed and `measure` what one of it is, so that it can be
    compared with a figure in another unit.
    """

    edition: str
    key: EntryKey
    value: str | None
    reason: Reason | None
    unit: str
    measure: str


class Cause(StrEnum):
    """Why a published figure is changed."""

    ERROR = "error"
    METHOD = "method"
    BOUNDARY = "boundary"
    BETTER_DATA = "better_data"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Restatement:
    """The reason for a change to a figure that an earlier edition printed.

    `period` is the report year that shows the changed figure, `key.period` the year it is about.
    """

    period: str
    key: EntryKey
    cause: Cause
    text: Wording = NO_WORDS


@dataclass(frozen=True, slots=True)
class Answer:
    """The explanation of a finding. It holds until one of the figures changes that the finding is
    about: `figures` is a digest of them. `is_printed` makes it a footnote of the year's report.
    """

    finding: str
    key: EntryKey
    text: Wording
    figures: str
    is_printed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that shows where a figure comes from, kept beside the company file.

    `name` is what the person called it, `sha256` that of its bytes, by which it is found again and
    known to be unchanged; `size` in bytes.
    """

    id: str
    key: EntryKey
    name: str
    sha256: str
    size: int


class About(StrEnum):
    """What a comment is."""

    REMARK = "remark"
    SENT_BACK = "sent_back"


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a figure to those who work on it; never printed.

    `to` names a person it is meant for, or nobody. Who said it and when is in the journal.
    """

    id: str
    key: EntryKey
    about: About
    text: str
    to: str = ""
    is_done: bool = False


class Role(StrEnum):
    """What a person does in the company's file. In a file without accounts it guides, no more."""

    DEPARTMENT = "department"
    MANAGER = "manager"
    ASSURANCE = "assurance"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works on the file: role and, for department staff, the departments."""

    name: str
    role: Role
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which a department's figures of a year are wanted."""

    department: str
    period: str
    day: date


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
