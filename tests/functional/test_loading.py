"""`load`, `check`, `run`, `loads`: what goes in, what is said of it, and what bad input leaves behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.functional.conftest import Run


@pytest.fixture
def own_extract(extract: Path, tmp_path: Path) -> Path:
    """A copy of the extract that a test may spoil."""
    return Path(shutil.copytree(extract, tmp_path / "extract"))


def test_run_loads_calculates_and_writes_the_scorecard(sightline: Run, extract: Path, tmp_path: Path) -> None:
    ran = sightline("run", extract, "--out", tmp_path / "out", "--store", tmp_path / "store", "--authority", "343")
    assert ran.code == 0, ran.err
    assert "as at" in ran.out and "Scorecard, October 2026" in ran.out
    assert (tmp_path / "out" / "scorecard.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "out" / "scorecard.xlsx").stat().st_size > 5000


def test_a_missing_table_makes_its_indicators_not_available_and_never_zero(
    sightline: Run, own_extract: Path, tmp_path: Path
) -> None:
    (own_extract / "ssd_cp_visits.parquet").unlink()
    store = tmp_path / "store"
    assert sightline("load", own_extract, "--store", store).code == 0
    ran = sightline("calculate", "--store", store)
    assert "without ssd_cp_visits" in ran.out
    asked = sightline("observations", "--indicator", "cpp-visit-14d", "--store", store)
    assert asked.code == 2
    assert "not available: it needs ssd_cp_visits" in asked.err
    # The children are still counted: only what rests on visits is lost.
    assert sightline("observations", "--indicator", "cpp-open-count", "--store", store).rows


def test_a_missing_column_is_named_with_the_indicators_that_rest_on_it(sightline: Run, own_extract: Path, tmp_path: Path) -> None:
    plans = own_extract / "ssd_cp_plans.parquet"
    pq.write_table(pq.read_table(plans).drop_columns(["cppl_cp_plan_end_date"]), plans)
    said = "Without ssd_cp_plans.cppl_cp_plan_end_date, to be read with care: "
    line = next(line for line in sightline("check", own_extract).out.splitlines() if line.startswith(said))
    named = set(line.removeprefix(said).replace(" and ", ", ").split(", "))
    # Plans that never end are still open, and still to be visited.
    assert {"cpp-open-count", "cpp-visit-14d", "cp-reviews-timely"} <= named
    assert named.isdisjoint({"contacts-received", "referrals-received", "icpc-15-days", "care-leavers-count"})
    # Without an end nothing ends: that is not nought, it is not known.
    gone = "Without ssd_cp_plans.cppl_cp_plan_end_date, not available: cpp-ceased-2yr, cpp-ended and cpp-ended-rate"
    assert gone in sightline("check", own_extract).out.splitlines()
    ran = sightline("load", own_extract, "--store", tmp_path / "store")
    assert f"{len(named)} indicators are to be read with care: the extract has no ssd_cp_plans.cppl_cp_plan_end_date." in ran.out


def test_a_wrong_definition_does_not_stop_a_load(sightline: Run, extract: Path, tmp_path: Path) -> None:
    local = tmp_path / "store" / "definitions" / "indicators" / "own"
    local.mkdir(parents=True)
    (local / "own.yaml").write_text("id: own\nname: [torn\n", encoding="utf-8")
    loaded = sightline("load", extract, "--store", tmp_path / "store")
    assert loaded.code == 0, loaded.err
    refused = sightline("calculate", "--store", tmp_path / "store")
    assert refused.code == 4
    heading, *issues = refused.err.splitlines()
    # What can wait, in definitions that ship, does not drown what has to be mended.
    assert heading.startswith("1 definition issue to mend")
    assert len(issues) == 1 and "own.yaml:" in issues[0]


def test_an_extract_that_shrank_asks_before_it_is_accepted(
    sightline: Run, extract: Path, own_extract: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    assert sightline("load", extract, "--store", store).code == 0
    kept = {"ssd_person.parquet", "ssd_department.parquet", "ssd_care_leavers.parquet"}
    for path in own_extract.iterdir():
        if path.name not in kept:
            path.unlink()
    refused = sightline("load", own_extract, "--store", store)
    assert refused.code == 3
    assert "--accept-shrink" in refused.err
    assert sightline("loads", "--store", store).out.count("current") == 1
    assert sightline("load", own_extract, "--store", store, "--accept-shrink").code == 0


@pytest.mark.parametrize("as_at", ["2035-01-31", "1999-12-31"])
def test_an_as_at_date_far_from_the_data_asks_before_it_is_accepted(
    sightline: Run, extract: Path, tmp_path: Path, as_at: str
) -> None:
    refused = sightline("load", extract, "--as-at", as_at, "--store", tmp_path / "store")
    assert refused.code == 3
    assert f"The as-at date {as_at} is far from the data" in refused.err and "--accept-as-at" in refused.err
    assert sightline("load", extract, "--as-at", as_at, "--accept-as-at", "--store", tmp_path / "store").code == 0


@pytest.mark.parametrize("as_at", ["0001-01-01", "9999-12-31"])
def test_an_as_at_date_of_no_year_that_can_be_is_refused_outright(
    sightline: Run, extract: Path, tmp_path: Path, as_at: str
) -> None:
    refused = sightline("load", extract, "--as-at", as_at, "--accept-as-at", "--store", tmp_path / "store")
    assert refused.code == 3
    assert "is not of the years 1990 to 2060" in refused.err


@pytest.mark.parametrize("command", [("loads",), ("loads", "prune", "--keep", "3"), ("observations",), ("calculate",)])
def test_what_only_reads_makes_no_folder_of_a_store_that_was_mistyped(
    sightline: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = sightline(*command, "--store", tmp_path / "typo")
    assert ran.code in (0, 5) and "yet" in ran.err
    assert not (tmp_path / "typo").exists()


def test_an_extract_of_headings_alone_is_refused(sightline: Run, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    folder.mkdir()
    (folder / "ssd_person.csv").write_text("pers_person_id,pers_dob\n")
    (folder / "ssd_contacts.csv").write_text("cont_contact_id,cont_person_id,cont_contact_date\n")
    refused = sightline("load", folder, "--as-at", "2026-10-31", "--store", tmp_path / "store")
    assert refused.code == 3
    assert "not a row in the 2 tables of the extract" in refused.err


@pytest.mark.parametrize("what", ["empty folder", "a file", "nothing there"])
def test_what_is_not_an_extract_is_refused_in_words(sightline: Run, tmp_path: Path, what: str) -> None:
    path = tmp_path / "extract"
    if what == "empty folder":
        path.mkdir()
    elif what == "a file":
        path.write_text("not an extract")
    ran = sightline("load", path, "--store", tmp_path / "store")
    assert ran.code in (2, 3)
    assert ran.err and "Traceback" not in ran.err
    assert not list((tmp_path / "store").glob("loads/*")) if (tmp_path / "store").exists() else True


def test_another_authority_is_refused(sightline: Run, extract: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert sightline("init", "--authority", "343", "--store", store).code == 0
    ran = sightline("load", extract, "--authority", "372", "--store", store)
    assert ran.code == 5
    assert "already belongs to" in ran.err


def test_check_lists_issues_and_keeps_nothing(sightline: Run, own_extract: Path, tmp_path: Path) -> None:
    ran = sightline("check", own_extract, "--format", "csv")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == "rule,severity,table,row,field,found,allowed,mender,message"
    assert ran.rows
