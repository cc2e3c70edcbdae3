"""Every statement that a build makes keeps to what was proved on both engines, so that nobody needs Spark to notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from sqlglot import exp

from sightline.catalogue.settings import ConfigRow, Settings
from sightline.cohorts import all_cohorts
from sightline.engine.build import Given, build
from sightline.engine.connection import Done, Step, one_by_one
from sightline.engine.plan import make_plan
from sightline.engine.staging import parse, stage
from sightline.pipeline.calculate import LOCAL_HOLIDAYS, LOCAL_SETTINGS
from sightline.pipeline.definitions import clocks_of, open_catalogue
from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.periods import Month, Spine
from tests.support.portability import faults

AS_AT = date(2025, 3, 14)
# A setting that changes over time is a CASE by date wherever it is read.
CHANGED = Settings((ConfigRow("cp_visit_interval", "15 WD", date(2024, 4, 1)), ConfigRow("cin_visit_wd", "15", date(2024, 4, 1))))


class Recorder:
    """A connection that runs nothing and keeps every statement it is asked to make, by name."""

    def __init__(self) -> None:
        self.made: dict[str, exp.Expr] = {}

    def give(self, name: str, table: pa.Table) -> None:
        """Nothing to record: a table is given as Arrow."""

    def read_parquet(self, name: str, path: Path) -> None:
        """Nothing to record: a file is no statement."""

    def make(self, name: str, select: exp.Expr, *, keep: bool) -> None:
        """Keep the statement."""
        assert name not in self.made, f"{name} is made twice"
        self.made[name] = select

    def make_all(self, steps: Sequence[Step], done: Done) -> None:
        """Keep the statement of every step."""
        one_by_one(self, steps, done)

    def rows(self, select: exp.Expr) -> pa.Table:
        """Not asked of it."""
        raise AssertionError(f"a build read rows: {select.sql()}")


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, exp.Expr]:
    """Every statement of a build of the whole catalogue, and of cohorts that no definition asks for yet."""
    recorder = Recorder()
    cohorts = all_cohorts()
    catalogue = open_catalogue(tmp_path_factory.mktemp("store"))
    clocks, _ = clocks_of(catalogue, frozenset())
    plan = make_plan(catalogue.measures, cohorts, CHANGED, AS_AT, clocks)
    build(recorder, plan, Given(WorkingCalendar(()), Spine(Month(2023, 1), AS_AT), ("A001", "A002")))
    planned = {cohort.name for cohort in plan.cohorts}
    for name in sorted(cohorts.keys() - planned):
        recorder.make(name, stage(cohorts[name], plan), keep=True)
    return recorder.made


def test_every_statement_is_portable(statements: Mapping[str, exp.Expr]) -> None:
    found = [f"{name}: {fault}" for name, statement in statements.items() for fault in faults(statement)]
    assert not found, "\n".join(dict.fromkeys(found))


def test_every_cohort_is_among_them(statements: Mapping[str, exp.Expr]) -> None:
    assert statements.keys() >= all_cohorts().keys()


@pytest.mark.parametrize("sql", [LOCAL_HOLIDAYS, LOCAL_SETTINGS])
def test_what_is_read_before_a_build_is_portable(sql: str) -> None:
    assert not list(faults(parse(sql)))


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("SELECT NEW_FUNCTION(a) AS b FROM t", "no function that SQLGlot knows"),
        ("SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) AS b FROM t", "has not been proved"),
        ("SELECT * FROM t ASOF JOIN u ON t.a >= u.a", "of joins only"),
        ("SELECT CAST(a + INTERVAL (b) MONTH AS DATE) AS c FROM t", "literal number of months"),
        ("SELECT a + INTERVAL '1' MONTH AS c FROM t", "cast it to DATE"),
        ("SELECT CAST(a AS TIMESTAMPTZ) AS c FROM t", "another zone"),
        ("SELECT CAST(2.5 AS INT) AS c FROM t", "DuckDB rounds"),
        ("SELECT CAST(a / NULLIF(b, 0) AS BIGINT) AS c FROM t", "DuckDB rounds"),
        ("SELECT NULL AS c FROM t", "without a type"),
        ("SELECT a / b AS c FROM t", "may be zero"),
        ("SELECT 100.0 * a AS c FROM t", "a decimal"),
        ("SELECT a FROM t WHERE a LIKE 'x\\_%'", "escape"),
        ("SELECT DATE_DIFF('month', a, b) AS c FROM t", "only days"),
        ("SELECT ended_on - started_on AS c FROM t", "an interval in Spark"),
        ("SELECT EXTRACT(DOW FROM a) AS c FROM t", "numbered differently"),
        ("SELECT ROW_NUMBER() OVER (PARTITION BY a) AS c FROM t", "in no order"),
        ("SELECT COUNT(DISTINCT (a, b)) AS c FROM t", "has not been proved"),
        ("SELECT COUNT(DISTINCT a) OVER (PARTITION BY b) AS c FROM t", "refused by Spark"),
        ("SELECT a FROM t ORDER BY a", "no order"),
        ("SELECT a FROM t JOIN u USING (a)", "of joins only"),
        ("SELECT * EXCLUDE (a) FROM t", "a star less some columns"),
        (
            "WITH RECURSIVE r AS (SELECT a FROM t UNION ALL SELECT r.a FROM r LEFT JOIN u ON u.a = r.a) SELECT a FROM r",
            "inner joins and conditions only",
        ),
        (
            "WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT r.a FROM r JOIN u ON u.a = r.a) SELECT a FROM r",
            "one start UNION ALL one step",
        ),
        (
            "SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS c FROM t",
            "EXCLUDE in a frame",
        ),
    ],
)
def test_what_differs_is_found(sql: str, fault: str) -> None:
    found = list(faults(parse(sql)))
    assert any(fault in each for each in found), found or "nothing was found"
