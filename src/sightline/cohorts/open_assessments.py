"""Assessments open at a month's end: one row an assessment and day (B-ASM).

An assessment is open from its start until the day before it is authorised. With the setting require_open_episode it
counts only while the episode of need that it belongs to is open; one that belongs to none counts while the child has any
episode open. Without the setting, an assessment of more than twelve months whose episode is closed is left out as stale.

Some case systems drop open assessments from the extract once the child was seen, so this stock may be too low.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
WITH standing AS (
    SELECT a.authority, a.person_id, a.record_id, s.as_at, a.excluded_because, a.started_on, a.referral_id, a.referred_on,
           a.clock_started_on, a.assessment_type, a.first_seen_on,
           CASE WHEN NOT a.referral_id IS NULL
                THEN a.referred_on <= s.as_at AND (a.referral_closed_on IS NULL OR a.referral_closed_on > s.as_at)
           END AS own_episode_open
    FROM assessments AS a
    JOIN snapshots AS s ON a.started_on <= s.as_at AND (a.completed_on IS NULL OR a.completed_on > s.as_at)
),
-- Only assessments without a referral are asked whether the child has some other episode open.
with_other_episode AS (
    SELECT DISTINCT o.authority, o.record_id, o.as_at
    FROM standing AS o
    JOIN ssd_cin_episodes AS e ON e.authority = o.authority AND e.cine_person_id = o.person_id
        AND e.cine_referral_date <= o.as_at AND (e.cine_close_date IS NULL OR e.cine_close_date > o.as_at)
    WHERE o.referral_id IS NULL
),
judged AS (
    SELECT o.*, COALESCE(o.own_episode_open, NOT e.record_id IS NULL) AS episode_open
    FROM standing AS o
    LEFT JOIN with_other_episode AS e
        ON e.authority = o.authority AND e.record_id = o.record_id AND e.as_at = o.as_at
)
SELECT authority, person_id, record_id, as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN NOT excluded_because IS NULL THEN excluded_because
            WHEN episode_open THEN CAST(NULL AS VARCHAR)
            WHEN SETTING('require_open_episode', as_at) THEN 'No episode of need is open for the assessment.'
            WHEN started_on <= ADD_MONTHS(as_at, -12)
                THEN 'The assessment is more than twelve months old and its episode is closed.'
       END AS excluded_because,
       started_on, referral_id, referred_on, clock_started_on, assessment_type,
       CASE WHEN first_seen_on <= as_at THEN first_seen_on END AS first_seen_on, episode_open
FROM judged
"""

COHORT = Cohort(
    name="open_assessments",
    title="Open assessments",
    row="An assessment open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the assessment started"),
        "referral_id": text("the referral that the assessment belongs to"),
        "referred_on": day("the day of that referral"),
        "clock_started_on": day("the day from which Working Together counts: the referral for the first one, else the start"),
        "assessment_type": text("new or updated"),
        "first_seen_on": day("the first day, on or after the start, on which the child was seen"),
        "episode_open": truth("the episode of need is open"),
    },
    dates=(),
    reads=("assessments",),
    allocated=True,
    needs=("ssd_cin_assessments",),
    breakdowns={"assessment_type": "assessment_type"},
)
