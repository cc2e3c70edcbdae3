"""From definitions to passes: which sums each cohort is asked for, each written once.

A pass is one cohort placed by one of its dates. All indicators of a pass share its monthly sums: equal conditions become
one state, so hundreds of definitions cost a few dozen aggregates. Nothing here touches data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlglot import exp

from sightline.catalogue.expressions import Expression
from sightline.catalogue.models import Indicator
from sightline.catalogue.settings import Settings
from sightline.cohorts.model import STANDARD_BREAKDOWNS, Cohort
from sightline.engine.functions import compile_functions
from sightline.errors import DefinitionError

DATED_COLUMNS = ("month", "age", "age_band", "service", "team", "worker")
ALL = "all"


class Form(StrEnum):
    """How a figure is put together at read: from monthly sums, from last-in-window rows, or from the rows themselves."""

    SUMS = "sums"
    DISTINCT = "distinct"
    ROWS = "rows"


@dataclass(frozen=True)
class Figure:
    """One version of an indicator, compiled: where its numerator and denominator are found.

    `numerator` and `denominator` are columns of the pass's cube (or of the distinct base), None where the figure has no
    such part. `where` and `counted` are the conditions on staged rows: who is in the denominator, and who in the
    numerator. `value` is the number of each row for a mean, median or maximum.
    """

    indicator_id: str
    version: int
    measure: str
    form: Form
    pass_name: str
    where: exp.Expression | None
    counted: exp.Expression | None
    value: exp.Expression | None
    numerator: str | None
    denominator: str | None
    distinct: str | None
    base: str | None
    per: float
    annualised: bool
    windows: tuple[str, ...]
    breakdowns: tuple[str, ...]


@dataclass
class Pass:
    """One cohort placed by one date, with the states that its definitions need (state name -> aggregate)."""

    name: str
    cohort: Cohort
    when: str
    states: dict[str, exp.Expression] = field(default_factory=dict)
    bases: dict[str, Figure] = field(default_factory=dict)
    breakdowns: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def dated(self, column: str) -> str:
        """The staged name of a column that depends on the date which places the row."""
        return f"{column}__{self.when}"

    def state(self, aggregate: exp.Expression) -> str:
        """The name of the state that holds an aggregate; the same aggregate is kept once."""
        text = aggregate.sql(dialect="duckdb")
        if text not in self._names:
            self._names[text] = f"x{len(self.states)}"
            self.states[self._names[text]] = aggregate
        return self._names[text]


@dataclass(frozen=True)
class Plan:
    """Everything the engine will do, as expressions."""

    cohorts: tuple[Cohort, ...]
    passes: tuple[Pass, ...]
    figures: tuple[Figure, ...]
    ordinal_columns: Mapping[str, tuple[str, ...]]
    settings: Settings
    as_at: date


def in_reading_order(names: Iterable[str], cohorts: Mapping[str, Cohort]) -> tuple[Cohort, ...]:
    """The cohorts named and all that they read, each after those it reads. Raises DefinitionError on a circle."""
    ordered: dict[str, Cohort] = {}
    visiting: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        if name in visiting:
            raise DefinitionError(f"Cohorts read each other in a circle: {' -> '.join([*visiting, name])}.")
        visiting.append(name)
        for read in cohorts[name].reads:
            visit(read)
        visiting.pop()
        ordered[name] = cohorts[name]

    for name in sorted(set(names)):
        visit(name)
    return tuple(ordered.values())


def _resolve_dated(tree: exp.Expression, when: str) -> exp.Expression:
    """Columns such as `age` depend on the date that places the row; they are staged once for each such date."""

    def rename(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.name in DATED_COLUMNS:
            return exp.column(f"{node.name}__{when}")
        return node

    return tree.transform(rename)


def _both(first: exp.Expression | None, second: exp.Expression | None) -> exp.Expression | None:
    if first is None or second is None:
        return first if second is None else second
    return exp.and_(first.copy(), second.copy())


def _count(condition: exp.Expression | None) -> exp.Expression:
    if condition is None:
        return exp.Count(this=exp.Star())
    return exp.Count(this=exp.case().when(condition.copy(), exp.Literal.number(1)))


def _sum(value: exp.Expression, condition: exp.Expression | None) -> exp.Expression:
    number = exp.cast(value.copy(), "DOUBLE")
    if condition is not None:
        number = exp.case().when(condition.copy(), number)
    return exp.Sum(this=number)


class _Compiler:
    """Compiles the deciding expressions of one definition for one pass."""

    def __init__(self, part: Pass, settings: Settings, as_at: date) -> None:
        self.part, self.settings, self.as_at = part, settings, as_at

    def __call__(self, expression: Expression | None) -> exp.Expression | None:
        if expression is None:
            return None
        on = exp.column(self.part.when)
        tree = compile_functions(expression.tree, self.settings, self.as_at, on)
        return _resolve_dated(tree, self.part.when)


def _figure(part: Pass, indicator: Indicator, compile_: _Compiler) -> Figure:
    where, numerator = compile_(indicator.where_expression), compile_(indicator.numerator_expression)
    value, weight = compile_(indicator.value_expression), compile_(indicator.weight_expression)
    if indicator.measure == "mean":
        # A row without a value is not in the n of a mean.
        has_value = exp.Not(this=exp.Is(this=exp.paren(value.copy()), expression=exp.null())) if value is not None else None
        where = _both(where, has_value)
    counted = _both(where, numerator)
    form = Form.SUMS
    above: str | None = None
    below: str | None = None
    base: str | None = None
    if indicator.distinct is not None:
        form, base = Form.DISTINCT, f"b{len(part.bases)}"
    elif indicator.measure in ("median", "maximum"):
        form = Form.ROWS
    else:
        above = part.state(_sum(value, counted) if value is not None else _count(counted))
        if indicator.measure in ("percentage", "mean"):
            below = part.state(_sum(weight, where) if weight is not None else _count(where))
    figure = Figure(
        indicator_id=indicator.id,
        version=indicator.version_number,
        measure=indicator.measure,
        form=form,
        pass_name=part.name,
        where=where,
        counted=counted,
        value=value,
        numerator=above,
        denominator=below,
        distinct=indicator.distinct,
        base=base,
        per=indicator.per or 0,
        annualised=indicator.annualised,
        windows=tuple(str(window) for window in indicator.windows),
        breakdowns=() if indicator.measure == "rate" else tuple(indicator.breakdowns),
    )
    if base is not None:
        part.bases[base] = figure
    return figure


def make_plan(
    indicators: Iterable[Indicator], cohorts: Mapping[str, Cohort], settings: Settings, as_at: date
) -> Plan:
    """The passes and figures for these definitions."""
    passes: dict[tuple[str, str], Pass] = {}
    figures: list[Figure] = []
    ordinals: dict[str, set[str]] = {}
    for indicator in indicators:
        cohort = cohorts[indicator.cohort]
        key = (indicator.cohort, indicator.when)
        part = passes.setdefault(key, Pass(f"{indicator.cohort}__{indicator.when}", cohort, indicator.when))
        figures.append(_figure(part, indicator, _Compiler(part, settings, as_at)))
        offered = {**STANDARD_BREAKDOWNS, **cohort.breakdowns}
        for breakdown in figures[-1].breakdowns:
            column = offered[breakdown]
            part.breakdowns[breakdown] = part.dated(column) if column in DATED_COLUMNS else column
        for expression in indicator.expressions:
            needed = ordinals.setdefault(cohort.name, set())
            needed.update(expression.working_day_columns)
    return Plan(
        cohorts=in_reading_order((cohort for cohort, _ in passes), cohorts),
        passes=tuple(passes.values()),
        figures=tuple(figures),
        ordinal_columns={name: tuple(sorted(columns)) for name, columns in ordinals.items()},
        settings=settings,
        as_at=as_at,
    )
