"""What a statement may hold so that DuckDB and Spark give the same for it, found without running Spark.

An allow-list of SQLGlot's nodes, and rules for those that agree in some forms only. Each rule was seen to fail, or worse to
differ without a word, on the versions that are pinned. A node that is missing here is not wrong: it has not been proved.
Prove it in tests/integration/spark, then add it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import ErrorLevel, exp

STRUCTURE = (
    "Alias CTE Column From Group Identifier Join Order Ordered Paren Select Star Subquery Table TableAlias Union Where With"
)
VALUES = "Boolean Cast DataType DataTypeParam Interval Literal Neg Null Var"
LOGIC = "And Between Case EQ GT GTE If In Is LT LTE Like NEQ Not Or"
ARITHMETIC = "Abs Add Div Floor Mod Mul Nullif Sub"
TEXT = "Contains DPipe Lower Replace SplitPart Substring Trim Upper"
DATES = "DateDiff Extract"
CHOICE = "Coalesce Greatest Least"
AGGREGATES = "Count Distinct Max Min Sum"
WINDOWS = "FirstValue Lag Lead RowNumber Window WindowSpec"
PROVED = frozenset(" ".join([STRUCTURE, VALUES, LOGIC, ARITHMETIC, TEXT, DATES, CHOICE, AGGREGATES, WINDOWS]).split())

TYPES = frozenset({"INT", "BIGINT", "DOUBLE", "DECIMAL", "DATE", "VARCHAR", "TEXT", "BOOLEAN", "TIMESTAMPNTZ"})
# A number that is added up is made exact first. A sum of what has this many digits fits on both; others would overflow on one.
EXACT = frozenset({"DECIMAL(28, 12)", "DECIMAL(38, 12)"})
UNITS = frozenset({"MONTH", "HOUR"})
WHOLE = frozenset({"INT", "BIGINT"})
PARTS = frozenset({"YEAR", "MONTH", "DAY"})
JOINS = frozenset({"", "INNER", "LEFT", "CROSS"})
# Columns of the standard and of cohorts that hold a date, by the end of their names.
DATE_ENDINGS = ("_on", "_date", "_start", "_end", "as_at", "dob", "day", "valid_from", "valid_to")

Rule = Callable[[exp.Expr], str | None]


def _named(kind: type[exp.Expr]) -> Callable[[Callable[[exp.Expr], str | None]], Rule]:
    """A rule for one kind of node."""

    def limit(rule: Callable[[exp.Expr], str | None]) -> Rule:
        return lambda node: rule(node) if type(node) is kind else None

    return limit


def _is_proved(node: exp.Expr) -> str | None:
    name = type(node).__name__
    if name == "Anonymous":
        return f"{node.name.upper()} is no function that SQLGlot knows: it would be passed on unread"
    return None if name in PROVED else f"{name} has not been proved on both engines"


@_named(exp.Interval)
def _interval_is_a_literal(node: exp.Expr) -> str | None:
    unit = node.text("unit").upper()
    if not isinstance(node.this, exp.Literal) or unit not in UNITS:
        return "an interval has to be a literal number of months or hours: Spark reads nothing else"
    if unit == "HOUR":
        return None
    above = node.parent
    while isinstance(above, (exp.Mul, exp.Paren, exp.Add, exp.Sub)):
        above = above.parent
    if not (isinstance(above, exp.Cast) and above.to.this.name == "DATE"):
        return "a date moved by an interval is a timestamp in DuckDB: cast it to DATE"
    return None


@_named(exp.Cast)
def _cast(node: exp.Expr) -> str | None:
    assert isinstance(node, exp.Cast)
    kind = node.to.this.name
    if kind not in TYPES:
        return f"CAST to {kind}: a time may be moved to another zone, and other types differ"
    if kind == "DECIMAL" and node.to.sql(dialect="duckdb") not in EXACT:
        return f"CAST to {node.to.sql(dialect='duckdb')}: a sum is made of DECIMAL(28, 12)"
    operand = node.this.unnest()
    has_fraction = isinstance(operand, exp.Div) or (isinstance(operand, exp.Literal) and "." in operand.name)
    if kind in WHOLE and has_fraction:
        return "CAST of a fraction to a whole number: DuckDB rounds, Spark cuts off; say FLOOR first"
    return None


@_named(exp.Null)
def _null_has_a_type(node: exp.Expr) -> str | None:
    above = node.parent.parent if isinstance(node.parent, exp.Alias) else node.parent
    return "a NULL column without a type cannot be written as Parquet: CAST it" if isinstance(above, exp.Select) else None


@_named(exp.Div)
def _division_by_zero(node: exp.Expr) -> str | None:
    below = node.expression.unnest()
    number = below.this if isinstance(below, exp.Cast) else below
    if isinstance(below, exp.Nullif) or (isinstance(number, exp.Literal) and float(number.name) != 0):
        return None
    return "division by what may be zero: infinite in DuckDB, an error in Spark; say NULLIF(x, 0)"


@_named(exp.Literal)
def _literal(node: exp.Expr) -> str | None:
    if node.is_string:
        return "a backslash in text begins an escape in Spark only" if "\\" in node.name else None
    is_reckoned_with = isinstance(node.parent, (exp.Mul, exp.Div, exp.Add, exp.Sub))
    if "." in node.name and is_reckoned_with and not node.find_ancestor(exp.Cast):
        return "arithmetic with a decimal keeps other places in each engine: CAST it to DOUBLE"
    return None


@_named(exp.DateDiff)
def _difference_in_days(node: exp.Expr) -> str | None:
    return None if node.text("unit").upper() == "DAY" else "only days are counted alike: months and years from date parts"


@_named(exp.Sub)
def _date_less_date(node: exp.Expr) -> str | None:
    names = [side.unnest().name.lower() for side in (node.this, node.expression) if isinstance(side.unnest(), exp.Column)]
    if len(names) == 2 and all(name.endswith(DATE_ENDINGS) for name in names):
        return "a date less a date is a number in DuckDB and an interval in Spark: say DAYS(a, b)"
    return None


@_named(exp.Extract)
def _part_of_a_date(node: exp.Expr) -> str | None:
    return None if node.name.upper() in PARTS else f"EXTRACT({node.name}): weekdays and weeks are numbered differently"


@_named(exp.Window)
def _window(node: exp.Expr) -> str | None:
    spec = node.args.get("spec")
    if spec is not None and spec.args.get("exclude"):
        return "EXCLUDE in a frame is dropped on the way to Spark"
    if isinstance(node.this, exp.AggFunc) and node.this.find(exp.Distinct):
        return "DISTINCT in a window function is refused by Spark"
    needs_order = isinstance(node.this, (exp.RowNumber, exp.Lead, exp.Lag, exp.FirstValue))
    # OVER a name takes its order from the WINDOW clause.
    has_order = node.args.get("order") or node.alias
    return "a place in no order is another on each run" if needs_order and not has_order else None


@_named(exp.Count)
def _count(node: exp.Expr) -> str | None:
    counted = node.this
    several = isinstance(counted, exp.Distinct) and len(counted.expressions) > 1
    return "COUNT(DISTINCT a, b) leaves other rows out on each engine" if several else None


@_named(exp.Order)
def _order(node: exp.Expr) -> str | None:
    return None if isinstance(node.parent, exp.Window) else "rows of a table have no order; ORDER BY belongs in a window"


@_named(exp.Join)
def _join(node: exp.Expr) -> str | None:
    words = {node.text("side").upper(), node.text("kind").upper(), node.text("method").upper()}
    if not words <= JOINS or node.args.get("using"):
        return "of joins only INNER, LEFT and CROSS with ON are proved"
    return None if node.args.get("on") or "CROSS" in words else "a join without ON"


@_named(exp.Star)
def _star(node: exp.Expr) -> str | None:
    changed = any(node.args.get(word) for word in ("except_", "except", "replace", "rename"))
    return "a star less some columns is not in every Spark" if changed else None


@_named(exp.With)
def _recursion(node: exp.Expr) -> str | None:
    if not node.args.get("recursive"):
        return None
    for cte in node.expressions:
        if not any(table.name == cte.alias for table in cte.find_all(exp.Table)):
            continue
        union = cte.this
        if not isinstance(union, exp.Union) or union.args.get("distinct"):
            return f"{cte.alias}: a recursion is one start UNION ALL one step"
        step = union.expression
        if sum(table.name == cte.alias for table in step.find_all(exp.Table)) != 1:
            return f"{cte.alias}: a step reads the recursion exactly once"
        has_outer = any(join.text("side") for join in step.find_all(exp.Join))
        if has_outer or step.find(exp.Group, exp.Distinct, exp.Window, exp.AggFunc):
            return f"{cte.alias}: a step of a recursion is inner joins and conditions only"
    return None


RULES: tuple[Rule, ...] = (
    _is_proved,
    _interval_is_a_literal,
    _cast,
    _null_has_a_type,
    _division_by_zero,
    _literal,
    _difference_in_days,
    _date_less_date,
    _part_of_a_date,
    _window,
    _count,
    _order,
    _join,
    _star,
    _recursion,
)


def faults(statement: exp.Expr) -> Iterator[str]:
    """Everything in a statement that is not known to give the same on DuckDB and on Spark, each with its SQL."""
    for node in statement.walk():
        for rule in RULES:
            fault = rule(node)
            if fault:
                yield f"{fault}: {node.sql(dialect='duckdb')[:120]}"
    yield from _translation_faults(statement)


def _translation_faults(statement: exp.Expr) -> Iterator[str]:
    """What SQLGlot says on the way to Spark's dialect, as an error or only in its log."""
    heard: list[str] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("sqlglot")
    logger.addHandler(listener)
    try:
        sqlglot.parse_one(statement.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE), dialect="spark")
    except sqlglot.errors.SqlglotError as error:
        heard.append(str(error))
    finally:
        logger.removeHandler(listener)
    yield from heard
