"""Caseloads at a month's end: one row a worker who holds a child on the day, with how many.

A worker's team is that of most of the children held, since the standard says nothing of posts. Who holds no child has no
caseload, so an average is over workers who hold one at least.
"""

from sightline.cohorts.model import Cohort, Kind, text, whole

SQL = """
WITH by_team AS (
    SELECT authority, held_by, held_in_team, as_at, COUNT(*) AS children
    FROM held_children
    WHERE excluded_because IS NULL
    GROUP BY authority, held_by, held_in_team, as_at
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, held_by, as_at
                                 ORDER BY CASE WHEN held_in_team IS NULL THEN 1 ELSE 0 END, children DESC, held_in_team) AS place
    FROM by_team
)
SELECT authority, CAST(NULL AS VARCHAR) AS person_id, held_by AS record_id, as_at,
       MAX(CASE WHEN place = 1 THEN held_in_team END) AS team, held_by AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because, CAST(SUM(children) AS BIGINT) AS children,
       MAX(CASE WHEN place = 1 THEN held_in_team END) AS main_team
FROM ranked
GROUP BY authority, held_by, as_at
"""

COHORT = Cohort(
    name="caseloads",
    title="Caseloads",
    row="A worker who holds at least one child on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "children": whole("children held"),
        "main_team": text("the team for which most of them are held"),
    },
    dates=(),
    reads=("held_children",),
    needs=("ssd_involvements", "ssd_cin_episodes", "ssd_cla_episodes"),
    doubtful_without=("ssd_cin_plans", "ssd_cp_plans", "ssd_care_leavers"),
    of_children=False,
)
