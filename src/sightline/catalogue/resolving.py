"""Gives every part of an expression its type, and refuses what is not in the language or does not fit its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from sightline.catalogue.issues import did_you_mean
from sightline.catalogue.operations import FUNCTIONS, NODES, Parameter
from sightline.catalogue.settings import SETTINGS
from sightline.cohorts.model import Column, ColumnType

_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.NUMBER})
WORDS: Mapping[ColumnType, str] = {
    ColumnType.TEXT: "text",
    ColumnType.DATE: "a date",
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.BOOLEAN: "true or false",
}


def fits(found: ColumnType, wanted: ColumnType) -> bool:
    """Whether a value of one type can stand where another is wanted: a whole number is a number."""
    return found is wanted or (found in _NUMBERS and wanted is ColumnType.NUMBER)


def _common(types: list[ColumnType]) -> ColumnType | None:
    """The one type that holds all of these: whole numbers fit among numbers, otherwise all must be the same."""
    kinds = set(types)
    if len(kinds) == 1:
        return types[0]
    return ColumnType.NUMBER if kinds == _NUMBERS else None


class Resolver:
    """Walks a tree once: gives each node its type and gathers what is used and what is wrong.

    A node whose type cannot be told gives None, and nothing above it complains about that again.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.columns = columns
        self.problems: list[str] = []
        self.columns_used: set[str] = set()
        self.settings_used: set[str] = set()
        self.functions_used: set[str] = set()
        self.clocks: set[tuple[str, str]] = set()

    def type_of(self, node: exp.Expr) -> ColumnType | None:
        """The type of a node, or None with a problem noted."""
        if type(node) not in NODES:
            return self._refuse(f"`{_said(node)}` is not part of the language of definitions.")
        parts = NODES[type(node)][1]
        extra = [name for name, value in node.args.items() if value and name not in parts]
        if extra:
            return self._refuse(f"`{_said(node)}` uses more of SQL than definitions may.")
        return _RULES[type(node)](self, node)

    def _refuse(self, problem: str) -> ColumnType | None:
        """Note a problem. Gives no type, so that a rule can end with it."""
        self.problems.append(problem)
        return None

    def _types(self, nodes: list[exp.Expr]) -> list[ColumnType] | None:
        types = [self.type_of(node) for node in nodes]
        return [found for found in types if found is not None] if None not in types else None

    def _expect(self, node: exp.Expr, wanted: ColumnType, where: str) -> None:
        found = self.type_of(node)
        if found is not None and not fits(found, wanted):
            self._refuse(f"`{_said(node)}` is {WORDS[found]}, and {where} takes {WORDS[wanted]}.")

    # Logic and comparison ---------------------------------------------------------------------------------------

    def connector(self, node: exp.Expr) -> ColumnType:
        for side in (node.this, node.expression):
            self._expect(side, ColumnType.BOOLEAN, node.key.upper())
        return ColumnType.BOOLEAN

    def negation(self, node: exp.Expr) -> ColumnType:
        self._expect(node.this, ColumnType.BOOLEAN, "NOT")
        return ColumnType.BOOLEAN

    def equality(self, node: exp.Expr) -> ColumnType:
        self._comparable(node, [node.this, node.expression])
        return ColumnType.BOOLEAN

    def order(self, node: exp.Expr) -> ColumnType:
        self._ordered(node, [node.this, node.expression])
        return ColumnType.BOOLEAN

    def between(self, node: exp.Expr) -> ColumnType:
        self._ordered(node, [node.this, node.args["low"], node.args["high"]])
        return ColumnType.BOOLEAN

    def membership(self, node: exp.Expr) -> ColumnType:
        values = node.expressions
        if not all(_is_literal(value) for value in values):
            self._refuse(f"`{_said(node)}`: the values of IN are written out, in quotes where they are text.")
        else:
            self._comparable(node, [node.this, *values])
        return ColumnType.BOOLEAN

    def is_null(self, node: exp.Expr) -> ColumnType:
        if not isinstance(node.expression, exp.Null):
            self._refuse(f"`{_said(node)}`: IS is followed by NULL or NOT NULL only.")
        self.type_of(node.this)
        return ColumnType.BOOLEAN

    def _comparable(self, node: exp.Expr, sides: list[exp.Expr]) -> ColumnType | None:
        types = self._types(sides)
        if types is None:
            return None
        common = _common(types)
        if common is None:
            hint = ""
            if ColumnType.DATE in types and any(side.is_string for side in sides if isinstance(side, exp.Literal)):
                hint = " Write a date as DATE '2025-03-31'."
            elif ColumnType.DATE in types and set(types) & _NUMBERS:
                hint = " Days between two dates are days(a, b) or working_days(a, b)."
            kinds = " and ".join(dict.fromkeys(WORDS[found] for found in types))
            return self._refuse(f"`{_said(node)}` puts {kinds} together, which cannot be compared.{hint}")
        return common

    def _ordered(self, node: exp.Expr, sides: list[exp.Expr]) -> ColumnType | None:
        common = self._comparable(node, sides)
        if common in (ColumnType.TEXT, ColumnType.BOOLEAN):
            return self._refuse(f"`{_said(node)}`: only numbers and dates have an order, and this is {WORDS[common]}.")
        return common

    # Arithmetic and choice --------------------------------------------------------------------------------------

    def arithmetic(self, node: exp.Expr) -> ColumnType | None:
        sides = [node.this] if isinstance(node, exp.Neg) else [node.this, node.expression]
        types = self._types(sides)
        if types is None:
            return None
        if not set(types) <= _NUMBERS:
            hint = " Move a date with add_days or add_months." if ColumnType.DATE in types else ""
            return self._refuse(f"`{_said(node)}`: only numbers can be reckoned with.{hint}")
        return _common(types)

    def division(self, node: exp.Expr) -> ColumnType | None:
        if not _never_zero(node.expression):
            return self._refuse(
                f"`{_said(node)}` may divide by 0, which engines answer differently. "
                f"Write … / NULLIF({_said(node.expression)}, 0)."
            )
        return ColumnType.NUMBER if self.arithmetic(node) else None

    def nullif(self, node: exp.Expr) -> ColumnType | None:
        if self._comparable(node, [node.this, node.expression]) is None:
            return None
        return self.type_of(node.this)

    def case(self, node: exp.Expr) -> ColumnType | None:
        if node.this is not None:
            return self._refuse(f"`{_said(node)}`: write CASE WHEN condition THEN value … END.")
        for branch in node.args["ifs"]:
            self._expect(branch.this, ColumnType.BOOLEAN, "WHEN")
        values = [branch.args["true"] for branch in node.args["ifs"]]
        return self._comparable(node, values + ([node.args["default"]] if node.args.get("default") else []))

    def coalesce(self, node: exp.Expr) -> ColumnType | None:
        return self._comparable(node, [node.this, *node.expressions])

    def extreme(self, node: exp.Expr) -> ColumnType | None:
        return self._ordered(node, [node.this, *node.expressions])

    # Values -----------------------------------------------------------------------------------------------------

    def brackets(self, node: exp.Expr) -> ColumnType | None:
        return self.type_of(node.this)

    def column(self, node: exp.Expr) -> ColumnType | None:
        name = node.name
        if isinstance(node.this, exp.Identifier) and node.this.quoted:
            return self._refuse(f"\"{name}\": text is written in single quotes, '{name}', and columns without quotes.")
        if name not in self.columns:
            return self._refuse(f"There is no column '{name}'. {did_you_mean(name, self.columns)}".strip())
        self.columns_used.add(name)
        return self.columns[name].type

    def truth(self, node: exp.Expr) -> ColumnType:
        return ColumnType.BOOLEAN

    def literal(self, node: exp.Expr) -> ColumnType:
        if isinstance(node, exp.Literal) and node.is_string:
            return ColumnType.TEXT
        return ColumnType.INTEGER if node.name.isdigit() else ColumnType.NUMBER

    def date_literal(self, node: exp.Expr) -> ColumnType | None:
        target: Any = node.args["to"]
        text = _text_of(node.this)
        if text is None or not target.is_type(exp.DataType.Type.DATE):
            return self._refuse(f"`{_said(node)}`: types do not change in a definition. Write DATE '2025-03-31'.")
        try:
            date.fromisoformat(text)
        except ValueError:
            return self._refuse(f"'{text}' is not a date. Write it as year-month-day: DATE '2025-03-31'.")
        return ColumnType.DATE

    def function(self, node: exp.Expr) -> ColumnType | None:
        name = node.name
        if name not in FUNCTIONS:
            return self._refuse(f"There is no function '{name}'. {did_you_mean(name, FUNCTIONS)}".strip())
        signature = FUNCTIONS[name]
        if not signature.accepts(len(node.expressions)):
            takes = ", ".join(signature.parameters)
            return self._refuse(f"{name} takes {takes}; here it is given {len(node.expressions)}.")
        self.functions_used.add(name)
        problems_before = len(self.problems)
        for parameter, argument in zip(signature.parameters, node.expressions, strict=False):
            _ARGUMENTS[parameter](self, name, argument)
        if len(self.problems) > problems_before:
            return None
        if name == "working_days":
            self.clocks.add((node.expressions[0].name, node.expressions[1].name))
        return signature.gives or SETTINGS[node.expressions[0].name].type

    # Arguments of functions -------------------------------------------------------------------------------------

    def date_argument(self, name: str, argument: exp.Expr) -> None:
        self._expect(argument, ColumnType.DATE, name)

    def text_argument(self, name: str, argument: exp.Expr) -> None:
        self._expect(argument, ColumnType.TEXT, name)

    def whole_argument(self, name: str, argument: exp.Expr) -> None:
        self._expect(argument, ColumnType.INTEGER, name)

    def date_column_argument(self, name: str, argument: exp.Expr) -> None:
        # The engine stages the working-day number of each date column, so it can only count between columns.
        if not isinstance(argument, exp.Column):
            message = f"`{_said(argument)}`: {name} counts between two date columns. Give the cohort a column for it."
            self._refuse(message)
        else:
            self._expect(argument, ColumnType.DATE, name)

    def flag_argument(self, name: str, argument: exp.Expr) -> None:
        flag = _text_of(argument)
        if flag is None or not re.fullmatch(r"[A-Z0-9_]+(?<!_FLAG)", flag):
            self._refuse(f"`{_said(argument)}`: {name} takes {Parameter.FLAG}, such as 'NFA'.")

    def codes_argument(self, name: str, argument: exp.Expr) -> None:
        codes = _text_of(argument)
        if codes is None or not all(code.strip() for code in codes.split(",")):
            self._refuse(f"`{_said(argument)}`: {name} takes {Parameter.CODES}, such as 'E11,E12'.")

    def setting_argument(self, name: str, argument: exp.Expr) -> None:
        key = _text_of(argument)
        if key is None:
            self._refuse(f"`{_said(argument)}`: {name} takes {Parameter.SETTING}.")
        elif key not in SETTINGS:
            self._refuse(f"There is no setting '{key}'. {did_you_mean(key, SETTINGS)}".strip())
        elif SETTINGS[key].type is None:
            self._refuse(f"The setting '{key}' is {SETTINGS[key].kind}; only cohorts can read it.")
        else:
            self.settings_used.add(key)


def _said(node: exp.Expr) -> str:
    """A piece of an expression as a message quotes it."""
    return str(node.sql(dialect="duckdb", normalize_functions=False))


def _is_literal(node: exp.Expr) -> bool:
    if isinstance(node, exp.Neg):
        return _is_literal(node.this) and not node.this.is_string
    return isinstance(node, exp.Literal | exp.Boolean | exp.Cast)


def _text_of(node: exp.Expr) -> str | None:
    return node.name if isinstance(node, exp.Literal) and node.is_string else None


def _never_zero(node: exp.Expr) -> bool:
    """Whether a divisor is NULLIF(…, 0) or a number other than 0."""
    while isinstance(node, exp.Paren | exp.Neg):
        node = node.this
    if isinstance(node, exp.Nullif):
        return _is_number(node.expression, zero=True)
    return _is_number(node, zero=False)


def _is_number(node: exp.Expr, *, zero: bool) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and (float(node.name) == 0) is zero


_RULES: Mapping[type[exp.Expr], Callable[[Resolver, Any], ColumnType | None]] = {
    exp.And: Resolver.connector,
    exp.Or: Resolver.connector,
    exp.Not: Resolver.negation,
    exp.EQ: Resolver.equality,
    exp.NEQ: Resolver.equality,
    exp.LT: Resolver.order,
    exp.LTE: Resolver.order,
    exp.GT: Resolver.order,
    exp.GTE: Resolver.order,
    exp.Between: Resolver.between,
    exp.In: Resolver.membership,
    exp.Is: Resolver.is_null,
    exp.Add: Resolver.arithmetic,
    exp.Sub: Resolver.arithmetic,
    exp.Mul: Resolver.arithmetic,
    exp.Div: Resolver.division,
    exp.Neg: Resolver.arithmetic,
    exp.Nullif: Resolver.nullif,
    exp.Case: Resolver.case,
    exp.Coalesce: Resolver.coalesce,
    exp.Greatest: Resolver.extreme,
    exp.Least: Resolver.extreme,
    exp.Paren: Resolver.brackets,
    exp.Column: Resolver.column,
    exp.Boolean: Resolver.truth,
    exp.Literal: Resolver.literal,
    exp.Cast: Resolver.date_literal,
    exp.Anonymous: Resolver.function,
}

_ARGUMENTS: Mapping[Parameter, Callable[[Resolver, str, exp.Expr], None]] = {
    Parameter.DATE: Resolver.date_argument,
    Parameter.DATE_COLUMN: Resolver.date_column_argument,
    Parameter.WHOLE_NUMBER: Resolver.whole_argument,
    Parameter.TEXT: Resolver.text_argument,
    Parameter.FLAG: Resolver.flag_argument,
    Parameter.CODES: Resolver.codes_argument,
    Parameter.SETTING: Resolver.setting_argument,
}
