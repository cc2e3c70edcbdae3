"""For want of a table or a column an indicator is not available: none of its figures turns into nought."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.cohorts import all_cohorts
from sightline.intake.load import Load
from sightline.intake.schema import TABLES
from sightline.intake.store import Store
from sightline.pipeline.calculate import calculate
from sightline.pipeline.definitions import not_available, open_catalogue
from sightline.pipeline.observe import find_observations
from tests.support.council import NOW, make_extract, make_store

CATALOGUE = open_catalogue(None)
NEEDED = sorted({name.partition(".")[0] for measure in CATALOGUE.measures for need in measure.needs for name in need.split("|")})
ESSENTIAL = sorted(f"{table}.{column}" for table in NEEDED for column in TABLES[table].essential)
COLUMNS = sorted({name for measure in CATALOGUE.measures for need in measure.needs for name in need.split("|") if "." in name})
# What the table only overrides is worked out without it, and may well come to nought in a council as small as this.
WORKED_OUT = {"loc_assessment_detail": frozenset({"assessments-open-over-45-updated"})}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    return make_store(folder, make_extract(folder / "extract", children=1500, years=2))


@pytest.fixture(scope="module")
def counted(store: Path) -> set[str]:
    return counting(store)


def counting(store: Path) -> set[str]:
    """The indicators of which some figure is more than nought."""
    rows = find_observations(store).to_pylist()
    return {row["indicator"] for row in rows if row["value"] or row["numerator"]}


def without(load: Load, name: str, store: Path) -> Path:
    """A store that holds a load with one table emptied, or one column blank, and says nothing of it."""
    table, _, column = name.partition(".")
    place = store / "loads" / load.load_id
    (place / "tables").mkdir(parents=True)
    for each, path in load.tables.items():
        if each != table:
            (place / "tables" / path.name).symlink_to(path.resolve())
    rows = pq.read_table(load.tables[table])
    if not column:
        rows = rows.slice(0, 0)
    for blank in (column, *TABLES[table].columns[column].companions) if column else ():
        at = rows.schema.get_field_index(blank)
        rows = rows.set_column(at, blank, pa.nulls(rows.num_rows, rows.schema.field(at).type))
    pq.write_table(rows, place / "tables" / f"{table}.parquet")
    (place / "load.json").write_text(json.dumps(dict(load.manifest)), encoding="utf-8")
    (store / "loads" / "current").write_text(load.load_id, encoding="utf-8")
    return store


def check(store: Path, counted: set[str], name: str, tmp_path: Path) -> None:
    poorer = without(Store(store).current_load(), name, tmp_path / "store")
    calculate(poorer, started_at=NOW)
    gone = counted - counting(poorer) - WORKED_OUT.get(name, frozenset())
    assert gone <= not_available(CATALOGUE, frozenset({name})).keys()


@pytest.mark.parametrize("name", ["ssd_cin_episodes", "loc_org_unit", "ssd_cp_visits.cppv_cp_visit_date"])
def test_no_figure_turns_into_nought(store: Path, counted: set[str], name: str, tmp_path: Path) -> None:
    check(store, counted, name, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("name", [*NEEDED, *ESSENTIAL, *COLUMNS])
def test_no_figure_turns_into_nought_whatever_is_absent(store: Path, counted: set[str], name: str, tmp_path: Path) -> None:
    check(store, counted, name, tmp_path)


def test_needs_name_tables_and_columns_that_there_are() -> None:
    needs = {need for cohort in all_cohorts().values() for column in cohort.columns.values() for need in column.needs}
    needs |= {need for cohort in all_cohorts().values() for need in (*cohort.needs, *cohort.doubtful_without)}
    for name in (name for need in needs for name in need.split("|")):
        table, _, column = name.partition(".")
        assert table in TABLES
        assert not column or column in TABLES[table].columns
    for table in TABLES.values():
        assert set(table.essential) <= table.columns.keys()
