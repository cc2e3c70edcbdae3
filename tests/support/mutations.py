"""Definitions with one boundary moved: what a slip of a definition's author would look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlglot import exp

from sightline.catalogue.expressions import Expression, ExpressionError, parse_expression
from sightline.catalogue.measures import EXPRESSION_FIELDS, Measure

SWAPPED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LTE: exp.LT,
    exp.LT: exp.LTE,
    exp.GTE: exp.GT,
    exp.GT: exp.GTE,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}


@dataclass(frozen=True)
class Mutant:
    """A measure with one thing changed, and what was changed, in words."""

    measure: Measure
    change: str


def mutants_of(measure: Measure) -> Iterator[Mutant]:
    """Every measure that differs from this one by a moved boundary, a dropped part or a dropped condition."""
    for name in EXPRESSION_FIELDS:
        expression: Expression | None = getattr(measure, name)
        if expression is None:
            continue
        if name in ("where", "numerator"):
            yield Mutant(replace(measure, **{name: None}), f"{name} dropped")
        for tree, change in altered(expression.tree):
            read = reread(expression, tree, measure)
            if read is not None:
                yield Mutant(replace(measure, **{name: read}), f"{name}: {change}")


def altered(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """Copies of an expression, each with one node altered."""
    for place, node in enumerate(tree.walk()):
        for replacement, change in alterations(node):
            copy = tree.copy()
            target = list(copy.walk())[place]
            if target is copy:
                yield replacement, change
            else:
                target.replace(replacement)
                yield copy, change


def alterations(node: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """What one node could be by mistake."""
    swapped = SWAPPED.get(type(node))
    said = node.sql(dialect="duckdb")
    if swapped is not None:
        yield swapped(this=node.this.copy(), expression=node.expression.copy()), f"{said} with {swapped.__name__}"
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
        yield exp.Literal.number(int(node.name) - 1 if int(node.name) else 1), f"{said} moved by one"
    if isinstance(node, exp.And | exp.Or):
        yield node.this.copy(), f"only the first part of {said}"
        yield node.expression.copy(), f"only the last part of {said}"
    if isinstance(node, exp.Not):
        yield node.this.copy(), f"{said} without NOT"
    if isinstance(node, exp.In) and len(node.expressions) > 1:
        yield exp.In(this=node.this.copy(), expressions=[e.copy() for e in node.expressions[1:]]), f"{said} without its first"
    if isinstance(node, exp.Anonymous) and node.name == "code_in" and "," in node.expressions[1].name:
        fewer = exp.Literal.string(node.expressions[1].name.partition(",")[2])
        yield exp.Anonymous(this="code_in", expressions=[node.expressions[0].copy(), fewer]), f"{said} without its first code"


def reread(expression: Expression, tree: exp.Expr, measure: Measure) -> Expression | None:
    """The altered expression, read anew; None where it is none (two booleans compared in a way that has no type)."""
    try:
        return parse_expression(tree.sql(dialect="duckdb"), measure.cohort.all_columns, wanted=expression.type)
    except ExpressionError:
        return None
