"""The tables and columns are those of the standard, and what headings and file names mean."""

import csv
import re
from pathlib import Path

import pytest

from sightline.intake.codes import CODE_SETS
from sightline.intake.schema import TABLES, ColumnKind, Need, Status, table_named


@pytest.fixture
def standard(reference: Path) -> list[dict[str, str]]:
    with (reference / "standards" / "ssd_fields.csv").open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_every_field_of_the_standard_is_there(standard: list[dict[str, str]]) -> None:
    assert len(standard) == 400
    for row in standard:
        assert row["field"].lower() in TABLES[row["table"]].columns, (row["table"], row["field"])
    assert {row["table"] for row in standard} == {name for name, table in TABLES.items() if not table.is_local}


def test_keys_and_links_are_the_standards(standard: list[dict[str, str]]) -> None:
    for row in standard:
        column = TABLES[row["table"]].columns[row["field"].lower()]
        assert column.refers_to == (row["foreign_key"] or None)
        # A system gives children of one contact one family row id, so there the person belongs to the key.
        if row["table"] != "ssd_family":
            assert column.is_key == (row["primary_key"] == "Y"), column.name


# Tables that the standard's page does not have, and why they are ours: who alone may see a restricted record.
OURS = {"loc_restricted"}


def test_local_tables_are_the_39_of_the_model_and_ours(reference: Path) -> None:
    text = (reference / "standards" / "ssd_model.md").read_text(encoding="utf-8")
    named = {line.split("|")[1].strip() for line in text.splitlines() if re.match(r"\| loc_\w+ \| [^|]+ \| .*\[r", line)}
    assert len(named) == 39
    assert not named & OURS
    assert named | OURS == {name for name, table in TABLES.items() if table.is_local}


def test_links_lead_to_columns_that_exist() -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            if column.refers_to:
                target, key = column.refers_to.split(".")
                assert key in TABLES[target].columns, column


def test_every_kept_table_has_a_key_of_its_own_columns() -> None:
    for table in TABLES.values():
        if table.is_kept:
            assert table.key and set(table.key) <= set(table.columns)


def test_times_are_kept_only_where_a_measure_needs_them() -> None:
    timed = {column.name for table in TABLES.values() for column in table.columns.values() if column.kind is ColumnKind.DATETIME}
    assert timed == {
        "cont_contact_date", "miss_missing_episode_start_date", "miss_missing_episode_end_date", "received_at", "decision_at",
    }  # fmt: skip


def test_due_and_planned_dates_are_no_events() -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            if column.is_event:
                assert column.is_date
                assert not re.search("due|target|expected|dob|review", column.name), column.name


@pytest.mark.parametrize("name", ["ssd_person", "SSD_Person", "person", "PERSON", "dbo.ssd_person", "[person]", "ssd person"])
def test_a_table_is_known_by_its_name(name: str) -> None:
    table = table_named(name)
    assert table is not None and table.name == "ssd_person"


@pytest.mark.parametrize("name", ["persons", "worker", "ssd_loc_worker", "", "authority"])
def test_other_names_are_no_tables(name: str) -> None:
    assert table_named(name) is None


@pytest.mark.parametrize(
    ("table", "heading", "column"),
    [
        ("ssd_person", "pers_common_child_id", "pers_single_unique_id"),
        ("ssd_cla_episodes", "clae_cla_episode_ceased", "clae_cla_episode_ceased_date"),
        ("ssd_cla_episodes", "clae_cla_review_last_iro_contact_date", "clae_cla_last_iro_contact_date"),
        ("ssd_cin_plans", "cin_plan_id", "cinp_cin_plan_id"),
        ("ssd_missing", "miss_mis_epi_start", "miss_missing_episode_start_date"),
        ("ssd_missing", "miss_la_person_id", "miss_person_id"),
        ("ssd_cp_reviews", "workflow_step_id", "cppr_cp_review_id"),
        ("ssd_cp_plans", " CPPL_CP_PLAN_START_DATE ", "cppl_cp_plan_start_date"),
        ("ssd_cp_plans", "cppl_cp_plan_start", "cppl_cp_plan_start_date"),
        ("ssd_pre_cla_care_plan", "LatestResponseDate", "latestresponsedate"),
    ],
)
def test_older_and_other_names_of_a_column_are_known(table: str, heading: str, column: str) -> None:
    found = TABLES[table].column_named(heading)
    assert found is not None and found.name == column


def test_no_heading_means_two_columns() -> None:
    for table in TABLES.values():
        names = [name for column in table.columns.values() for name in (column.name, *column.aliases)]
        assert len(names) == len(set(names)), table.name


def test_snapshots_are_kept_of_what_has_no_history() -> None:
    current = {name for name, table in TABLES.items() if table.is_current_only}
    assert current == {"ssd_disability", "ssd_care_leavers", "ssd_department", "ssd_professionals", "loc_worker"}


def test_statuses() -> None:
    assert TABLES["ssd_voice_of_child"].status is Status.PLACEHOLDER
    assert not TABLES["ssd_api_data_staging"].is_kept
    assert TABLES["loc_visit_standard"].columns["unit_id"].need is Need.EITHER


def test_the_standards_own_codes_are_known(standard: list[dict[str, str]]) -> None:
    for row in standard:
        column = TABLES[row["table"]].columns[row["field"].lower()]
        if column.kind is ColumnKind.JSON_FLAGS:
            said = {
                name.removesuffix("_FLAG") for name in re.findall(r"[A-Z][A-Z0-9_]+", row["codes_or_format"].replace("JSON", ""))
            }
            said -= {"NUMBER_OF_OUTCOMES", "TOTAL_NO_OF_OUTCOMES", "COMMENTS", "OUTCOME_COMMENTS"}
            assert said and said <= set(CODE_SETS[column.codes or ""].labels), column.name
