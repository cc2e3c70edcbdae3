"""The council's tree of units, its workers and its restricted records, as a load holds them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.pipeline.load import load_extract
from sightline.pipeline.organisation import Organisation, find_organisation, is_synthetic

TABLES = {
    "ssd_person": "pers_person_id,pers_sex\nP1,F\nP2,M\nP3,F\n",
    "ssd_department": (
        "dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name\n"
        "T1,Duty,S1,Front door\nT2,North,S2,Localities\nT3,South,S2,Localities\n"
    ),
    "ssd_professionals": "prof_professional_id,prof_staff_id,prof_professional_name\nW1,1,Ann\nW2,2,Ben\nW3,3,Cy\n",
}
UNITS = (
    "unit_id,unit_name,unit_type,parent_unit_id,service_group,dept_team_id,valid_from,valid_to\n"
    "D,Children,department,,other,,2020-01-01,\n"
    "A,Area,area,D,locality_cin,,2020-01-01,\n"
    "N,North,team,A,locality_cin,T2,2020-01-01,2025-12-31\n"
    "N,North and East,team,A,locality_cin,T2,2026-01-01,\n"
    "S,South,team,A,locality_cin,T3,2020-01-01,\n"
    "G,Gone,team,A,locality_cin,T9,2020-01-01,2024-01-01\n"
    "F,Front door,team,D,mash,T1,2020-01-01,\n"
)
WORKERS = (
    "worker_id,prof_professional_id,name,email,role,agency,fte_contracted,unit_id,start_date,leave_date,valid_from,valid_to\n"
    "1,W1,Ann Field,Ann.Field@council.example,social_worker,N,1,N,2020-01-01,,2020-01-01,\n"
    "2,W2,Ben Moor,shared@council.example,social_worker,N,1,S,2020-01-01,,2020-01-01,\n"
    "3,W3,Cy Dale,shared@council.example,social_worker,N,1,S,2020-01-01,2026-01-31,2020-01-01,\n"
)
RESTRICTED = "person_id,allowed_email\nP1,ann.field@council.example\nP1,head@council.example\nP2,head@council.example\n"


def load(folder: Path, **local: str) -> Organisation:
    extract = folder / "extract"
    extract.mkdir()
    for name, text in {**TABLES, **local}.items():
        (extract / f"{name}.csv").write_text(text)
    store = folder / "store"
    load_extract(store, extract, loaded_at=datetime(2026, 11, 2, 9, tzinfo=UTC), as_at=date(2026, 10, 31))
    assert not is_synthetic(store)
    return find_organisation(store)


@pytest.fixture
def local(tmp_path: Path) -> Organisation:
    return load(tmp_path, loc_org_unit=UNITS, loc_worker=WORKERS, loc_restricted=RESTRICTED)


def test_units_are_those_that_stand_on_the_day_of_the_data(local: Organisation) -> None:
    assert {unit.unit_id: unit.name for unit in local.units} == {
        "D": "Children", "A": "Area", "N": "North and East", "S": "South", "F": "Front door",
    }  # fmt: skip


def test_a_unit_reaches_every_team_below_it(local: Organisation) -> None:
    assert local.teams_under("D") == {"T1", "T2", "T3"}
    assert local.teams_under("A") == {"T2", "T3"}
    assert local.teams_under("N") == {"T2"}
    assert local.teams_under("nowhere") == frozenset()


def test_without_local_units_the_teams_are_those_of_the_standard(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert found.teams_under("S2") == {"T2", "T3"}
    assert found.teams_under("T1") == {"T1"}
    assert found.unit("S1").name == "Front door"  # type: ignore[union-attr]


def test_an_address_names_one_worker_however_it_is_written(local: Organisation) -> None:
    found = local.worker_of_email(" ann.FIELD@council.example")
    assert found is not None and (found.professional_id, found.unit_id) == ("W1", "N")


def test_somebody_who_left_has_no_address_any_more(local: Organisation) -> None:
    # Ben and Cy shared an address; Cy has left, so that it is Ben's alone.
    found = local.worker_of_email("shared@council.example")
    assert found is not None and found.professional_id == "W2"
    assert local.worker_of_email("nobody@council.example") is None


def test_a_restricted_record_is_hidden_from_whoever_is_not_named(local: Organisation) -> None:
    assert local.hidden_from("head@council.example") == frozenset()
    assert local.hidden_from("Ann.Field@council.example") == {"P2"}
    assert local.hidden_from("ben@council.example") == {"P1", "P2"}


def test_an_empty_store_has_nobody(tmp_path: Path) -> None:
    found = find_organisation(tmp_path / "store")
    assert found == Organisation()
    assert not is_synthetic(tmp_path / "store")


def test_a_tree_that_bites_its_tail_ends(tmp_path: Path) -> None:
    heading = "unit_id,unit_name,unit_type,parent_unit_id,service_group,dept_team_id,valid_from\n"
    circle = f"{heading}X,X,area,Y,other,T1,2020-01-01\nY,Y,area,X,other,T2,2020-01-01\n"
    assert load(tmp_path, loc_org_unit=circle).teams_under("X") == {"T1", "T2"}
