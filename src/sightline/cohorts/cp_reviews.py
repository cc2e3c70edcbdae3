"""Reviews of child protection plans: one row a review that was held, or that is due and not held yet (B-CPR).

The first review is due three months after the plan started, each next one six months after the last was held. The due
date that the case system holds is left alone, because it is often blank or edited. A review belongs to the plan it names;
where it names none, or one that the extract does not hold, to the child's latest plan with this authority that was running
on the day. One review counts for each day and plan, dated within the plan.

Each plan has one further row for the review to come, as long as that falls due while the plan runs. The setting
review_basis decides which date places a row in a period: the day the review was held (the default), or the day it was due.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth, whole
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH plans AS (
    SELECT authority, cppl_person_id AS person_id, cppl_cp_plan_id AS plan_id, cppl_cp_plan_start_date AS started_on,
           cppl_cp_plan_end_date AS ended_on, COALESCE(cppl_cp_plan_ola, FALSE) AS for_other_authority
    FROM ssd_cp_plans
),
reviews AS (
    SELECT r.authority, COALESCE(r.cppr_person_id, p.person_id) AS person_id, r.cppr_cp_review_id AS record_id,
           r.cppr_cp_review_date AS held_on, r.cppr_cp_review_due AS due_in_system_on, p.plan_id AS named_plan
    FROM ssd_cp_reviews AS r
    LEFT JOIN plans AS p ON p.authority = r.authority AND p.plan_id = r.cppr_cp_plan_id
),
running_then AS (
    SELECT r.authority, r.record_id, p.plan_id,
           ROW_NUMBER() OVER (PARTITION BY r.authority, r.record_id ORDER BY p.started_on DESC, p.plan_id DESC) AS place
    FROM reviews AS r
    JOIN plans AS p ON p.authority = r.authority AND p.person_id = r.person_id
        AND p.started_on <= r.held_on AND (p.ended_on IS NULL OR p.ended_on >= r.held_on)
    WHERE r.named_plan IS NULL AND NOT p.for_other_authority
),
placed AS (
    SELECT r.authority, r.person_id, r.record_id, r.held_on, r.due_in_system_on, p.plan_id, p.for_other_authority,
           p.started_on AS plan_started_on, p.ended_on AS plan_ended_on,
           COALESCE(p.started_on <= r.held_on AND (p.ended_on IS NULL OR p.ended_on >= r.held_on)
               AND r.held_on <= {LAST_DAY}, FALSE) AS within_plan
    FROM reviews AS r
    LEFT JOIN running_then AS t ON t.authority = r.authority AND t.record_id = r.record_id AND t.place = 1
    LEFT JOIN plans AS p ON p.authority = r.authority AND p.plan_id = COALESCE(r.named_plan, t.plan_id)
),
numbered AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, plan_id, held_on ORDER BY record_id) AS place_on_day
    FROM placed WHERE within_plan
),
held AS (
    SELECT authority, record_id, plan_id, held_on, plan_started_on,
           LAG(held_on) OVER (PARTITION BY authority, plan_id ORDER BY held_on, record_id) AS previous_held_on,
           ROW_NUMBER() OVER (PARTITION BY authority, plan_id ORDER BY held_on, record_id) AS ordinal,
           ROW_NUMBER() OVER (PARTITION BY authority, plan_id ORDER BY held_on DESC, record_id DESC) AS from_last
    FROM numbered WHERE place_on_day = 1
),
to_come AS (
    SELECT p.authority, p.person_id, p.plan_id, p.for_other_authority, p.started_on, p.ended_on,
           COALESCE(h.ordinal, 0) + 1 AS ordinal, h.held_on AS last_held_on,
           CASE WHEN h.held_on IS NULL THEN ADD_MONTHS(p.started_on, 3) ELSE ADD_MONTHS(h.held_on, 6) END AS due_on
    FROM plans AS p
    LEFT JOIN held AS h ON h.authority = p.authority AND h.plan_id = p.plan_id AND h.from_last = 1
),
all_reviews AS (
    SELECT r.authority, r.person_id, r.record_id, r.plan_id, r.plan_started_on, r.plan_ended_on,
           CASE WHEN r.held_on IS NULL THEN 'The review was booked but not held.'
                WHEN r.plan_id IS NULL THEN 'The child had no plan on the day of the review.'
                WHEN r.for_other_authority THEN 'The plan is held for another authority.'
                WHEN NOT r.within_plan THEN 'The review is dated outside its plan.'
                WHEN h.record_id IS NULL THEN 'Another record of the same review counts.'
           END AS excluded_because,
           CASE WHEN h.previous_held_on IS NULL THEN ADD_MONTHS(h.plan_started_on, 3)
                ELSE ADD_MONTHS(h.previous_held_on, 6) END AS due_on,
           r.held_on, r.due_in_system_on, h.ordinal, h.previous_held_on AS last_held_on
    FROM placed AS r
    LEFT JOIN held AS h ON h.authority = r.authority AND h.record_id = r.record_id
    UNION ALL
    SELECT n.authority, n.person_id, n.plan_id || ' next review' AS record_id, n.plan_id, n.started_on AS plan_started_on,
           n.ended_on AS plan_ended_on,
           CASE WHEN n.for_other_authority THEN 'The plan is held for another authority.' END AS excluded_because,
           n.due_on, CAST(NULL AS DATE) AS held_on, CAST(NULL AS DATE) AS due_in_system_on, n.ordinal, n.last_held_on
    FROM to_come AS n
    WHERE NOT n.started_on IS NULL AND (n.ended_on IS NULL OR n.due_on <= n.ended_on)
)
SELECT authority, person_id, record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, excluded_because,
       plan_id, plan_started_on, plan_ended_on, ordinal, held_on, due_on, due_in_system_on,
       CASE WHEN SETTING('review_basis') = 'held' THEN held_on
            WHEN plan_ended_on IS NULL OR due_on <= plan_ended_on THEN due_on END AS counted_on,
       record_id = plan_id || ' next review' AND plan_started_on <= {LAST_DAY}
           AND (plan_ended_on IS NULL OR plan_ended_on > {LAST_DAY}) AS is_to_come, last_held_on
FROM all_reviews
"""

COHORT = Cohort(
    name="cp_reviews",
    title="Reviews of child protection plans",
    row="A review of a child protection plan, held or still to be held.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "plan_id": text("the plan that is reviewed"),
        "plan_started_on": day("the day on which the plan started"),
        "plan_ended_on": day("the day on which the plan ended"),
        "ordinal": whole("1 for the first review of the plan"),
        "held_on": day("the day on which the review was held; empty while it is still to come", needs=("ssd_cp_reviews",)),
        "due_on": day("the day by which it had to be held"),
        "due_in_system_on": day("the due date that the case system holds"),
        "counted_on": day("the day that places the review in a period, by the setting review_basis"),
        "is_to_come": truth("the review that comes next in a plan that goes on"),
        "last_held_on": day("the day on which the review before it was held"),
    },
    dates=("counted_on", "held_on", "due_on"),
    allocated=True,
    needs=("ssd_cp_plans",),
)
