"""Children whose work is supervised: one row a child on a plan of either kind or looked after at a month's end.

A child on a child protection plan or looked after stands under that, whatever child in need plan there is beside it. The
latest records of case supervision and of management oversight up to the day stand beside the child.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import sql_for_latest_by_month


def _records(kind: str) -> str:
    return sql_for_latest_by_month(
        "SELECT authority, person_id, record_date AS happened_on FROM loc_supervision "
        f"WHERE LOWER(TRIM(kind)) = '{kind}' AND NOT person_id IS NULL AND NOT record_date IS NULL"
    )


SQL = f"""
WITH placed AS (
    SELECT authority, person_id, as_at, 'cp' AS plan_type, 1 AS place FROM open_cp_plans WHERE excluded_because IS NULL
    UNION ALL
    SELECT authority, person_id, as_at, 'cla' AS plan_type, 2 AS place FROM looked_after WHERE excluded_because IS NULL
    UNION ALL
    SELECT authority, person_id, as_at, 'cin' AS plan_type, 3 AS place FROM open_cin_plans WHERE excluded_because IS NULL
),
children AS (
    SELECT authority, person_id, as_at, MIN(place) AS place FROM placed GROUP BY authority, person_id, as_at
),
supervised AS ({_records("case_supervision")}),
overseen AS ({_records("management_oversight")})
SELECT c.authority, c.person_id, c.person_id AS record_id, c.as_at, CAST(NULL AS VARCHAR) AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       CASE WHEN c.place = 1 THEN 'cp' WHEN c.place = 2 THEN 'cla' ELSE 'cin' END AS plan_type,
       s.happened_on AS last_supervised_on, o.happened_on AS last_overseen_on
FROM children AS c
JOIN snapshots AS n ON n.as_at = c.as_at
LEFT JOIN supervised AS s ON s.authority = c.authority AND s.person_id = c.person_id
    AND s.from_month <= n.month AND n.month < s.until_month
LEFT JOIN overseen AS o ON o.authority = c.authority AND o.person_id = c.person_id
    AND o.from_month <= n.month AND n.month < o.until_month
"""

COHORT = Cohort(
    name="supervised_children",
    title="Children whose work is supervised",
    row="A child on a child in need or child protection plan or looked after on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "plan_type": text("cp, cla or cin"),
        "last_supervised_on": day("the latest record of case supervision", needs=("loc_supervision",)),
        "last_overseen_on": day("the latest record of management oversight", needs=("loc_supervision",)),
    },
    dates=(),
    reads=("open_cp_plans", "looked_after", "open_cin_plans"),
    allocated=True,
    needs=("loc_supervision", "ssd_cin_plans", "ssd_cp_plans", "ssd_cla_episodes"),
    breakdowns={"plan_type": "plan_type"},
)
