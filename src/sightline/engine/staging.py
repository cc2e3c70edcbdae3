"""The SELECTs that stage a cohort and sum it: rows with everything a definition may ask, then monthly states.

All are SQLGlot expressions, so the same plan is written out for DuckDB and for Spark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlglot
from sqlglot import exp

from sightline.cohorts.model import Cohort, Kind
from sightline.engine.functions import ORDINAL_SUFFIX, compile_functions
from sightline.engine.plan import ADDEND, ALL, EXACT_SUM, Figure, Pass, Plan
from sightline.engine.relations import LANES
from sightline.vocabulary.periods import WEEK, Month, Window

PEOPLE_COLUMNS = ("dob", "sex", "ethnicity", "disability")
GIVEN_COLUMNS = ("authority", "person_id", "record_id")
# Breakdowns that a worker or team decides, and those that a child decides: summing each family once, then rolling the
# small result up, is the fastest of the forms measured (docs/adr/0016-two-families.md).
WORK_FAMILY = ("service", "team", "worker")
CHILD_FAMILY: tuple[str, ...] = ("age_band", "sex", "ethnicity", "disability")
UNKNOWN = "unknown"

AGE_BANDS = """
CASE WHEN {age} IS NULL OR {age} < 0 THEN 'unknown' WHEN {age} < 1 THEN 'under_1' WHEN {age} < 5 THEN '1_4'
     WHEN {age} < 10 THEN '5_9' WHEN {age} < 16 THEN '10_15' ELSE '16_plus' END
"""


def parse(sql: str) -> exp.Select:
    """Portable SQL, written in DuckDB's dialect, as an expression. Anything but a SELECT is a mistake of ours."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query), sql
    return tree  # type: ignore[return-value]


def own_columns(cohort: Cohort) -> tuple[str, ...]:
    """The columns that the cohort's SQL gives, in the order in which they are staged."""
    placed = ("as_at",) if cohort.kind is Kind.SNAPSHOT else ()
    return (*GIVEN_COLUMNS, *placed, "excluded_because", *cohort.columns)


def covers(interval: str, day: str) -> str:
    """Whether a half-open interval holds a day; an interval without an end goes on."""
    return f"{day} >= {interval}.from_on AND ({interval}.until_on IS NULL OR {day} < {interval}.until_on)"


def stage(cohort: Cohort, plan: Plan) -> exp.Expr:
    """Every row of a cohort with the child's attributes, ordinals of its clocks, and month, age and service by date."""
    # What a deadline watches is placed on the last day, too, whether or not a figure is.
    watched = {"as_at"} if cohort.kind is Kind.SNAPSHOT and any(clock.cohort is cohort for clock in plan.clocks) else set()
    whens = sorted(watched | {part.when for part in plan.passes if part.cohort.name == cohort.name})
    columns = [f"c.{name}" for name in own_columns(cohort)] + [f"p.{name}" for name in PEOPLE_COLUMNS]
    joins = ["LEFT JOIN people AS p ON p.authority = c.authority AND p.person_id = c.person_id"]
    for name in plan.ordinal_columns.get(cohort.name, ()):
        columns.append(f"k_{name}.ordinal AS {name}{ORDINAL_SUFFIX}")
        source = f"p.{name}" if name in PEOPLE_COLUMNS else f"c.{name}"
        joins.append(f"LEFT JOIN calendar AS k_{name} ON k_{name}.day = {source}")
    for when in whens:
        team, worker = "c.team", "c.worker"
        if cohort.allocated:
            team, worker = f"COALESCE(c.team, a_{when}.team)", f"COALESCE(c.worker, a_{when}.worker)"
            joins.append(
                f"LEFT JOIN allocations AS a_{when} ON a_{when}.authority = c.authority "
                f"AND a_{when}.person_id = c.person_id AND {covers(f'a_{when}', f'c.{when}')}"
            )
        columns += [
            f"COALESCE({team}, '{UNKNOWN}') AS team__{when}",
            f"COALESCE({worker}, '{UNKNOWN}') AS worker__{when}",
            f"MONTH_INDEX(c.{when}) AS month__{when}",
            f"AGE(p.dob, c.{when}) AS years__{when}",
            f"COALESCE(u_{when}.service, '{UNKNOWN}') AS service__{when}",
        ]
        joins.append(
            f"LEFT JOIN units AS u_{when} ON u_{when}.authority = c.authority AND u_{when}.team = {team} "
            f"AND {covers(f'u_{when}', f'c.{when}')}"
        )
    joined = f"SELECT {', '.join(columns)} FROM (SELECT 1) AS c {' '.join(joins)}"
    # An age is long to write out in date parts, so it is worked out once and then asked several times.
    ages = [
        f"CASE WHEN years__{when} >= 0 THEN years__{when} END AS age__{when}, "
        f"{AGE_BANDS.format(age=f'years__{when}')} AS age_band__{when}"
        for when in whens
    ]
    names = [column.rpartition(" AS ")[2].rpartition(".")[2] for column in columns]
    kept = [name for name in names if not name.startswith("years__")]
    select = parse(f"SELECT {', '.join([*kept, *ages])} FROM ({joined}) AS r")
    placeholder = next(each for each in select.find_all(exp.Subquery) if each.alias == "c")
    placeholder.set("this", parse(cohort.sql))
    return compile_functions(select, plan.settings, plan.as_at, copy=False)


def reported_rows(part: Pass, plan: Plan, first_month: int) -> exp.Query:
    """SELECT * of the staged rows that may be counted in some reporting month, with the number of that month as `slot`."""
    day, month = exp.column(part.when, table="c"), exp.column(part.dated("month"), table="c")

    def rows(lane: int, *conditions: exp.Expr) -> exp.Select:
        slot = month + lane if lane else month.copy()
        counted = exp.Is(this=exp.column("excluded_because", table="c"), expression=exp.null())
        source = exp.alias_(exp.to_table(part.cohort.name), "c", table=True)
        return exp.select("c.*", slot.as_("slot")).from_(source).where(counted, *conditions)

    last_day = exp.cast(exp.Literal.string(str(plan.as_at)), "DATE")
    known = exp.LTE(this=day.copy(), expression=last_day)
    queries = [rows(0, known, exp.GTE(this=month.copy(), expression=exp.Literal.number(first_month)))]
    if Window.WEEK in part.lanes:
        queries.append(_rows_of_last_weeks(rows, day, month))
    if Window.NEXT_MONTH in part.lanes:
        ahead = exp.Between(
            this=month.copy(),
            low=exp.Literal.number(first_month + 1),
            high=exp.Literal.number(Month.of(plan.as_at).index + 1),
        )
        queries.append(rows(LANES[Window.NEXT_MONTH], ahead))
    return union_all(queries)


def _rows_of_last_weeks(rows: Callable[..., exp.Select], day: exp.Expr, month: exp.Expr) -> exp.Select:
    """The rows of the seven days to each month's end, with the number of that month's week."""
    until = exp.column("as_at", table="s")
    select = rows(
        LANES[Window.WEEK],
        exp.LTE(this=day.copy(), expression=until),
        exp.GT(this=day.copy(), expression=exp.Sub(this=until.copy(), expression=exp.Literal.number(WEEK.days))),
    )
    # A week may begin in the month before the one that it closes.
    near = exp.Between(
        this=exp.column("month", table="s"), low=month.copy(), high=exp.Add(this=month.copy(), expression=exp.Literal.number(1))
    )
    select = select.join(exp.alias_(exp.to_table("snapshots"), "s", table=True), on=near)
    closed = exp.column("month", table="s") + LANES[Window.WEEK]
    return select.select("c.*", closed.as_("slot"), append=False)


def _known(part: Pass) -> exp.Query:
    """SELECT authority, slot: the months of each authority that have a figure whether a row is counted in them or not."""
    if part.cohort.known_where_rows:
        last = parse(
            "SELECT a.authority, MAX(s.month) AS slot FROM authorities AS a CROSS JOIN snapshots AS s GROUP BY a.authority"
        )
        told = exp.select("authority", exp.column(part.dated("month")).as_("slot")).from_(part.cohort.name)
        return exp.union(last, told, distinct=True)
    return exp.select("a.authority", "s.slot").from_("authorities AS a").join(_slots(part).subquery("s"), join_type="cross")


def _slots(part: Pass) -> exp.Query:
    """SELECT slot: the number of every reporting month, and of the months of each lane."""
    month = exp.column("month")
    # What is dated ahead lies in the month after the one that looks ahead to it.
    lanes = [0, *sorted(LANES[window] + (1 if window is Window.NEXT_MONTH else 0) for window in part.lanes)]
    return union_all([exp.select((month + lane if lane else month.copy()).as_("slot")).from_("snapshots") for lane in lanes])


def _families(part: Pass) -> list[tuple[str, list[str]]]:
    """The breakdowns of a pass in groups that are summed together: work, child, and each further one alone."""
    work = [b for b in WORK_FAMILY if b in part.breakdowns]
    child = [b for b in CHILD_FAMILY if b in part.breakdowns]
    further = [b for b in part.breakdowns if b not in work and b not in child]
    families: list[tuple[str, list[str]]] = [("by_work", work), ("by_child", child)]
    families += [(f"by_{breakdown}", [breakdown]) for breakdown in further]
    return [(name, members) for name, members in families if members or name == "by_work"]


def _group(part: Pass, breakdown: str) -> exp.Expr:
    column = part.breakdowns[breakdown]
    if breakdown in WORK_FAMILY:
        return exp.column(column)
    return exp.func("COALESCE", exp.cast(exp.column(column), "VARCHAR"), exp.Literal.string(UNKNOWN))


def _input(aggregate: exp.Expr) -> exp.Expr:
    """What one row adds to a state: the argument of its COUNT or SUM."""
    inside = aggregate.this
    return exp.Literal.number(1) if isinstance(inside, exp.Star) else inside.copy()


def _summed(name: str, part: Pass) -> exp.Expr:
    column = exp.column(name)
    if not isinstance(part.states[name], exp.Sum):
        return exp.Count(this=column).as_(name, copy=False)
    # Where no row of a group is counted there is nothing to sum, and nothing is none.
    return exp.func("COALESCE", exp.Sum(this=column), exp.cast(exp.Literal.number(0), ADDEND)).as_(name, copy=False)


def _total(name: str, part: Pass) -> exp.Expr:
    kind = EXACT_SUM if isinstance(part.states[name], exp.Sum) else "BIGINT"
    return exp.cast(exp.Sum(this=exp.column(name)), kind, copy=False).as_(name, copy=False)


def cube(part: Pass, plan: Plan, first_month: int) -> exp.Expr:
    """cube(authority, month, breakdown, grp, x0…): every state of a pass, by month and group.

    What each row adds is worked out once. Each family is summed by all its breakdowns at once, which leaves few rows; those
    are then laid under each other, a breakdown at a time, and summed again.
    """
    families = _families(part)
    keys = {name: _group(part, name).as_(f"by_{name}", copy=False) for _, members in families for name in members}
    inputs = [_input(aggregate).as_(name, copy=False) for name, aggregate in part.states.items()]
    rows = exp.Select(expressions=[exp.column("authority"), exp.column("slot").as_("month", copy=False), *keys.values(), *inputs])
    query = exp.Select(expressions=[*map(exp.column, STATE_KEYS), *[_total(name, part) for name in part.states]]).group_by(
        *STATE_KEYS, copy=False
    )
    pieces: list[exp.Expr] = []
    query = query.with_("r", as_=rows.from_(reported_rows(part, plan, first_month).subquery("c"), copy=False), copy=False)
    for name, members in families:
        by = ["authority", "month", *[f"by_{member}" for member in members]]
        sums = exp.Select(expressions=[*map(exp.column, by), *[_summed(state, part) for state in part.states]])
        query = query.with_(name, as_=sums.from_("r", copy=False).group_by(*by, copy=False), copy=False)
        if name == "by_work":
            pieces.append(_piece(name, ALL, exp.Literal.string(""), part))
        pieces += [_piece(name, member, exp.column(f"by_{member}"), part) for member in members]
    # Months without a row are a true nothing for the authority as a whole, so they are written as zeros.
    nothing = {name: exp.Literal.number(0) for name in part.states}
    zeros = exp.Select(expressions=_piece_columns(exp.column("slot"), ALL, exp.Literal.string(""), nothing))
    zeros = zeros.from_(_known(part).subquery("k"), copy=False)
    return query.from_(union_all([*pieces, zeros]).subquery("p"), copy=False)


STATE_KEYS = ("authority", "month", "breakdown", "grp")


def _piece(family: str, breakdown: str, group: exp.Expr, part: Pass) -> exp.Select:
    """The sums of a family, laid out for one of its breakdowns."""
    states = {name: exp.column(name) for name in part.states}
    return exp.Select(expressions=_piece_columns(exp.column("month"), breakdown, group, states)).from_(family, copy=False)


def _piece_columns(month: exp.Expr, breakdown: str, group: exp.Expr, states: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    return [
        exp.column("authority"),
        month.as_("month", copy=False),
        exp.Literal.string(breakdown).as_("breakdown", copy=False),
        group.as_("grp", copy=False),
        *[state.as_(name, copy=False) for name, state in states.items()],
    ]


def union_all(selects: Sequence[exp.Expr]) -> exp.Query:
    """The rows of all of them, one after another."""
    query = selects[0]
    for select in selects[1:]:
        query = exp.union(query, select, distinct=False, copy=False)
    return query  # type: ignore[return-value]


_BY_CHILD = "authority, breakdown, grp, person_id"
_NEXT_MONTH = f"COALESCE(LEAD(month) OVER (PARTITION BY {_BY_CHILD} ORDER BY month), 999999) AS next_month"

# A child's rows of a group in order. The last of each month, after which the next lies in another month, is judged.
_LATEST_ROW = """
SELECT authority, month, breakdown, grp, COALESCE(following, 999999) AS next_month, {below} AS below, {above} AS above
FROM (
    SELECT {kept}, counted, LEAD(month) OVER (PARTITION BY {by_child} ORDER BY month, placed_on, record_id{tie}) AS following
    FROM members
) AS chain
WHERE following IS NULL OR following > month
GROUP BY authority, month, breakdown, grp, following
"""

# The months in which a child has one of the `rows`, chained among themselves.
_ANY_ROW = """
SELECT authority, month, breakdown, grp, next_month, {below} AS below, {above} AS above
FROM (
    SELECT {kept}, {next_month}
    FROM (SELECT DISTINCT {kept}, person_id FROM {rows}) AS seen
) AS chain GROUP BY authority, month, breakdown, grp, next_month
"""
# Who a row is of: the authority's own child, or a child of an area, which is joined.
_OWN_CHILD = ("r.authority", "r.person_id")
_CHILD_OF_AREA = ("s.area AS authority", "s.counted_as AS person_id", "s.home", "s.sign")
_EACH_CHILD = {
    "by_child": _BY_CHILD,
    "next_month": _NEXT_MONTH,
    "kept": "authority, month, breakdown, grp",
    "below": "COUNT(*)",
    "above": "COUNT(CASE WHEN counted THEN 1 END)",
    "tie": "",
}
# Rows that are added or taken back: record ids are an authority's own, so whose they are settles a tie.
_SIGNED_CHILD = {
    **_EACH_CHILD,
    "kept": "authority, month, breakdown, grp, sign",
    "below": "CAST(SUM(sign) AS BIGINT)",
    "above": "CAST(SUM(CASE WHEN counted THEN sign ELSE 0 END) AS BIGINT)",
    "tie": ", home",
}


def _chain(figure: Figure, child: Mapping[str, str]) -> exp.Query:
    """The SELECT over `members` that leaves a row for each child and month, with the month of the child's next."""
    if figure.distinct == "latest":
        return parse(_LATEST_ROW.format_map(child))
    once = child["below"]
    if figure.counted == figure.where:
        return parse(_ANY_ROW.format_map({**child, "rows": "members", "above": once}))
    seen = _ANY_ROW.format_map({**child, "rows": "members", "above": "0"})
    counted = _ANY_ROW.format_map({**child, "rows": "members WHERE counted", "below": "0", "above": once})
    return union_all([parse(seen), parse(counted)])


def distinct_base(part: Pass, figure: Figure, plan: Plan, first_month: int) -> exp.Expr:
    """base(authority, month, breakdown, grp, next_month, below, above): children once a window, additively.

    A child's row in a month is the last in a window when the child's next row in the same group lies after the window's
    end. So distinct children of any window are a plain sum over rows with next_month > end_month. For `latest` the
    numerator is judged on that last row; for `any` it has rows of its own, chained among themselves, unless every row counts.
    """
    members = _members(part, figure, plan, first_month, _OWN_CHILD)
    zeros = parse(
        f"SELECT k.authority, k.slot, '{ALL}' AS breakdown, '' AS grp, 999999 AS next_month, 0 AS below, 0 AS above "
        f"FROM ({_known(part).sql(dialect='duckdb')}) AS k"
    )
    return union_all([_chain(figure, _EACH_CHILD), zeros]).with_("members", as_=members)


def shared_base(part: Pass, figure: Figure, plan: Plan, first_month: int) -> exp.Expr:
    """What a distinct base needs so that its sum over an area has each child once, in the same columns.

    Of the children whom two authorities of the area know, each authority's own rows are taken back, and the rows of both
    are chained as one child's. `authority` is the area.
    """
    members = _members(part, figure, plan, first_month, _CHILD_OF_AREA)
    return _chain(figure, _SIGNED_CHILD).with_("members", as_=members)


def _members(part: Pass, figure: Figure, plan: Plan, first_month: int, whose: Sequence[str]) -> exp.Query:
    """The rows of a figure's denominator, once for each breakdown: whose, when, in which group and whether counted."""
    rows = exp.select("*").from_(reported_rows(part, plan, first_month).subquery("r"))
    if figure.where is not None:
        rows = rows.where(figure.where.copy())
    counted = exp.case().when(figure.counted.copy(), exp.true()).else_(exp.false()) if figure.counted else exp.true()
    members = []
    for breakdown in (ALL, *figure.breakdowns):
        group = exp.Literal.string("") if breakdown == ALL else _group(part, breakdown)
        select = exp.select(
            *whose,
            exp.column("slot").as_("month"),
            exp.Literal.string(breakdown).as_("breakdown"),
            group.as_("grp"),
            exp.column(part.when).as_("placed_on"),
            "record_id",
            counted.copy().as_("counted"),
        ).from_(rows.subquery("r"), copy=False)
        if whose is _CHILD_OF_AREA:
            select = select.join("shared_children AS s", on="s.home = r.authority AND s.home_person_id = r.person_id")
        members.append(select)
    return union_all(members)
