"""What an expression means, in plain Python: one row in, one value out, and no SQL.

The engine is checked against this, worked examples run on it, and reasons for one child are taken from it. A value that
is missing is None, and logic has three values: true, false and not known (None).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlglot import exp

from sightline.catalogue.expressions import Expression
from sightline.catalogue.settings import Settings
from sightline.cohorts.model import ColumnType
from sightline.errors import UsageError
from sightline.vocabulary.dates import WorkingCalendar, add_months, age
from sightline.vocabulary.periods import Month

Value = bool | int | float | str | date | None
Row = Mapping[str, Any]


def evaluate(
    expression: Expression,
    row: Row,
    calendar: WorkingCalendar,
    settings: Settings,
    on: date | None = None,
) -> Value:
    """The value of an expression for one row, of the expression's own type, or None where it is not known.

    `row` has a value, or None, for every column that the expression names; dates are `datetime.date`. `on` is the date
    that places the row in its period: `setting('key')` is looked up on it. Raises UsageError where the row has not a
    column that is needed, or a setting is read and there is no such date.
    """
    missing = [name for name in expression.columns if name not in row]
    if missing:
        raise UsageError(f"The row has no column {', '.join(missing)}, which `{expression.sql}` reads.")
    value = Interpreter(row, calendar, settings, on).value_of(expression.tree)
    # Arithmetic that never met a fraction is still a number where the expression promises one.
    return float(value) if expression.type is ColumnType.NUMBER and isinstance(value, int) else value


def is_met(
    condition: Expression | None,
    row: Row,
    calendar: WorkingCalendar,
    settings: Settings,
    on: date | None = None,
) -> bool:
    """Whether a condition holds for a row. No condition always holds; one that is not known does not."""
    return condition is None or evaluate(condition, row, calendar, settings, on) is True


# Logic with three values ----------------------------------------------------------------------------------------


def both(first: Value, second: Value) -> bool | None:
    """a AND b: false beats not known, which beats true."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def either(first: Value, second: Value) -> bool | None:
    """a OR b: true beats not known, which beats false."""
    if first is True or second is True:
        return True
    return None if first is None or second is None else False


def opposite(value: Value) -> bool | None:
    """NOT a."""
    return None if value is None else not value


_COMPARISONS: Mapping[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
}

_ARITHMETIC: Mapping[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
    exp.Div: lambda a, b: a / b,
}


@dataclass(frozen=True)
class Interpreter:
    """One row, and everything that an expression over it may look up."""

    row: Row
    calendar: WorkingCalendar
    settings: Settings
    on: date | None = None

    def value_of(self, node: exp.Expr) -> Any:
        """The value of a node of a resolved tree."""
        return _MEANINGS[type(node)](self, node)

    def values_of(self, nodes: Sequence[exp.Expr]) -> list[Any]:
        """The values of several nodes."""
        return [self.value_of(node) for node in nodes]

    def conjunction(self, node: exp.Expr) -> bool | None:
        return both(self.value_of(node.this), self.value_of(node.expression))

    def disjunction(self, node: exp.Expr) -> bool | None:
        return either(self.value_of(node.this), self.value_of(node.expression))

    def negation(self, node: exp.Expr) -> bool | None:
        return opposite(self.value_of(node.this))

    def comparison(self, node: exp.Expr) -> bool | None:
        left, right = self.value_of(node.this), self.value_of(node.expression)
        return None if left is None or right is None else _COMPARISONS[type(node)](left, right)

    def between(self, node: exp.Expr) -> bool | None:
        value, low, high = self.values_of([node.this, node.args["low"], node.args["high"]])
        # Two comparisons, so a value that is below a known low end is out even where the high end is missing.
        above = None if value is None or low is None else value >= low
        below = None if value is None or high is None else value <= high
        return both(above, below)

    def membership(self, node: exp.Expr) -> bool | None:
        value = self.value_of(node.this)
        return None if value is None else value in self.values_of(node.expressions)

    def is_missing(self, node: exp.Expr) -> bool:
        return self.value_of(node.this) is None

    def arithmetic(self, node: exp.Expr) -> Any:
        left, right = self.value_of(node.this), self.value_of(node.expression)
        return None if left is None or right is None else _ARITHMETIC[type(node)](left, right)

    def negative(self, node: exp.Expr) -> Any:
        value = self.value_of(node.this)
        return None if value is None else -value

    def nullif(self, node: exp.Expr) -> Any:
        first, second = self.value_of(node.this), self.value_of(node.expression)
        return None if second is not None and first == second else first

    def case(self, node: exp.Expr) -> Any:
        for branch in node.args["ifs"]:
            if self.value_of(branch.this) is True:
                return self.value_of(branch.args["true"])
        default = node.args.get("default")
        return None if default is None else self.value_of(default)

    def coalesce(self, node: exp.Expr) -> Any:
        known = self._known([node.this, *node.expressions])
        return known[0] if known else None

    def greatest(self, node: exp.Expr) -> Any:
        return max(self._known([node.this, *node.expressions]), default=None)

    def least(self, node: exp.Expr) -> Any:
        return min(self._known([node.this, *node.expressions]), default=None)

    def _known(self, nodes: Sequence[exp.Expr]) -> list[Any]:
        return [value for value in self.values_of(nodes) if value is not None]

    def brackets(self, node: exp.Expr) -> Any:
        return self.value_of(node.this)

    def column(self, node: exp.Expr) -> Any:
        return self.row[node.name]

    def truth(self, node: exp.Expr) -> Any:
        return node.this

    def literal(self, node: exp.Expr) -> Any:
        if isinstance(node, exp.Literal) and node.is_string:
            return node.name
        return int(node.name) if node.name.isdigit() else float(node.name)

    def cast(self, node: exp.Expr) -> Any:
        # Only two casts are left in a resolved tree: DATE '…', and a number with a fraction made a double.
        is_date = node.args["to"].is_type(exp.DataType.Type.DATE)
        return date.fromisoformat(node.this.name) if is_date else float(node.this.name)

    def function(self, node: exp.Expr) -> Any:
        arguments = self.values_of(node.expressions)
        if node.name == "setting":
            return self._setting(*arguments)
        if any(argument is None for argument in arguments):
            return None
        return FUNCTION_MEANINGS[node.name](self, *arguments)

    def _setting(self, key: str, *given: date | None) -> Any:
        on = given[0] if given else self.on
        if given and on is None:
            # Where the date is missing, no later choice can be said to hold yet.
            on = date.min
        if on is None:
            raise UsageError(f"The setting '{key}' is looked up on the date that places the row, and none was given.")
        return self.settings.value(key, on)


def _working_days(here: Interpreter, start: date, end: date) -> int:
    return here.calendar.working_days(start, end)


def _has_flag(here: Interpreter, flags: str, flag: str) -> bool:
    return f"|{flag}|" in flags


def _code_in(here: Interpreter, code: str, listed: str) -> bool:
    return code in {part.strip() for part in listed.split(",")}


# Each function but `setting` is missing as soon as one of its arguments is, so none of these meets None.
FUNCTION_MEANINGS: Mapping[str, Callable[..., Any]] = {
    "working_days": _working_days,
    "days": lambda here, start, end: (end - start).days,
    "add_months": lambda here, start, months: add_months(start, months),
    "add_days": lambda here, start, days: start + timedelta(days=days),
    "age": lambda here, born, on: age(born, on),
    "month_index": lambda here, day: Month.of(day).index,
    "has_flag": _has_flag,
    "code_in": _code_in,
}

_MEANINGS: Mapping[type[exp.Expr], Callable[[Interpreter, Any], Any]] = {
    exp.And: Interpreter.conjunction,
    exp.Or: Interpreter.disjunction,
    exp.Not: Interpreter.negation,
    exp.EQ: Interpreter.comparison,
    exp.NEQ: Interpreter.comparison,
    exp.LT: Interpreter.comparison,
    exp.LTE: Interpreter.comparison,
    exp.GT: Interpreter.comparison,
    exp.GTE: Interpreter.comparison,
    exp.Between: Interpreter.between,
    exp.In: Interpreter.membership,
    exp.Is: Interpreter.is_missing,
    exp.Add: Interpreter.arithmetic,
    exp.Sub: Interpreter.arithmetic,
    exp.Mul: Interpreter.arithmetic,
    exp.Div: Interpreter.arithmetic,
    exp.Neg: Interpreter.negative,
    exp.Nullif: Interpreter.nullif,
    exp.Case: Interpreter.case,
    exp.Coalesce: Interpreter.coalesce,
    exp.Greatest: Interpreter.greatest,
    exp.Least: Interpreter.least,
    exp.Paren: Interpreter.brackets,
    exp.Column: Interpreter.column,
    exp.Boolean: Interpreter.truth,
    exp.Literal: Interpreter.literal,
    exp.Cast: Interpreter.cast,
    exp.Anonymous: Interpreter.function,
}
