"""Loads: complete or not there, immutable, beside each other, and never another authority's."""

import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from sightline.errors import InputError, StoreError
from sightline.intake.ownership import ownership
from sightline.intake.schema import TABLES
from sightline.intake.store import Store
from tests.support.extracts import LOADED_AT, write_tables

VISITS = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n"
LEAVERS = "clea_table_id,clea_person_id,clea_care_leaver_in_touch\n"


def extract(folder: Path, visits: int = 3, *, touch: str = "YES", day: str = "2026-10-30") -> Path:
    lines = "".join(f"v{number},c{number},{day},Y\n" for number in range(visits))
    return write_tables(folder, {"ssd_cin_visits": VISITS + lines, "ssd_care_leavers": f"{LEAVERS}l1,c1,{touch}\n"})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def rows(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()


def test_every_table_and_column_is_there_typed(store: Store, tmp_path: Path) -> None:
    load = store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT)
    with duckdb.connect() as connection:
        for name, path in load.tables.items():
            described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
            assert [(column[0], column[1]) for column in described] == [("authority", "VARCHAR"), *TABLES[name].typed_columns()]


def test_what_a_load_says_of_itself(store: Store, tmp_path: Path) -> None:
    load = store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT)
    assert (load.as_at, load.loaded_at, load.authorities) == (date(2026, 10, 30), LOADED_AT, ("local",))
    assert load.manifest["as_at_is"] == "the latest event in the extract"
    assert load.rows["ssd_cin_visits"] == 3 and load.rows["ssd_person"] == 0
    assert "ssd_person" in load.absent_tables and "loc_worker" in load.absent_tables
    assert "cinv_cin_visit_bedroom" in load.absent_columns["ssd_cin_visits"]
    assert {issue.rule for issue in load.issues()} >= {"missing_table", "missing_column"}
    assert {line["rule"] for line in load.issue_counts} == {issue.rule for issue in load.issues()}
    assert store.current_load() == load
    load.check_whole()


def test_the_as_at_date_may_be_said(store: Store, tmp_path: Path) -> None:
    load = store.load_folder(extract(tmp_path / "files"), as_at=date(2026, 9, 30), loaded_at=LOADED_AT)
    assert (load.as_at, load.manifest["as_at_is"]) == (date(2026, 9, 30), "as said")


def test_without_an_event_the_date_must_be_said(store: Store, tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "files", {"loc_target": "indicator_id,valid_from,green\ncontacts-received,2026-04-01,5\n"})
    with pytest.raises(InputError, match="--as-at"):
        store.load_folder(folder, loaded_at=LOADED_AT)
    assert store.load_folder(folder, loaded_at=LOADED_AT, as_at=date(2026, 10, 31)).rows["loc_target"] == 1


def test_the_same_content_is_the_same_load(store: Store, tmp_path: Path) -> None:
    first = store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT)
    second = store.load_folder(extract(tmp_path / "other"), loaded_at=datetime(2026, 11, 21))
    assert first == second
    assert [load.load_id for load in store.loads()] == [first.load_id]
    # Loading an earlier content again makes it the current one.
    third = store.load_folder(extract(tmp_path / "more", 4), loaded_at=LOADED_AT)
    assert store.current_load() == third
    assert store.load_folder(tmp_path / "files", loaded_at=datetime(2026, 11, 22)) == first
    assert store.current_load() == first and len(store.loads()) == 2


def test_a_changed_file_of_a_load_is_noticed(store: Store, tmp_path: Path) -> None:
    load = store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT)
    load.tables["ssd_person"].write_bytes(load.tables["ssd_cin_visits"].read_bytes())
    with pytest.raises(StoreError, match="is not what was loaded"):
        load.check_whole()


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    assert store.loads() == [] and store.snapshots() == {}
    with pytest.raises(StoreError, match="holds no load yet. Load an extract: sightline load"):
        store.current_load()


def test_a_damaged_store_says_what_to_do(store: Store, tmp_path: Path) -> None:
    load = store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT)
    (load.path / "load.json").write_text("{")
    with pytest.raises(StoreError, match="is not a whole load"):
        store.current_load()


# --- whose it is -----------------------------------------------------------------------------------------------------------


def test_a_store_belongs_to_one_authority(store: Store, tmp_path: Path) -> None:
    assert not store.authority.is_said
    store.init(ownership("343"))
    store.init(ownership("Sefton"))
    assert (store.authority.code, store.authority.name, store.authority.region) == ("343", "Sefton", "North West")
    with pytest.raises(StoreError, match=r"already belongs to Sefton \(343\)"):
        store.init(ownership("340"))
    folder = write_tables(tmp_path / "files", {"ssd_cin_visits": "authority," + VISITS + "340,v1,c1,2026-10-30,Y\n"})
    with pytest.raises(InputError, match="holds rows of authority 340"):
        store.load_folder(folder, loaded_at=LOADED_AT)
    assert store.loads() == []


def test_a_store_with_loads_is_not_given_to_an_authority_later(store: Store, tmp_path: Path) -> None:
    # Its rows carry the authority `local`; under a code they would be another's.
    store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT)
    with pytest.raises(StoreError, match="already belongs to"):
        store.init(ownership("343"))


# --- shrinking -------------------------------------------------------------------------------------------------------------


def test_an_extract_nine_tenths_smaller_is_asked_about(store: Store, tmp_path: Path) -> None:
    whole = store.load_folder(extract(tmp_path / "whole", 99), loaded_at=LOADED_AT)
    half = extract(tmp_path / "part", 9)
    with pytest.raises(InputError, match="nine tenths smaller than the last: it has 10 rows, .* had 100.*--accept-shrink"):
        store.load_folder(half, loaded_at=LOADED_AT)
    assert store.current_load() == whole
    assert store.load_folder(half, loaded_at=LOADED_AT, accept_shrink=True).rows["ssd_cin_visits"] == 9


def test_an_extract_four_fifths_smaller_is_not(store: Store, tmp_path: Path) -> None:
    store.load_folder(extract(tmp_path / "whole", 99), loaded_at=LOADED_AT)
    assert store.load_folder(extract(tmp_path / "part", 19), loaded_at=LOADED_AT).rows["ssd_cin_visits"] == 19


def test_one_large_table_that_shrank_is_asked_about(store: Store, tmp_path: Path) -> None:
    folder = extract(tmp_path / "whole", 5000)
    contacts = "cont_contact_id,cont_person_id,cont_contact_date\n"
    write_tables(folder, {"ssd_contacts": contacts + "".join(f"k{number},c1,2026-10-01\n" for number in range(1000))})
    store.load_folder(folder, loaded_at=LOADED_AT)
    (folder / "ssd_contacts.csv").unlink()
    with pytest.raises(InputError, match="ssd_contacts has 0 rows and had 1,000"):
        store.load_folder(folder, loaded_at=LOADED_AT)


# --- snapshots and pruning -------------------------------------------------------------------------------------------------


def in_touch(store: Store, month_end: date) -> list[object]:
    return [row[4] for row in rows(store.snapshots()[month_end] / "ssd_care_leavers.parquet")]


def test_a_month_end_is_kept_of_what_has_no_history(store: Store, tmp_path: Path) -> None:
    october = date(2026, 10, 31)
    # The first load after a month end stands in for it.
    store.load_folder(extract(tmp_path / "a", touch="NO"), as_at=date(2026, 11, 5), loaded_at=LOADED_AT)
    assert in_touch(store, october) == ["NO"]
    # A later one of the same month changes nothing; the month end itself takes its place.
    store.load_folder(extract(tmp_path / "b", touch="DIED"), as_at=date(2026, 11, 9), loaded_at=LOADED_AT)
    assert in_touch(store, october) == ["NO"]
    store.load_folder(extract(tmp_path / "c", touch="YES"), as_at=october, loaded_at=LOADED_AT)
    assert in_touch(store, october) == ["YES"]
    store.load_folder(extract(tmp_path / "d", touch="REFU"), as_at=date(2026, 11, 30), loaded_at=LOADED_AT)
    assert list(store.snapshots()) == [october, date(2026, 11, 30)]
    # Only what the extract held is kept: nobody said that there were no workers.
    said = json.loads((store.snapshots()[october] / "snapshot.json").read_text())
    assert said["tables"] == ["ssd_care_leavers"] and said["as_at"] == "2026-10-31"


def test_pruning_keeps_the_latest_the_current_and_what_an_edition_names(store: Store, tmp_path: Path) -> None:
    loads = [
        store.load_folder(
            extract(tmp_path / str(number), 10 + number), as_at=date(2026, month, 28), loaded_at=datetime(2026, 11, number)
        )
        for number, month in enumerate((6, 7, 8, 9, 10), start=1)
    ]
    edition = store.path / "editions" / "2026-06"
    edition.mkdir(parents=True)
    (edition / "edition.json").write_text(json.dumps({"load": loads[0].load_id}))
    # An older extract is the current one.
    store.load_folder(tmp_path / "2", as_at=date(2026, 7, 28), loaded_at=LOADED_AT)
    assert store.prune(keep=1) == [loads[2].load_id, loads[3].load_id]
    assert store.loads() == [loads[0], loads[1], loads[4]]
    assert store.current_load() == loads[1]
    assert len(store.snapshots()) == 5
    with pytest.raises(InputError, match="At least one"):
        store.prune(keep=0)


def test_an_edition_that_cannot_be_read_stops_pruning(store: Store, tmp_path: Path) -> None:
    for number in (1, 2):
        store.load_folder(extract(tmp_path / str(number), number), loaded_at=datetime(2026, 11, number))
    edition = store.path / "editions" / "x"
    edition.mkdir(parents=True)
    (edition / "edition.json").write_text("{}")
    with pytest.raises(StoreError, match="nothing is pruned"):
        store.prune(keep=1)
    assert len(store.loads()) == 2


def test_a_region_is_one_load(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.init(ownership("Two boroughs", ("340", "343")))
    folder = write_tables(
        tmp_path / "files",
        {
            "ssd_cin_visits": "authority," + VISITS + "340,v1,c1,2026-10-30,Y\n343,v1,c1,2026-10-30,Y\n",
            "loc_config": "key,value\na,b\n",
        },
    )
    load = store.load_folder(folder, loaded_at=LOADED_AT)
    assert load.authorities == ("340", "343")
    assert load.rows["ssd_cin_visits"] == 2 and load.rows["loc_config"] == 2


def test_progress_is_told(store: Store, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    store.load_folder(extract(tmp_path / "files"), loaded_at=LOADED_AT, progress=lambda *said: told.append(said))
    assert [what for what, _, _ in told] == ["ssd_care_leavers.csv", "ssd_cin_visits.csv", "checking", "writing"]
    assert [done for _, done, _ in told] == [0, 1, 2, 3]
    assert {total for _, _, total in told} == {4}
