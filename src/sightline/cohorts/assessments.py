"""Child and family assessments: one row an assessment of a child (B-ASM), placed by its start or its completion.

The standard holds neither the type nor the outcome of an assessment, so both are worked out here, and
`loc_assessment_detail` overrides them where an authority has it.

* The referral is the one named; where none is named, or it is not in the extract, the child's latest one that was open on
  the day the assessment started.
* New: the first assessment on its referral, one that starts within a working day of a section 47 enquiry, or one without a
  referral. Updated: the rest.
* Outcome, the first that fits: ongoing (a service is named, or the child has a plan or is looked after within ten working
  days), step_down (another agency, or closed to early help within ten working days), nfa (nothing more, or the
  episode was closed after assessment), other.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY, SEEN_VISITS

SQL = f"""
WITH dated AS (
    SELECT a.authority, a.cina_person_id AS person_id, a.cina_assessment_id AS record_id, a.cina_referral_id AS named_referral,
           a.cina_assessment_start_date AS started_on, a.cina_assessment_auth_date AS completed_on,
           a.cina_assessment_outcome_json_true AS outcomes, a.cina_assessment_outcome_nfa AS outcome_nfa,
           a.cina_assessment_team AS team, a.cina_assessment_worker_id AS worker,
           LOWER(d.assessment_type) AS stated_type, LOWER(d.outcome_group) AS stated_outcome,
           CASE WHEN d.child_first_seen_date <= {LAST_DAY} THEN d.child_first_seen_date END AS stated_first_seen_on,
           d.checkpoint_10d_date AS stated_checkpoint_on
    FROM ssd_cin_assessments AS a
    LEFT JOIN loc_assessment_detail AS d
        ON d.authority = a.authority AND d.cina_assessment_id = a.cina_assessment_id
),
episodes AS (
    SELECT authority, cine_person_id AS person_id, cine_referral_id AS referral_id, cine_referral_date AS referred_on,
           cine_close_date AS closed_on, cine_close_reason AS close_reason, cine_referral_nfa AS no_further_action
    FROM ssd_cin_episodes WHERE NOT cine_referral_date IS NULL
),
-- Tried for every assessment whose named referral cannot be found.
open_at_start AS (
    SELECT a.authority, a.record_id, e.referral_id,
           ROW_NUMBER() OVER (PARTITION BY a.authority, a.record_id
                              ORDER BY e.referred_on DESC, CASE WHEN e.no_further_action THEN 1 ELSE 0 END,
                                       e.referral_id) AS place
    FROM dated AS a
    LEFT JOIN episodes AS named ON named.authority = a.authority AND named.referral_id = a.named_referral
    JOIN episodes AS e ON e.authority = a.authority AND e.person_id = a.person_id
        AND e.referred_on <= a.started_on AND (e.closed_on IS NULL OR e.closed_on >= a.started_on)
    WHERE named.referral_id IS NULL
),
linked AS (
    SELECT a.*, e.referral_id, e.referred_on, e.closed_on, e.close_reason,
           ROW_NUMBER() OVER (PARTITION BY a.authority, e.referral_id ORDER BY a.started_on, a.record_id) AS place_on_referral
    FROM dated AS a
    LEFT JOIN open_at_start AS o ON o.authority = a.authority AND o.record_id = a.record_id AND o.place = 1
    LEFT JOIN episodes AS e ON e.authority = a.authority AND e.referral_id = COALESCE(o.referral_id, a.named_referral)
    WHERE NOT a.started_on IS NULL
),
-- One working day is at most six days away, over Easter and Christmas; the range keeps the join small.
with_enquiry AS (
    SELECT DISTINCT a.authority, a.record_id
    FROM linked AS a
    JOIN ssd_s47_enquiry AS q ON q.authority = a.authority AND q.s47e_person_id = a.person_id
        AND q.s47e_s47_start_date >= ADD_DAYS(a.started_on, -10) AND q.s47e_s47_start_date <= ADD_DAYS(a.started_on, 10)
    JOIN calendar AS k_start ON k_start.day = a.started_on
    JOIN calendar AS k_enquiry ON k_enquiry.day = q.s47e_s47_start_date
    WHERE q.s47e_s47_start_date <= {LAST_DAY} AND k_enquiry.ordinal - k_start.ordinal BETWEEN -1 AND 1
),
support AS (
    SELECT authority, cinp_person_id AS person_id, cinp_cin_plan_start_date AS started_on, cinp_cin_plan_end_date AS ended_on
    FROM ssd_cin_plans
    UNION ALL
    SELECT authority, cppl_person_id AS person_id, cppl_cp_plan_start_date AS started_on, cppl_cp_plan_end_date AS ended_on
    FROM ssd_cp_plans
    UNION ALL
    SELECT authority, person_id, started_on, ended_on FROM periods_of_care WHERE excluded_because IS NULL
),
-- Open on the day of authorisation, or begun within ten working days of it (at most three weeks, over Christmas).
with_support AS (
    SELECT DISTINCT a.authority, a.record_id
    FROM linked AS a
    JOIN support AS s ON s.authority = a.authority AND s.person_id = a.person_id
        AND s.started_on <= ADD_DAYS(a.completed_on, 25)
    LEFT JOIN calendar AS k_end ON k_end.day = a.completed_on
    LEFT JOIN calendar AS k_support ON k_support.day = s.started_on
    WHERE s.started_on <= {LAST_DAY}
      AND ((s.started_on <= a.completed_on AND (s.ended_on IS NULL OR s.ended_on > a.completed_on))
           OR (s.started_on >= a.completed_on AND k_support.ordinal - k_end.ordinal <= 10))
),
visits AS ({SEEN_VISITS}),
first_visits AS (
    SELECT a.authority, a.record_id, MIN(v.visit_on) AS visit_on
    FROM linked AS a
    JOIN visits AS v ON v.authority = a.authority AND v.person_id = a.person_id AND v.visit_on >= a.started_on
    WHERE v.visit_on <= {LAST_DAY}
    GROUP BY a.authority, a.record_id
),
-- Oversight stands in for the checkpoint only where the authority keeps no details of assessments at all.
keeping_details AS (SELECT DISTINCT authority FROM loc_assessment_detail),
oversight AS (
    SELECT a.authority, a.record_id, MIN(s.record_date) AS record_on
    FROM linked AS a
    JOIN loc_supervision AS s ON s.authority = a.authority AND s.person_id = a.person_id
        AND LOWER(s.kind) = 'management_oversight' AND s.record_date >= a.started_on
    LEFT JOIN keeping_details AS kd ON kd.authority = a.authority
    WHERE kd.authority IS NULL
    GROUP BY a.authority, a.record_id
),
judged AS (
    SELECT d.authority, d.person_id, d.record_id, d.started_on, d.completed_on, d.team, d.worker,
           l.referral_id, l.referred_on, l.closed_on AS referral_closed_on,
           COALESCE(NOT l.referral_id IS NULL AND l.place_on_referral = 1, FALSE) AS first_on_referral,
           CASE WHEN d.stated_type IN ('new', 's47_triggered') THEN 'new'
                WHEN d.stated_type = 'updated' THEN 'updated'
                WHEN l.referral_id IS NULL OR l.place_on_referral = 1 OR NOT q.record_id IS NULL THEN 'new'
                ELSE 'updated' END AS assessment_type,
           CASE WHEN d.completed_on IS NULL THEN CAST(NULL AS VARCHAR)
                WHEN d.stated_outcome IN ('ongoing', 'step_down', 'nfa', 'other') THEN d.stated_outcome
                WHEN HAS_FLAG(d.outcomes, 'STRATEGY_DISCUSSION') OR HAS_FLAG(d.outcomes, 'CLA_REQUEST')
                    OR HAS_FLAG(d.outcomes, 'LEGAL_ACTION') OR HAS_FLAG(d.outcomes, 'PROV_OF_SERVICES')
                    OR HAS_FLAG(d.outcomes, 'PROV_OF_SB_CARE') OR HAS_FLAG(d.outcomes, 'SPECIALIST_ASSESSMENT')
                    OR HAS_FLAG(d.outcomes, 'PRIVATE_FOSTERING') OR NOT w.record_id IS NULL THEN 'ongoing'
                WHEN HAS_FLAG(d.outcomes, 'REFERRAL_TO_OTHER_AGENCY')
                    OR (l.close_reason = 'RC9' AND l.closed_on >= d.completed_on AND k_close.ordinal - k_end.ordinal <= 10)
                    THEN 'step_down'
                WHEN d.outcome_nfa OR HAS_FLAG(d.outcomes, 'NFA') OR HAS_FLAG(d.outcomes, 'NFA_S47_END')
                    OR (l.close_reason = 'RC8' AND l.closed_on <= {LAST_DAY}) THEN 'nfa'
                ELSE 'other' END AS outcome_group,
           COALESCE(d.stated_first_seen_on, v.visit_on) AS first_seen_on, d.stated_first_seen_on,
           COALESCE(d.stated_checkpoint_on, o.record_on) AS checkpoint_on,
           k_start.ordinal AS start_ordinal, k_end.ordinal - k_start.ordinal AS working_days_taken
    FROM dated AS d
    LEFT JOIN linked AS l ON l.authority = d.authority AND l.record_id = d.record_id
    LEFT JOIN with_enquiry AS q ON q.authority = d.authority AND q.record_id = d.record_id
    LEFT JOIN with_support AS w ON w.authority = d.authority AND w.record_id = d.record_id
    LEFT JOIN first_visits AS v ON v.authority = d.authority AND v.record_id = d.record_id
    LEFT JOIN oversight AS o ON o.authority = d.authority AND o.record_id = d.record_id
    LEFT JOIN calendar AS k_start ON k_start.day = d.started_on
    LEFT JOIN calendar AS k_end ON k_end.day = d.completed_on
    LEFT JOIN calendar AS k_close ON k_close.day = l.closed_on
)
SELECT j.authority, j.person_id, j.record_id, j.team, j.worker,
       CASE WHEN j.person_id IS NULL THEN 'No child is named on the assessment.'
            WHEN j.started_on IS NULL THEN 'The assessment has no start date.'
       END AS excluded_because,
       j.started_on, j.completed_on, j.referral_id, j.referred_on, j.referral_closed_on, j.first_on_referral,
       CASE WHEN j.first_on_referral THEN j.referred_on ELSE j.started_on END AS clock_started_on,
       j.assessment_type, j.outcome_group,
       CASE WHEN j.completed_on < j.started_on OR j.working_days_taken IS NULL THEN CAST(NULL AS VARCHAR)
            WHEN j.working_days_taken <= 10 THEN '0_10' WHEN j.working_days_taken <= 20 THEN '11_20'
            WHEN j.working_days_taken <= 30 THEN '21_30' WHEN j.working_days_taken <= 40 THEN '31_40'
            WHEN j.working_days_taken <= 45 THEN '41_45' WHEN j.working_days_taken <= 50 THEN '46_50'
            WHEN j.working_days_taken <= 60 THEN '51_60' ELSE '61_plus' END AS days_band,
       j.first_seen_on, j.stated_first_seen_on, k_tenth.day AS tenth_working_day_on, j.checkpoint_on,
       COALESCE(p.dob > {LAST_DAY}, NOT p.expected_dob IS NULL) AS is_unborn, {LAST_DAY} AS known_until_on
FROM judged AS j
LEFT JOIN people AS p ON p.authority = j.authority AND p.person_id = j.person_id
LEFT JOIN calendar AS k_tenth ON k_tenth.ordinal = j.start_ordinal + 10 AND k_tenth.is_working
"""

COHORT = Cohort(
    name="assessments",
    title="Child and family assessments",
    row="An assessment of a child.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the assessment started"),
        "completed_on": day(
            "the day on which the assessment was authorised", needs=("ssd_cin_assessments.cina_assessment_auth_date",)
        ),
        "referral_id": text("the referral that the assessment belongs to", needs=("ssd_cin_episodes",)),
        "referred_on": day("the day of that referral", needs=("ssd_cin_episodes",)),
        "referral_closed_on": day("the day on which the episode of that referral was closed", needs=("ssd_cin_episodes",)),
        "first_on_referral": truth("the first assessment on its referral", needs=("ssd_cin_episodes",)),
        "clock_started_on": day(
            "the day from which Working Together counts: the referral for the first assessment, else the start",
            needs=("ssd_cin_episodes",),
        ),
        "assessment_type": text("new or updated", needs=("loc_assessment_detail|ssd_cin_episodes",)),
        "outcome_group": text("what came of it: ongoing, step_down, nfa or other; empty until completed"),
        "days_band": text("working days from start to completion, in the bands that are published"),
        "first_seen_on": day(
            "when the child was first seen: as the assessment says, else the first visit since its start",
            needs=("loc_assessment_detail|ssd_cin_visits",),
        ),
        "stated_first_seen_on": day("when the child was first seen, as the assessment says"),
        "tenth_working_day_on": day("the tenth working day after the start"),
        "checkpoint_on": day(
            "the day on which a manager's oversight was recorded", needs=("loc_assessment_detail|loc_supervision",)
        ),
        "is_unborn": truth("the child is not born yet"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("started_on", "completed_on", "tenth_working_day_on"),
    reads=("periods_of_care",),
    needs=("ssd_cin_assessments",),
    breakdowns={"assessment_type": "assessment_type", "outcome_group": "outcome_group", "days_band": "days_band"},
)
