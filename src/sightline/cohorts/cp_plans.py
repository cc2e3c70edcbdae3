"""Child protection plans: one row a plan of a child, open or ended, placed by its start or its end.

Plans held for another authority are kept but do not count (ruling 3); they do count as an earlier plan of the child
(ruling 16). The extract reaches back about six years, so an earlier plan may be out of sight: `loc_cp_history` holds plans
from before, and from other authorities.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import sql_for_plan_length

SQL = f"""
WITH plans AS (
    SELECT authority, cppl_person_id AS person_id, cppl_cp_plan_id AS record_id, cppl_cp_plan_start_date AS started_on,
           cppl_cp_plan_end_date AS ended_on, COALESCE(cppl_cp_plan_ola, FALSE) AS for_other_authority,
           cppl_cp_plan_initial_category AS initial_category, cppl_cp_plan_latest_category AS latest_category
    FROM ssd_cp_plans
),
earlier AS (
    SELECT p.authority, p.record_id, MAX(e.started_on) AS previous_plan_started_on,
           MAX(CASE WHEN e.ended_on <= p.started_on THEN e.ended_on END) AS previous_plan_ended_on
    FROM plans AS p
    JOIN plans AS e ON e.authority = p.authority AND e.person_id = p.person_id AND e.started_on < p.started_on
    GROUP BY p.authority, p.record_id
),
-- A row of history that has no dates says only that there were plans; by then they were earlier ones.
known_before AS (
    SELECT DISTINCT p.authority, p.record_id
    FROM plans AS p
    JOIN loc_cp_history AS h ON h.authority = p.authority AND h.person_id = p.person_id
        AND (h.previous_plan_start < p.started_on
             OR (h.previous_plan_start IS NULL AND h.previous_plan_end <= p.started_on)
             OR (h.previous_plan_start IS NULL AND h.previous_plan_end IS NULL AND h.previous_plans_count > 0))
)
SELECT p.authority, p.person_id, p.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN p.person_id IS NULL THEN 'No child is named on the plan.'
            WHEN p.for_other_authority THEN 'The plan is held for another authority.'
       END AS excluded_because,
       p.started_on, p.ended_on, p.initial_category, p.latest_category,
       {sql_for_plan_length("p.started_on", "p.ended_on")} AS plan_length,
       e.previous_plan_started_on, e.previous_plan_ended_on,
       NOT e.record_id IS NULL AS had_plan_in_extract, NOT k.record_id IS NULL AS had_plan_before_extract
FROM plans AS p
LEFT JOIN earlier AS e ON e.authority = p.authority AND e.record_id = p.record_id
LEFT JOIN known_before AS k ON k.authority = p.authority AND k.record_id = p.record_id
"""

COHORT = Cohort(
    name="cp_plans",
    title="Child protection plans",
    row="A child protection plan of a child.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the plan started"),
        "ended_on": day("the day on which the plan ended", needs=("ssd_cp_plans.cppl_cp_plan_end_date",)),
        "initial_category": text("the category of abuse at the start"),
        "latest_category": text("the category of abuse at the end, or now"),
        "plan_length": text("how long the plan lasted, in bands; empty while it is open"),
        "previous_plan_started_on": day("the latest start of an earlier plan of the child"),
        "previous_plan_ended_on": day("the latest end, on or before this start, of an earlier plan of the child"),
        "had_plan_in_extract": truth("the extract holds an earlier plan of the child"),
        "had_plan_before_extract": truth("an earlier plan is known from before the extract, or from another authority"),
    },
    dates=("started_on", "ended_on"),
    allocated=True,
    needs=("ssd_cp_plans",),
    breakdowns={
        "category_of_abuse": "initial_category",
        "latest_category_of_abuse": "latest_category",
        "plan_length": "plan_length",
    },
)
