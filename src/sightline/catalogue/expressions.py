"""The expressions that a definition may hold: a documented subset of SQL, parsed, resolved, typed and allow-listed.

An expression is read once, here, into a frozen `Expression`. The engine compiles its tree, the interpreter walks it,
and neither sees text that was not understood. What may be used is `operations.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sightline.catalogue.resolving import WORDS, Resolver, fits
from sightline.cohorts.model import Column, ColumnType
from sightline.errors import DefinitionError

# Far longer than any condition a person could check by reading.
LONGEST = 2000
# Brackets within brackets. A reader is lost long before; a compiled parser would run out of stack.
DEEPEST = 50


class ExpressionError(DefinitionError):
    """An expression that cannot be used. `problems` holds every reason, a sentence each."""

    def __init__(self, sql: str, problems: tuple[str, ...], where: str = "") -> None:
        self.sql = sql
        self.problems = problems
        super().__init__(f"{where + ': ' if where else ''}{sql}: {' '.join(problems)}")


@dataclass(frozen=True)
class Expression:
    """A condition or value that has been read and understood.

    `sql` is the text as written. `tree` is SQLGlot's tree in a normal form: each of our own functions is an
    `exp.Anonymous` with its lower-case name, and each number with a fraction a cast to DOUBLE. Copy it before changing
    it. `columns`, `settings` and `functions` are what it names, sorted; `clocks` the pairs of date columns between
    which it counts working days.
    """

    sql: str
    tree: exp.Expr = field(compare=False, repr=False)
    type: ColumnType
    columns: tuple[str, ...]
    settings: tuple[str, ...]
    functions: tuple[str, ...]
    clocks: tuple[tuple[str, str], ...]
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


def parse_expression(
    sql: str,
    columns: Mapping[str, Column],
    *,
    wanted: ColumnType | None = None,
    file: str = "",
    line: int = 0,
) -> Expression:
    """Read `sql` against the columns of a cohort.

    `wanted` is BOOLEAN for a condition and NUMBER for a value (a whole number will do). Raises ExpressionError with
    every problem found: what cannot be parsed, is not in the language, is not a column, or does not fit its place.
    """
    where = f"{file}:{line}" if line else file
    tree = _parse(sql, where)
    resolver = Resolver(columns)
    found = resolver.type_of(tree)
    if found is not None and wanted is not None and not fits(found, wanted):
        resolver.problems.append(f"This gives {WORDS[found]}, and {WORDS[wanted]} is needed here.")
    if resolver.problems or found is None:
        problems = tuple(dict.fromkeys(resolver.problems))
        raise ExpressionError(sql, problems or ("It has no type of its own.",), where)
    return Expression(
        sql=sql,
        tree=_with_double_literals(tree),
        type=found,
        columns=tuple(sorted(resolver.columns_used)),
        settings=tuple(sorted(resolver.settings_used)),
        functions=tuple(sorted(resolver.functions_used)),
        clocks=tuple(sorted(resolver.clocks)),
        file=file,
        line=line,
    )


def _parse(sql: str, where: str) -> exp.Expr:
    """SQLGlot's tree of one condition or value, with our functions under their own names."""
    if len(sql) > LONGEST:
        problem = f"It has {len(sql)} characters; {LONGEST} are allowed. Give the cohort a column instead."
        raise ExpressionError(sql[:60] + "…", (problem,), where)
    if _depth(sql) > DEEPEST:
        problem = f"Brackets stand more than {DEEPEST} deep in one another. Give the cohort a column instead."
        raise ExpressionError(sql[:60] + "…", (problem,), where)
    try:
        tree = sqlglot.parse_one(sql, into=exp.Condition, dialect="duckdb")
    except (SqlglotError, RecursionError):
        problem = "This cannot be read as one condition or value. Check brackets, quotes and commas."
        raise ExpressionError(sql, (problem,), where) from None
    return _with_our_functions(tree)


def _depth(sql: str) -> int:
    """How deep brackets stand in one another, quoted text apart."""
    bare = re.sub(r"'[^']*'", "", sql)
    return max(accumulate((letter == "(") - (letter == ")") for letter in bare), default=0)


def _with_our_functions(tree: exp.Expr) -> exp.Expr:
    # SQLGlot knows an ADD_MONTHS of another engine and would write that engine's arithmetic for it. Ours is our own.
    # Innermost first: a call within a call is replaced before the one around it is built anew.
    for node in reversed(list(tree.walk())):
        node.comments = None
        if isinstance(node, exp.Anonymous):
            node.set("this", node.name.lower())
        elif isinstance(node, exp.AddMonths):
            ours = exp.Anonymous(this="add_months", expressions=[node.this, node.expression])
            tree = ours if node is tree else tree
            node.replace(ours)
    return tree


def _with_double_literals(tree: exp.Expr) -> exp.Expr:
    """Numbers with a fraction as doubles: DuckDB would read 0.1 as an exact decimal, Spark likewise, Python not."""

    def as_double(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Literal) and not node.is_string and not node.name.isdigit():
            return exp.cast(node.copy(), exp.DataType.Type.DOUBLE)
        return node

    return tree.transform(as_double)
