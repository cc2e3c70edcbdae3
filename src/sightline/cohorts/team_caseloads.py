"""Teams at a month's end: one row a team whose workers hold children on the day, with their average caseload."""

from sightline.cohorts.model import Cohort, Kind, number, whole

SQL = """
SELECT authority, CAST(NULL AS VARCHAR) AS person_id, main_team AS record_id, as_at, main_team AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       CAST(SUM(children) AS BIGINT) AS children, COUNT(*) AS workers,
       CAST(SUM(children) AS DOUBLE) / NULLIF(COUNT(*), 0) AS average_caseload
FROM caseloads
WHERE excluded_because IS NULL AND NOT main_team IS NULL
GROUP BY authority, main_team, as_at
"""

COHORT = Cohort(
    name="team_caseloads",
    title="Caseloads of teams",
    row="A team whose workers hold children on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "children": whole("children held by the team's workers"),
        "workers": whole("workers who hold at least one child"),
        "average_caseload": number("children held for each of these workers"),
    },
    dates=(),
    reads=("caseloads",),
    needs=("ssd_involvements", "ssd_cin_episodes", "ssd_cla_episodes"),
    doubtful_without=("ssd_cin_plans", "ssd_cp_plans", "ssd_care_leavers"),
    of_children=False,
)
