"""The questions that a loop is asked: one indicator, window and month each, with the staged rows that answer it.

The loops are given their rows in memory, staged by Sightline, with every condition already worked out for each row. So what
is timed is the loop alone: choosing the rows of a period, and counting them in every breakdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot import exp

from sightline.catalogue.settings import Settings
from sightline.cohorts import all_cohorts
from sightline.engine.duckdb import sql_for_duckdb
from sightline.engine.plan import Figure, Form, Pass, Plan, make_plan
from sightline.engine.read import Wanted, group_column
from sightline.intake.store import Store
from sightline.observations.store import DATABASE, Builds, Observations
from sightline.pipeline.definitions import absent_from, not_available, open_catalogue
from sightline.vocabulary.periods import Month, Window


@dataclass(frozen=True)
class Question:
    """A figure of one window to one month, in every breakdown that it has."""

    figure: Figure
    window: str
    end_month: int
    period: str
    first_day: date
    last_day: date
    factor: float
    persons: float | None

    @property
    def month_ends(self) -> tuple[date, ...]:
        """The days of a window that is a mean of month ends; none of any other window."""
        if self.window != Window.MONTH_ENDS_6:
            return ()
        return tuple(min(day, self.last_day) for day in month_ends(self.first_day, self.last_day))


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of every month from one day's to another's."""
    month = Month.of(first)
    while month <= Month.of(last):
        yield month.last
        month = month.shift(1)


@dataclass(frozen=True)
class Asked:
    """The sampled questions about one figure, and the rows to answer them from.

    `rows` has `placed_on`, `person_id`, `record_id`, `counted` (in the denominator), `above` and `below` (what the row adds to
    numerator and denominator) and a column for each breakdown.
    """

    figure: Figure
    questions: tuple[Question, ...]
    rows: pa.Table


# (breakdown, group) -> what its rows add to numerator and denominator.
Totals = dict[tuple[str, str], tuple[float, float]]
# (breakdown, group) -> (numerator, denominator, value)
Answer = dict[tuple[str, str], tuple[float | None, float | None, float | None]]


class QuestionPaper:
    """Every question that a build can answer, and an even sample of them."""

    def __init__(self, store: Path) -> None:
        self._build = Builds(store).current()
        load = Store(store).current_load()
        catalogue = open_catalogue(store)
        lost = not_available(catalogue, absent_from(load.absent_tables, load.absent_columns))
        with Observations(self._build) as observations:
            settings: Settings = observations.settings
            self._spine = observations.spine
        measures = [measure for measure in catalogue.measures if measure.indicator not in lost]
        self._plan: Plan = make_plan(measures, all_cohorts(), settings, load.as_at)
        # Attached, as the database that answers read is closed to settings other than theirs.
        self._connection = duckdb.connect()
        self._connection.execute(f"ATTACH '{self._build.folder / DATABASE}' AS build (READ_ONLY)")
        self._connection.execute("USE build")
        self.questions = tuple(self._all())

    def _all(self) -> Iterator[Question]:
        windows = self._connection.execute(
            'SELECT "window", end_month, period, first_day, last_day, factor FROM windows ORDER BY "window", end_month'
        ).fetchall()
        persons = dict(self._connection.execute("SELECT month, persons FROM populations").fetchall())
        for figure in self._plan.figures:
            told = self._months_told(figure)
            for window, end_month, period, first_day, last_day, factor in windows:
                if window in figure.windows and (told is None or end_month in told):
                    known = persons.get(end_month) if figure.measure == "rate" else None
                    yield Question(figure, window, end_month, period, first_day, last_day, factor, known)

    def _months_told(self, figure: Figure) -> set[int] | None:
        """The months that have a figure, where those without a row have none; None where every month has one."""
        part = next(part for part in self._plan.passes if part.name == figure.pass_name)
        if not part.cohort.known_where_rows:
            return None
        rows = exp.select(exp.column(part.dated("month"))).distinct().from_(part.cohort.name)
        return {month for (month,) in self._connection.sql(sql_for_duckdb(rows)).fetchall()} | {self._spine.last.index}

    def sample(self, one_in: int, seed: int) -> Iterator[Asked]:
        """One question in so many, evenly over indicators, windows and months, figure by figure with their rows."""
        start = int(np.random.default_rng(seed).integers(one_in))
        chosen: dict[tuple[str, int], list[Question]] = {}
        for question in self.questions[start::one_in]:
            chosen.setdefault((question.figure.indicator_id, question.figure.version), []).append(question)
        for questions in chosen.values():
            figure = questions[0].figure
            yield Asked(figure, tuple(questions), self._rows(figure))

    def _rows(self, figure: Figure) -> pa.Table:
        part = next(part for part in self._plan.passes if part.name == figure.pass_name)
        above, below = _parts(part, figure)
        counted = exp.or_(*[exp.Not(this=exp.Is(this=exp.paren(each.copy()), expression=exp.null())) for each in (above, below)])
        groups = [group_column(figure, name, part.breakdowns[name]).as_(name) for name in figure.breakdowns]
        select = (
            exp.select(
                exp.column(part.when).as_("placed_on"),
                "person_id",
                "record_id",
                counted.as_("counted"),
                exp.cast(above, "DOUBLE").as_("above"),
                exp.cast(below, "DOUBLE").as_("below"),
                *groups,
            )
            .from_(exp.alias_(exp.to_table(part.cohort.name), "c", table=True))
            .where(exp.Is(this=exp.column("excluded_because"), expression=exp.null()))
        )
        return self._connection.sql(sql_for_duckdb(select)).to_arrow_table()

    def answers(self, asked: Asked) -> dict[tuple[str, str], Answer]:
        """What Sightline says: window and period to the answer."""
        wanted = Wanted(months=tuple({question.end_month for question in asked.questions}), breakdowns=None)
        with Observations(self._build) as observations:
            table = observations.table([asked.figure.indicator_id], wanted)
        found: dict[tuple[str, str], Answer] = {}
        for row in table.to_pylist():
            if row["version"] == asked.figure.version:
                figures = (row["numerator"], row["denominator"], row["value"])
                found.setdefault((row["window"], row["period"]), {})[row["breakdown"], row["group"]] = figures
        return found


def _parts(part: Pass, figure: Figure) -> tuple[exp.Expr, exp.Expr]:
    """What a row adds to the numerator and to the denominator, as SQL; NULL where it is not in them."""
    if figure.form is Form.SUMS:
        assert figure.numerator is not None
        above = _of_row(part.states[figure.numerator])
        return above, _of_row(part.states[figure.denominator]) if figure.denominator else above.copy()
    if figure.form is Form.ROWS:
        assert figure.value is not None
        value = figure.value.copy()
        inside = exp.case().when(figure.counted.copy(), value) if figure.counted is not None else value
        return inside, inside.copy()
    below = exp.case().when(figure.where.copy(), exp.Literal.number(1)) if figure.where else exp.Literal.number(1)
    if figure.measure != "percentage":
        return below, below.copy()
    above = exp.case().when(figure.counted.copy(), exp.Literal.number(1)) if figure.counted else exp.Literal.number(1)
    return above, below


def _of_row(aggregate: exp.Expr) -> exp.Expr:
    """The argument of COUNT or SUM: what one row adds."""
    inside = aggregate.this
    return exp.Literal.number(1) if isinstance(inside, exp.Star) else inside.copy()
