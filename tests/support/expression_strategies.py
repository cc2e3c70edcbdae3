"""Hypothesis strategies that write expressions backwards from the type wanted, and rows that collide.

Asking which operations could give a type, picking one and asking again for each of its parts only ever writes expressions
that fit together; writing them forwards mostly gives ones that do not. Past a depth a column or a value is taken.
Everything in brackets is bracketed here: how operators bind is proved by the spec tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from sightline.catalogue.settings import SETTINGS, ConfigRow, SettingKind, Settings
from sightline.cohorts.model import ColumnType
from tests.support.expression_engines import COLUMNS

BOOLEAN, INTEGER, NUMBER = ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.NUMBER
DATE, TEXT = ColumnType.DATE, ColumnType.TEXT
ORDERED = (INTEGER, NUMBER, DATE)
ALL_TYPES = tuple(ColumnType)

# Days on which mistakes show: leap days, ends of months and years, bank holidays and the days beside them.
EDGE_DATES = tuple(
    date.fromisoformat(day)
    for day in (
        "2004-02-29", "2010-12-31", "2011-01-01", "2023-12-22", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-28",
        "2024-03-29", "2024-03-31", "2024-04-01", "2024-04-02", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-31",
        "2025-04-17", "2025-04-22", "2025-06-30",
    )
)  # fmt: skip
CODES = ("NEG", "PHY", "EMO", "E1", "E11")
FLAGS = ("NFA", "NEW_REFERRAL", "NFA_S47_END")
FLAG_LISTS = ("|NFA|", "|NEW_REFERRAL|NFA|", "|NFA_S47_END|", "|")
FRACTIONS = (0.0, 0.1, 0.4, 0.6, 1.0, 2.5)

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True)
class Recipe:
    """One way to write an expression: the operation that it uses, the types it can give, and how."""

    operation: str
    gives: tuple[ColumnType, ...]
    write: Callable[[Draw, ColumnType, int], str]
    is_leaf: bool = False


@st.composite
def expressions(draw: Draw, wanted: ColumnType, depth: int = 3) -> str:
    """The text of an expression that gives a type, over the columns of `COLUMNS`."""
    # A whole number will do wherever a number is wanted.
    wanted = draw(st.sampled_from((NUMBER, NUMBER, INTEGER))) if wanted is NUMBER else wanted
    usable = [recipe for recipe in RECIPES if wanted in recipe.gives and (depth > 0 or recipe.is_leaf)]
    return draw(st.sampled_from(usable)).write(draw, wanted, depth - 1)


@st.composite
def rows(draw: Draw, at_most: int = 8) -> list[dict[str, Any]]:
    """Rows with every column of `COLUMNS`: few values, so that they meet, and each often missing."""
    values = {
        TEXT: st.sampled_from(CODES),
        DATE: st.sampled_from(EDGE_DATES),
        INTEGER: st.integers(0, 10),
        NUMBER: st.sampled_from(FRACTIONS),
        BOOLEAN: st.booleans(),
    }
    columns = {name: st.none() | values[column.type] for name, column in COLUMNS.items()}
    columns["outcomes_json_true"] = st.none() | st.sampled_from(FLAG_LISTS)
    return draw(st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=at_most))


@st.composite
def authorities_settings(draw: Draw) -> Settings:
    """Settings with a choice or two, some from a date on which rows turn."""
    number_of_choices = draw(st.integers(0, 2))
    keys = draw(st.lists(st.sampled_from(USABLE_SETTINGS), max_size=number_of_choices, unique=True))
    chosen = [(key, draw(st.sampled_from(_OTHER_VALUES[SETTINGS[key].kind](key)))) for key in keys]
    return Settings(tuple(ConfigRow(key, value, draw(st.none() | edge_dates())) for key, value in chosen))


def edge_dates() -> st.SearchStrategy[date]:
    """One of the dates on which mistakes show."""
    return st.sampled_from(EDGE_DATES)


USABLE_SETTINGS = tuple(key for key, setting in SETTINGS.items() if setting.type is not None)
_OTHER_VALUES: dict[SettingKind, Callable[[str], tuple[str, ...]]] = {
    SettingKind.CHOICE: lambda key: SETTINGS[key].allowed,
    SettingKind.FLAG: lambda key: ("Y", "N"),
    SettingKind.WHOLE_NUMBER: lambda key: ("0", "7", "31"),
}


# How each operation is written ------------------------------------------------------------------------------------


def _part(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return draw(expressions(wanted, depth))


def _infix(operator: str, of: ColumnType) -> Callable[[Draw, ColumnType, int], str]:
    def write(draw: Draw, wanted: ColumnType, depth: int) -> str:
        return f"({_part(draw, of, depth)} {operator} {_part(draw, of, depth)})"

    return write


def _negation(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return f"(NOT {_part(draw, BOOLEAN, depth)})"


def _is_null(draw: Draw, wanted: ColumnType, depth: int) -> str:
    question = draw(st.sampled_from(("IS NULL", "IS NOT NULL")))
    return f"({_part(draw, draw(st.sampled_from(ALL_TYPES)), depth)} {question})"


def _compared(operators: tuple[str, ...], types: tuple[ColumnType, ...]) -> Callable[[Draw, ColumnType, int], str]:
    def write(draw: Draw, wanted: ColumnType, depth: int) -> str:
        kind = draw(st.sampled_from(types))
        return f"({_part(draw, kind, depth)} {draw(st.sampled_from(operators))} {_part(draw, kind, depth)})"

    return write


def _between(draw: Draw, wanted: ColumnType, depth: int) -> str:
    kind = draw(st.sampled_from(ORDERED))
    negated = draw(st.sampled_from(("", "NOT ")))
    low, high = _part(draw, kind, depth), _part(draw, kind, depth)
    return f"({_part(draw, kind, depth)} {negated}BETWEEN {low} AND {high})"


def _membership(draw: Draw, wanted: ColumnType, depth: int) -> str:
    kind = draw(st.sampled_from((TEXT, INTEGER, NUMBER, DATE)))
    values = [_value(draw, kind) for _ in range(draw(st.integers(1, 3)))]
    negated = draw(st.sampled_from(("", "NOT ")))
    return f"({_part(draw, kind, depth)} {negated}IN ({', '.join(values)}))"


def _arithmetic(operator: str) -> Callable[[Draw, ColumnType, int], str]:
    def write(draw: Draw, wanted: ColumnType, depth: int) -> str:
        return f"({_part(draw, wanted, depth)} {operator} {_part(draw, wanted, depth)})"

    return write


def _division(draw: Draw, wanted: ColumnType, depth: int) -> str:
    divisor = draw(st.sampled_from(("2", "0.4", f"NULLIF({_part(draw, NUMBER, depth)}, 0)")))
    return f"({_part(draw, NUMBER, depth)} / {divisor})"


def _sign(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return f"(- {_part(draw, wanted, depth)})"


def _call(name: str, *types: ColumnType | None) -> Callable[[Draw, ColumnType, int], str]:
    """A function of parts with these types; None stands for the type that is wanted."""

    def write(draw: Draw, wanted: ColumnType, depth: int) -> str:
        return f"{name}({', '.join(_part(draw, kind or wanted, depth) for kind in types)})"

    return write


def _moved(name: str) -> Callable[[Draw, ColumnType, int], str]:
    def write(draw: Draw, wanted: ColumnType, depth: int) -> str:
        # Few months or days, so that no date leaves the years that calendars know.
        length = draw(st.sampled_from(("-12", "-1", "0", "1", "3", "12", "visits", "setting('cin_plan_months')")))
        return f"{name}({_part(draw, DATE, depth)}, {length})"

    return write


def _clock(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return f"working_days({_column(draw, DATE, depth)}, {_column(draw, DATE, depth)})"


def _case(draw: Draw, wanted: ColumnType, depth: int) -> str:
    branches = [f"WHEN {_part(draw, BOOLEAN, depth)} THEN {_part(draw, wanted, depth)}" for _ in range(draw(st.integers(1, 2)))]
    default = draw(st.sampled_from(("", f" ELSE {_part(draw, wanted, depth)}")))
    return f"CASE {' '.join(branches)}{default} END"


def _has_flag(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return f"has_flag(outcomes_json_true, '{draw(st.sampled_from(FLAGS))}')"


def _code_in(draw: Draw, wanted: ColumnType, depth: int) -> str:
    listed = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3))
    return f"code_in({_part(draw, TEXT, depth)}, '{', '.join(listed)}')"


def _setting(draw: Draw, wanted: ColumnType, depth: int) -> str:
    key = draw(st.sampled_from([key for key in USABLE_SETTINGS if SETTINGS[key].type is wanted]))
    on = draw(st.sampled_from(("", f", {_column(draw, DATE, depth)}")))
    return f"setting('{key}'{on})"


def _column(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return draw(st.sampled_from([name for name, column in COLUMNS.items() if column.type is wanted]))


def _value(draw: Draw, wanted: ColumnType, depth: int = 0) -> str:
    if wanted is TEXT:
        return f"'{draw(st.sampled_from(CODES))}'"
    if wanted is DATE:
        return f"DATE '{draw(st.sampled_from(EDGE_DATES)).isoformat()}'"
    return str(draw(st.integers(0, 10) if wanted is INTEGER else st.sampled_from(FRACTIONS)))


def _truth(draw: Draw, wanted: ColumnType, depth: int) -> str:
    return draw(st.sampled_from(("TRUE", "FALSE")))


RECIPES: tuple[Recipe, ...] = (
    Recipe("and", (BOOLEAN,), _infix("AND", BOOLEAN)),
    Recipe("or", (BOOLEAN,), _infix("OR", BOOLEAN)),
    Recipe("not", (BOOLEAN,), _negation),
    Recipe("is_null", (BOOLEAN,), _is_null),
    Recipe("equal", (BOOLEAN,), _compared(("=", "<>"), ALL_TYPES)),
    Recipe("order", (BOOLEAN,), _compared(("<", "<=", ">", ">="), ORDERED)),
    Recipe("between", (BOOLEAN,), _between),
    Recipe("in", (BOOLEAN,), _membership),
    Recipe("add", (INTEGER, NUMBER), _arithmetic("+")),
    Recipe("subtract", (INTEGER, NUMBER), _arithmetic("-")),
    Recipe("multiply", (INTEGER, NUMBER), _arithmetic("*")),
    Recipe("divide", (NUMBER,), _division),
    Recipe("negate", (INTEGER, NUMBER), _sign),
    Recipe("nullif", ALL_TYPES, _call("NULLIF", None, None)),
    Recipe("case", ALL_TYPES, _case),
    Recipe("coalesce", ALL_TYPES, _call("COALESCE", None, None)),
    Recipe("greatest", ORDERED, _call("GREATEST", None, None)),
    Recipe("least", ORDERED, _call("LEAST", None, None)),
    Recipe("working_days", (INTEGER,), _clock, is_leaf=True),
    Recipe("days", (INTEGER,), _call("days", DATE, DATE)),
    Recipe("add_months", (DATE,), _moved("add_months")),
    Recipe("add_days", (DATE,), _moved("add_days")),
    Recipe("age", (INTEGER,), _call("age", DATE, DATE)),
    Recipe("month_index", (INTEGER,), _call("month_index", DATE)),
    Recipe("has_flag", (BOOLEAN,), _has_flag, is_leaf=True),
    Recipe("code_in", (BOOLEAN,), _code_in),
    Recipe("setting", (BOOLEAN, INTEGER, TEXT), _setting, is_leaf=True),
    Recipe("column", ALL_TYPES, _column, is_leaf=True),
    Recipe("literal", (INTEGER, NUMBER, TEXT), _value, is_leaf=True),
    Recipe("truth", (BOOLEAN,), _truth, is_leaf=True),
    Recipe("date_literal", (DATE,), _value, is_leaf=True),
    Recipe("brackets", ALL_TYPES, _call("", None)),
)
