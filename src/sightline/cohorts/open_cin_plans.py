"""Child in need plans open at a month's end: one row a plan and day, one of which counts for each child (B-CINP).

Children who are on a child protection plan or looked after on the day are kept but do not count: their visits and reviews
follow other rules. A visit of any kind counts as a visit, as long as the child was seen.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import (
    SEEN_VISITS,
    sql_for_latest_by_month,
    sql_for_plan_length,
    sql_for_plan_versions,
)

VISITS = f"SELECT authority, person_id, visit_on AS happened_on FROM ({SEEN_VISITS}) AS seen"

SQL = f"""
WITH standing AS (
    SELECT p.authority, p.cinp_person_id AS person_id, p.cinp_cin_plan_id AS record_id, s.as_at, s.month,
           p.cinp_cin_plan_start_date AS started_on,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.cinp_person_id, s.as_at
                              ORDER BY p.cinp_cin_plan_start_date, p.cinp_cin_plan_id) AS place
    FROM ssd_cin_plans AS p
    JOIN snapshots AS s ON p.cinp_cin_plan_start_date <= s.as_at
        AND (p.cinp_cin_plan_end_date IS NULL OR p.cinp_cin_plan_end_date > s.as_at)
),
visits AS ({sql_for_latest_by_month(VISITS)}),
versions AS ({sql_for_latest_by_month(sql_for_plan_versions("cin"))})
SELECT o.authority, o.person_id, o.record_id, o.as_at,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN o.person_id IS NULL THEN 'No child is named on the plan.'
            WHEN p.died_on <= o.as_at THEN 'The child has died.'
            WHEN o.place > 1 THEN 'The child has an earlier plan open, which is the one counted.'
            WHEN NOT c.person_id IS NULL THEN 'The child is on a child protection plan.'
            WHEN NOT l.person_id IS NULL THEN 'The child is looked after.'
       END AS excluded_because,
       o.started_on, {sql_for_plan_length("o.started_on", "o.as_at")} AS plan_length,
       v.happened_on AS last_visited_on, n.happened_on AS plan_authorised_on
FROM standing AS o
LEFT JOIN people AS p ON p.authority = o.authority AND p.person_id = o.person_id
LEFT JOIN open_cp_plans AS c ON c.authority = o.authority AND c.person_id = o.person_id AND c.as_at = o.as_at
    AND c.excluded_because IS NULL
LEFT JOIN looked_after AS l ON l.authority = o.authority AND l.person_id = o.person_id AND l.as_at = o.as_at
    AND l.excluded_because IS NULL
LEFT JOIN visits AS v ON v.authority = o.authority AND v.person_id = o.person_id
    AND v.from_month <= o.month AND o.month < v.until_month
LEFT JOIN versions AS n ON n.authority = o.authority AND n.person_id = o.person_id
    AND n.from_month <= o.month AND o.month < n.until_month
"""

COHORT = Cohort(
    name="open_cin_plans",
    title="Open child in need plans",
    row="A child in need plan open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the plan started"),
        "plan_length": text("how long the plan has lasted, in bands"),
        "last_visited_on": day("the latest visit of any kind at which the child was seen", needs=("ssd_cin_visits",)),
        "plan_authorised_on": day(
            "the latest day on which a version of the child's plan was authorised", needs=("loc_plan_version",)
        ),
    },
    dates=(),
    allocated=True,
    needs=("ssd_cin_plans",),
    doubtful_without=("ssd_cp_plans", "ssd_cla_episodes"),
    reads=("open_cp_plans", "looked_after"),
    breakdowns={"plan_length": "plan_length"},
)
