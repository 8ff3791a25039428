"""What units are made of: measures, their sizes, and exact conversion between them.

The measures are data of the pack, one definition a line, in the language of pint:

    tonne = [mass]
    kg = tonne / 1000
    percent = 0.01

Sizes are exact fractions, so that a conversion is rounded once, where its figure is kept.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

from esgdesk.core.compute import Measure

NO_MEASURE = frozenset("=;,:'\"\\")
"""Signs that pint passes over in an expression, or takes for something that no unit needs."""


class MeasureError(Exception):
    """A definition or a unit's measure that cannot be understood; `text` is what was found."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text, line)
        self.text = text
        self.line = line


class UnitSystem:
    """The measures of a pack; those of one text are equal and can be made again and again."""

    def __init__(self, definitions: str) -> None:
        self.definitions = definitions
        self._known: dict[str, Measure] = {}

    @cached_property
    def _registry(self) -> Any:
        """Raises MeasureError with the line that is wrong."""
        # Loaded here, for it takes a tenth of a second that the start page can do without.
        import pint

        # An empty registry: a pack says itself what its measures are, in every country the same.
        registry: Any = pint.UnitRegistry(None, non_int_type=Fraction, on_redefinition="raise")
        defined: dict[str, tuple[int, str]] = {}
        for number, line in enumerate(self.definitions.splitlines(), 1):
            text = line.partition("#")[0].strip()
            if not text:
                continue
            try:
                registry.define(text)
            except (pint.errors.PintError, ValueError, TypeError, AttributeError) as error:
                raise MeasureError(text, number) from error
            if (name := text.partition("=")[0].strip()).isidentifier():
                defined[name] = number, text
        # What a definition refers to may stand below it, so it is looked for when all are there.
        for name, (number, text) in defined.items():
            try:
                registry.Quantity(1, name).to_base_units()
            except Exception as error:
                raise MeasureError(text, number) from error
        return registry

    def measure(self, text: str) -> Measure | None:
        """What a unit's measure says; None where it is empty. Raises MeasureError."""
        if not text:
            return None
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> Measure:
        if set(text) & NO_MEASURE:
            raise MeasureError(text)
        try:
            quantity = self._registry.Quantity(self._registry.parse_expression(text))
            base = quantity.to_base_units()
            scale = Fraction(base.magnitude)
            powers = tuple(sorted((str(n), int(p)) for n, p in base.unit_items() if p))
        except MeasureError:
            raise
        # pint reads expressions with Python's own tokenizer: what is none raises in a dozen ways.
        except Exception as error:
            raise MeasureError(text) from error
        if scale <= 0:
            raise MeasureError(text)
        return Measure(powers, scale)

    def factor(self, source: str, target: str, coefficient: str = "", value: str = "1") -> Fraction:
        """How many of `target` one of `source` is, by way of a coefficient's measure and value.

        A coefficient serves in both directions: 0.1229 tce per MWh turns MWh into tce and tce
        into MWh. Raises MeasureError where the two do not measure the same.
        """
        first, second = self.measure(source), self.measure(target)
        between = self.measure(coefficient)
        if first is None or second is None:
            raise MeasureError(source or target)
        if between is not None:
            between = Measure(between.powers, between.scale * Fraction(value))
            for sign in (1, -1):
                made = first.combined(between, sign)
                if made.powers == second.powers:
                    return made.scale / second.scale
        elif first.powers == second.powers:
            return first.scale / second.scale
        raise MeasureError(source)
