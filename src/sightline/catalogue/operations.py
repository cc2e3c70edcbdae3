"""The operations that an expression in a definition may use: the allow-list, and what the reference page says of each.

Anything that is not named here is refused. A new operation needs a row here, its meaning in `interpreter.py`, its
compiled form in the engine, a spec test and a strategy; `tests/unit/catalogue/test_operations.py` insists on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from sightline.cohorts.model import ColumnType


class Family(StrEnum):
    """Under which heading an operation is explained."""

    LOGIC = "True, false and not known"
    COMPARISON = "Comparing"
    ARITHMETIC = "Arithmetic"
    CHOICE = "Choosing a value"
    DATES = "Dates and clocks"
    CODES = "Codes and flags"
    SETTINGS = "Settings"
    VALUES = "Values written out"


@dataclass(frozen=True)
class Operation:
    """One thing that an expression may do. `form` is how it is written; `meaning` is for whoever writes definitions."""

    name: str
    form: str
    family: Family
    meaning: str


class Parameter(StrEnum):
    """What a function takes in one place."""

    DATE = "a date"
    DATE_COLUMN = "the name of a date column"
    WHOLE_NUMBER = "a whole number"
    TEXT = "text"
    FLAG = "the name of a flag in quotes, in capitals and without _FLAG"
    CODES = "codes in quotes, with commas between them"
    SETTING = "the name of a setting in quotes"


@dataclass(frozen=True)
class Signature:
    """The parameters of a function and the type of its answer; None where the answer's type depends on the argument."""

    parameters: tuple[Parameter, ...]
    gives: ColumnType | None
    optional: int = 0

    def accepts(self, count: int) -> bool:
        """Whether a call with so many arguments is complete."""
        return len(self.parameters) - self.optional <= count <= len(self.parameters)


FUNCTIONS: Mapping[str, Signature] = {
    "working_days": Signature((Parameter.DATE_COLUMN, Parameter.DATE_COLUMN), ColumnType.INTEGER),
    "days": Signature((Parameter.DATE, Parameter.DATE), ColumnType.INTEGER),
    "add_months": Signature((Parameter.DATE, Parameter.WHOLE_NUMBER), ColumnType.DATE),
    "add_days": Signature((Parameter.DATE, Parameter.WHOLE_NUMBER), ColumnType.DATE),
    "age": Signature((Parameter.DATE, Parameter.DATE), ColumnType.INTEGER),
    "month_index": Signature((Parameter.DATE,), ColumnType.INTEGER),
    "has_flag": Signature((Parameter.TEXT, Parameter.FLAG), ColumnType.BOOLEAN),
    "code_in": Signature((Parameter.TEXT, Parameter.CODES), ColumnType.BOOLEAN),
    "setting": Signature((Parameter.SETTING, Parameter.DATE), None, optional=1),
}

# SQLGlot's node for each operation, with the parts of the node that may be filled. A part that is not named here (the
# query of an IN, the table of a column) is refused. Parts whose value only tells SQLGlot how to write are let through.
NODES: Mapping[type[exp.Expr], tuple[str, frozenset[str]]] = {
    exp.And: ("and", frozenset({"this", "expression"})),
    exp.Or: ("or", frozenset({"this", "expression"})),
    exp.Not: ("not", frozenset({"this"})),
    exp.EQ: ("equal", frozenset({"this", "expression"})),
    exp.NEQ: ("equal", frozenset({"this", "expression"})),
    exp.LT: ("order", frozenset({"this", "expression"})),
    exp.LTE: ("order", frozenset({"this", "expression"})),
    exp.GT: ("order", frozenset({"this", "expression"})),
    exp.GTE: ("order", frozenset({"this", "expression"})),
    exp.Between: ("between", frozenset({"this", "low", "high"})),
    exp.In: ("in", frozenset({"this", "expressions"})),
    exp.Is: ("is_null", frozenset({"this", "expression"})),
    exp.Add: ("add", frozenset({"this", "expression"})),
    exp.Sub: ("subtract", frozenset({"this", "expression"})),
    exp.Mul: ("multiply", frozenset({"this", "expression"})),
    exp.Div: ("divide", frozenset({"this", "expression", "typed", "safe"})),
    exp.Neg: ("negate", frozenset({"this"})),
    exp.Nullif: ("nullif", frozenset({"this", "expression"})),
    exp.Case: ("case", frozenset({"this", "ifs", "default"})),
    exp.Coalesce: ("coalesce", frozenset({"this", "expressions", "is_nvl"})),
    exp.Greatest: ("greatest", frozenset({"this", "expressions", "ignore_nulls"})),
    exp.Least: ("least", frozenset({"this", "expressions", "ignore_nulls"})),
    exp.Paren: ("brackets", frozenset({"this"})),
    exp.Column: ("column", frozenset({"this"})),
    exp.Boolean: ("truth", frozenset({"this"})),
    exp.Literal: ("literal", frozenset({"this", "is_string"})),
    exp.Cast: ("date_literal", frozenset({"this", "to"})),
    exp.Anonymous: ("function", frozenset({"this", "expressions"})),
}

OPERATIONS: tuple[Operation, ...] = (
    Operation("and", "a AND b", Family.LOGIC, "Both hold. One that is false makes it false, even if the other is not known."),
    Operation("or", "a OR b", Family.LOGIC, "One holds or both. One that is true is enough, even if the other is not known."),
    Operation("not", "NOT a", Family.LOGIC, "The opposite; what is not known stays not known."),
    Operation("is_null", "a IS NULL, a IS NOT NULL", Family.LOGIC, "Whether a value is missing; always known."),
    Operation("equal", "a = b, a <> b", Family.COMPARISON, "Two values of one type. Not known if one is missing."),
    Operation(
        "order",
        "a < b, a <= b, a > b, a >= b",
        Family.COMPARISON,
        "Two numbers or two dates. Text has no order here. Not known where either is missing.",
    ),
    Operation("between", "a BETWEEN b AND c", Family.COMPARISON, "Both ends included, for numbers and dates."),
    Operation("in", "a IN ('x', 'y')", Family.COMPARISON, "One of the values written out. Not known if it is missing."),
    Operation("add", "a + b", Family.ARITHMETIC, "Numbers only; a date moves with add_days or add_months."),
    Operation("subtract", "a - b", Family.ARITHMETIC, "Numbers only; between dates write days or working_days."),
    Operation("multiply", "a * b", Family.ARITHMETIC, "Numbers only."),
    Operation(
        "divide",
        "a / NULLIF(b, 0), a / 7",
        Family.ARITHMETIC,
        "Keeps the fraction (7 / 2 is 3.5). The divisor is NULLIF(…, 0) or a number that is not 0.",
    ),
    Operation("negate", "-a", Family.ARITHMETIC, "The number with its sign turned."),
    Operation("nullif", "NULLIF(a, b)", Family.CHOICE, "Missing where the two are equal, else the first."),
    Operation(
        "case",
        "CASE WHEN a THEN x ELSE y END",
        Family.CHOICE,
        "The value beside the first condition that holds; missing where none does and there is no ELSE.",
    ),
    Operation("coalesce", "COALESCE(a, b)", Family.CHOICE, "The first of them that is recorded."),
    Operation("greatest", "GREATEST(a, b)", Family.CHOICE, "The latest or largest; missing ones are passed over."),
    Operation("least", "LEAST(a, b)", Family.CHOICE, "The earliest or smallest; missing ones are passed over."),
    Operation(
        "working_days",
        "working_days(a, b)",
        Family.DATES,
        "Working days after a, up to and including b: Monday to Friday without England's bank holidays. Day 0 is a. "
        "Negative where b is before a. Both are date columns of the cohort.",
    ),
    Operation("days", "days(a, b)", Family.DATES, "Calendar days from a to b; negative where b is before a."),
    Operation(
        "add_months",
        "add_months(d, n)",
        Family.DATES,
        "The date n months later, on the last day of a shorter month (30 November and 3 months is 28 or 29 February).",
    ),
    Operation("add_days", "add_days(d, n)", Family.DATES, "The date n calendar days later."),
    Operation(
        "age",
        "age(dob, on)",
        Family.DATES,
        "Completed years on a date. A birthday of 29 February falls on 1 March in a common year.",
    ),
    Operation("month_index", "month_index(d)", Family.DATES, "Year times 12, plus month, less 1: whole months as numbers."),
    Operation(
        "has_flag",
        "has_flag(outcomes_json_true, 'NFA')",
        Family.CODES,
        "Whether an outcome flag is true. Not known where the outcomes are missing.",
    ),
    Operation("code_in", "code_in(x, 'E11,E12')", Family.CODES, "Whether a code is one of those listed."),
    Operation(
        "setting",
        "setting('key'), setting('key', on_date)",
        Family.SETTINGS,
        "The authority's setting on the date that places the row in its period, or on the date given. Never missing: "
        "where the date is, it is the earliest choice.",
    ),
    Operation("column", "completed_on", Family.VALUES, "A column of the cohort, in lower case."),
    Operation("literal", "45, 0.4, 'NEG'", Family.VALUES, "A number, or text in single quotes."),
    Operation("truth", "TRUE, FALSE", Family.VALUES, "A truth written out."),
    Operation("date_literal", "DATE '2025-03-31'", Family.VALUES, "A date, always as year-month-day."),
    Operation("brackets", "(a OR b) AND c", Family.VALUES, "Brackets say what belongs together."),
)
