"""Reviews of children looked after: one row a review held (B-REV).

A child has one review a day at most, and only days within a period of care count: the period that the review names, or
where it names none that is known, the child's period that holds the day. The clock of the first review starts
when the child entered care (20 working days); the second is due three months after the first, each later one six months
after the one before (Care Planning Regulations 2010, regulation 33).
"""

from sightline.cohorts.model import Cohort, Kind, day, text, whole

SQL = """
WITH periods AS (
    SELECT authority, person_id, record_id, cla_id, started_on, ended_on
    FROM periods_of_care WHERE excluded_because IS NULL
),
matched AS (
    SELECT r.authority, r.clar_cla_person_id AS person_id, r.clar_cla_review_id AS review_id,
           r.clar_cla_review_date AS held_on, COALESCE(r.clar_cla_review_cancelled, FALSE) AS cancelled,
           p.record_id AS period_id, p.started_on AS period_started_on,
           ROW_NUMBER() OVER (PARTITION BY r.authority, r.clar_cla_review_id
                              ORDER BY p.started_on DESC, p.record_id DESC) AS place
    FROM ssd_cla_reviews AS r
    LEFT JOIN (SELECT DISTINCT authority, clae_cla_id AS cla_id FROM ssd_cla_episodes WHERE NOT clae_cla_id IS NULL) AS k
        ON k.authority = r.authority AND k.cla_id = r.clar_cla_id
    LEFT JOIN periods AS p ON p.authority = r.authority AND p.person_id = r.clar_cla_person_id
        AND (k.cla_id IS NULL OR k.cla_id = p.cla_id)
        AND p.started_on <= r.clar_cla_review_date AND (p.ended_on IS NULL OR p.ended_on >= r.clar_cla_review_date)
),
numbered AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, period_id, held_on, cancelled ORDER BY review_id) AS on_the_day
    FROM matched WHERE place = 1
),
counted AS (
    SELECT authority, review_id,
           ROW_NUMBER() OVER (PARTITION BY authority, period_id ORDER BY held_on, review_id) AS number_in_period,
           LAG(held_on) OVER (PARTITION BY authority, period_id ORDER BY held_on, review_id) AS previous_held_on
    FROM numbered
    WHERE on_the_day = 1 AND NOT cancelled AND NOT held_on IS NULL AND NOT period_id IS NULL
)
SELECT n.authority, n.person_id, n.review_id AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN n.cancelled THEN 'The review was cancelled.'
            WHEN n.held_on IS NULL THEN 'The review has not been held.'
            WHEN n.period_id IS NULL THEN 'The child was not looked after on the day of the review.'
            WHEN n.on_the_day > 1 THEN 'The child has another review on the same day, which counts once.'
       END AS excluded_because,
       n.held_on, n.period_id, n.period_started_on,
       CAST(c.number_in_period AS BIGINT) AS number_in_period, c.previous_held_on,
       CASE WHEN c.number_in_period = 1 THEN k_due.day
            WHEN c.number_in_period = 2 THEN ADD_MONTHS(c.previous_held_on, 3)
            WHEN c.number_in_period > 2 THEN ADD_MONTHS(c.previous_held_on, 6) END AS due_on
FROM numbered AS n
LEFT JOIN counted AS c ON c.authority = n.authority AND c.review_id = n.review_id
LEFT JOIN calendar AS k_start ON k_start.day = n.period_started_on
LEFT JOIN calendar AS k_due ON k_due.ordinal = k_start.ordinal + 20 AND k_due.is_working
"""

COHORT = Cohort(
    name="cla_reviews",
    title="Reviews of children looked after",
    row="A review held of a child looked after.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "held_on": day("the day on which the review was held"),
        "period_id": text("the period of care"),
        "period_started_on": day("the day on which the child started to be looked after"),
        "number_in_period": whole("the how-manieth review of the period of care it is"),
        "previous_held_on": day("the day of the review before"),
        "due_on": day("the last day on which the review was in time"),
    },
    dates=("held_on",),
    reads=("periods_of_care",),
    allocated=True,
    needs=("ssd_cla_reviews",),
)
