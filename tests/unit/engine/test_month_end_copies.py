"""Month-end copies as relations, and the workers that only they still know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.catalogue.settings import Settings
from sightline.cohorts import all_cohorts
from sightline.engine.build import Given, prepare
from sightline.engine.duckdb import DuckDbBuild
from sightline.engine.plan import make_plan
from sightline.engine.staging import parse, stage
from sightline.intake.schema import TABLES
from sightline.vocabulary.periods import Month, Spine
from tests.support.calendars import england
from tests.support.staged_cohorts import AUTHORITY, arrow_table

MAY, JUNE = date(2025, 5, 31), date(2025, 6, 30)

NOW = """
worker_id | role          | fte_contracted | unit_id | start_date | valid_from
----------+---------------+----------------+---------+------------+-----------
w1        | social_worker | 1.0            | u1      | 2024-01-01 | 2025-06-01
"""
THEN = """
worker_id | role          | fte_contracted | unit_id | start_date | leave_date | valid_from
----------+---------------+----------------+---------+------------+------------+-----------
w1        | social_worker | 0.5            | u1      | 2024-01-01 |            | 2024-01-01
w2        | senior_sw     | 0.8            | u1      | 2024-01-01 |            | 2024-01-01
w3        | senior_sw     | 0.8            | u1      | 2024-01-01 | 2025-05-31 | 2024-01-01
"""


def rows_of(relation: str, copies: Mapping[date, Path], now: str = NOW) -> list[dict[str, Any]]:
    """The rows of a relation, or of the cohort `workers`, where these copies were kept."""
    plan = make_plan([], all_cohorts(), Settings(), JUNE)
    spine = Spine(Month(2025, 4), JUNE)
    given = Given(england(), spine, (AUTHORITY,), month_end_copies=copies)
    with DuckDbBuild(Path(":memory:")) as connection:
        for name in (name for name, table in TABLES.items() if table.is_kept):
            connection.give(name, arrow_table(name, now if name == "loc_worker" else None))
        prepare(connection, plan, given)
        connection.make("workers", stage(all_cohorts()["workers"], plan), keep=True)
        found: list[dict[str, Any]] = connection.rows(parse(f"SELECT * FROM {relation}")).to_pylist()
    return found


def keep(folder: Path, table: pa.Table) -> Path:
    folder.mkdir(parents=True)
    pq.write_table(table, folder / "loc_worker.parquet")
    return folder


def test_a_copy_is_the_table_with_the_day_it_stands_for(tmp_path: Path) -> None:
    copies = {MAY: keep(tmp_path / "2025-05-31", arrow_table("loc_worker", THEN))}
    rows = rows_of("snapshot_loc_worker", copies)
    assert {(row["worker_id"], row["snapshot_on"]) for row in rows} == {("w1", MAY), ("w2", MAY), ("w3", MAY)}
    assert list(rows[0]) == ["authority", *dict(TABLES["loc_worker"].typed_columns()), "snapshot_on"]


def test_nothing_kept_is_an_empty_relation(tmp_path: Path) -> None:
    assert rows_of("snapshot_loc_worker", {}) == []
    (tmp_path / "2025-05-31").mkdir()
    assert rows_of("snapshot_ssd_care_leavers", {MAY: tmp_path / "2025-05-31"}) == []


def test_a_column_that_an_older_copy_lacks_is_missing(tmp_path: Path) -> None:
    older = arrow_table("loc_worker", THEN).drop_columns(["nqsw"])
    (first, *_) = rows_of("snapshot_loc_worker", {MAY: keep(tmp_path / "2025-05-31", older)})
    assert first["nqsw"] is None


def test_a_worker_who_has_gone_from_the_table_is_still_counted_where_a_copy_was_kept(tmp_path: Path) -> None:
    copies = {MAY: keep(tmp_path / "2025-05-31", arrow_table("loc_worker", THEN))}
    found = {(row["record_id"], row["as_at"], row["fte"]) for row in rows_of("workers", copies)}
    # w1 speaks for itself, also where the table has no row for May; w2 is known from the copy, w3 had left that day.
    assert found == {("w1", JUNE, 1.0), ("w2", MAY, 0.8)}
