"""Child protection plans open at a month's end: one row a plan and day, one of which counts for each child (B-CPP).

A plan that ends on the day is no longer open. Plans held for another authority are kept but do not count. A child with two
open plans counts once, with the earlier plan; the second row is a fault in the record.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, whole
from sightline.cohorts.shared_sql import (
    sql_for_latest_by_month,
    sql_for_plan_length,
    sql_for_plan_versions,
)

CP_VISITS = """
        SELECT authority, cppv_person_id AS person_id, cppv_cp_visit_date AS happened_on FROM ssd_cp_visits
        WHERE cppv_cp_visit_seen AND NOT cppv_cp_visit_date IS NULL"""

SQL = f"""
WITH standing AS (
    SELECT p.authority, p.cppl_person_id AS person_id, p.cppl_cp_plan_id AS record_id, s.as_at, s.month,
           p.cppl_cp_plan_start_date AS started_on, p.cppl_cp_plan_initial_category AS initial_category,
           p.cppl_cp_plan_latest_category AS latest_category, COALESCE(p.cppl_cp_plan_ola, FALSE) AS for_other_authority,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.cppl_person_id, s.as_at, COALESCE(p.cppl_cp_plan_ola, FALSE)
                              ORDER BY p.cppl_cp_plan_start_date, p.cppl_cp_plan_id) AS place
    FROM ssd_cp_plans AS p
    JOIN snapshots AS s ON p.cppl_cp_plan_start_date <= s.as_at
        AND (p.cppl_cp_plan_end_date IS NULL OR p.cppl_cp_plan_end_date > s.as_at)
),
visits AS ({sql_for_latest_by_month(CP_VISITS)}),
versions AS ({sql_for_latest_by_month(sql_for_plan_versions("cp"))}),
-- What fell due in the twelve months to the day and was not done by its date; earlier lateness is left to rest.
late_reviews AS (
    SELECT o.authority, o.record_id, o.as_at, COUNT(*) AS reviews_late
    FROM standing AS o
    JOIN cp_reviews AS r ON r.authority = o.authority AND r.plan_id = o.record_id
        AND r.due_on <= o.as_at AND r.due_on > ADD_MONTHS(o.as_at, -12)
    WHERE r.excluded_because IS NULL AND (r.held_on IS NULL OR r.held_on > r.due_on)
    GROUP BY o.authority, o.record_id, o.as_at
)
SELECT o.authority, o.person_id, o.record_id, o.as_at,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN o.person_id IS NULL THEN 'No child is named on the plan.'
            WHEN o.for_other_authority THEN 'The plan is held for another authority.'
            WHEN p.died_on <= o.as_at THEN 'The child has died.'
            WHEN o.place > 1 THEN 'The child has an earlier plan open, which is the one counted.'
       END AS excluded_because,
       o.started_on, o.initial_category, o.latest_category, {sql_for_plan_length("o.started_on", "o.as_at")} AS plan_length,
       CASE WHEN v.happened_on >= o.started_on THEN v.happened_on END AS last_visited_on,
       n.happened_on AS plan_authorised_on, COALESCE(r.reviews_late, 0) AS reviews_late
FROM standing AS o
LEFT JOIN people AS p ON p.authority = o.authority AND p.person_id = o.person_id
LEFT JOIN visits AS v ON v.authority = o.authority AND v.person_id = o.person_id
    AND v.from_month <= o.month AND o.month < v.until_month
LEFT JOIN versions AS n ON n.authority = o.authority AND n.person_id = o.person_id
    AND n.from_month <= o.month AND o.month < n.until_month
LEFT JOIN late_reviews AS r ON r.authority = o.authority AND r.record_id = o.record_id AND r.as_at = o.as_at
"""

COHORT = Cohort(
    name="open_cp_plans",
    title="Open child protection plans",
    row="A child protection plan open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the plan started"),
        "initial_category": text("the category of abuse at the start"),
        "latest_category": text("the category of abuse now", needs=("ssd_cp_plans.cppl_cp_plan_latest_category",)),
        "plan_length": text("how long the plan has lasted, in bands"),
        "last_visited_on": day(
            "the latest child protection visit, since the plan started, at which the child was seen", needs=("ssd_cp_visits",)
        ),
        "plan_authorised_on": day(
            "the latest day on which a version of the child's plan was authorised", needs=("loc_plan_version",)
        ),
        "reviews_late": whole(
            "reviews due in the twelve months to the day that were not held by their due date", needs=("ssd_cp_reviews",)
        ),
    },
    dates=(),
    reads=("cp_reviews",),
    allocated=True,
    needs=("ssd_cp_plans",),
    breakdowns={"category_of_abuse": "latest_category", "plan_length": "plan_length"},
)
