"""The same data gives the same build, to the last bit: also sums of fractions, however the machine shares the work out."""

from __future__ import annotations

from pathlib import Path

import duckdb

from sightline.observations.store import DATABASE
from sightline.pipeline.calculate import calculate
from tests.support.council import NOW, make_extract, make_store


def sums_of(build: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of monthly sums, in order."""
    with duckdb.connect(str(build / DATABASE), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        kept = [name for name in names if name.startswith(("cube__", "base__"))]
        return {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall() for name in kept}


def test_sums_are_the_same_each_time(tmp_path: Path) -> None:
    store = make_store(tmp_path, make_extract(tmp_path / "extract", children=1500, years=2))
    first = sums_of(calculate(store, started_at=NOW).build.folder)
    assert first == sums_of(calculate(store, started_at=NOW).build.folder)


def test_no_sum_is_left_to_floating_point(tmp_path: Path) -> None:
    store = make_store(tmp_path, make_extract(tmp_path / "extract", children=300, years=1))
    build = calculate(store, started_at=NOW).build.folder
    with duckdb.connect(str(build / DATABASE), read_only=True) as connection:
        kinds = connection.execute(
            "SELECT DISTINCT data_type FROM duckdb_columns() WHERE table_name LIKE 'cube!_!_%' ESCAPE '!'"
        ).fetchall()
    assert {kind for (kind,) in kinds} == {"VARCHAR", "BIGINT", "DECIMAL(38,12)"}
