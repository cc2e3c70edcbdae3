"""What is due: the clocks of deadlines as one SELECT over the staged cohorts, the same rows that the indicators count."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from sightline.catalogue.deadlines import Clock, DueUnit
from sightline.catalogue.expressions import Expression
from sightline.cohorts.model import Kind
from sightline.engine.children import may_see
from sightline.engine.functions import COMPILED, compile_functions
from sightline.engine.plan import Plan, resolve_dated
from sightline.engine.read import among
from sightline.engine.staging import UNKNOWN, covers, parse, union_all
from sightline.vocabulary.scope import Scope

DEADLINES = "deadlines"
DEADLINE_COLUMNS = (
    "authority",
    "rule",
    "person_id",
    "record_id",
    "anchor_on",
    "length",
    "due_on",
    "act_by_on",
    "days_left",
    "other_due_on",
    "team",
    "worker",
    "service",
)

# Days are added by the calendar where they are working days: the working day that comes so many after the anchor. What
# falls on a day off has to be done on the last working day before.
_DUE = f"""
WITH counted AS (
    SELECT r.authority, r.rule, r.person_id, r.record_id, r.anchor_on, r.length,
           COALESCE(r.direct_on, w.day) AS due_on, COALESCE(r.other_direct_on, v.day) AS other_due_on, r.team, r.worker
    FROM watched AS r
    LEFT JOIN calendar AS k ON k.day = r.anchor_on
    LEFT JOIN calendar AS w ON w.is_working AND w.ordinal = k.ordinal + r.working_days
    LEFT JOIN calendar AS l ON l.day = r.other_anchor_on
    LEFT JOIN calendar AS v ON v.is_working AND v.ordinal = l.ordinal + r.other_working_days
),
placed AS (
    SELECT c.*, COALESCE(c.team, a.team) AS team_now, COALESCE(c.worker, a.worker) AS worker_now
    FROM counted AS c
    LEFT JOIN allocations AS a ON a.authority = c.authority AND a.person_id = c.person_id AND {covers("a", "{today}")}
)
SELECT p.authority, p.rule, p.person_id, p.record_id, p.anchor_on, p.length, p.due_on, b.day AS act_by_on,
       d.ordinal - t.ordinal AS days_left, p.other_due_on, COALESCE(p.team_now, '{UNKNOWN}') AS team,
       COALESCE(p.worker_now, '{UNKNOWN}') AS worker, COALESCE(u.service, '{UNKNOWN}') AS service
FROM placed AS p
JOIN calendar AS t ON t.day = {{today}}
LEFT JOIN calendar AS d ON d.day = p.due_on
LEFT JOIN calendar AS b ON b.is_working AND b.ordinal = d.ordinal
LEFT JOIN units AS u ON u.authority = p.authority AND u.team = p.team_now AND {covers("u", "{today}")}
"""


def watched(plan: Plan) -> exp.Query:
    """The rows that each deadline watches on the last day of the data, and how long after its anchor something is due.

    To be made as the table `watched`, which `select_deadlines` reads.
    """
    return union_all([_rows(clock, plan) for clock in plan.clocks])


def select_deadlines(plan: Plan) -> exp.Query:
    """Every row that a deadline watches, in DEADLINE_COLUMNS.

    `due_on` is empty where the anchor is; `days_left` counts working days, negative where the day has passed. Team and
    worker are the record's own, else those allocated to the child on the last day.
    """
    return parse(_DUE.format(today=f"DATE '{plan.as_at.isoformat()}'"))


def _rows(clock: Clock, plan: Plan) -> exp.Select:
    """The open rows of one deadline: the anchor, and how long after it or on which day each date falls."""
    is_snapshot = clock.cohort.kind is Kind.SNAPSHOT

    def compiled(expression: Expression, on: exp.Expr | None = None) -> exp.Expr:
        tree = compile_functions(expression.tree, plan.settings, plan.as_at, on)
        return resolve_dated(tree, "as_at") if is_snapshot else tree

    anchor, other_anchor = compiled(clock.anchor), compiled(clock.other_anchor)
    # How long there is was settled when the clock started.
    due = compiled(clock.due, anchor)
    other = compiled(clock.other, other_anchor) if clock.other is not None else None
    length = exp.cast(due.copy(), "BIGINT") if clock.unit is not None else _nothing("BIGINT")
    place = [exp.column(f"{name}__as_at") if is_snapshot else _nothing("VARCHAR") for name in ("team", "worker")]
    known = [exp.func("NULLIF", column, exp.Literal.string(UNKNOWN)) if is_snapshot else column for column in place]
    rows = exp.select(
        "authority",
        exp.Literal.string(clock.deadline.id).as_("rule"),
        "person_id",
        "record_id",
        anchor.as_("anchor_on"),
        other_anchor.as_("other_anchor_on"),
        length.as_("length"),
        *[part.as_(name) for part, name in zip(_when(anchor, due, clock.unit), _NAMES, strict=True)],
        *[part.as_(f"other_{name}") for part, name in zip(_when(other_anchor, other, clock.other_unit), _NAMES, strict=True)],
        *[part.as_(name) for part, name in zip(known, ("team", "worker"), strict=True)],
    ).from_(clock.cohort.name)
    rows = rows.where(exp.Is(this=exp.column("excluded_because"), expression=exp.null()))
    if is_snapshot:
        last_day = exp.cast(exp.Literal.string(plan.as_at.isoformat()), "DATE")
        rows = rows.where(exp.EQ(this=exp.column("as_at"), expression=last_day))
    return rows.where(compiled(clock.where)) if clock.where is not None else rows


_NAMES = ("direct_on", "working_days")


def _when(anchor: exp.Expr, due: exp.Expr | None, unit: DueUnit | None) -> tuple[exp.Expr, exp.Expr]:
    """The day itself, or a number of working days after the anchor that the calendar has to find; the other is empty."""
    if due is None:
        return _nothing("DATE"), _nothing("BIGINT")
    if unit is None:
        return due.copy(), _nothing("BIGINT")
    if unit is DueUnit.WORKING_DAYS:
        return _nothing("DATE"), exp.cast(due.copy(), "BIGINT")
    if unit is DueUnit.MONTHS:
        return _moved("add_months", anchor, due), _nothing("BIGINT")
    days = exp.Mul(this=exp.paren(due.copy()), expression=exp.Literal.number(7)) if unit is DueUnit.WEEKS else due.copy()
    return _moved("add_days", anchor, days), _nothing("BIGINT")


def _moved(function: str, anchor: exp.Expr, by: exp.Expr) -> exp.Expr:
    return COMPILED[function]([anchor.copy(), by])


def _nothing(kind: str) -> exp.Expr:
    return exp.cast(exp.null(), kind)


def select_due(
    *,
    scope: Scope,
    rules: Sequence[str] = (),
    team: str | None = None,
    worker: str | None = None,
    within: int | None = None,
    authorities: Sequence[str] = (),
) -> exp.Select:
    """The rows that the reader may see, of some deadlines, one team or worker, and due within so many working days.

    What is overdue is due within any number of days; a row without a due date is listed where no number is asked for.
    """
    rows = exp.select(*DEADLINE_COLUMNS).from_(exp.alias_(exp.to_table(DEADLINES), "c", table=True))
    conditions = may_see(scope, {name: name for name in ("team", "service", "worker")})
    if rules:
        conditions.append(among("rule", rules, "c"))
    if authorities:
        conditions.append(among("authority", authorities, "c"))
    for name, value in (("team", team), ("worker", worker)):
        if value is not None:
            conditions.append(among(name, [value], "c"))
    if within is not None:
        conditions.append(exp.LTE(this=exp.column("days_left", table="c"), expression=exp.Literal.number(within)))
    return rows.where(*[exp.paren(condition) for condition in conditions])
