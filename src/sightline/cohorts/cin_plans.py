"""Child in need plans: one row a plan of a child, placed by its start or its end.

The standard holds the whole life of a plan and not its versions, so this says when a child came onto a plan, never whether
the plan is up to date.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import sql_for_plan_length

SQL = f"""
SELECT authority, cinp_person_id AS person_id, cinp_cin_plan_id AS record_id, CAST(NULL AS VARCHAR) AS team,
       CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN cinp_person_id IS NULL THEN 'No child is named on the plan.' END AS excluded_because,
       cinp_cin_plan_start_date AS started_on, cinp_cin_plan_end_date AS ended_on,
       {sql_for_plan_length("cinp_cin_plan_start_date", "cinp_cin_plan_end_date")} AS plan_length
FROM ssd_cin_plans
"""

COHORT = Cohort(
    name="cin_plans",
    title="Child in need plans",
    row="A child in need plan of a child.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the plan started"),
        "ended_on": day("the day on which the plan ended", needs=("ssd_cin_plans.cinp_cin_plan_end_date",)),
        "plan_length": text("how long the plan lasted, in bands; empty while it is open"),
    },
    dates=("started_on", "ended_on"),
    allocated=True,
    needs=("ssd_cin_plans",),
    breakdowns={"plan_length": "plan_length"},
)
