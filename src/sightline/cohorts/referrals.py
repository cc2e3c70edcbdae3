"""Referrals: one row a child referred on a day (B-REF).

The standard keeps a referral and the episode of need that it opens in one row of `ssd_cin_episodes`. Here the row is the
referral; `open_cin_episodes` counts the episode. Referrals that ended in no further action are referrals too, so they
count, and they count as the earlier referral of a re-referral (DfE does the same). Two rows for one child on one day are
one referral: the row that led to something is kept, else the lowest id.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY, SEEN_VISITS, sql_for_source_group

SQL = f"""
WITH numbered AS (
    SELECT e.authority, e.cine_person_id AS person_id, e.cine_referral_id AS record_id, e.cine_referral_date AS referred_on,
           e.cine_referral_source_code AS source_code, COALESCE(e.cine_referral_nfa, FALSE) AS no_further_action,
           e.cine_cin_primary_need_code AS primary_need, e.cine_close_date AS closed_on, e.cine_close_reason AS close_reason,
           e.cine_referral_outcome_json_true AS outcomes, e.cine_referral_team AS team, e.cine_referral_worker_id AS worker,
           ROW_NUMBER() OVER (PARTITION BY e.authority, e.cine_person_id, e.cine_referral_date
                              ORDER BY CASE WHEN e.cine_referral_nfa THEN 1 ELSE 0 END, e.cine_referral_id) AS place
    FROM ssd_cin_episodes AS e
),
-- Only referrals that count stand in the child's history, so a duplicate is never the referral before.
history AS (
    SELECT authority, record_id,
           LAG(referred_on) OVER (PARTITION BY authority, person_id ORDER BY referred_on, record_id) AS previous_referred_on,
           LAG(closed_on) OVER (PARTITION BY authority, person_id ORDER BY referred_on, record_id) AS previous_closed_on,
           LAG(no_further_action) OVER (PARTITION BY authority, person_id ORDER BY referred_on, record_id)
               AS previous_no_further_action
    FROM numbered
    WHERE place = 1 AND NOT person_id IS NULL AND NOT referred_on IS NULL
),
assessed AS (
    SELECT authority, referral_id AS record_id, MIN(stated_first_seen_on) AS stated_first_seen_on
    FROM assessments
    WHERE NOT referral_id IS NULL AND excluded_because IS NULL AND started_on <= {LAST_DAY}
    GROUP BY authority, referral_id
),
visits AS ({SEEN_VISITS}),
first_visits AS (
    SELECT n.authority, n.record_id, MIN(v.visit_on) AS visit_on
    FROM numbered AS n
    JOIN visits AS v ON v.authority = n.authority AND v.person_id = n.person_id AND v.visit_on >= n.referred_on
    WHERE v.visit_on <= {LAST_DAY}
    GROUP BY n.authority, n.record_id
),
enquired AS (
    SELECT DISTINCT authority, s47e_referral_id AS record_id
    FROM ssd_s47_enquiry
    WHERE NOT s47e_referral_id IS NULL AND s47e_s47_start_date <= {LAST_DAY}
),
-- A flag belongs to a referral that it names by date, or when it was raised within ten working days (at most three weeks).
flagged AS (
    SELECT DISTINCT n.authority, n.record_id
    FROM numbered AS n
    JOIN loc_child_flag AS g ON g.authority = n.authority AND g.person_id = n.person_id AND LOWER(g.flag) = 'cse'
    LEFT JOIN calendar AS k_referral ON k_referral.day = n.referred_on
    LEFT JOIN calendar AS k_flag ON k_flag.day = g.start_date
    WHERE g.referral_flag_date = n.referred_on
       OR (g.start_date >= n.referred_on AND g.start_date <= {LAST_DAY} AND k_flag.ordinal - k_referral.ordinal <= 10)
)
SELECT n.authority, n.person_id, n.record_id, n.team, n.worker,
       CASE WHEN n.person_id IS NULL THEN 'No child is named on the referral.'
            WHEN n.referred_on IS NULL THEN 'The referral has no date.'
            WHEN n.place > 1 THEN 'The child has another referral on the same day, which counts once.'
       END AS excluded_because,
       n.referred_on, n.source_code, {sql_for_source_group("n.source_code", "n.referred_on")} AS source_group, n.primary_need,
       n.no_further_action, n.closed_on, n.close_reason,
       h.previous_referred_on, h.previous_closed_on, h.previous_no_further_action,
       NOT d.record_id IS NULL
           OR COALESCE(HAS_FLAG(n.outcomes, 'SINGLE_ASSESSMENT'), FALSE)
           OR COALESCE(HAS_FLAG(n.outcomes, 'STRATEGY_DISCUSSION'), FALSE) AS led_to_assessment,
       NOT d.record_id IS NULL AS has_assessment,
       COALESCE(HAS_FLAG(n.outcomes, 'SINGLE_ASSESSMENT'), FALSE) AS asks_for_assessment,
       n.no_further_action OR COALESCE(n.outcomes <> '|', FALSE) OR NOT d.record_id IS NULL OR NOT q.record_id IS NULL
           AS has_outcome,
       NOT g.record_id IS NULL AS is_cse_referral,
       COALESCE(d.stated_first_seen_on, v.visit_on) AS first_seen_on,
       COALESCE(p.dob > {LAST_DAY}, NOT p.expected_dob IS NULL) AS is_unborn, {LAST_DAY} AS known_until_on
FROM numbered AS n
LEFT JOIN history AS h ON h.authority = n.authority AND h.record_id = n.record_id
LEFT JOIN assessed AS d ON d.authority = n.authority AND d.record_id = n.record_id
LEFT JOIN first_visits AS v ON v.authority = n.authority AND v.record_id = n.record_id
LEFT JOIN flagged AS g ON g.authority = n.authority AND g.record_id = n.record_id
LEFT JOIN enquired AS q ON q.authority = n.authority AND q.record_id = n.record_id
LEFT JOIN people AS p ON p.authority = n.authority AND p.person_id = n.person_id
"""

COHORT = Cohort(
    name="referrals",
    title="Referrals",
    row="A child referred to children's social care on a day.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "referred_on": day("the day of the referral"),
        "source_code": text("who referred, as a code of the CIN census"),
        "source_group": text("who referred: police, education, health, council, public, other_la or other"),
        "primary_need": text("the child's main need, N1 to N9, N0 when not stated"),
        "no_further_action": truth("the referral ended in no further action"),
        "closed_on": day("the day on which the episode of need was closed", needs=("ssd_cin_episodes.cine_close_date",)),
        "close_reason": text("why the episode was closed, RC1 to RC9"),
        "previous_referred_on": day("the child's latest earlier referral"),
        "previous_closed_on": day(
            "the day on which the episode of the referral before was closed", needs=("ssd_cin_episodes.cine_close_date",)
        ),
        "previous_no_further_action": truth("the referral before ended in no further action"),
        "led_to_assessment": truth(
            "an assessment was started, or the outcome names an assessment or a strategy discussion",
            needs=("ssd_cin_assessments",),
        ),
        "has_assessment": truth("an assessment of the referral has begun", needs=("ssd_cin_assessments",)),
        "asks_for_assessment": truth("the outcome of the referral is an assessment"),
        "has_outcome": truth("it is known what became of the referral: an outcome, an assessment or a section 47 enquiry"),
        "first_seen_on": day(
            "when the child was first seen: as an assessment says, else the first visit since the referral",
            needs=("loc_assessment_detail|ssd_cin_visits",),
        ),
        "is_cse_referral": truth("a flag of child sexual exploitation belongs to the referral", needs=("loc_child_flag",)),
        "is_unborn": truth("the child is not born yet"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("referred_on",),
    reads=("assessments",),
    needs=("ssd_cin_episodes",),
    breakdowns={"source_group": "source_group", "source_code": "source_code", "primary_need": "primary_need"},
)
