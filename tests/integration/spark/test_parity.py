"""The whole catalogue on Spark: every figure of every window and breakdown, and every row behind it, as on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sightline.cohorts import all_cohorts
from sightline.engine.plan import ALL
from sightline.engine.read import OBSERVATION_COLUMNS, Wanted
from sightline.observations.store import DATABASE, Build, Builds, Observations
from sightline.pipeline.calculate import Engine, calculate
from sightline.pipeline.load import init_store, load_extract
from sightline.vocabulary.periods import Window
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import Rows, combine, random_extract, write_extract

pytestmark = pytest.mark.spark

AS_AT = date(2025, 3, 14)
AUTHORITIES = 24
FIRST_SEED = 7100
# Sums of fractions may differ in their last bits, as they may between two runs of one engine.
TOLERANCE = 1e-9
NUMBERS = ("numerator", "denominator", "value")
KEYS = tuple(name for name in OBSERVATION_COLUMNS if name not in NUMBERS)


@dataclass(frozen=True)
class Made:
    """What one engine made of the extracts: its build, and every observation there is."""

    build: Build
    table: pa.Table


@pytest.fixture(scope="module")
def made(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Engine, Made]]:
    """The same store calculated on each engine."""
    folder = tmp_path_factory.mktemp("parity")
    holidays = shipped_bank_holidays()
    extracts = {f"A{n:03d}": random_extract(FIRST_SEED + n, AS_AT, holidays, local=True) for n in range(AUTHORITIES)}
    write_extract(seldom_visited(combine(extracts)), folder / "extract")
    store = folder / "store"
    init_store(store, "Made-up region", tuple(sorted(extracts)))
    load_extract(store, folder / "extract", loaded_at=datetime(2025, 3, 15), as_at=AS_AT)
    yield {engine: _calculated(store, engine, hour) for hour, engine in enumerate(Engine)}


def seldom_visited(rows: Rows) -> Rows:
    """The extracts with agreed visits a fortnight apart at the least.

    A recursion goes a level deeper for each visit that is owed, and Spark takes half a second a level: a visit every
    working day for two years would take as long as all the rest, and prove no more.
    """
    for row in rows["loc_visit_standard"]:
        row["frequency_n"] = max(row["frequency_n"], 14 if row["frequency_unit"].endswith("days") else 2)
    return rows


def _calculated(store: Path, engine: Engine, hour: int) -> Made:
    calculate(store, started_at=datetime(2025, 3, 15, hour), engine=engine)
    build = Builds(store).current()
    with Observations(build) as observations:
        return Made(build, observations.table(None, Wanted(breakdowns=None)))


def _row(table: pa.Table, place: int) -> str:
    return str(table.slice(place, 1).to_pylist()[0])


def test_every_figure_is_the_same(made: Mapping[Engine, Made]) -> None:
    ours, theirs = made[Engine.DUCKDB].table, made[Engine.SPARK].table
    # Both are in order of the keys, so the same keys stand in the same places.
    for name in KEYS:
        if not ours.column(name).equals(theirs.column(name)):
            keys = [set(zip(*(table.column(key).to_pylist() for key in KEYS), strict=True)) for table in (ours, theirs)]
            lost, new = sorted(keys[0] - keys[1]), sorted(keys[1] - keys[0])
            pytest.fail(f"only on DuckDB: {len(lost)}, such as {lost[:3]}; only on Spark: {len(new)}, such as {new[:3]}")
    for name in NUMBERS:
        one, other = ours.column(name), theirs.column(name)
        size = pc.max_element_wise(pc.abs(one), 1.0)
        is_near = pc.less_equal(pc.abs(pc.subtract(one, other)), pc.multiply(size, TOLERANCE))
        is_same = pc.or_kleene(pc.fill_null(is_near, False), pc.and_(pc.is_null(one), pc.is_null(other)))
        wrong = pc.indices_nonzero(pc.invert(is_same)).to_pylist()
        shown = [f"{_row(ours, place)} on DuckDB, {_row(theirs, place)} on Spark" for place in wrong[:3]]
        assert not wrong, f"{len(wrong)} of {len(ours)} differ in {name}: {shown}"


def test_figures_of_everything_were_compared(made: Mapping[Engine, Made]) -> None:
    """Not a comparison of nothings: every indicator has something to count, in each of its breakdowns; so has every window."""
    table = made[Engine.DUCKDB].table
    with Observations(made[Engine.DUCKDB].build) as observations:
        figures = observations.figures(None)
    rows = pc.add(*(pc.fill_null(table.column(name), 0) for name in ("numerator", "denominator")))
    counted = table.filter(pc.greater(rows, 0))
    places = set(zip(*(counted.column(name).to_pylist() for name in ("indicator", "breakdown")), strict=True))
    assert places == {(figure.indicator_id, name) for figure in figures for name in (ALL, *figure.breakdowns)}
    assert set(counted.column("window").to_pylist()) == {window.value for window in Window}


def test_every_row_behind_a_figure_is_the_same(made: Mapping[Engine, Made]) -> None:
    differences = []
    with duckdb.connect() as connection:
        for engine, each in made.items():
            connection.execute(f"ATTACH '{each.build.folder / DATABASE}' AS {engine.value}_ (READ_ONLY)")
        for cohort in all_cohorts():
            less = [
                connection.execute(
                    f"SELECT COUNT(*) FROM (SELECT * FROM {one}_.{cohort} EXCEPT ALL SELECT * FROM {other}_.{cohort})"
                ).fetchone()
                for one, other in (("duckdb", "spark"), ("spark", "duckdb"))
            ]
            if less != [(0,), (0,)]:
                differences.append(f"{cohort}: only on DuckDB {less[0]}, only on Spark {less[1]}")
    assert not differences, differences
