"""The rows behind a figure: the same conditions on the staged rows of the same days, so that no list drifts from its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from sightline.engine.plan import Figure
from sightline.engine.read import among, text
from sightline.vocabulary.periods import Period
from sightline.vocabulary.scope import Scope


def may_see(scope: Scope, columns: Mapping[str, str]) -> list[exp.Expr]:
    """The conditions that keep the rows a reader may see; none where that is every row. An empty scope keeps no row.

    `columns` names the columns of `c` that hold each row's team, service and worker.
    """
    allowed = {"team": scope.teams, "service": scope.services, "worker": scope.workers}
    reached = [among(columns[name], sorted(values), "c") for name, values in allowed.items() if values]
    conditions: list[exp.Expr] = []
    if not scope.everything:
        conditions.append(exp.paren(exp.or_(*reached)) if reached else exp.false())
    if scope.hidden:
        # A row of nobody (a post, a survey) has no record that could be restricted.
        nobody = exp.Is(this=exp.column("person_id", table="c"), expression=exp.null())
        conditions.append(exp.paren(exp.or_(nobody, exp.not_(among("person_id", sorted(scope.hidden), "c")))))
    return conditions


@dataclass(frozen=True)
class Behind:
    """Which rows are asked for behind a figure: the days of its period, one group or all, and for whom.

    `share` names a group of the figure's `share_by`: its rows are in the numerator, those of all groups are listed.
    """

    period: Period
    scope: Scope
    group: tuple[exp.Expr, str] | None = None
    share: tuple[exp.Expr, str] | None = None
    person_id: str | None = None
    # Whose rows, where there are several authorities; None is everybody's.
    authorities: tuple[str, ...] | None = None
    # True for every row of the cohort in the period, with `in_denominator` and `excluded_because`, not only those counted.
    with_left_out: bool = False


def select_children(figure: Figure, source: tuple[str, str], behind: Behind) -> exp.Select:
    """The staged rows behind a figure: each unit of the denominator, with `in_numerator` and the date that places it.

    `source` is the staged table and its month column. For a distinct figure each child has its latest row. Where the figure
    sums or averages a number of each row, that is `counted_value`; where it sums another below, that is
    `counted_weight`.
    """
    table, month = source
    when = month.removeprefix("month__")
    rows = (
        exp.select(
            "c.*",
            _truth(figure.counted if behind.share is None else _is_group(*behind.share)).as_("in_numerator"),
            _truth(figure.where).as_("in_denominator"),
            *_numbers(figure),
            exp.column(when, table="c").as_("event_date"),
            *[exp.column(f"{name}__{when}", table="c").as_(name) for name in ("team", "worker", "service", "age")],
        )
        .from_(exp.alias_(exp.to_table(table), "c", table=True))
        .where(
            exp.Between(
                this=exp.column(when, table="c"),
                low=exp.cast(text(behind.period.first.isoformat()), "DATE"),
                high=exp.cast(text(behind.period.last.isoformat()), "DATE"),
            ),
        )
    )
    rows = rows.where(*may_see(behind.scope, {name: f"{name}__{when}" for name in ("team", "service", "worker")}))
    if behind.person_id is not None:
        rows = rows.where(exp.EQ(this=exp.column("person_id", table="c"), expression=text(behind.person_id)))
    if behind.authorities is not None:
        rows = rows.where(among("authority", behind.authorities, "c"))
    if behind.group is not None:
        rows = rows.where(_is_group(*behind.group))
    if not behind.with_left_out:
        rows = rows.where(exp.Is(this=exp.column("excluded_because", table="c"), expression=exp.null()))
        if figure.where is not None:
            rows = rows.where(figure.where.copy())
    if figure.distinct is None or behind.with_left_out:
        return rows.order_by("event_date", "record_id", "person_id")
    # A child is in a group's share if any of its rows is in the group.
    return _one_a_child(rows, figure.distinct if behind.share is None else "any")


def _numbers(figure: Figure) -> list[exp.Expr]:
    """The numbers of a row that the figure sums above and below, where they are not just one for each row."""
    numbers = {"counted_value": figure.value, "counted_weight": figure.weight}
    return [exp.cast(number.copy(), "DOUBLE").as_(name) for name, number in numbers.items() if number is not None]


def _is_group(column: exp.Expr, group: str) -> exp.Expr:
    return exp.EQ(this=column.copy(), expression=text(group))


def _truth(condition: exp.Expr | None) -> exp.Expr:
    """A condition as true or false: one that is not known is not met."""
    return exp.true() if condition is None else exp.case().when(condition.copy(), exp.true()).else_(exp.false())


def _one_a_child(rows: exp.Select, distinct: str) -> exp.Select:
    """Each child's latest row; for `any`, in the numerator if any of the child's rows is."""
    by_child = "PARTITION BY authority, person_id"
    judged = f"BOOL_OR(in_numerator) OVER ({by_child})" if distinct == "any" else "in_numerator"
    ranked = exp.select(
        "r.*",
        f"{judged} AS judged",
        f"ROW_NUMBER() OVER ({by_child} ORDER BY event_date DESC, record_id DESC) AS place",
        dialect="duckdb",
    ).from_(rows.subquery("r"))
    return (
        exp.select("* EXCLUDE (in_numerator, place, judged)", "judged AS in_numerator", dialect="duckdb")
        .from_(ranked.subquery("k"))
        .where("place = 1")
        .order_by("event_date", "record_id", "person_id")
    )
