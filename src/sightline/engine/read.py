"""Figures out of what a build wrote: windows are joined here, when somebody asks.

A figure of any window is one equality join of monthly sums to the months of the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from sightline.engine.plan import ADDEND, ALL, Figure, Form
from sightline.engine.staging import UNKNOWN, WORK_FAMILY, union_all
from sightline.vocabulary.periods import Window

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
    """Which observations: None means every one there is; `breakdowns` names `all` for the authority as a whole.

    `totals` adds those of the areas that the build knows, each under its own name in the column `authority`.
    """

    months: tuple[int, ...] | None = None
    windows: tuple[str, ...] | None = None
    breakdowns: tuple[str, ...] | None = (ALL,)
    groups: tuple[str, ...] | None = None
    authorities: tuple[str, ...] | None = None
    totals: bool = False


def text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def among(column: str, values: Sequence[str | int], table: str) -> exp.Expr:
    literals = [text(v) if isinstance(v, str) else exp.Literal.number(v) for v in values]
    return exp.In(this=exp.column(column, table=table), expressions=literals)


def _filters(wanted: Wanted) -> list[exp.Expr]:
    """Conditions on the months joined (w), the sums (c) and, where totals are wanted, the areas (a)."""
    conditions: list[exp.Expr] = []
    if wanted.months is not None:
        conditions.append(among("end_month", wanted.months, "w"))
    if wanted.windows is not None:
        conditions.append(among("window", wanted.windows, "w"))
    if wanted.breakdowns is not None:
        conditions.append(among("breakdown", wanted.breakdowns, "c"))
    if wanted.groups is not None:
        conditions.append(among("grp", wanted.groups, "c"))
    if wanted.authorities is not None:
        conditions.append(
            among("area", wanted.authorities, "a") if wanted.totals else among("authority", wanted.authorities, "c")
        )
    return conditions


KEYS = ("authority", "window", "end_month", "breakdown", "grp")
LOCAL_BREAKDOWNS = ("team", "worker")


SAME_MONTH = exp.EQ(this=exp.column("month", table="w"), expression=exp.column("month", table="c"))


def _windowed(
    table: str,
    states: Iterable[exp.Expr],
    wanted: Wanted,
    *conditions: exp.Expr,
    windows: str = "window_months",
    on: exp.Expr = SAME_MONTH,
) -> exp.Select:
    """The sums of a table `c` over every window wanted: its rows joined to the `windows` (w) that take them in."""
    authority = exp.column("area", table="a") if wanted.totals else exp.column("authority", table="c")
    keys = [authority, *[exp.column(key, table="w" if key in ("window", "end_month") else "c") for key in KEYS[1:]]]
    select = (
        exp.select(authority.as_("authority"), *[key.copy() for key in keys[1:]], *states)
        .from_(exp.alias_(exp.to_table(table), "c", table=True))
        .join(exp.alias_(exp.to_table(windows), "w", table=True), on=on.copy())
        .where(*_filters(wanted), *conditions)
        .group_by(*keys)
    )
    return _with_areas(select) if wanted.totals else select


def _with_areas(select: exp.Select) -> exp.Select:
    """Each row of `c` once for the authority itself and once for every area (a) that the authority lies in."""
    same = exp.EQ(this=exp.column("authority", table="a"), expression=exp.column("authority", table="c"))
    # Ids of teams and workers are local: the same id in two authorities is two teams.
    is_own = exp.EQ(this=exp.column("area", table="a"), expression=exp.column("authority", table="a"))
    is_for_areas = exp.or_(is_own, exp.not_(among("breakdown", LOCAL_BREAKDOWNS, "c")))
    return select.join(exp.alias_(exp.to_table("areas"), "a", table=True), on=same).where(is_for_areas)


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


def _observation(
    figure: Figure, source: str, above: exp.Expr, below: exp.Expr | None, present: exp.Expr | None = None
) -> exp.Select:
    """One figure's rows out of its pass's windowed sums `t`, in the columns of an observation.

    `present` is what a group has to have to be listed, where that is not a numerator or denominator.
    """
    is_rate = figure.measure == "rate"
    denominator = exp.column("persons", table="p") if is_rate else below
    value = _value(figure, above, denominator if denominator is not None else exp.null())
    select = exp.select(
        exp.column("authority", table="t"),
        text(figure.indicator_id).as_("indicator"),
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
    parts = [part for part in (above, None if is_rate else below) if part is not None] if present is None else [present]
    # A group is listed where it has something to count; the authority as a whole is always listed.
    listed = exp.or_(
        exp.EQ(this=exp.column("breakdown", table="t"), expression=text(ALL)),
        *[exp.GT(this=part.copy(), expression=exp.Literal.number(0)) for part in parts],
    )
    return select.where(
        *(*_holding(figure), *_whole(figure)),
        among("window", figure.windows, "t"),
        among("breakdown", (ALL, *figure.breakdowns), "t"),
        exp.paren(listed),
    )


def _holding(figure: Figure) -> list[exp.Expr]:
    """The conditions that keep the periods for which this version of the definition holds."""
    last_day = exp.column("last_day", table="v")
    bounds = [(exp.GTE, figure.holds_from), (exp.LTE, figure.holds_until)]
    return [
        compare(this=last_day.copy(), expression=exp.cast(text(bound.isoformat()), "DATE"))
        for compare, bound in bounds
        if bound is not None
    ]


def _whole(figure: Figure) -> list[exp.Expr]:
    """The condition that keeps an area's total where all of its authorities are sure to be in it.

    Where months of the past are known to those authorities alone that kept a copy, that is the last month.
    """
    if not figure.known_where_rows:
        return []
    areas = exp.select("area").from_("areas").where("authorities > 1")
    last = exp.select(exp.Max(this=exp.column("last_day"))).from_("windows")
    last = last.where(exp.EQ(this=exp.column("window"), expression=text(Window.SNAPSHOT.value)))
    is_area = exp.In(this=exp.column("authority", table="t"), query=areas.subquery())
    is_last = exp.EQ(this=exp.column("last_day", table="v"), expression=last.subquery())
    return [exp.or_(exp.not_(is_area), is_last)]


def _parts(figure: Figure, table: str) -> tuple[exp.Expr, exp.Expr | None]:
    """The columns of a figure's numerator and denominator in the windowed sums."""
    assert figure.numerator is not None
    below = exp.column(figure.denominator, table=table) if figure.denominator else None
    return exp.column(figure.numerator, table=table), below


def _sum_figures(pass_name: str, figures: Sequence[Figure], wanted: Wanted) -> exp.Query:
    names = sorted({name for f in figures for name in (f.numerator, f.denominator) if name})
    states = [exp.Sum(this=exp.column(name, table="c")).as_(name) for name in names]
    select = _windowed(f"cube__{pass_name}", states, wanted)
    parts = [_observation(_pooled(f), "t", *_parts(f, "t")) for f in figures]
    return union_all(parts).with_("t", as_=select)


def _pooled(figure: Figure) -> Figure:
    """A figure without what is not a sum of its months and groups: a mean of month ends, and shares of the whole."""
    return replace(
        figure,
        windows=tuple(window for window in figure.windows if window != Window.MONTH_ENDS_6),
        breakdowns=tuple(name for name in figure.breakdowns if name != figure.share_by),
    )


def _month_ends_figure(figure: Figure, wanted: Wanted) -> exp.Query:
    """The mean of a figure's month ends: each month's own value, then the mean of those that there are.

    The numerator is the sum of the months' values and the denominator how many months have one.
    """
    assert figure.numerator is not None and figure.denominator is not None
    ratio = exp.Div(
        this=_double(exp.Sum(this=exp.column(figure.numerator, table="c"))),
        expression=exp.func("NULLIF", _double(exp.Sum(this=exp.column(figure.denominator, table="c"))), exp.Literal.number(0)),
    )
    keys = [exp.column(key, table="c") for key in ("month", "breakdown", "grp")]
    authority = exp.column("area", table="a") if wanted.totals else exp.column("authority", table="c")
    monthly = exp.select(authority.as_("authority"), *keys, ratio.as_("ratio"))
    monthly = monthly.from_(exp.alias_(exp.to_table(f"cube__{figure.pass_name}"), "c", table=True))
    monthly = (_with_areas(monthly) if wanted.totals else monthly).group_by(authority.copy(), *[key.copy() for key in keys])
    value: exp.Expr = exp.column("ratio", table="c")
    if figure.measure == "percentage":
        value = exp.Mul(this=exp.Literal.number("100.0"), expression=value)
    total = exp.func("COALESCE", exp.Sum(this=exp.cast(value, ADDEND)), exp.Literal.number(0))
    states = [total.as_("above"), exp.Count(this=exp.column("ratio", table="c")).as_("below")]
    # A month of an area is one ratio, not the mean of its authorities'; then there is nothing left to put together.
    select = _windowed("monthly", states, replace(wanted, totals=False))
    shown = replace(figure, measure="mean", windows=(Window.MONTH_ENDS_6.value,))
    observation = _observation(shown, "t", exp.column("above", table="t"), exp.column("below", table="t"))
    return observation.with_("monthly", as_=monthly).with_("t", as_=select)


def _share_figure(figure: Figure, wanted: Wanted) -> exp.Query:
    """Each group of a figure's `share_by` as a share of the whole: the group's rows over the rows of all groups."""
    conditions: list[exp.Expr] = []
    if figure.base is not None:
        source, conditions, below = _base(figure, wanted), [_is_last()], "below"
    else:
        assert figure.denominator is not None
        source, below = exp.select("*").from_(f"cube__{figure.pass_name}"), figure.denominator
    states = [exp.Sum(this=exp.column(below, table="c")).as_("rows")]
    groups = _windowed("sums", states, replace(wanted, breakdowns=(str(figure.share_by),)), *conditions)
    whole = _windowed("sums", states, replace(wanted, breakdowns=(ALL,), groups=None), *conditions)
    shown = replace(figure, breakdowns=(str(figure.share_by),), windows=_pooled(figure).windows)
    above = exp.column("rows", table="t")
    observation = _observation(shown, "t", above, exp.column("rows", table="whole"), present=above)
    same = [exp.EQ(this=exp.column(key, table="whole"), expression=exp.column(key, table="t")) for key in KEYS[:3]]
    observation = observation.join(exp.to_table("whole"), on=exp.and_(*same))
    return observation.with_("sums", as_=source).with_("t", as_=groups).with_("whole", as_=whole)


def _base(figure: Figure, wanted: Wanted) -> exp.Query:
    """The distinct children of a figure; for totals, with what takes back those whom two authorities know."""
    own = exp.select("*").from_(f"base__{figure.pass_name}__{figure.base}")
    if not wanted.totals:
        return own
    return union_all([own, exp.select("*").from_(f"shared__{figure.pass_name}__{figure.base}")])


def _is_last() -> exp.Expr:
    """That a row of a distinct base is the child's last in the window."""
    return exp.GT(this=exp.column("next_month", table="c"), expression=exp.column("end_month", table="w"))


def _distinct_figure(figure: Figure, wanted: Wanted) -> exp.Query:
    states = [exp.Sum(this=exp.column(name, table="c")).as_(name) for name in ("above", "below")]
    select = _windowed("sums", states, wanted, _is_last())
    above, below = exp.column("above", table="t"), exp.column("below", table="t")
    parts = (above, below) if figure.measure == "percentage" else (below, None)
    observation = _observation(_pooled(figure), "t", *parts)
    return observation.with_("sums", as_=_base(figure, wanted)).with_("t", as_=select)


def group_column(figure: Figure, breakdown: str, offered: str) -> exp.Expr:
    """The staged column that holds a breakdown's group, `unknown` where it is empty."""
    column = exp.column(offered, table="c")
    return column if breakdown in WORK_FAMILY else exp.func("COALESCE", exp.cast(column, "VARCHAR"), text(UNKNOWN))


def select_observations(
    figures: Sequence[Figure], wanted: Wanted, groups: dict[tuple[str, str], str], cohorts: dict[str, tuple[str, str]]
) -> list[exp.Query]:
    """The SELECTs, one a pass and one a distinct figure, that give the observations wanted.

    `groups` maps (pass, breakdown) to its staged column; `cohorts` maps a pass to its staged table and month column.
    """
    queries: list[exp.Query] = []
    by_pass: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.share_by is not None and (wanted.breakdowns is None or figure.share_by in wanted.breakdowns):
            queries.append(_share_figure(figure, wanted))
        if figure.form is Form.SUMS and Window.MONTH_ENDS_6.value in figure.windows:
            queries.append(_month_ends_figure(figure, wanted))
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
        group = text("") if breakdown == ALL else group_column(figure, breakdown, groups[figure.pass_name, breakdown])
        rows = exp.select(
            exp.column("authority", table="c"),
            exp.column(when, table="c").as_("placed_on"),
            text(breakdown).as_("breakdown"),
            group.as_("grp"),
            figure.value.copy().as_("value"),
        ).from_(exp.alias_(exp.to_table(table), "c", table=True))
        rows = rows.where(
            exp.Is(this=exp.column("excluded_because", table="c"), expression=exp.null()),
            exp.Not(this=exp.Is(this=exp.paren(figure.value.copy()), expression=exp.null())),
        )
        if figure.counted is not None:
            rows = rows.where(figure.counted.copy())
        pieces.append(rows)
    middle = exp.Median if figure.measure == "median" else exp.Max
    states = [
        middle(this=exp.column("value", table="c")).as_("middle"),
        exp.Count(this=exp.column("value", table="c")).as_("n"),
    ]
    in_window = exp.Between(
        this=exp.column("placed_on", table="c"),
        low=exp.column("first_day", table="w"),
        high=exp.column("last_day", table="w"),
    )
    select = _windowed("placed", states, wanted, windows="windows", on=in_window)
    # The authority as a whole is listed for every window, also where no row falls in it.
    nothing = exp.select(
        "a.authority",
        exp.column("last_day", table="v").as_("placed_on"),
        text(ALL).as_("breakdown"),
        text("").as_("grp"),
        exp.cast(exp.null(), "DOUBLE").as_("value"),
    )
    nothing = nothing.from_("authorities AS a").join("windows AS v", join_type="cross")
    select = select.with_("placed", as_=union_all([*pieces, nothing]))
    return _observation(figure, "t", exp.column("middle", table="t"), exp.column("n", table="t")).with_("t", as_=select)


def select_populations(month: int) -> exp.Select:
    """The population that each authority's rates of a month are taken over; `month` is a month's index."""
    month_is = exp.EQ(this=exp.column("month"), expression=exp.Literal.number(month))
    return exp.select("*").from_("populations").where(month_is)
