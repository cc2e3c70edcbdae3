"""How a figure is made: one version of one indicator with its expressions read. Engine and interpreter start here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline.catalogue.documents import Place
from sightline.catalogue.expressions import Expression, ExpressionError, parse_expression
from sightline.catalogue.models import Distinct, Indicator, MeasureKind, Version
from sightline.cohorts.model import STANDARD_BREAKDOWNS, Cohort, ColumnType
from sightline.vocabulary.periods import Window

# The fields that hold an expression, with the type that each must give.
EXPRESSION_FIELDS: Mapping[str, ColumnType] = {
    "where": ColumnType.BOOLEAN,
    "numerator": ColumnType.BOOLEAN,
    "value": ColumnType.NUMBER,
    "weight": ColumnType.NUMBER,
}

# Rows that are not of children still belong to a team, its service and a worker.
BREAKDOWNS_OF_ANY_ROW = ("service", "team", "worker")


@dataclass(frozen=True)
class Measure:
    """One version of how an indicator is calculated.

    A row of `cohort` that is not excluded, whose `when` falls in the period and that meets `where`, is in the
    denominator (of a count or rate: is counted). A condition that is not known is not met. The figure is then, by kind:

    * count: rows, or the sum of `value`.
    * rate: rows, over the population, times `per`, annualised where asked.
    * percentage: rows that meet `numerator` over rows; with `value`, its sum over those rows instead of their number;
      with `weight`, its sum over the denominator's rows instead of their number; with `share_by`, each group's rows
      over the rows of all groups.
    * mean: sum of `value` over the number of rows whose `value` is known; with `weight`, over its sum, where both are.
    * median, maximum: of the known values.

    `distinct` makes the rows of one child one: `latest` judges the child on the last row (by `when`, then `record_id`)
    of those in the denominator; `any` puts the child in the numerator if any of those rows is.
    """

    indicator: str
    version: int
    holds_from: date | None
    holds_until: date | None
    cohort: Cohort
    when: str
    kind: MeasureKind
    where: Expression | None
    numerator: Expression | None
    value: Expression | None
    weight: Expression | None
    distinct: Distinct | None
    per: int | None
    annualised: bool
    share_by: str | None
    windows: tuple[Window, ...]
    breakdowns: tuple[str, ...]
    # Tables without which it is not available: the definition's own, the cohort's, and those of the columns it names.
    needs: tuple[str, ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every expression that it has, in the order where, numerator, value, weight."""
        return tuple(part for part in (self.where, self.numerator, self.value, self.weight) if part is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that its expressions name, sorted."""
        return tuple(sorted({column for part in self.expressions for column in part.columns}))

    @property
    def settings(self) -> tuple[str, ...]:
        """Every setting that its expressions read, sorted. A change of one of them is a break in the series."""
        return tuple(sorted({key for part in self.expressions for key in part.settings}))


def breakdown_columns(cohort: Cohort) -> dict[str, str]:
    """The ways to split a cohort's rows: name of the breakdown to the column that holds the group."""
    names = STANDARD_BREAKDOWNS if cohort.of_children else BREAKDOWNS_OF_ANY_ROW
    return {name: STANDARD_BREAKDOWNS[name] for name in names} | dict(cohort.breakdowns)


@dataclass(frozen=True)
class ExpressionProblem:
    """Why an expression cannot be used, and where it stands."""

    field: str
    place: Place
    sql: str
    problem: str


def read_measure(
    indicator: Indicator, version: Version, cohort: Cohort, place: Callable[..., Place]
) -> tuple[Measure | None, tuple[ExpressionProblem, ...]]:
    """One version with its expressions read against the columns of its cohort, or every reason why it cannot be."""
    deciding = indicator.deciding(version)
    index = indicator.versions.index(version)
    read: dict[str, Expression | None] = {}
    problems: list[ExpressionProblem] = []
    for name, wanted in EXPRESSION_FIELDS.items():
        path = ("versions", index, name) if name in version.model_fields_set else (name,)
        where = place(*path)
        expression, reasons = _read_expression(deciding[name], cohort, wanted, where)
        read[name] = expression
        problems.extend(ExpressionProblem(name, where, deciding[name], reason) for reason in reasons)
    if problems:
        return None, tuple(problems)
    return _measure(indicator, version, cohort, deciding, read), ()


def _read_expression(
    sql: str | None, cohort: Cohort, wanted: ColumnType, where: Place
) -> tuple[Expression | None, tuple[str, ...]]:
    if sql is None:
        return None, ()
    try:
        return parse_expression(sql, cohort.all_columns, wanted=wanted, file=where.file, line=where.line), ()
    except ExpressionError as error:
        return None, error.problems


def _measure(
    indicator: Indicator,
    version: Version,
    cohort: Cohort,
    deciding: dict[str, Any],
    read: dict[str, Expression | None],
) -> Measure:
    return Measure(
        indicator=indicator.id,
        version=version.number,
        holds_from=version.holds_from,
        holds_until=version.holds_until,
        cohort=cohort,
        when=deciding["when"],
        kind=deciding["measure"],
        where=read["where"],
        numerator=read["numerator"],
        value=read["value"],
        weight=read["weight"],
        distinct=deciding["distinct"],
        per=deciding["per"],
        annualised=bool(deciding["annualised"]),
        share_by=deciding["share_by"],
        windows=indicator.windows,
        breakdowns=indicator.breakdowns,
        needs=_needs(indicator, cohort, deciding, read),
    )


def _needs(indicator: Indicator, cohort: Cohort, deciding: dict[str, Any], read: dict[str, Expression | None]) -> tuple[str, ...]:
    """What a measure says nothing without: its own needs, the cohort's, and those of the columns that it names."""
    known = cohort.all_columns
    named = {deciding["when"], *(column for expression in read.values() if expression for column in expression.columns)}
    of_columns = {need for column in named & known.keys() for need in known[column].needs}
    population = ("loc_population",) if deciding["measure"] is MeasureKind.RATE else ()
    return tuple(sorted({*indicator.needs, *cohort.needs, *of_columns, *population}))
