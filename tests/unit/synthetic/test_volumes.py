"""The size of a northern council, and indicators at levels that such a council has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from sightline.synthetic.authority import build_extract, make_shape
from tests.unit.synthetic.conftest import connect

AS_AT = "DATE '2026-10-31'"
# Yearly numbers over the last five years of 55,000 children: (table, date, about how many).
YEARLY = [
    ("ssd_contacts", "cont_contact_date", 13_600),
    ("ssd_cin_episodes", "cine_referral_date", 4_200),
    ("ssd_cin_assessments", "cina_assessment_auth_date", 4_800),
    ("ssd_s47_enquiry", "s47e_s47_start_date", 2_000),
    ("ssd_initial_cp_conference", "icpc_icpc_date", 530),
    ("ssd_cin_visits", "cinv_cin_visit_date", 44_000),
    ("ssd_cp_visits", "cppv_cp_visit_date", 11_000),
    ("ssd_cla_visits", "clav_cla_visit_date", 5_500),
]
OPEN_CLA = f"""
    SELECT DISTINCT clae_person_id AS person FROM ssd_cla_episodes JOIN ssd_person ON pers_person_id = clae_person_id
    WHERE clae_cla_episode_start_date <= {AS_AT} AND clae_cla_episode_ceased_date IS NULL
      AND pers_dob + INTERVAL 18 YEAR > {AS_AT}
"""
OPEN_CPP = "SELECT DISTINCT cppl_person_id AS person FROM ssd_cp_plans WHERE cppl_cp_plan_end_date IS NULL"
OPEN_CIN = f"""
    SELECT DISTINCT cine_person_id AS person FROM ssd_cin_episodes JOIN ssd_person ON pers_person_id = cine_person_id
    WHERE cine_close_date IS NULL AND cine_referral_nfa = 'N'
      AND coalesce(pers_dob, {AS_AT}) + INTERVAL 18 YEAR > {AS_AT}
      AND cine_person_id NOT IN (SELECT person FROM ({OPEN_CLA})) AND cine_person_id NOT IN (SELECT person FROM ({OPEN_CPP}))
"""
LEAVERS = """
    SELECT clea_person_id FROM ssd_care_leavers WHERE clea_care_leaver_eligibility IN ('Relevant', 'Former Relevant')
"""
# Numbers on the last day: (what, query of people, lowest, highest).
STOCKS = [
    ("looked after", OPEN_CLA, 500, 740),
    ("protected", OPEN_CPP, 310, 520),
    ("in need", OPEN_CIN, 1_200, 1_700),
    ("care leavers", LEAVERS, 240, 380),
    ("workers", "SELECT DISTINCT worker_id FROM loc_worker WHERE leave_date IS NULL", 260, 350),
    ("teams", "SELECT unit_id FROM loc_org_unit WHERE unit_type = 'team'", 38, 44),
    ("services", "SELECT unit_id FROM loc_org_unit WHERE unit_type = 'service'", 7, 7),
]
# Shares of rows, over the last three years or now: (what, table, condition, among, lowest, highest).
SHARES = [
    ("assessed in 9 weeks", "ssd_cin_assessments", "cina_assessment_auth_date - cina_assessment_start_date <= 65",
     "cina_assessment_auth_date > DATE '2023-11-01'", 70, 92),
    ("CP reviews on time", "ssd_cp_reviews", "cppr_cp_review_date <= cppr_cp_review_due",
     "cppr_cp_review_date > DATE '2023-11-01'", 89, 99),
    ("CLA reviews on time", "ssd_cla_reviews", "clar_cla_review_date <= clar_cla_review_due_date",
     "clar_cla_review_date > DATE '2023-11-01'", 86, 98),
    ("contacts that become referrals", "ssd_contacts",
     "cont_contact_outcome_json LIKE '%NEW_REFERRAL_FLAG\":\"Y%'",
     "true", 27, 37),
    ("suitable homes", "ssd_care_leavers", "clea_care_leaver_accom_suitable = '1'",
     "clea_care_leaver_eligibility = 'Former Relevant'", 78, 93),
    ("in work or learning", "ssd_care_leavers", "regexp_matches(clea_care_leaver_activity, '^[FP]')",
     "clea_care_leaver_eligibility = 'Former Relevant'", 48, 68),
]  # fmt: skip


@pytest.fixture(scope="module", params=[("343", 1), ("902", 5)], ids=lambda param: f"{param[0]} seed {param[1]}")
def council(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    authority, seed = request.param
    frames, _ = build_extract(make_shape(55_000, 6, date(2026, 10, 31), seed, authority), faults=False)
    with connect(frames) as connection:
        yield connection


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    return float(connection.execute(query).fetchall()[0][0])


@pytest.mark.parametrize(("table", "day", "about"), YEARLY)
def test_yearly_numbers(council: duckdb.DuckDBPyConnection, table: str, day: str, about: int) -> None:
    found = _one(council, f"SELECT count(*) / 5.0 FROM {table} WHERE {day} > DATE '2021-10-31'")
    assert found == pytest.approx(about, rel=0.15)


@pytest.mark.parametrize(("what", "people", "lowest", "highest"), STOCKS)
def test_numbers_on_the_last_day(council: duckdb.DuckDBPyConnection, what: str, people: str, lowest: int, highest: int) -> None:
    assert lowest <= _one(council, f"SELECT count(*) FROM ({people})") <= highest, what


@pytest.mark.parametrize(("what", "table", "condition", "among", "lowest", "highest"), SHARES)
def test_levels(
    council: duckdb.DuckDBPyConnection, what: str, table: str, condition: str, among: str, lowest: int, highest: int
) -> None:
    share = _one(council, f"SELECT 100.0 * count(*) FILTER ({condition}) / count(*) FROM {table} WHERE {among}")
    assert lowest <= share <= highest, what


def test_teams_differ(council: duckdb.DuckDBPyConnection) -> None:
    best_and_worst = council.execute("""
        SELECT min(share), max(share) FROM (
            SELECT avg(CAST(cina_assessment_auth_date - cina_assessment_start_date <= 65 AS INT)) AS share
            FROM ssd_cin_assessments WHERE cina_assessment_auth_date > DATE '2025-11-01'
            GROUP BY cina_assessment_team HAVING count(*) >= 60)
    """).fetchall()[0]
    assert best_and_worst[1] - best_and_worst[0] > 0.10


def test_referrals_follow_the_school_year(council: duckdb.DuckDBPyConnection) -> None:
    by_month = dict(council.execute("SELECT month(cine_referral_date), count(*) FROM ssd_cin_episodes GROUP BY 1").fetchall())
    assert by_month[8] < 0.9 * by_month[7]
    assert by_month[12] < by_month[11]
