"""From definitions to passes: which sums each cohort is asked for, each written once.

A pass is one cohort placed by one of its dates. All indicators of a pass share its monthly sums: equal conditions become
one state, so hundreds of definitions cost a few dozen aggregates. Nothing here touches data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from sqlglot import exp

from sightline.catalogue.deadlines import Clock
from sightline.catalogue.expressions import Expression
from sightline.catalogue.measures import Measure, breakdown_columns
from sightline.catalogue.models import MeasureKind
from sightline.catalogue.settings import Settings
from sightline.cohorts.model import Cohort
from sightline.engine.functions import compile_functions
from sightline.engine.relations import LANES
from sightline.errors import DefinitionError
from sightline.vocabulary.periods import Window

DATED_COLUMNS = ("month", "age", "age_band", "service", "team", "worker")
ALL = "all"
# What is added up is made exact first: sums of fractions would otherwise differ in the last place by the order of adding up,
# which an engine that works in parallel chooses anew each time.
ADDEND, EXACT_SUM = "DECIMAL(28, 12)", "DECIMAL(38, 12)"


class Form(StrEnum):
    """How a figure is put together at read: from monthly sums, last-in-window rows, or the rows themselves."""

    SUMS = "sums"
    DISTINCT = "distinct"
    ROWS = "rows"


@dataclass(frozen=True)
class Figure:
    """One version of an indicator, compiled: where its numerator and denominator are found.

    `numerator` and `denominator` are columns of the pass's cube (or of the distinct base), None where the figure has no
    such part. `where` and `counted` are the conditions on staged rows: who is in the denominator, and who in the
    numerator. `value` is the number of each row that is summed above, averaged or compared, and `weight` the one that is
    summed below, where they are not rows.
    """

    indicator_id: str
    version: int
    # The days on which a period must end for this version to give its figure; None where there is no such bound.
    holds_from: date | None
    holds_until: date | None
    measure: str
    form: Form
    pass_name: str
    where: exp.Expr | None
    counted: exp.Expr | None
    value: exp.Expr | None
    weight: exp.Expr | None
    numerator: str | None
    denominator: str | None
    distinct: str | None
    base: str | None
    per: float
    annualised: bool
    share_by: str | None
    windows: tuple[str, ...]
    breakdowns: tuple[str, ...]
    # Of the past only those months are known for which an authority kept a copy, and not all keep the same.
    known_where_rows: bool


@dataclass
class Pass:
    """One cohort placed by one date, with the states that its definitions need (state name -> aggregate)."""

    name: str
    cohort: Cohort
    when: str
    states: dict[str, exp.Expr] = field(default_factory=dict)
    bases: dict[str, Figure] = field(default_factory=dict)
    breakdowns: dict[str, str] = field(default_factory=dict)
    # Those of its windows that are no sums of months: each has rows of its own in the cube.
    lanes: set[Window] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

    def dated(self, column: str) -> str:
        """The staged name of a column that depends on the date which places the row."""
        return f"{column}__{self.when}"

    def state(self, aggregate: exp.Expr) -> str:
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
    clocks: tuple[Clock, ...]
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


def resolve_dated(tree: exp.Expr, when: str) -> exp.Expr:
    """Columns such as `age` depend on the date that places the row; they are staged once for each such date."""

    def rename(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in DATED_COLUMNS:
            return exp.column(f"{node.name}__{when}")
        return node

    return tree.transform(rename)


def _both(first: exp.Expr | None, second: exp.Expr | None) -> exp.Expr | None:
    if first is None or second is None:
        return first if second is None else second
    return exp.and_(first.copy(), second.copy())


def _count(condition: exp.Expr | None) -> exp.Expr:
    if condition is None:
        return exp.Count(this=exp.Star())
    return exp.Count(this=exp.case().when(condition.copy(), exp.Literal.number(1)))


def _sum(value: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    number: exp.Expr = exp.cast(value.copy(), ADDEND)
    if condition is not None:
        number = exp.case().when(condition.copy(), number)
    return exp.Sum(this=number)


class _Compiler:
    """Compiles the deciding expressions of one measure for one pass."""

    def __init__(self, part: Pass, settings: Settings, as_at: date) -> None:
        self.part, self.settings, self.as_at = part, settings, as_at

    def __call__(self, expression: Expression | None) -> exp.Expr | None:
        if expression is None:
            return None
        on = exp.column(self.part.when)
        tree = compile_functions(expression.tree, self.settings, self.as_at, on)
        return resolve_dated(tree, self.part.when)


def _known(value: exp.Expr | None) -> exp.Expr | None:
    """That a number is there at all: a row without one is not in the n of a mean."""
    if value is None:
        return None
    return exp.Not(this=exp.Is(this=exp.paren(value.copy()), expression=exp.null()))


def _holding(measures: Iterable[Measure]) -> dict[tuple[str, int], tuple[date | None, date | None]]:
    """(indicator, version) to the days between which the version gives figures.

    A version ends the day before the next one begins, unless it says that it goes on: over the overlap both give figures.
    The first has no beginning, so that figures do not stop short of where definitions were first written down.
    """
    by_indicator: dict[str, list[Measure]] = {}
    for measure in measures:
        by_indicator.setdefault(measure.indicator, []).append(measure)
    found: dict[tuple[str, int], tuple[date | None, date | None]] = {}
    for indicator, versions in by_indicator.items():
        ordered = sorted(versions, key=lambda measure: measure.version)
        for place, measure in enumerate(ordered):
            following = ordered[place + 1].holds_from if place + 1 < len(ordered) else None
            last = following - timedelta(days=1) if following is not None else None
            found[indicator, measure.version] = (measure.holds_from if place else None, measure.holds_until or last)
    return found


def _figure(part: Pass, measure: Measure, compile_: _Compiler, holding: tuple[date | None, date | None]) -> Figure:
    where, numerator = compile_(measure.where), compile_(measure.numerator)
    value, weight = compile_(measure.value), compile_(measure.weight)
    if measure.kind is MeasureKind.MEAN:
        where = _both(where, _both(_known(value), _known(weight)))
    counted = _both(where, numerator)
    form = Form.SUMS
    above: str | None = None
    below: str | None = None
    base: str | None = None
    if measure.distinct is not None:
        form, base = Form.DISTINCT, f"b{len(part.bases)}"
    elif measure.kind in (MeasureKind.MEDIAN, MeasureKind.MAXIMUM):
        form = Form.ROWS
    else:
        above = part.state(_sum(value, counted) if value is not None else _count(counted))
        if measure.kind in (MeasureKind.PERCENTAGE, MeasureKind.MEAN):
            below = part.state(_sum(weight, where) if weight is not None else _count(where))
    figure = Figure(
        indicator_id=measure.indicator,
        version=measure.version,
        holds_from=holding[0],
        holds_until=holding[1],
        measure=measure.kind.value,
        form=form,
        pass_name=part.name,
        where=where,
        counted=counted,
        value=value,
        weight=weight,
        numerator=above,
        denominator=below,
        distinct=measure.distinct.value if measure.distinct else None,
        base=base,
        per=measure.per or 0,
        annualised=measure.annualised,
        share_by=measure.share_by,
        windows=tuple(window.value for window in measure.windows),
        # A population is known for the authority as a whole only, so a rate is not split.
        breakdowns=() if measure.kind is MeasureKind.RATE else measure.breakdowns,
        known_where_rows=measure.cohort.known_where_rows,
    )
    if base is not None:
        part.bases[base] = figure
    return figure


def make_plan(
    measures: Iterable[Measure],
    cohorts: Mapping[str, Cohort],
    settings: Settings,
    as_at: date,
    clocks: tuple[Clock, ...] = (),
) -> Plan:
    """The passes and figures for these measures, and the clocks of the deadlines to watch."""
    passes: dict[tuple[str, str], Pass] = {}
    figures: list[Figure] = []
    ordinals: dict[str, set[str]] = {}
    measures = tuple(measures)
    holding = _holding(measures)
    for measure in measures:
        cohort = measure.cohort
        part = passes.setdefault((cohort.name, measure.when), Pass(f"{cohort.name}__{measure.when}", cohort, measure.when))
        part.lanes.update(LANES.keys() & set(measure.windows))
        figures.append(_figure(part, measure, _Compiler(part, settings, as_at), holding[measure.indicator, measure.version]))
        offered = breakdown_columns(cohort)
        for breakdown in figures[-1].breakdowns:
            column = offered[breakdown]
            part.breakdowns[breakdown] = part.dated(column) if column in DATED_COLUMNS else column
        for expression in measure.expressions:
            ordinals.setdefault(cohort.name, set()).update(name for clock in expression.clocks for name in clock)
    for clock in clocks:
        counted = (name for expression in clock.expressions for pair in expression.clocks for name in pair)
        ordinals.setdefault(clock.cohort.name, set()).update(counted)
    named = [*(cohort for cohort, _ in passes), *(clock.cohort.name for clock in clocks)]
    return Plan(
        cohorts=in_reading_order(named, cohorts),
        passes=tuple(passes.values()),
        figures=tuple(figures),
        clocks=clocks,
        ordinal_columns={name: tuple(sorted(columns)) for name, columns in ordinals.items()},
        settings=settings,
        as_at=as_at,
    )
