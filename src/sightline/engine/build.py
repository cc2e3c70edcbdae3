"""The build: typed tables and a plan in, staged cohorts and monthly sums out. The same steps on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from sightline.engine.connection import Connection, Step
from sightline.engine.due import DEADLINES, select_deadlines, watched
from sightline.engine.functions import compile_functions
from sightline.engine.month_end_copies import make_month_end_copies
from sightline.engine.plan import Pass, Plan
from sightline.engine.relations import RELATIONS, areas_table, calendar_table, own_areas_table, snapshots_table, windows_tables
from sightline.engine.staging import cube, distinct_base, parse, shared_base, stage
from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.periods import Spine

Progress = Callable[[str, int, int], None]

# The dates that say where an extract begins; indicators of later stages cannot be earlier than these.
EARLIEST = """
SELECT MIN(day) AS earliest FROM (
    SELECT CAST(cont_contact_date AS DATE) AS day FROM ssd_contacts
    UNION ALL SELECT cine_referral_date AS day FROM ssd_cin_episodes
    UNION ALL SELECT clae_entered_care_date AS day FROM ssd_cla_episodes
) AS dated
"""


@dataclass(frozen=True)
class Given:
    """What a build stands on, beside the typed tables."""

    calendar: WorkingCalendar
    spine: Spine
    # Every authority in the dataset, so that one without a row in a month still has its zero.
    authorities: tuple[str, ...]
    # Other codes by which tables may name an authority's own area, such as its ONS code.
    area_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Areas whose figures are put together from those of several authorities, each by its name.
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Folders of month-end copies of current-only tables, by the month end that they stand for.
    month_end_copies: Mapping[date, Path] = field(default_factory=dict)


def read_tables(connection: Connection, tables: Mapping[str, Path]) -> None:
    """Make every typed table readable under the standard's name."""
    for name, path in tables.items():
        connection.read_parquet(name, path)


def earliest_event(connection: Connection) -> object:
    """The earliest contact, referral or start of care in the extract (a date), or None."""
    return connection.rows(parse(EARLIEST)).column("earliest")[0].as_py()


def _no_progress(stage_name: str, done: int, of: int) -> None:
    """Nobody is watching."""


def prepare(connection: Connection, plan: Plan, given: Given) -> None:
    """Make the helper relations that cohorts name."""
    windows, window_months = windows_tables(given.spine)
    connection.give("calendar", calendar_table(given.calendar))
    connection.give("snapshots", snapshots_table(given.spine))
    connection.give("authorities__", pa.table({"authority": pa.array(given.authorities, pa.string())}))
    areas = {authority: given.area_codes.get(authority, ()) for authority in given.authorities}
    connection.give("own_areas", own_areas_table(areas))
    connection.give("areas__", areas_table(given.authorities, given.totals))
    connection.make("areas", exp.select("*").from_("areas__"), keep=True)
    connection.give("windows__", windows)
    connection.give("window_months__", window_months)
    make_month_end_copies(connection, given.month_end_copies)
    for name, sql in RELATIONS.items():
        connection.make(name, compile_functions(parse(sql), plan.settings, plan.as_at), keep=name == "populations")
    for name in ("authorities", "windows", "window_months"):
        connection.make(name, exp.select("*").from_(f"{name}__"), keep=True)


def build(connection: Connection, plan: Plan, given: Given, progress: Progress = _no_progress) -> None:
    """Stage every cohort, and sum every pass. `progress` is told the name of each step, how many are done and of how many."""
    steps = build_steps(plan, given)
    made = 0

    def done(step: Step) -> None:
        nonlocal made
        made += 1
        progress(step.title, made, len(steps))

    progress("people and workers", 0, len(steps))
    prepare(connection, plan, given)
    connection.make_all(steps, done)
    if plan.clocks:
        connection.make("watched", watched(plan), keep=False)
        connection.make(DEADLINES, select_deadlines(plan), keep=True)


def build_steps(plan: Plan, given: Given) -> list[Step]:
    """Every cohort, each after those it reads, then the sums of every pass and its distinct children."""
    staged = {cohort.name for cohort in plan.cohorts}
    steps = [
        Step(cohort.name, cohort.title, frozenset(staged & set(cohort.reads)), partial(stage, cohort, plan))
        for cohort in plan.cohorts
    ]
    for part in plan.passes:
        steps += _steps_of_pass(part, plan, given)
    return steps


def _steps_of_pass(part: Pass, plan: Plan, given: Given) -> Iterator[Step]:
    title, reads, first_month = f"figures of {part.cohort.title}", frozenset((part.cohort.name,)), given.spine.first.index
    if part.states:
        yield Step(f"cube__{part.name}", title, reads, partial(cube, part, plan, first_month))
    for name, figure in part.bases.items():
        yield Step(f"base__{part.name}__{name}", title, reads, partial(distinct_base, part, figure, plan, first_month))
        if given.totals:
            yield Step(f"shared__{part.name}__{name}", title, reads, partial(shared_base, part, figure, plan, first_month))
