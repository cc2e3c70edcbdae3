"""Reviews of children looked after: one row a review held, or due and not held yet (B-REV).

A child has one review a day at most, and only days within a period of care count: the period that the review names, or
where it names none that is known, the child's period that holds the day. The clock of the first review starts
when the child entered care (20 working days); the second is due three months after the first, each later one six months
after the one before (Care Planning Regulations 2010, regulation 33).

Each period has one further row for the review to come. The setting review_basis decides which date places a row in a
period: the day the review was held (the default), or the day it was due, as long as that is not after the period's end.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth, whole
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH periods AS (
    SELECT authority, person_id, record_id, cla_id, started_on, ended_on
    FROM periods_of_care WHERE excluded_because IS NULL
),
matched AS (
    SELECT r.authority, r.clar_cla_person_id AS person_id, r.clar_cla_review_id AS review_id,
           r.clar_cla_review_date AS held_on, COALESCE(r.clar_cla_review_cancelled, FALSE) AS cancelled,
           p.record_id AS period_id, p.started_on AS period_started_on, p.ended_on AS period_ended_on,
           ROW_NUMBER() OVER (PARTITION BY r.authority, r.clar_cla_review_id
                              ORDER BY p.started_on DESC, p.record_id DESC) AS place
    FROM ssd_cla_reviews AS r
    LEFT JOIN (SELECT DISTINCT authority, clae_cla_id AS cla_id FROM ssd_cla_episodes WHERE NOT clae_cla_id IS NULL) AS k
        ON k.authority = r.authority AND k.cla_id = r.clar_cla_id
    LEFT JOIN periods AS p ON p.authority = r.authority AND p.person_id = r.clar_cla_person_id
        AND (k.cla_id IS NULL OR k.cla_id = p.cla_id)
        AND p.started_on <= r.clar_cla_review_date AND (p.ended_on IS NULL OR p.ended_on >= r.clar_cla_review_date)
        AND r.clar_cla_review_date <= {LAST_DAY}
),
numbered AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, period_id, held_on, cancelled ORDER BY review_id) AS on_the_day
    FROM matched WHERE place = 1
),
counted AS (
    SELECT authority, review_id, period_id, held_on,
           ROW_NUMBER() OVER (PARTITION BY authority, period_id ORDER BY held_on, review_id) AS number_in_period,
           ROW_NUMBER() OVER (PARTITION BY authority, period_id ORDER BY held_on DESC, review_id DESC) AS from_last,
           LAG(held_on) OVER (PARTITION BY authority, period_id ORDER BY held_on, review_id) AS previous_held_on
    FROM numbered
    WHERE on_the_day = 1 AND NOT cancelled AND NOT held_on IS NULL AND NOT period_id IS NULL
),
planned AS (
    SELECT n.authority, n.review_id, MIN(v.authorised_date) AS authorised_on
    FROM numbered AS n
    JOIN loc_plan_version AS v ON v.authority = n.authority AND v.person_id = n.person_id
        AND LOWER(v.plan_type) = 'cla' AND v.authorised_date >= n.held_on AND v.authorised_date <= {LAST_DAY}
    GROUP BY n.authority, n.review_id
),
all_reviews AS (
    SELECT n.authority, n.person_id, n.review_id AS record_id,
           CASE WHEN n.cancelled THEN 'The review was cancelled.'
                WHEN n.held_on IS NULL THEN 'The review has not been held.'
                WHEN n.period_id IS NULL THEN 'The child was not looked after on the day of the review.'
                WHEN n.on_the_day > 1 THEN 'The child has another review on the same day, which counts once.'
           END AS excluded_because,
           n.held_on, n.period_id, n.period_started_on, n.period_ended_on, c.number_in_period, c.previous_held_on,
           v.authorised_on
    FROM numbered AS n
    LEFT JOIN counted AS c ON c.authority = n.authority AND c.review_id = n.review_id
    LEFT JOIN planned AS v ON v.authority = n.authority AND v.review_id = n.review_id
    UNION ALL
    SELECT p.authority, p.person_id, p.record_id || ' next review' AS record_id, CAST(NULL AS VARCHAR) AS excluded_because,
           CAST(NULL AS DATE) AS held_on, p.record_id AS period_id, p.started_on, p.ended_on,
           COALESCE(c.number_in_period, 0) + 1 AS number_in_period, c.held_on AS previous_held_on,
           CAST(NULL AS DATE) AS authorised_on
    FROM periods AS p
    LEFT JOIN counted AS c ON c.authority = p.authority AND c.period_id = p.record_id AND c.from_last = 1
),
due AS (
    SELECT r.*,
           CASE WHEN r.number_in_period = 1 THEN k_due.day
                WHEN r.number_in_period = 2 THEN ADD_MONTHS(r.previous_held_on, 3)
                WHEN r.number_in_period > 2 THEN ADD_MONTHS(r.previous_held_on, 6) END AS due_on
    FROM all_reviews AS r
    LEFT JOIN calendar AS k_start ON k_start.day = r.period_started_on
    LEFT JOIN calendar AS k_due ON k_due.ordinal = k_start.ordinal + 20 AND k_due.is_working
)
SELECT d.authority, d.person_id, d.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN d.held_on IS NULL AND d.due_on > d.period_ended_on THEN 'The child left care before the review was due.'
            ELSE d.excluded_because END AS excluded_because,
       d.held_on, d.period_id, d.period_started_on, CAST(d.number_in_period AS BIGINT) AS number_in_period,
       d.previous_held_on, d.due_on,
       CASE WHEN SETTING('review_basis') = 'held' THEN d.held_on
            WHEN d.period_ended_on IS NULL OR d.due_on <= d.period_ended_on THEN d.due_on END AS counted_on,
       d.record_id = d.period_id || ' next review'
           AND (d.period_ended_on IS NULL OR d.period_ended_on > {LAST_DAY}) AS is_to_come,
       d.authorised_on AS care_plan_on, k_tenth.day AS tenth_working_day_on, {LAST_DAY} AS known_until_on
FROM due AS d
LEFT JOIN calendar AS k_held ON k_held.day = d.held_on
LEFT JOIN calendar AS k_tenth ON k_tenth.ordinal = k_held.ordinal + 10 AND k_tenth.is_working
"""

COHORT = Cohort(
    name="cla_reviews",
    title="Reviews of children looked after",
    row="A review of a child looked after, held or still to be held.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "held_on": day("the day on which the review was held; empty while it is still to come"),
        "period_id": text("the period of care"),
        "period_started_on": day("the day on which the child started to be looked after"),
        "number_in_period": whole("the how-manieth review of the period of care it is"),
        "previous_held_on": day("the day of the review before"),
        "due_on": day("the last day on which the review was in time"),
        "is_to_come": truth("the review that comes next in a period of care that goes on"),
        "counted_on": day("the day that places the review in a period, by the setting review_basis"),
        "care_plan_on": day(
            "the first day from the review on which a version of the care plan was authorised", needs=("loc_plan_version",)
        ),
        "tenth_working_day_on": day("the tenth working day after the review"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("counted_on", "held_on", "due_on"),
    reads=("periods_of_care",),
    allocated=True,
    needs=("ssd_cla_reviews", "ssd_cla_episodes"),
    doubtful_without=("ssd_legal_status",),
)
