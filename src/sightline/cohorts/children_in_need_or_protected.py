"""Children in need and children on child protection plans at a month's end: one row a child and day.

The two sets share no child, so a child stands here once: as in need (the `is_in_need_only` rows of `open_cin_episodes`) or
as protected by a plan (`open_cp_plans`), whether or not an episode is open beside the plan. Some councils report the sum as
children in need. It is not the Department's figure, which takes in looked-after children and care leavers too.
"""

from sightline.cohorts.model import Cohort, Kind, day, text

SQL = """
SELECT authority, person_id, 'episode ' || record_id AS record_id, as_at, CAST(NULL AS VARCHAR) AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       'in_need' AS protection, referred_on AS open_since_on
FROM open_cin_episodes
WHERE excluded_because IS NULL AND is_in_need_only
UNION ALL
SELECT authority, person_id, 'plan ' || record_id AS record_id, as_at, CAST(NULL AS VARCHAR) AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       'cp_plan' AS protection, started_on AS open_since_on
FROM open_cp_plans
WHERE excluded_because IS NULL
"""

COHORT = Cohort(
    name="children_in_need_or_protected",
    title="Children in need, with those on child protection plans",
    row="A child in need, or on a child protection plan, on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "protection": text("in_need, or cp_plan for a child on a child protection plan"),
        "open_since_on": day("the day on which the episode or the plan began"),
    },
    dates=(),
    reads=("open_cin_episodes", "open_cp_plans"),
    allocated=True,
    needs=("ssd_cin_episodes", "ssd_cp_plans", "ssd_cla_episodes", "ssd_care_leavers"),
    breakdowns={"protection": "protection"},
)
