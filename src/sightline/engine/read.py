"""Figures and children out of what a build wrote: windows are joined here, when somebody asks.

A figure of any window is one equality join of monthly sums to the months of the window. The children behind it are the
same condition on the staged rows of the same months, so the list cannot drift from the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from sightline.engine.plan import ALL, Figure, Form
from sightline.engine.staging import UNKNOWN, WORK_FAMILY, union_all
from sightline.vocabulary.scope import Scope

# What a reader of a build holds between asking here and running it: nothing it may look into.
Select = exp.Expr

OBSERVATION_COLUMNS = (
    "authority",
    "indicator",
    "version",
    "period",
    "window",
    "breakdown",
    "group",
    "numerator",
    "denominator",
    "value",
)


@dataclass(frozen=True)
class Wanted:
    """Which observations: None means every one there is; `breakdowns` names `all` for the authority as a whole."""

    months: tuple[int, ...] | None = None
    windows: tuple[str, ...] | None = None
    breakdowns: tuple[str, ...] | None = (ALL,)
    groups: tuple[str, ...] | None = None
    authorities: tuple[str, ...] | None = None


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _among(column: str, values: Sequence[str | int], table: str) -> exp.Expr:
    literals = [_text(v) if isinstance(v, str) else exp.Literal.number(v) for v in values]
    return exp.In(this=exp.column(column, table=table), expressions=literals)


def _filters(wanted: Wanted) -> list[exp.Expr]:
    """Conditions on the months joined (w) and the sums (c)."""
    conditions = []
    if wanted.months is not None:
        conditions.append(_among("end_month", wanted.months, "w"))
    if wanted.windows is not None:
        conditions.append(_among("window", wanted.windows, "w"))
    if wanted.breakdowns is not None:
        conditions.append(_among("breakdown", wanted.breakdowns, "c"))
    if wanted.groups is not None:
        conditions.append(_among("grp", wanted.groups, "c"))
    if wanted.authorities is not None:
        conditions.append(_among("authority", wanted.authorities, "c"))
    return conditions


KEYS = ("authority", "window", "end_month", "breakdown", "grp")


def _windowed(table: str, states: Iterable[exp.Expr], conditions: list[exp.Expr]) -> exp.Select:
    """The sums of a table over every window wanted."""
    keys = [exp.column(key, table="w" if key in ("window", "end_month") else "c") for key in KEYS]
    return (
        exp.select(*keys, *states)
        .from_(exp.alias_(exp.to_table(table), "c", table=True))
        .join(
            exp.alias_(exp.to_table("window_months"), "w", table=True),
            on=exp.EQ(this=exp.column("month", table="w"), expression=exp.column("month", table="c")),
        )
        .where(*conditions)
        .group_by(*[key.copy() for key in keys])
    )


def _double(node: exp.Expr) -> exp.Expr:
    return exp.cast(node, "DOUBLE")


def _null() -> exp.Expr:
    return exp.cast(exp.null(), "DOUBLE")


def _value(figure: Figure, above: exp.Expr, below: exp.Expr) -> exp.Expr:
    """The value from its two parts, unrounded; empty where there is nothing to divide by."""
    if figure.measure in ("percentage", "mean"):
        ratio = exp.Div(this=_double(above), expression=exp.func("NULLIF", _double(below), exp.Literal.number(0)))
        return exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(ratio)) if figure.measure == "percentage" else ratio
    if figure.measure == "rate":
        factor = exp.column("factor", table="v") if figure.annualised else exp.Literal.number("1.0")
        top = exp.Mul(this=exp.Mul(this=_double(above), expression=factor), expression=exp.Literal.number(figure.per))
        return exp.Div(this=exp.paren(top), expression=exp.func("NULLIF", _double(below), exp.Literal.number(0)))
    return _double(above)


def _observation(figure: Figure, source: str, above: exp.Expr, below: exp.Expr | None) -> exp.Select:
    """One figure's rows out of its pass's windowed sums `t`, in the columns of an observation."""
    is_rate = figure.measure == "rate"
    denominator = exp.column("persons", table="p") if is_rate else below
    value = _value(figure, above, denominator if denominator is not None else exp.null())
    select = exp.select(
        exp.column("authority", table="t"),
        _text(figure.indicator_id).as_("indicator"),
        exp.Literal.number(figure.version).as_("version"),
        exp.column("period", table="v"),
        exp.column("window", table="t"),
        exp.column("breakdown", table="t"),
        exp.column("grp", table="t").as_("group", quoted=True),
        (_null() if figure.form is Form.ROWS else _double(above.copy())).as_("numerator"),
        (_double(denominator.copy()) if denominator is not None else _null()).as_("denominator"),
        value.as_("value"),
    ).from_(exp.alias_(exp.to_table(source), "t", table=True))
    select = select.join(
        exp.alias_(exp.to_table("windows"), "v", table=True),
        on=exp.and_(
            exp.EQ(this=exp.column("window", table="v"), expression=exp.column("window", table="t")),
            exp.EQ(this=exp.column("end_month", table="v"), expression=exp.column("end_month", table="t")),
        ),
    )
    if is_rate:
        select = select.join(
            exp.alias_(exp.to_table("populations"), "p", table=True),
            on=exp.and_(
                exp.EQ(this=exp.column("authority", table="p"), expression=exp.column("authority", table="t")),
                exp.EQ(this=exp.column("month", table="p"), expression=exp.column("end_month", table="t")),
            ),
            join_type="left",
        )
    present = below if below is not None and not is_rate else above
    # A group is listed where it has something to count; the authority as a whole is always listed.
    listed = exp.or_(
        exp.EQ(this=exp.column("breakdown", table="t"), expression=_text(ALL)),
        exp.GT(this=present.copy(), expression=exp.Literal.number(0)),
    )
    return select.where(
        _among("window", figure.windows, "t"), _among("breakdown", (ALL, *figure.breakdowns), "t"), exp.paren(listed)
    )


def _parts(figure: Figure, table: str) -> tuple[exp.Expr, exp.Expr | None]:
    """The columns of a figure's numerator and denominator in the windowed sums."""
    assert figure.numerator is not None
    below = exp.column(figure.denominator, table=table) if figure.denominator else None
    return exp.column(figure.numerator, table=table), below


def _sum_figures(pass_name: str, figures: Sequence[Figure], wanted: Wanted) -> exp.Query:
    names = sorted({name for f in figures for name in (f.numerator, f.denominator) if name})
    states = [exp.Sum(this=exp.column(name, table="c")).as_(name) for name in names]
    select = _windowed(f"cube__{pass_name}", states, _filters(wanted))
    parts = [_observation(f, "t", *_parts(f, "t")) for f in figures]
    return union_all(parts).with_("t", as_=select)


def _distinct_figure(figure: Figure, wanted: Wanted) -> exp.Query:
    last = exp.GT(this=exp.column("next_month", table="c"), expression=exp.column("end_month", table="w"))
    states = [exp.Sum(this=exp.column(name, table="c")).as_(name) for name in ("above", "below")]
    select = _windowed(f"base__{figure.pass_name}__{figure.base}", states, [*_filters(wanted), last])
    above, below = exp.column("above", table="t"), exp.column("below", table="t")
    if figure.measure == "percentage":
        return _observation(figure, "t", above, below).with_("t", as_=select)
    return _observation(figure, "t", below, None).with_("t", as_=select)


def group_column(figure: Figure, breakdown: str, offered: str) -> exp.Expr:
    """The staged column that holds a breakdown's group, `unknown` where it is empty."""
    column = exp.column(offered, table="c")
    return column if breakdown in WORK_FAMILY else exp.func("COALESCE", exp.cast(column, "VARCHAR"), _text(UNKNOWN))


def select_observations(
    figures: Sequence[Figure], wanted: Wanted, groups: dict[tuple[str, str], str], cohorts: dict[str, tuple[str, str]]
) -> list[exp.Query]:
    """The SELECTs, one a pass and one a distinct figure, that give the observations wanted.

    `groups` maps (pass, breakdown) to its staged column; `cohorts` maps a pass to its staged table and month column.
    """
    queries: list[exp.Query] = []
    by_pass: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.form is Form.SUMS:
            by_pass.setdefault(figure.pass_name, []).append(figure)
        elif figure.form is Form.DISTINCT:
            queries.append(_distinct_figure(figure, wanted))
        else:
            queries.append(_row_figure(figure, wanted, groups, cohorts[figure.pass_name]))
    queries += [_sum_figures(name, members, wanted) for name, members in by_pass.items()]
    return queries


def _row_figure(figure: Figure, wanted: Wanted, groups: dict[tuple[str, str], str], source: tuple[str, str]) -> exp.Query:
    """A median or maximum, from the rows themselves: not additive, so it is taken at read."""
    table, month = source
    when = month.removeprefix("month__")
    assert figure.value is not None
    pieces = []
    for breakdown in (ALL, *figure.breakdowns):
        group = _text("") if breakdown == ALL else group_column(figure, breakdown, groups[figure.pass_name, breakdown])
        rows = exp.select(
            exp.column("authority", table="c"),
            exp.column(month, table="c").as_("month"),
            _text(breakdown).as_("breakdown"),
            group.as_("grp"),
            figure.value.copy().as_("value"),
        ).from_(exp.alias_(exp.to_table(table), "c", table=True))
        rows = rows.where(
            exp.Is(this=exp.column("excluded_because", table="c"), expression=exp.null()),
            exp.Not(this=exp.Is(this=exp.paren(figure.value.copy()), expression=exp.null())),
            exp.LTE(
                this=exp.column(when, table="c"),
                expression=exp.select(exp.Max(this=exp.column("last_day"))).from_("windows").subquery(),
            ),
        )
        if figure.counted is not None:
            rows = rows.where(figure.counted.copy())
        pieces.append(rows)
    middle = exp.Median if figure.measure == "median" else exp.Max
    states = [
        middle(this=exp.column("value", table="c")).as_("middle"),
        exp.Count(this=exp.Star()).as_("n"),
    ]
    select = _windowed("placed", states, _filters(wanted)).with_("placed", as_=union_all(pieces))
    return _observation(figure, "t", exp.column("middle", table="t"), exp.column("n", table="t")).with_("t", as_=select)


def _within(scope: Scope, when: str) -> exp.Expr | None:
    """The condition that keeps the rows a reader may see; None where that is every row. An empty scope keeps none."""
    if scope.everything:
        return None
    allowed = [("team", scope.teams), ("service", scope.services), ("worker", scope.workers)]
    conditions = [_among(f"{name}__{when}", sorted(values), "c") for name, values in allowed if values]
    return exp.or_(*conditions) if conditions else exp.false()


@dataclass(frozen=True)
class Behind:
    """Which rows are asked for behind a figure: the months and last day of its period, one group or all, and for whom."""

    first_month: int
    last_month: int
    last_day: str
    scope: Scope
    group: tuple[exp.Expr, str] | None = None
    person_id: str | None = None
    # True for every row of the cohort in the period, with `in_denominator` and `excluded_because`, not only those counted.
    with_left_out: bool = False


def select_children(figure: Figure, source: tuple[str, str], behind: Behind) -> exp.Select:
    """The staged rows behind a figure: each unit of the denominator, with `in_numerator` and the date that places it.

    `source` is the staged table and its month column. For a distinct figure each child has its latest row.
    """
    table, month = source
    when = month.removeprefix("month__")
    rows = (
        exp.select(
            "c.*",
            _truth(figure.counted).as_("in_numerator"),
            _truth(figure.where).as_("in_denominator"),
            exp.column(when, table="c").as_("event_date"),
            *[exp.column(f"{name}__{when}", table="c").as_(name) for name in ("team", "worker", "service", "age")],
        )
        .from_(exp.alias_(exp.to_table(table), "c", table=True))
        .where(
            exp.Between(
                this=exp.column(month, table="c"),
                low=exp.Literal.number(behind.first_month),
                high=exp.Literal.number(behind.last_month),
            ),
            exp.LTE(this=exp.column(when, table="c"), expression=exp.cast(_text(behind.last_day), "DATE")),
        )
    )
    seen = _within(behind.scope, when)
    if seen is not None:
        rows = rows.where(exp.paren(seen))
    if behind.person_id is not None:
        rows = rows.where(exp.EQ(this=exp.column("person_id", table="c"), expression=_text(behind.person_id)))
    if behind.group is not None:
        rows = rows.where(exp.EQ(this=behind.group[0].copy(), expression=_text(behind.group[1])))
    if not behind.with_left_out:
        rows = rows.where(exp.Is(this=exp.column("excluded_because", table="c"), expression=exp.null()))
        if figure.where is not None:
            rows = rows.where(figure.where.copy())
    if figure.distinct is None or behind.with_left_out:
        return rows.order_by("event_date", "record_id", "person_id")
    return _one_a_child(rows, figure.distinct)


def select_populations(month: int) -> exp.Select:
    """The population that each authority's rates of a month are taken over; `month` is a month's index."""
    month_is = exp.EQ(this=exp.column("month"), expression=exp.Literal.number(month))
    return exp.select("*").from_("populations").where(month_is)


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
