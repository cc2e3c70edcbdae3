"""Many may read one build at once, and none of them reads anything else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from sightline.engine.read import Wanted
from sightline.observations.store import DATABASE, Build, Builds, Observations
from tests.support.council import make_extract, make_store


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("council")
    return Builds(make_store(folder, make_extract(folder / "extract", children=300, years=1))).current()


def count_of(build: Build) -> int:
    with Observations(build) as observations:
        return observations.table(["contacts-received"], Wanted()).num_rows


def test_pages_that_are_asked_for_at_once(build: Build) -> None:
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(count_of, [build] * 24))
    assert len(set(found)) == 1 and found[0] > 0


def test_one_reader_beside_another(build: Build) -> None:
    with Observations(build), Observations(build) as second:
        assert second.table(["contacts-received"], Wanted()).num_rows == count_of(build)


def test_no_other_file_can_be_read(build: Build, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    with Observations(build):
        # Whoever opens the database beside a reader is held to the same.
        beside = duckdb.connect(str(build.folder / DATABASE), read_only=True, config={"enable_external_access": "false"})
        with beside:
            with pytest.raises(duckdb.PermissionException):
                beside.execute(f"SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")
            with pytest.raises(duckdb.InvalidInputException):
                beside.execute("SET enable_external_access = true")
