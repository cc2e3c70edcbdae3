"""What is true of the made-up authority before anything is spoiled on purpose."""

from __future__ import annotations

import re
from datetime import date

import duckdb
import pytest

from sightline.intake.codes import CODE_SETS
from sightline.intake.schema import TABLES, ColumnKind, Status
from sightline.synthetic import PERSON_ID_PATTERN
from sightline.synthetic.columns import Frame

AS_AT = date(2026, 10, 31)

# Local tables that are written by people or by other parts of the product, or repeat what the standard's tables hold.
NOT_MADE = {
    "loc_bank_holiday", "loc_benchmark", "loc_code_map", "loc_commentary", "loc_config", "loc_early_help_episode",
    "loc_iro_allocation", "loc_manual_series",
}  # fmt: skip
MADE = {name for name, table in TABLES.items() if table.status in (Status.RELEASE, Status.LOCAL)} - NOT_MADE
# Staff numbers where the standard's extract has them, the placeholder text of early help, and a plan that visits leave out.
OTHER_IDS = {"s47e_s47_completed_by_worker_id", "icpc_icpc_worker_id", "earl_episode_worker_id", "cinv_cin_plan_id"}
REFERENCES = [
    (table.name, column.name, *column.refers_to.split("."))
    for table in TABLES.values()
    for column in table.columns.values()
    if column.refers_to and column.name not in OTHER_IDS and {table.name, column.refers_to.split(".")[0]} <= MADE
]
SPANS = [
    ("ssd_cin_episodes", "cine_referral_date", "cine_close_date"),
    ("ssd_early_help_episodes", "earl_episode_start_date", "earl_episode_end_date"),
    ("ssd_cin_assessments", "cina_assessment_start_date", "cina_assessment_auth_date"),
    ("ssd_cin_plans", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ("ssd_s47_enquiry", "s47e_s47_start_date", "s47e_s47_end_date"),
    ("ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    ("ssd_legal_status", "lega_legal_status_start_date", "lega_legal_status_end_date"),
    ("ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    ("ssd_cla_placement", "clap_cla_placement_start_date", "clap_cla_placement_end_date"),
    ("ssd_missing", "miss_missing_episode_start_date", "miss_missing_episode_end_date"),
    ("ssd_involvements", "invo_involvement_start_date", "invo_involvement_end_date"),
    ("ssd_address", "addr_address_start_date", "addr_address_end_date"),
    ("loc_worker", "valid_from", "valid_to"),
    ("loc_absence", "start_date", "end_date"),
    ("loc_contact_decision", "received_at", "decision_at"),
    ("loc_adopter_household", "enquiry_date", "approved_date"),
    ("loc_foster_household", "approved_date", "ceased_date"),
    ("loc_cp_history", "previous_plan_start", "previous_plan_end"),
    ("ssd_permanence", "perm_adm_decision_date", "perm_placement_order_date"),
    ("ssd_permanence", "perm_placement_order_date", "perm_matched_date"),
    ("ssd_permanence", "perm_matched_date", "perm_placed_for_adoption_date"),
    ("ssd_permanence", "perm_placed_for_adoption_date", "perm_permanence_order_date"),
]
# Spans of one child that must not run at the same time.
ALONE = [
    ("ssd_cin_episodes", "cine_person_id", "cine_referral_date", "cine_close_date"),
    ("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    ("ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    ("ssd_cla_placement", "clap_person_id", "clap_cla_placement_start_date", "clap_cla_placement_end_date"),
]


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _has(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    tables = {row[0] for row in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
    return table in tables and column in connection.table(table).columns


def test_every_table_that_carries_data_is_made(clean_frames: dict[str, Frame]) -> None:
    assert set(clean_frames) == MADE
    assert all(len(frame) for frame in clean_frames.values())


@pytest.mark.parametrize(("table", "column", "target", "key"), REFERENCES)
def test_every_reference_is_to_a_row_that_is_there(
    whole: duckdb.DuckDBPyConnection, table: str, column: str, target: str, key: str
) -> None:
    assert _has(whole, table, column) and _has(whole, target, key)
    lost = f'SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT {key} FROM "{target}" WHERE {key} IS NOT NULL)'
    assert _count(whole, lost) == 0


def test_versions_are_of_plans_that_are_there(whole: duckdb.DuckDBPyConnection) -> None:
    for plan_type, table, key in (
        ("cin", "ssd_cin_plans", "cinp_cin_plan_id"),
        ("cp", "ssd_cp_plans", "cppl_cp_plan_id"),
        ("cla", "ssd_cla_episodes", "clae_cla_id"),
    ):
        versions = f"FROM loc_plan_version WHERE plan_type = '{plan_type}'"
        assert _count(whole, f"SELECT count(*) {versions}") > 100
        assert (
            _count(whole, f"SELECT count(*) {versions} AND (plan_id NOT IN (SELECT {key} FROM {table}) OR plan_id IS NULL)") == 0
        )


def test_staff_numbers_are_those_of_professionals(whole: duckdb.DuckDBPyConnection) -> None:
    for table, column in (
        ("ssd_s47_enquiry", "s47e_s47_completed_by_worker_id"),
        ("ssd_initial_cp_conference", "icpc_icpc_worker_id"),
    ):
        lost = f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT prof_staff_id FROM ssd_professionals)"
        assert _count(whole, lost) == 0


@pytest.mark.parametrize(("table", "start", "end"), SPANS)
def test_nothing_ends_before_it_starts(whole: duckdb.DuckDBPyConnection, table: str, start: str, end: str) -> None:
    assert _count(whole, f"SELECT count(*) FROM {table} WHERE {end} < {start}") == 0


@pytest.mark.parametrize(("table", "person", "start", "end"), ALONE)
def test_spans_of_a_child_do_not_overlap(whole: duckdb.DuckDBPyConnection, table: str, person: str, start: str, end: str) -> None:
    overlapping = f"""
        SELECT count(*) FROM (
            SELECT coalesce({end}, DATE '9999-12-31') AS until,
                   lead({start}) OVER (PARTITION BY {person} ORDER BY {start}, until) AS following
            FROM {table} WHERE {start} IS NOT NULL
        ) WHERE following < until
    """
    assert _count(whole, overlapping) == 0


def test_nothing_has_happened_after_the_as_at_day(clean: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            if column.is_event and _has(clean, table.name, column.name):
                later = f"SELECT count(*) FROM {table.name} WHERE CAST({column.name} AS DATE) > DATE '{AS_AT}'"
                assert _count(clean, later) == 0, column.name


def test_nothing_happens_to_a_child_before_birth_but_what_may(whole: duckdb.DuckDBPyConnection) -> None:
    for table, person, day in (
        ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date"),
        ("ssd_cla_health", "clah_person_id", "clah_health_check_date"),
        ("ssd_missing", "miss_person_id", "miss_missing_episode_start_date"),
    ):
        early = f"SELECT count(*) FROM {table} JOIN ssd_person ON pers_person_id = {person} WHERE {day} < pers_dob"
        assert _count(whole, early) == 0, table
    # An unborn child may be referred, assessed and protected.
    early = """SELECT count(*) FROM ssd_cin_episodes JOIN ssd_person ON pers_person_id = cine_person_id
               WHERE cine_referral_date < pers_dob - 220"""
    assert _count(whole, early) == 0


def test_a_period_of_care_has_no_hole_and_ends_once(whole: duckdb.DuckDBPyConnection) -> None:
    holes = """
        SELECT count(*) FROM (
            SELECT clae_cla_episode_ceased_date AS ceased, clae_cla_episode_ceased_reason AS reason,
                   lead(clae_cla_episode_start_date)
                       OVER (PARTITION BY clae_cla_id ORDER BY clae_cla_episode_start_date) AS following
            FROM ssd_cla_episodes WHERE clae_cla_episode_start_date IS NOT NULL
        )
        WHERE (following IS NOT NULL AND (ceased IS DISTINCT FROM following OR reason <> 'X1'))
           OR (following IS NULL AND reason = 'X1')
    """
    assert _count(whole, holes) == 0


def test_keys_are_unique_and_filled(clean: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES.values():
        if not all(_has(clean, table.name, key) for key in table.key) or not table.key:
            continue
        keys = ", ".join(table.key)
        repeated = f"SELECT count(*) FROM (SELECT {keys} FROM {table.name} GROUP BY ALL HAVING count(*) > 1)"
        assert _count(clean, repeated) == 0, table.name


def test_every_code_is_one_of_the_standard(clean: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            if not column.codes or column.kind is not ColumnKind.TEXT or not _has(clean, table.name, column.name):
                continue
            rows = clean.sql(f"SELECT DISTINCT {column.name} FROM {table.name}").fetchall()
            found = {row[0] for row in rows} - {None, "SSD_PH"}
            assert found <= set(CODE_SETS[column.codes].labels), column.name


def test_json_flags_are_those_of_the_standard(clean: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            if column.kind is not ColumnKind.JSON_FLAGS or not _has(clean, table.name, column.name):
                continue
            rows = clean.sql(f"SELECT DISTINCT {column.name} FROM {table.name} WHERE {column.name} IS NOT NULL").fetchall()
            named = {flag for (text,) in rows for flag in re.findall(r'"(\w+?)(?:_FLAG)?":"[YN]"', text)}
            assert rows
            assert named <= set(CODE_SETS[column.codes or ""].labels), column.name


def test_people_and_places_are_obviously_made_up(clean: duckdb.DuckDBPyConnection) -> None:
    ids = [row[0] for row in clean.sql("SELECT pers_person_id FROM ssd_person").fetchall()]
    assert all(re.fullmatch(PERSON_ID_PATTERN, person) for person in ids)
    postcodes = clean.sql("SELECT postcode FROM loc_postcode_la UNION SELECT addr_address_postcode FROM ssd_address").fetchall()
    assert {row[0][:2] for row in postcodes} == {"ZZ", "ZY"}


def test_a_table_has_only_columns_of_the_standard_in_its_order(clean_frames: dict[str, Frame]) -> None:
    for name, frame in clean_frames.items():
        order = list(TABLES[name].columns)
        assert list(frame.columns) == sorted(frame.columns, key=order.index), name


def test_the_extract_keeps_what_the_standard_keeps(clean: duckdb.DuckDBPyConnection) -> None:
    first = date(2022, 11, 1)
    old = f"""SELECT count(*) FROM ssd_cin_episodes
              WHERE cine_referral_date < DATE '{first}' AND cine_close_date IS NOT NULL"""
    assert _count(clean, old) == 0
    assert _count(clean, f"SELECT count(*) FROM ssd_cin_episodes WHERE cine_referral_date < DATE '{first}'") > 0
    assert _count(clean, f"SELECT count(*) FROM ssd_cp_plans WHERE cppl_cp_plan_end_date < DATE '{first}'") == 0
    assert _count(clean, f"SELECT count(*) FROM ssd_contacts WHERE cont_contact_date < DATE '{first}'") == 0
    # The first months are not empty: plans and periods of care that began before run into them.
    for table, start in (("ssd_cp_plans", "cppl_cp_plan_start_date"), ("ssd_cla_episodes", "clae_cla_episode_start_date")):
        assert _count(clean, f"SELECT count(*) FROM {table} WHERE {start} < DATE '{first}'") > 20


def test_nothing_is_open_after_a_death(whole: duckdb.DuckDBPyConnection) -> None:
    assert _count(whole, "SELECT count(*) FROM ssd_person WHERE pers_death_date IS NOT NULL") > 0
    for table, person, end in (
        ("ssd_cin_episodes", "cine_person_id", "cine_close_date"),
        ("ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_end_date"),
        ("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_end_date"),
        ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_ceased_date"),
    ):
        after = f"""SELECT count(*) FROM {table} JOIN ssd_person ON pers_person_id = {person}
                    WHERE pers_death_date < coalesce({end}, DATE '9999-12-31')"""
        assert _count(whole, after) == 0, table
