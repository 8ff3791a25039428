"""A pack: a folder of CSV and TOML files that says what is measured and how it is printed.

Reading is all or nothing: the first thing that is wrong raises PackProblem with file, line and
what to mend. The format is described for its editors in `docs/packs.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.derived import check_formula
from esgdesk.core.errors import PackProblem
from esgdesk.core.findings import Severity
from esgdesk.core.formula import FormulaError
from esgdesk.core.layout import Layout, check_layout, parse_layout
from esgdesk.core.measures import MeasureError, UnitSystem
from esgdesk.core.model import (
    Aggregation,
    Breakdown,
    Chapter,
    Coefficient,
    Department,
    Dimension,
    Disclosure,
    Indicator,
    Kind,
    Member,
    RuleLine,
    StoredLayout,
    Unit,
)
from esgdesk.core.numbers import is_canonical
from esgdesk.core.rules import RuleError, read_rule
from esgdesk.core.tables import Line, decode, read_csv, read_toml
from esgdesk.core.wording import Wording, columns

T = TypeVar("T")

FORMAT = 1
MEASURES = "measures.txt"
MOST_DECIMALS = 12
CODE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as read: its edition and source, its catalogue and its layouts."""

    name: str
    edition: str
    source: str
    title: Wording
    catalogue: Catalogue
    layouts: tuple[Layout, ...]
    stored_layouts: tuple[StoredLayout, ...]


def read_pack(folder: Path | Traversable) -> Pack:
    """Read and check a pack's folder. Raises PackProblem."""
    settings_text = _read_file(folder, "pack.toml")
    settings = read_toml(settings_text, "pack.toml")
    if settings.get("format") != FORMAT:
        raise PackProblem(
            "pack.wrong_format", file="pack.toml", line=0, found=str(settings.get("format"))
        )
    for name in ("name", "edition", "source"):
        if name in settings and not isinstance(settings[name], str):
            raise PackProblem("pack.setting_not_text", file="pack.toml", line=0, setting=name)
        if not settings.get(name):
            raise PackProblem("pack.setting_missing", file="pack.toml", line=0, setting=name)
    title = settings.get("title")
    catalogue = _read_catalogue(folder)
    layouts, stored = _read_layouts(folder, catalogue)
    return Pack(
        name=str(settings["name"]),
        edition=str(settings["edition"]),
        source=str(settings["source"]),
        title=Wording.from_table(title if isinstance(title, dict) else {}),
        catalogue=catalogue,
        layouts=layouts,
        stored_layouts=stored,
    )


def _read_file(folder: Path | Traversable, name: str) -> str:
    file = folder
    for part in name.split("/"):
        file = file / part
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise PackProblem("pack.file_missing", file=name, line=0) from None
    return decode(data, name)


def _read_lines(folder: Path | Traversable, file: str, names: Iterable[str]) -> list[Line]:
    return list(read_csv(_read_file(folder, file), file, names))


def _unique(lines: Iterable[Line], columns: str | tuple[str, ...], kind: str) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        names = (columns,) if isinstance(columns, str) else columns
        code = " ".join(line.required(name) for name in names)
        _only_once(line, kind, code, seen)


def _only_once(line: Line, kind: str, code: str, first: dict[str, int]) -> None:
    if code in first:
        raise line.problem("pack.code_twice", kind=kind, found=code, first=first[code])
    first[code] = line.number


def _plain_code(line: Line, column: str) -> str:
    code = line.required(column)
    if not set(code) <= CODE_SIGNS:
        raise line.problem("pack.code_has_other_signs", found=code)
    return code


def _name(line: Line, stem: str = "name") -> Wording:
    wording = Wording.from_row(line.cells, stem)
    if not wording.en:
        raise line.problem("pack.cell_empty", column=columns(stem)[0])
    return wording


def _known(line: Line, column: str, known: Iterable[str], key: str) -> str:
    code = line.required(column)
    if code not in known:
        raise line.problem(key, found=code)
    return code


def _read_catalogue(folder: Path | Traversable) -> Catalogue:
    chapters = _named(folder, "chapters.csv", Chapter)
    departments = _named(folder, "departments.csv", Department)
    system = _read_measures(folder)
    units = _read_units(folder, system)
    dimensions = _read_dimensions(folder)
    lines = _read_lines(
        folder,
        "indicators.csv",
        (
            *("code", "chapter", "unit", "decimals", "kind", "aggregation", "total"),
            *("required", "minimum", "maximum", "owner", *columns("name"), *columns("definition")),
        ),
    )
    _unique(lines, "code", "indicator")
    chapter_codes = {chapter.code for chapter in chapters}
    department_codes = {department.code for department in departments}
    unit_ids = {unit.id for unit in units}
    indicators = tuple(
        Indicator(
            code=_plain_code(line, "code"),
            chapter=_known(line, "chapter", chapter_codes, "pack.unknown_chapter"),
            name=_name(line),
            unit=_known(line, "unit", unit_ids, "pack.unknown_unit"),
            decimals=_decimals(line),
            kind=line.choice("kind", Kind, Kind),
            aggregation=line.choice("aggregation", Aggregation, Aggregation),
            has_total=line.flag("total"),
            is_required=line.flag("required"),
            minimum=_limit(line, "minimum"),
            maximum=_maximum(line),
            owner=_known(line, "owner", department_codes, "pack.unknown_department"),
            definition=Wording.from_row(line.cells, "definition"),
            formula=line.cells.get("formula", ""),
        )
        for line in lines
    )
    codes = {indicator.code for indicator in indicators}
    dimension_codes = {dimension.code for dimension in dimensions}
    names = ("indicator", "dimension", "additive")
    breakdown_lines = _read_lines(folder, "breakdowns.csv", names)
    _unique(breakdown_lines, ("indicator", "dimension"), "breakdown")
    breakdowns = tuple(
        Breakdown(
            indicator=_known(line, "indicator", codes, "pack.unknown_indicator"),
            dimension=_known(line, "dimension", dimension_codes, "pack.unknown_dimension"),
            is_additive=line.flag("additive"),
        )
        for line in breakdown_lines
    )
    place = ("indicator", "framework", "edition", "code")
    disclosure_lines = _read_lines(folder, "disclosures.csv", place)
    _unique(disclosure_lines, place, "disclosure")
    disclosures = tuple(
        Disclosure(
            indicator=_known(line, "indicator", codes, "pack.unknown_indicator"),
            framework=line.required("framework"),
            edition=line.required("edition"),
            code=line.required("code"),
        )
        for line in disclosure_lines
    )
    rule_lines = _read_rules(folder)
    catalogue = Catalogue(
        chapters=chapters,
        departments=departments,
        units=units,
        dimensions=dimensions,
        indicators=indicators,
        breakdowns=breakdowns,
        disclosures=disclosures,
        rules=tuple(map(_rule, rule_lines)),
        coefficients=_read_coefficients(folder, codes, system),
        measures=system.definitions,
    )
    _check_formulas(catalogue, {line["code"]: line for line in lines})
    for rule, line in zip(catalogue.rules, rule_lines, strict=True):
        try:
            read_rule(catalogue, rule)
        except RuleError as error:
            raise line.problem(error.key, rule=rule.code, **error.facts) from None
    return catalogue


def _check_formulas(catalogue: Catalogue, lines: Mapping[str, Line]) -> None:
    """Raises PackProblem for a formula that cannot be read, computed or given its unit."""
    for indicator in catalogue.indicators:
        line = lines[indicator.code]
        if indicator.kind is Kind.DERIVED and not indicator.formula:
            raise line.problem("pack.derived_without_formula", found=indicator.code)
        if indicator.formula:
            try:
                check_formula(catalogue, indicator)
            except FormulaError as error:
                raise line.problem(error.key, **error.facts) from None
    try:
        _ = catalogue.formulas
    except FormulaError as error:
        raise PackProblem(error.key, file="indicators.csv", line=0, **error.facts) from None


def _named(
    folder: Path | Traversable, file: str, make: Callable[[str, Wording], T]
) -> tuple[T, ...]:
    """A file of codes with names."""
    lines = _read_lines(folder, file, ("code", *columns("name")))
    _unique(lines, "code", file.removesuffix("s.csv"))
    return tuple(make(_plain_code(line, "code"), _name(line)) for line in lines)


def _decimals(line: Line) -> int | None:
    text = line["decimals"]
    if not text:
        return None
    if text not in map(str, range(MOST_DECIMALS + 1)):
        raise line.problem("pack.not_a_number_of_decimals", found=text)
    return int(text)


def _maximum(line: Line) -> str | None:
    low, high = _limit(line, "minimum"), _limit(line, "maximum")
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        raise line.problem("pack.limits_crossed", low=low, high=high)
    return high


def _limit(line: Line, column: str) -> str | None:
    text = line[column]
    if text and not is_canonical(text):
        raise line.problem("pack.not_a_plain_figure", column=column, found=text)
    return text or None


def _read_units(folder: Path | Traversable, system: UnitSystem) -> tuple[Unit, ...]:
    lines = _read_lines(folder, "units.csv", ("id", "quantity", "whole", *columns("label")))
    _unique(lines, "id", "unit")
    return tuple(
        Unit(
            line.required("id"),
            _name(line, "label"),
            line["quantity"],
            line.flag("whole"),
            _measure(line, system),
            tuple(filter(None, map(str.strip, line.cells.get("spellings", "").split("|")))),
        )
        for line in lines
    )


def _read_measures(folder: Path | Traversable) -> UnitSystem:
    """The measures that units are made of; a pack may do without."""
    system = UnitSystem(_read_optional(folder, MEASURES))
    try:
        system.measure("1")
    except MeasureError as error:
        raise PackProblem(
            "pack.measure_not_understood", file=MEASURES, line=error.line, found=error.text
        ) from None
    return system


def _measure(line: Line, system: UnitSystem) -> str:
    """A unit's or coefficient's measure, as it stands; empty where the file has none."""
    text = line.cells.get("measure", "")
    try:
        system.measure(text)
    except MeasureError:
        raise line.problem("pack.measure_not_understood", found=text) from None
    return text


def _read_optional(folder: Path | Traversable, name: str) -> str:
    return _read_file(folder, name) if (folder / name).is_file() else ""


def _read_rules(folder: Path | Traversable) -> list[Line]:
    """The lines of the rules that the pack declares; what they mean is tested by `read_rule`."""
    if not (folder / "rules.csv").is_file():
        return []
    names = ("code", "kind", "indicator", "other", "limit", "severity")
    lines = _read_lines(folder, "rules.csv", names)
    _unique(lines, "code", "rule")
    return lines


def _rule(line: Line) -> RuleLine:
    return RuleLine(
        code=_plain_code(line, "code"),
        kind=line.required("kind"),
        indicator=line.required("indicator"),
        other=line["other"],
        limit=_limit(line, "limit") or "",
        severity=line.choice("severity", _severity, Severity),
    )


def _severity(text: str) -> str:
    return Severity(text) if text else ""


def _read_coefficients(
    folder: Path | Traversable, codes: Collection[str], system: UnitSystem
) -> tuple[Coefficient, ...]:
    """The factors that convert figures from one measure into another."""
    if not (folder / "coefficients.csv").is_file():
        return ()
    names = ("code", "indicator", "value", "measure", "edition", "source", *columns("name"))
    lines = _read_lines(folder, "coefficients.csv", names)
    _unique(lines, "code", "coefficient")
    return tuple(
        Coefficient(
            code=_plain_code(line, "code"),
            indicator=_known(line, "indicator", codes, "pack.unknown_indicator"),
            value=_factor(line),
            measure=_measure(line, system) or line.required("measure"),
            name=_name(line),
            edition=line.required("edition"),
            source=line.required("source"),
        )
        for line in lines
    )


def _factor(line: Line) -> str:
    line.required("value")
    value = _limit(line, "value") or "0"
    if Decimal(value) <= 0:
        raise line.problem("pack.not_a_plain_figure", column="value", found=value)
    return value


def _read_dimensions(folder: Path | Traversable) -> tuple[Dimension, ...]:
    lines = _read_lines(folder, "dimensions.csv", ("dimension", "member", *columns("name")))
    names: dict[str, Wording] = {}
    members: dict[str, list[Member]] = {}
    first: dict[str, int] = {}
    for line in lines:
        dimension = _plain_code(line, "dimension")
        if not line["member"]:
            _only_once(line, "dimension", dimension, first)
            names[dimension] = _name(line)
            members[dimension] = []
            continue
        if dimension not in names:
            raise line.problem("pack.member_before_dimension", found=dimension)
        member = _plain_code(line, "member")
        _only_once(line, "member", f"{dimension}:{member}", first)
        members[dimension].append(Member(dimension, member, _name(line)))
    return tuple(Dimension(code, name, tuple(members[code])) for code, name in names.items())


def _rows_file(settings: str, file: str) -> str:
    """The file beside a layout's settings that holds its rows; the one of its name by default."""
    name = read_toml(settings, file).get("rows", Path(file).stem + ".csv")
    if not isinstance(name, str) or not name or set(name) & set("/\\:"):
        raise PackProblem("pack.setting_missing", file=file, line=0, setting="rows")
    return f"layouts/{name}"


def _read_layouts(
    folder: Path | Traversable, catalogue: Catalogue
) -> tuple[tuple[Layout, ...], tuple[StoredLayout, ...]]:
    place = folder / "layouts"
    files = place.iterdir() if place.is_dir() else ()
    names = sorted(file.name for file in files if file.name.endswith(".toml"))
    if not names:
        raise PackProblem("pack.file_missing", file="layouts/*.toml", line=0)
    layouts: dict[str, Layout] = {}
    first: dict[str, str] = {}
    stored: list[StoredLayout] = []
    for name in names:
        file = f"layouts/{name}"
        settings = _read_file(folder, file)
        rows_file = _rows_file(settings, file)
        rows = _read_file(folder, rows_file)
        layout = parse_layout(settings, rows, file=file, rows_file=rows_file)
        check_layout(layout, catalogue, rows_file=rows_file)
        if layout.code in layouts:
            raise PackProblem(
                "pack.code_twice",
                file=file,
                line=0,
                kind="layout",
                found=layout.code,
                first=first[layout.code],
            )
        layouts[layout.code] = layout
        first[layout.code] = name
        stored.append(StoredLayout(layout.code, settings, rows))
    return tuple(layouts.values()), tuple(stored)
