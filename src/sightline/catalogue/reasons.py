"""Why a condition is met by one row, or is not, in words: the clock spelled out, the missing date named.

A sentence states what is so ("category is NEG"), never a verdict; whether the condition is met stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp

from sightline.catalogue.expressions import Expression
from sightline.catalogue.interpreter import Interpreter, Row
from sightline.catalogue.settings import Settings
from sightline.vocabulary import wording
from sightline.vocabulary.dates import WorkingCalendar

_LIMITS: Mapping[type[exp.Expr], str] = {
    exp.LTE: "within",
    exp.LT: "under",
    exp.GTE: "at least",
    exp.GT: "over",
    exp.EQ: "exactly",
    exp.NEQ: "other than",
}
_ORDER_OF_DAYS: Mapping[type[exp.Expr], str] = {
    exp.LTE: "on or before",
    exp.LT: "before",
    exp.GTE: "on or after",
    exp.GT: "after",
    exp.EQ: "the same day as",
    exp.NEQ: "another day than",
}
_CLOCKS = ("working_days", "days")


@dataclass(frozen=True)
class Reason:
    """One part of a condition for one row: whether it is met (None: not known), and the sentence that says why."""

    is_met: bool | None
    sentence: str


def reasons(
    condition: Expression,
    row: Row,
    calendar: WorkingCalendar,
    settings: Settings,
    on: date | None = None,
) -> tuple[Reason, ...]:
    """A reason for each part of a condition that its outermost ANDs join. Arguments as `interpreter.evaluate`."""
    teller = _Teller(Interpreter(row, calendar, settings, on))
    parts = _joined(condition.tree, exp.And)
    return tuple(Reason(teller.here.value_of(part), teller.say(part)) for part in parts)


def describe(
    condition: Expression,
    row: Row,
    calendar: WorkingCalendar,
    settings: Settings,
    on: date | None = None,
) -> str:
    """The reasons in one sentence.

    'completed 17 June 2025 is 45 working days after 9 April 2025 (started): within 45'
    """
    return "; ".join(reason.sentence for reason in reasons(condition, row, calendar, settings, on))


def _joined(node: exp.Expr, connector: type[exp.Expr]) -> list[exp.Expr]:
    """The parts that one kind of connector joins, brackets looked through, in the order in which they are written."""
    bare = _without_brackets(node)
    if isinstance(bare, connector):
        return [*_joined(bare.this, connector), *_joined(bare.expression, connector)]
    return [node]


def _without_brackets(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def column_words(name: str) -> str:
    """A column's name as it is said: `started_on` is 'started', `is_held` is 'held'."""
    return name.removesuffix("_on").removesuffix("_json_true").removeprefix("is_").replace("_", " ")


def _value_words(value: Any) -> str:
    if value is None:
        return "not recorded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return wording.day(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class _Teller:
    """Words the parts of one condition for one row."""

    here: Interpreter

    def say(self, node: exp.Expr) -> str:
        """The sentence for one part."""
        node = _without_brackets(node)
        return _SENTENCES.get(type(node), _Teller.anything)(self, node)

    def conjunction(self, node: exp.Expr) -> str:
        return wording.listed([self.say(part) for part in _joined(node, exp.And)])

    def disjunction(self, node: exp.Expr) -> str:
        parts = _joined(node, exp.Or)
        # One branch that holds is the reason; where none does, each of them is.
        met = [part for part in parts if self.here.value_of(part) is True]
        return wording.listed([self.say(part) for part in met[:1] or parts])

    def negation(self, node: exp.Expr) -> str:
        return self.say(node.this)

    def comparison(self, node: exp.Expr) -> str:
        left, right = node.this, node.expression
        value, limit = self.here.value_of(left), self.here.value_of(right)
        if value is None or limit is None:
            return self._what_is_missing(left, right)
        outcome = "" if self.here.value_of(node) else "not "
        if isinstance(value, date):
            return f"{self._named(left)} is {outcome}{_ORDER_OF_DAYS[type(node)]} {self._named(right)}"
        if isinstance(value, str | bool):
            same = value == limit
            return self._is(left, value) if same else f"{self._is(left, value)}, not {_value_words(limit)}"
        return f"{self._is(left, value)}: {outcome}{_LIMITS[type(node)]} {self._amount(right)}"

    def between(self, node: exp.Expr) -> str:
        subject, low, high = node.this, node.args["low"], node.args["high"]
        value = self.here.value_of(subject)
        if value is None or None in (self.here.value_of(low), self.here.value_of(high)):
            return self._what_is_missing(subject, low, high)
        outcome = "" if self.here.value_of(node) else "not "
        if isinstance(value, date):
            return f"{self._named(subject)} is {outcome}between {self._named(low)} and {self._named(high)}"
        return f"{self._is(subject, value)}: {outcome}between {self._amount(low)} and {self._amount(high)}"

    def membership(self, node: exp.Expr) -> str:
        value = self.here.value_of(node.this)
        choices = [_value_words(choice) for choice in self.here.values_of(node.expressions)]
        return self._among(node, node.this, value, choices)

    def _among(self, node: exp.Expr, subject: exp.Expr, value: Any, choices: list[str]) -> str:
        if value is None:
            return self._what_is_missing(subject)
        outcome = "one" if self.here.value_of(node) else "none"
        return f"{self._is(subject, value)}, {outcome} of {wording.listed(choices)}"

    def is_missing(self, node: exp.Expr) -> str:
        value = self.here.value_of(node.this)
        if isinstance(value, date):
            return f"{self._named(node.this)} is recorded"
        return self._is(node.this, value)

    def column(self, node: exp.Expr) -> str:
        return self._is(node, self.here.value_of(node))

    def function(self, node: exp.Expr) -> str:
        if node.name == "has_flag":
            flags, flag = node.expressions
            if self.here.value_of(flags) is None:
                return self._what_is_missing(flags)
            return f"{flag.name} is {'' if self.here.value_of(node) else 'not '}among {self._said(flags)}"
        if node.name == "code_in":
            value = self.here.value_of(node.expressions[0])
            codes = [code.strip() for code in node.expressions[1].name.split(",")]
            return self._among(node, node.expressions[0], value, codes)
        return self._is(node, self.here.value_of(node))

    def anything(self, node: exp.Expr) -> str:
        missing = self._missing_columns(node)
        if missing and self.here.value_of(node) is None:
            return f"{wording.listed(missing)} {'is' if len(missing) == 1 else 'are'} not recorded"
        return self._is(node, self.here.value_of(node))

    # Parts of sentences -----------------------------------------------------------------------------------------

    def _is(self, node: exp.Expr, value: Any) -> str:
        """A subject with its value: 'age is 12', or a clock with both of its ends."""
        node = _without_brackets(node)
        if isinstance(node, exp.Anonymous) and node.name in _CLOCKS:
            return self._clock(node, value)
        return f"{self._said(node)} is {_value_words(value)}"

    def _clock(self, node: exp.Expr, length: int) -> str:
        start, end = node.expressions
        unit = "working days" if node.name == "working_days" else "days"
        way = "after" if length >= 0 else "before"
        counted = wording.counted(str(abs(length)), unit)
        begun = wording.day(self.here.value_of(start))
        return f"{self._named(end)} is {counted} {way} {begun} ({self._said(start)})"

    def _named(self, node: exp.Expr) -> str:
        """A date with what it is the date of: 'started 9 April 2025', '9 June 2024 (12 months before …)'."""
        node = _without_brackets(node)
        value = self.here.value_of(node)
        if isinstance(node, exp.Column):
            return f"{column_words(node.name)} {_value_words(value)}"
        if isinstance(node, exp.Anonymous) and node.name in ("add_months", "add_days"):
            start, length = node.expressions
            moved = self.here.value_of(length)
            unit = wording.counted(str(abs(moved)), "months" if node.name == "add_months" else "days")
            return f"{_value_words(value)} ({unit} {'after' if moved >= 0 else 'before'} {self._named(start)})"
        return _value_words(value)

    def _amount(self, node: exp.Expr) -> str:
        """A limit, with the setting that it comes from."""
        said = _value_words(self.here.value_of(node))
        node = _without_brackets(node)
        if isinstance(node, exp.Literal | exp.Neg | exp.Cast):
            return said
        return f"{said} ({self._said(node)})"

    def _said(self, node: exp.Expr) -> str:
        """What a part is, without its value."""
        node = _without_brackets(node)
        if isinstance(node, exp.Column):
            return column_words(node.name)
        if isinstance(node, exp.Anonymous) and node.name == "setting":
            return f"setting {node.expressions[0].name}"
        if isinstance(node, exp.Anonymous) and node.name == "age":
            return f"age on {wording.day(self.here.value_of(node.expressions[1]))}"
        return f"`{node.sql(dialect='duckdb', normalize_functions=False)}`"

    def _what_is_missing(self, *nodes: exp.Expr) -> str:
        names = [name for node in nodes for name in self._missing_columns(node)]
        if not names:
            return f"{self._said(nodes[0])} is not known"
        names = list(dict.fromkeys(names))
        return f"{wording.listed(names)} {'is' if len(names) == 1 else 'are'} not recorded"

    def _missing_columns(self, node: exp.Expr) -> list[str]:
        names = dict.fromkeys(column.name for column in node.find_all(exp.Column))
        return [column_words(name) for name in names if self.here.row[name] is None]


_SENTENCES: Mapping[type[exp.Expr], Callable[[_Teller, Any], str]] = {
    exp.And: _Teller.conjunction,
    exp.Or: _Teller.disjunction,
    exp.Not: _Teller.negation,
    exp.EQ: _Teller.comparison,
    exp.NEQ: _Teller.comparison,
    exp.LT: _Teller.comparison,
    exp.LTE: _Teller.comparison,
    exp.GT: _Teller.comparison,
    exp.GTE: _Teller.comparison,
    exp.Between: _Teller.between,
    exp.In: _Teller.membership,
    exp.Is: _Teller.is_missing,
    exp.Column: _Teller.column,
    exp.Anonymous: _Teller.function,
}
