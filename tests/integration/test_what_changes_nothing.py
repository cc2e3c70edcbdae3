"""What must change no figure: the order of the rows, and a child who is in nothing that is counted."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pytest

from sightline.engine.read import Wanted
from sightline.observations.store import Builds, Observations
from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import load_extract
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import Rows, random_extract, write_extract

AS_AT = date(2024, 3, 31)
SEEDS = (8101, 8102)


def figures_of(rows: Rows, folder: Path) -> list[tuple[object, ...]]:
    """Every observation of every breakdown, in order."""
    write_extract(rows, folder / "extract")
    at = datetime.combine(AS_AT, datetime.min.time())
    load_extract(folder / "store", folder / "extract", loaded_at=at, as_at=AS_AT)
    calculate(folder / "store", started_at=at)
    with Observations(Builds(folder / "store").current()) as observations:
        table = observations.table(None, Wanted(breakdowns=None))
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)


@pytest.fixture(scope="module", params=SEEDS)
def rows(request: pytest.FixtureRequest) -> Rows:
    return random_extract(request.param, AS_AT, tuple(shipped_bank_holidays()))


@pytest.fixture(scope="module")
def figures(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    return figures_of(rows, tmp_path_factory.mktemp("as-it-is"))


def test_the_order_of_rows(rows: Rows, figures: list[tuple[object, ...]], tmp_path: Path) -> None:
    source = random.Random(4)
    shuffled = {table: source.sample(of_table, len(of_table)) for table, of_table in rows.items()}
    assert shuffled != rows
    assert figures_of(shuffled, tmp_path) == figures


def test_a_child_who_is_in_nothing_that_is_counted(rows: Rows, figures: list[tuple[object, ...]], tmp_path: Path) -> None:
    outsider = {"pers_person_id": "SYN-OUTSIDE", "pers_dob": date(2012, 2, 29), "pers_sex": "F", "pers_ethnicity": "WBRI"}
    assert figures_of({**rows, "ssd_person": [*rows["ssd_person"], outsider]}, tmp_path) == figures
