"""Episodes of need open at a month's end: one row an episode and day, one of which counts for each child (B-CIN-DFE).

This is the Department's count: every child with an open episode, those on a child protection plan, looked after, leaving
care, disabled, unborn or over 18 included. A referral that ended in no further action opens no episode. A child with two
open episodes counts once, with the earlier one.

`is_in_need_only` marks the children that a children in need service thinks of as its own (B-CIN-ONLY): not on a child
protection plan, not looked after, and not aged 18 or over with leaving care as the only reason to be open.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import SEEN_VISITS, sql_for_latest_by_month, sql_for_plan_length, sql_for_plan_versions

VISITS = f"SELECT authority, person_id, visit_on AS happened_on FROM ({SEEN_VISITS}) AS seen"

ASSESSMENTS = """
        SELECT authority, cina_person_id AS person_id, cina_assessment_auth_date AS happened_on FROM ssd_cin_assessments
        WHERE NOT cina_assessment_auth_date IS NULL AND NOT cina_assessment_start_date IS NULL"""

SQL = f"""
WITH standing AS (
    SELECT e.authority, e.cine_person_id AS person_id, e.cine_referral_id AS record_id, s.as_at, s.month,
           e.cine_referral_date AS referred_on, e.cine_cin_primary_need_code AS primary_need,
           ROW_NUMBER() OVER (PARTITION BY e.authority, e.cine_person_id, s.as_at
                              ORDER BY e.cine_referral_date, e.cine_referral_id) AS place
    FROM ssd_cin_episodes AS e
    JOIN snapshots AS s ON e.cine_referral_date <= s.as_at AND (e.cine_close_date IS NULL OR e.cine_close_date > s.as_at)
    WHERE NOT COALESCE(e.cine_referral_nfa, FALSE)
),
cin_plans_then AS (
    SELECT p.authority, p.cinp_person_id AS person_id, s.as_at, MIN(p.cinp_cin_plan_start_date) AS started_on
    FROM ssd_cin_plans AS p
    JOIN snapshots AS s ON p.cinp_cin_plan_start_date <= s.as_at
        AND (p.cinp_cin_plan_end_date IS NULL OR p.cinp_cin_plan_end_date > s.as_at)
    GROUP BY p.authority, p.cinp_person_id, s.as_at
),
leaving_care AS (SELECT DISTINCT authority, clea_person_id AS person_id FROM ssd_care_leavers),
visits AS ({sql_for_latest_by_month(VISITS)}),
versions AS ({sql_for_latest_by_month(sql_for_plan_versions("cin"))}),
assessed AS ({sql_for_latest_by_month(ASSESSMENTS)}),
known AS (
    SELECT o.authority, o.person_id, o.record_id, o.as_at, o.place, o.referred_on, o.primary_need,
           COALESCE(p.died_on <= o.as_at, FALSE) AS has_died,
           NOT c.person_id IS NULL AS on_cp_plan, NOT l.person_id IS NULL AS is_looked_after,
           COALESCE(AGE(p.dob, o.as_at) >= 18, FALSE) AND NOT v.person_id IS NULL AND n.person_id IS NULL
               AS is_care_leaver_only,
           n.started_on AS cin_plan_started_on, seen.happened_on AS last_visited_on,
           version.happened_on AS plan_authorised_on, a.happened_on AS last_assessed_on
    FROM standing AS o
    LEFT JOIN people AS p ON p.authority = o.authority AND p.person_id = o.person_id
    LEFT JOIN open_cp_plans AS c ON c.authority = o.authority AND c.person_id = o.person_id AND c.as_at = o.as_at
        AND c.excluded_because IS NULL
    LEFT JOIN looked_after AS l ON l.authority = o.authority AND l.person_id = o.person_id AND l.as_at = o.as_at
        AND l.excluded_because IS NULL
    LEFT JOIN leaving_care AS v ON v.authority = o.authority AND v.person_id = o.person_id
    LEFT JOIN cin_plans_then AS n ON n.authority = o.authority AND n.person_id = o.person_id AND n.as_at = o.as_at
    LEFT JOIN visits AS seen ON seen.authority = o.authority AND seen.person_id = o.person_id
        AND seen.from_month <= o.month AND o.month < seen.until_month
    LEFT JOIN versions AS version ON version.authority = o.authority AND version.person_id = o.person_id
        AND version.from_month <= o.month AND o.month < version.until_month
    LEFT JOIN assessed AS a ON a.authority = o.authority AND a.person_id = o.person_id
        AND a.from_month <= o.month AND o.month < a.until_month
)
SELECT authority, person_id, record_id, as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN person_id IS NULL THEN 'No child is named on the referral.'
            WHEN has_died THEN 'The child has died.'
            WHEN place > 1 THEN 'The child has an earlier episode open, which is the one counted.'
       END AS excluded_because,
       referred_on, primary_need, on_cp_plan, is_looked_after, is_care_leaver_only,
       NOT on_cp_plan AND NOT is_looked_after AND NOT is_care_leaver_only AS is_in_need_only,
       cin_plan_started_on, {sql_for_plan_length("cin_plan_started_on", "as_at")} AS plan_length,
       last_visited_on, plan_authorised_on, last_assessed_on
FROM known
"""

COHORT = Cohort(
    name="open_cin_episodes",
    title="Open episodes of need",
    row="An episode of need open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "referred_on": day("the day of the referral that opened the episode"),
        "primary_need": text("the child's main need, N1 to N9, N0 when not stated"),
        "on_cp_plan": truth("the child is on a child protection plan", needs=("ssd_cp_plans",)),
        "is_looked_after": truth("the child is looked after", needs=("ssd_cla_episodes",)),
        "is_care_leaver_only": truth(
            "18 or over, known as a care leaver and without a child in need plan", needs=("ssd_care_leavers",)
        ),
        "is_in_need_only": truth(
            "not on a child protection plan, not looked after, and not open for leaving care alone",
            needs=("ssd_cp_plans", "ssd_cla_episodes", "ssd_care_leavers"),
        ),
        "cin_plan_started_on": day("the start of the child in need plan that is open", needs=("ssd_cin_plans",)),
        "plan_length": text("how long that plan has lasted, in bands", needs=("ssd_cin_plans",)),
        "last_visited_on": day("the latest visit of any kind at which the child was seen", needs=("ssd_cin_visits",)),
        "plan_authorised_on": day(
            "the latest day on which a version of the child in need plan was authorised", needs=("loc_plan_version",)
        ),
        "last_assessed_on": day(
            "the latest day on which an assessment of the child was authorised",
            needs=("ssd_cin_assessments.cina_assessment_auth_date",),
        ),
    },
    dates=(),
    reads=("open_cp_plans", "looked_after"),
    allocated=True,
    needs=("ssd_cin_episodes",),
    breakdowns={"primary_need": "primary_need", "plan_length": "plan_length"},
)
